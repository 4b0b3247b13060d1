"""Discord's limits, refused with Discord's error tree, as the real client reports them."""

from __future__ import annotations

import io
from typing import Any

import discord
import pytest
from discord import app_commands, ui

from sandbox import Sandbox
from sandbox.checks.command import longest
from tests.sandbox.clients import Probe, let_in, logged_in

E = discord.Embed


def fields(count: int) -> E:
    embed = E()
    for _ in range(count):
        embed.add_field(name="n", value="v")
    return embed


# A body in Discord's words, the place it is wrong at, the code there.
BODIES: list[tuple[dict[str, Any], str, str]] = [
    ({"content": "a" * 2001}, "content", "BASE_TYPE_MAX_LENGTH"),
    ({"content": "a", "nonce": "n" * 26}, "nonce", "BASE_TYPE_MAX_LENGTH"),
    ({"embeds": [{"title": "t"}] * 11}, "embeds", "BASE_TYPE_MAX_LENGTH"),
    ({"embeds": [{"title": "t" * 257}]}, "embeds.0.title", "BASE_TYPE_MAX_LENGTH"),
    ({"embeds": [{"description": "d" * 4097}]}, "embeds.0.description", "BASE_TYPE_MAX_LENGTH"),
    (
        {"embeds": [{"fields": [{"name": "n", "value": ""}]}]},
        "embeds.0.fields.0.value",
        "BASE_TYPE_REQUIRED",
    ),
    (
        {"embeds": [{"fields": [{"name": "n" * 257, "value": "v"}]}]},
        "embeds.0.fields.0.name",
        "BASE_TYPE_MAX_LENGTH",
    ),
    (
        {"embeds": [{"fields": [{"name": "n", "value": "v" * 1025}]}]},
        "embeds.0.fields.0.value",
        "BASE_TYPE_MAX_LENGTH",
    ),
    (
        {"embeds": [{"fields": [{"name": "n", "value": "v"}] * 26}]},
        "embeds.0.fields",
        "BASE_TYPE_MAX_LENGTH",
    ),
    (
        {"embeds": [{"title": "t", "footer": {"text": "f" * 2049}}]},
        "embeds.0.footer.text",
        "BASE_TYPE_MAX_LENGTH",
    ),
    (
        {"embeds": [{"author": {"name": "a" * 257}}]},
        "embeds.0.author.name",
        "BASE_TYPE_MAX_LENGTH",
    ),
    ({"embeds": [{"description": "d" * 3001}] * 2}, "embeds", "MAX_EMBED_SIZE_EXCEEDED"),
    (
        {
            "components": [
                {
                    "type": 1,
                    "components": [
                        {"type": 2, "style": 5, "label": "b", "url": "javascript:alert(1)"}
                    ],
                }
            ]
        },
        "components.0.components.0.url",
        "URL_TYPE_INVALID_SCHEME",
    ),
    (
        {
            "components": [
                {
                    "type": 1,
                    "components": [
                        {"type": 2, "style": 5, "label": "b", "url": "https://e.test/a b"}
                    ],
                }
            ]
        },
        "components.0.components.0.url",
        "URL_TYPE_INVALID_URL",
    ),
    (
        {
            "flags": 1 << 15,
            "components": [{"type": 12, "items": [{"media": {"url": "data:image/png;base64,AA"}}]}],
        },
        "components.0.items.0.media.url",
        "URL_TYPE_INVALID_SCHEME",
    ),
    ({"embeds": [{}]}, "embeds.0.description", "BASE_TYPE_REQUIRED"),
    (
        {"embeds": [{"title": "t", "url": "ftp://e.test"}]},
        "embeds.0.url",
        "URL_TYPE_INVALID_SCHEME",
    ),
    (
        {"embeds": [{"title": "t", "image": {"url": "https://"}}]},
        "embeds.0.image.url",
        "URL_TYPE_INVALID_URL",
    ),
    (
        {"content": "a", "allowed_mentions": {"parse": ["users"], "users": ["1"]}},
        "allowed_mentions",
        "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
    ),
]
V2 = 1 << 15


def text(content: str = "t") -> dict[str, Any]:
    return {"type": 10, "content": content}


def button(**more: object) -> dict[str, Any]:
    return {"type": 2, "style": 1, "label": "l", "custom_id": "c", **more}


def row(*inside: dict[str, Any]) -> dict[str, Any]:
    return {"type": 1, "components": list(inside)}


def menu(**more: object) -> dict[str, Any]:
    return {"type": 3, "custom_id": "m", "options": [{"label": "l", "value": "v"}], **more}


COMPONENTS: list[tuple[int, list[dict[str, Any]], str, str]] = [
    (0, [text()], "components.0.type", "UNION_TYPE_CHOICES"),
    (0, [row(button(label="l" * 81))], "components.0.components.0.label", "BASE_TYPE_MAX_LENGTH"),
    (
        0,
        [row(*(button(custom_id=str(n)) for n in range(6)))],
        "components.0.components",
        "BASE_TYPE_BAD_LENGTH",
    ),
    (0, [row(menu(), button())], "components.0.components", "BASE_TYPE_BAD_LENGTH"),
    (0, [row(button()), row(button())], "components.components", "COMPONENT_CUSTOM_ID_DUPLICATED"),
    (
        0,
        [row(button(style=5, custom_id=None))],
        "components.0.components.0.url",
        "BUTTON_COMPONENT_URL_REQUIRED",
    ),
    (
        0,
        [row(button(custom_id=""))],
        "components.0.components.0.custom_id",
        "BASE_TYPE_BAD_LENGTH",
    ),
    (
        0,
        [row(button(label=None))],
        "components.0.components.0.label",
        "BUTTON_COMPONENT_LABEL_REQUIRED",
    ),
    (
        0,
        [row(menu(options=[{"label": "l", "value": str(n)} for n in range(26)]))],
        "components.0.components.0.options",
        "BASE_TYPE_BAD_LENGTH",
    ),
    (
        0,
        [row(menu(options=[{"label": "l", "value": "v"}] * 2))],
        "components.0.components.0.options",
        "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED",
    ),
    (
        0,
        [row(menu(options=[{"label": "l" * 101, "value": "v"}]))],
        "components.0.components.0.options.0.label",
        "BASE_TYPE_BAD_LENGTH",
    ),
    (V2, [text("")], "components.0.content", "BASE_TYPE_BAD_LENGTH"),
    (
        V2,
        [text("a" * 2001), text("b" * 2000)],
        "components",
        "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED",
    ),
    (
        V2,
        [{"type": 17, "components": [text()] * 40}],
        "components",
        "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED",
    ),
    (
        V2,
        [{"type": 17, "components": [{"type": 17, "components": [text()]}]}],
        "components.0.components.0.type",
        "UNION_TYPE_CHOICES",
    ),
    (V2, [{"type": 9, "components": [text()]}], "components.0.accessory", "BASE_TYPE_REQUIRED"),
    (
        V2,
        [{"type": 12, "items": [{"media": {"url": "https://e.test/a.png"}}] * 11}],
        "components.0.items",
        "BASE_TYPE_BAD_LENGTH",
    ),
]


def codes(tree: dict[str, Any], path: str) -> list[str]:
    for key in path.split("."):
        tree = tree[key]
    return [each["code"] for each in tree["_errors"]]


async def refused(sandbox: Sandbox, body: dict[str, Any]) -> discord.HTTPException:
    news = sandbox.add_guild().add_channel("news")
    async with let_in(sandbox) as client:
        route = discord.http.Route("POST", "/channels/{channel_id}/messages", channel_id=news.id)
        with pytest.raises(discord.HTTPException) as caught:
            await client.http.request(route, json=body)
    assert news.messages == []
    return caught.value


@pytest.mark.parametrize(("body", "path", "code"), BODIES)
async def test_a_body_beyond_a_limit_is_refused(
    sandbox: Sandbox, body: dict[str, Any], path: str, code: str
) -> None:
    error = await refused(sandbox, body)

    assert (error.status, error.code) == (400, 50035)
    assert codes(sandbox.requests[-1].answer["errors"], path) == [code]


@pytest.mark.parametrize(("flags", "components", "path", "code"), COMPONENTS)
async def test_components_beyond_a_limit_are_refused(
    sandbox: Sandbox, flags: int, components: list[dict[str, Any]], path: str, code: str
) -> None:
    body = {"flags": flags, "components": components} | ({} if flags else {"content": "c"})

    assert (await refused(sandbox, body)).code == 50035
    assert code in codes(sandbox.requests[-1].answer["errors"], path)


@pytest.mark.parametrize("key", ["content", "embeds"])
async def test_components_v2_stand_alone(sandbox: Sandbox, key: str) -> None:
    beside: dict[str, Any] = {"content": "c", "embeds": [{"title": "t"}]}
    body = {"flags": V2, "components": [text()], key: beside[key]}

    await refused(sandbox, body)

    told = codes(sandbox.requests[-1].answer["errors"], key)
    assert told == ["MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"]


@pytest.mark.parametrize("body", [{}, {"content": "  \n"}, {"content": "", "embeds": []}])
async def test_an_empty_message_is_refused(sandbox: Sandbox, body: dict[str, Any]) -> None:
    assert (await refused(sandbox, body)).code == 50006


async def test_everything_up_to_the_limits_is_taken(sandbox: Sandbox) -> None:
    news = sandbox.add_guild().add_channel("news")
    full = E(title="t" * 256, description="d" * 4096)
    full.set_footer(text="f" * (6000 - 256 - 4096))
    view = ui.LayoutView()
    view.add_item(ui.Container(*(ui.TextDisplay("a" * 100) for _ in range(39))))

    async with let_in(sandbox) as client:
        channel = client.get_partial_messageable(news.id)
        await channel.send("c" * 2000, nonce="n" * 25)
        await channel.send(embed=full)
        await channel.send(embed=fields(25))
        await channel.send(view=view)

    assert len(news.messages) == 4


async def test_a_file_that_is_too_large_is_refused(sandbox: Sandbox) -> None:
    news = sandbox.add_guild().add_channel("news")
    file = discord.File(io.BytesIO(b"a" * (10 * 1024 * 1024 + 1)), "a.bin")

    async with let_in(sandbox) as client:
        with pytest.raises(discord.HTTPException) as caught:
            await client.get_partial_messageable(news.id).send(file=file)

    assert (caught.value.status, caught.value.code) == (413, 40005)


def option(name: str = "o", **more: object) -> dict[str, Any]:
    return {"type": 3, "name": name, "description": "d", **more}


def command(name: str = "c", **more: object) -> dict[str, Any]:
    return {"type": 1, "name": name, "description": "d", **more}


LISTS: list[tuple[list[dict[str, Any]], str, str]] = [
    ([command("Feed")], "0.name", "APPLICATION_COMMAND_INVALID_NAME"),
    ([command("a b")], "0.name", "APPLICATION_COMMAND_INVALID_NAME"),
    ([command("a" * 33)], "0.name", "APPLICATION_COMMAND_INVALID_NAME"),
    (
        [command(name_localizations={"fr": "Éte"})],
        "0.name_localizations.fr",
        "APPLICATION_COMMAND_INVALID_NAME",
    ),
    ([command(description="d" * 101)], "0.description", "BASE_TYPE_BAD_LENGTH"),
    ([command(description="")], "0.description", "BASE_TYPE_BAD_LENGTH"),
    ([command(), command()], "1.name", "APPLICATION_COMMANDS_DUPLICATE_NAME"),
    (
        [command(options=[option(str(n)) for n in range(26)])],
        "0.options",
        "BASE_TYPE_MAX_LENGTH",
    ),
    (
        [command(options=[option("a"), option("b", required=True)])],
        "0.options.1",
        "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
    ),
    (
        [command(options=[option(choices=[{"name": str(n), "value": "v"} for n in range(26)])])],
        "0.options.0.choices",
        "BASE_TYPE_MAX_LENGTH",
    ),
    (
        [command(options=[option(str(n), description="d" * 100, **CHOICES) for n in range(25)])]
        if (CHOICES := {"choices": [{"name": "n" * 100, "value": "v" * 100}] * 2})
        else [],
        "0",
        "APPLICATION_COMMAND_TOO_LARGE",
    ),
]


@pytest.mark.parametrize(("commands", "path", "code"), LISTS)
async def test_a_bad_command_is_refused(
    sandbox: Sandbox, commands: list[dict[str, Any]], path: str, code: str
) -> None:
    sandbox.add_guild()

    async with let_in(sandbox) as client:
        with pytest.raises(discord.HTTPException) as caught:
            await client.http.bulk_upsert_global_commands(client.application_id or 0, commands)

    assert caught.value.code == 50035
    assert code in codes(sandbox.requests[-1].answer["errors"], path)
    assert sandbox.commands == []


async def test_a_hundred_commands_are_taken_and_no_more(sandbox: Sandbox) -> None:
    hundred = [command(f"c{number}") for number in range(100)]

    async with let_in(sandbox) as client:
        app = client.application_id or 0
        await client.http.bulk_upsert_global_commands(app, hundred)
        with pytest.raises(discord.HTTPException):
            await client.http.bulk_upsert_global_commands(app, [*hundred, command("more")])

    assert len(sandbox.commands) == 100


def test_the_longest_localization_counts() -> None:
    thing = command("abc", name_localizations={"fr": "abcdef"}, options=[option("o")])

    assert longest(thing) == 6 + 1 + 1 + 1


async def test_commands_keep_their_ids_when_they_are_synchronised_again(sandbox: Sandbox) -> None:
    client = Probe()

    @client.tree.command(description="Hello")
    @app_commands.default_permissions(manage_guild=True)
    async def hello(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("Hello")

    async with logged_in(client, sandbox):
        before = sandbox.commands[0]["id"]
        await client.tree.sync()
        [fetched] = await client.tree.fetch_commands()

    assert sandbox.commands[0]["id"] == before == str(fetched.id)
    assert fetched.default_member_permissions == discord.Permissions(manage_guild=True)
