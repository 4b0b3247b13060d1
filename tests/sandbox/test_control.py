"""The JSON API that a page or another process uses, over real HTTP and WebSocket."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import discord
import pytest
from discord import app_commands

from sandbox import Sandbox
from sandbox.errors import Refused
from sandbox.users.slash_text import parse
from tests.browser.showcase import Card, Showcase
from tests.sandbox.clients import Probe, logged_in


@pytest.fixture
async def page(sandbox: Sandbox) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(sandbox.base) as session:
        yield session


async def asked(page: aiohttp.ClientSession, verb: str, **ask: object) -> Any:
    async with page.post(f"/sandbox/{verb}", json=ask) as response:
        return await response.json()


@asynccontextmanager
async def small_bot(sandbox: Sandbox) -> AsyncIterator[Probe]:
    client = Probe()
    group = app_commands.Group(name="feed", description="Feeds")

    @group.command(name="add", description="Follow a feed")
    async def add(interaction: discord.Interaction, url: str, where: discord.TextChannel) -> None:
        await interaction.response.send_message(f"{url} in {where.name}", ephemeral=True)

    client.tree.add_command(group)
    async with logged_in(client, sandbox):
        yield client


async def test_the_app_is_added_to_an_account_and_taken_out(
    sandbox: Sandbox, page: aiohttp.ClientSession
) -> None:
    user = sandbox.user("ann")
    seen: list[Any] = []

    async with page.ws_connect("/sandbox/events") as stream:
        seen.append(await stream.receive_json())
        for on in (True, False):
            await asked(page, "installs", user="ann", on=on)
            seen.append(await stream.receive_json())

    begun, *changes = seen
    assert begun["data"]["users"][-1]["installed"] is False
    assert changes == [
        {"event": "INSTALL_UPDATE", "data": {"user_id": str(user.id), "installed": on}}
        for on in (True, False)
    ]


async def test_a_typed_line_runs_a_command(sandbox: Sandbox, page: aiohttp.ClientSession) -> None:
    guild = sandbox.add_guild()
    guild.add_channel("news")
    sandbox.user("ann", guild=guild)
    line = "/feed add url:https://e.test where:#news"

    async with small_bot(sandbox):
        reply = await asked(page, "slash", user="ann", channel="news", line=line)

    assert reply["text"] == "https://e.test in news"
    assert reply["ephemeral"]
    assert reply["failed"] is None


async def test_a_page_clicks_chooses_and_fills_in(
    sandbox: Sandbox, page: aiohttp.ClientSession
) -> None:
    guild = sandbox.add_guild()
    news = guild.add_channel("news")
    sandbox.user("ann", guild=guild)
    here = {"user": "ann", "channel": "news", "locale": "fr"}

    async with logged_in(Showcase(), sandbox) as client:
        await client.get_partial_messageable(news.id).send(view=Card("https://e.test/a.png"))
        card = {**here, "message": str(news.messages[0].id)}
        pressed = await asked(page, "click", **card, custom_id="primary")
        chosen = await asked(page, "select", **card, custom_id="read", values=["2"])
        opened = await asked(page, "click", **card, custom_id="secondary")
        values = {"words": "fibre", "note": ""}
        sent = await asked(page, "submit", **here, interaction=opened["interaction"], values=values)
        menu = await asked(page, "context_menu", **card, command="Summarize")
        typed = {"command": "feed add", "option": "paper", "typed": "lamp"}
        completed = await asked(page, "autocomplete", **here, **typed)

    assert pressed["text"] == "You pressed primary"
    assert chosen["text"] == "Read ['2']"
    assert opened["modal"]["title"] == "A filter for this feed"
    assert sent["text"] == "Only items with **fibre**."
    assert menu["ephemeral"]
    assert completed["choices"] == [{"name": "The Tilted Lamp", "value": "2"}]


async def test_misfortunes_are_ordered(sandbox: Sandbox, page: aiohttp.ClientSession) -> None:
    async with logged_in(Probe(), sandbox):
        await asked(page, "gateway", order="reconnect")
        await sandbox.until(lambda: sandbox.gateway.resumes == 1)
        await asked(page, "gateway", order="close", code=4000)
        await sandbox.until(lambda: sandbox.gateway.resumes == 2)
    await asked(page, "faults", order="fail_before", route="GET /gateway", status=502)
    async with page.get("/api/v10/gateway") as failed:
        assert failed.status == 502
    await asked(page, "faults", order="outage")
    async with page.get("/api/v10/gateway") as away:
        assert away.status == 503
    await asked(page, "faults", order="clear")
    async with page.get("/api/v10/gateway") as back:
        assert back.status == 200


async def test_the_stage_is_set_and_seen(sandbox: Sandbox, page: aiohttp.ClientSession) -> None:
    guild = await asked(page, "guilds", name="Readers", locale="fr")
    await asked(page, "channels", guild="Readers", name="news", kind="announcement")
    await asked(page, "users", name="ann", guild=guild["id"], may=["manage_guild"], locale="fr")
    await asked(page, "say", user="ann", channel="news", content="Hello")

    async with page.get("/sandbox/state") as response:
        state = await response.json()

    [shown] = state["guilds"]
    assert (shown["name"], shown["locale"]) == ("Readers", "fr")
    assert [each["content"] for each in shown["channels"][0]["messages"]] == ["Hello"]
    assert [each["username"] for each in state["users"]] == ["owner", "ann"]


async def test_the_stream_begins_with_the_state_and_goes_on_with_events(
    sandbox: Sandbox, page: aiohttp.ClientSession
) -> None:
    news = sandbox.add_guild().add_channel("news")

    async with page.ws_connect("/sandbox/events") as stream:
        first = await stream.receive_json()
        news.say(sandbox.user("ann"), "Hello")
        second = await stream.receive_json()

    assert first["event"] == "STATE"
    assert second["event"] == "MESSAGE_CREATE"
    assert second["data"]["content"] == "Hello"


async def test_an_ephemeral_answer_in_the_stream_says_who_sees_it(
    sandbox: Sandbox, page: aiohttp.ClientSession
) -> None:
    guild = sandbox.add_guild()
    news = guild.add_channel("news")
    ann = sandbox.user("ann", guild=guild)

    async with small_bot(sandbox), page.ws_connect("/sandbox/events") as stream:
        await stream.receive_json()
        await sandbox.slash(ann, news, "feed add", url="u", where=news)
        shown = await stream.receive_json()

    assert shown["event"] == "MESSAGE_CREATE"
    assert shown["data"]["seen_by"] == str(ann.id)


@pytest.mark.parametrize(
    ("verb", "ask", "status"),
    [
        ("slash", {"user": "ann", "channel": "news", "command": "nothing"}, 403),
        ("slash", {"user": "bob", "channel": "news", "command": "nothing"}, 404),
        ("slash", {"user": "ann"}, 400),
        ("faults", {"order": "rain"}, 404),
        ("dance", {}, 404),
    ],
)
async def test_what_cannot_be_done_is_said(
    sandbox: Sandbox, page: aiohttp.ClientSession, verb: str, ask: dict[str, str], status: int
) -> None:
    guild = sandbox.add_guild()
    guild.add_channel("news")
    sandbox.user("ann", guild=guild)

    async with page.post(f"/sandbox/{verb}", json=ask) as response:
        assert response.status == status


COMMANDS: list[dict[str, Any]] = [
    {"type": 1, "name": "help"},
    {
        "type": 1,
        "name": "feed",
        "name_localizations": {"fr": "flux"},
        "options": [
            {
                "type": 1,
                "name": "add",
                "name_localizations": {"fr": "ajouter"},
                "options": [{"type": 3, "name": "url"}, {"type": 7, "name": "channel"}],
            }
        ],
    },
]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("/help", ("help", {})),
        ("/feed add url:a b channel:#n", ("feed add", {"url": "a b", "channel": "#n"})),
        ("/flux ajouter url:https://e.test/x:y", ("feed add", {"url": "https://e.test/x:y"})),
    ],
)
def test_a_line_is_read(line: str, expected: tuple[str, dict[str, str]]) -> None:
    assert parse(COMMANDS, line) == expected


@pytest.mark.parametrize("line", ["/feed", "/nothing", "/help me", "/feed add a url:b"])
def test_a_line_that_is_no_command_is_refused(line: str) -> None:
    with pytest.raises(Refused):
        parse(COMMANDS, line)


async def test_only_so_many_requests_are_remembered_as_was_asked() -> None:
    async with Sandbox(remember=2) as sandbox:
        sandbox.add_guild()
        async with logged_in(Probe(), sandbox):
            assert len(sandbox.requests) == 2


async def test_the_history_before_a_message_is_given_page_by_page(
    sandbox: Sandbox, page: aiohttp.ClientSession
) -> None:
    news = sandbox.add_guild().add_channel("news")
    said = [news.say(sandbox.user("ann"), str(number)) for number in range(70)]

    async with page.get(f"/sandbox/history?channel=news&before={said[60].id}") as response:
        shown = await response.json()

    assert [each["content"] for each in shown] == [str(number) for number in range(10, 60)]


async def test_the_sandbox_runs_as_a_process_of_its_own() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "sandbox", "--port", "0", stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    told = json.loads(await process.stdout.readline())

    async with aiohttp.ClientSession(told["url"]) as session:
        await asked(session, "guilds", name="Readers")
        headers = {"Authorization": f"Bot {told['token']}"}
        async with session.get("/api/v10/users/@me/guilds", headers=headers) as response:
            guilds = await response.json()
    process.send_signal(signal.SIGTERM)

    assert [each["name"] for each in guilds] == ["Readers"]
    assert await process.wait() == 0
