"""Custom ids are somebody's word: forged or shown elsewhere, they change and tell nothing.

Discord checks that a message has the control that is used; these tests take that away. Whoever
adds a control adds its name here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from bot.feeds.discovery.candidates import OfferedFeed
from bot.model import Channel, Guild, Mode
from cogs.ui.controls import FRESH, OwnButton, OwnChannelMenu, OwnMenu
from sandbox import ChannelHandle, GuildHandle, Reply
from sandbox.payloads.resources import user as told_user
from sandbox.users.actions import finish
from sandbox.users.command_input import CommandPlace, slash_data
from sandbox.users.interactions import AUTOCOMPLETE, begin
from sandbox.world.posting import Upload
from sandbox.world.state import EPHEMERAL, Json, Message, User
from tests.support.gazette import Gazette

SECRET = "Ministers fall out"
BUTTON, MENU, CHANNEL_MENU = 2, 3, 8
SOMEBODY = 123456789012345678  # who has saved an article

# Every control, as its custom id names {sub}scription, {digest}, {item}, {channel}, {guild}, and
# what was {ask}ed in a search and answered in a {summary}.
BUTTONS = {
    "cogs.forget.ForgetButton": "forget:123456789012345678",
    "cogs.feed.add.PostNowButton": "feed:now:{sub}:{item}",
    "cogs.feed.arrival.ArrivalButton": "feed:come:digest:{sub}",
    "cogs.feed.burst.RestButton": "post:rest:{delivery}:0",
    "cogs.feed.burst.OriginalButton": "post:original:{delivery}",
    "cogs.feed.running.HeldButton": "feed:held:{sub}",
    "cogs.feed.mention.EveryoneButton": "feed:everyone:yes:{sub}",
    "cogs.feed.latest.LatestButton": "latest:0:0",
    "cogs.feed.several.many.ManyButton": "many:{bulk}:do",
    "cogs.feed.several.many.OthersButton": "fe:{sub}:others",
    "cogs.feed.several.transfer.ImportButton": "imp:{import}:start",
    "cogs.feed.list.ListPageButton": "feed:list:0",
    "cogs.feed.list.RemoveButton": "feed:stop:{sub}",
    "cogs.feed.editing.edit.EditSwitch": "fe:{sub}:picture",
    "cogs.feed.editing.edit.FullTextSwitch": "fe:{sub}:full_text",
    "cogs.feed.editing.edit.FormButton": "fe:{sub}:words",
    "cogs.feed.editing.edit.PlanButton": "fe:{sub}:plan",
    "cogs.feed.editing.edit.SaveButton": "fe:{sub}:save",
    "cogs.digest.set.ModeButton": "digest:only:{digest}",
    "cogs.digest.pages.PreviewButton": "digest:preview:{digest}",
    "cogs.digest.pages.TurnPageButton": "digest:text:{digest}:2025-12-09:0:{item}",
    "cogs.digest.pages.SearchButton": "digest:search:{digest}:2025-12-09:0:0",
    "cogs.digest.running.UndoButton": "digest:undo:{digest}",
    "cogs.digest.own.StopButton": "digest:stop:{digest}",
    "cogs.digest.own.StopServerButton": "digest:end:{guild}",
    "cogs.saved.commands.SavedPageButton": "saved:page:0",
    "cogs.saved.commands.SavedFoundButton": "saved:found:{ask}:0",
    "cogs.saved.commands.SavedTextButton": "saved:text:{saved}:0",
    "cogs.saved.commands.SavedRemoveButton": "saved:gone:{saved}",
    "cogs.saved.save.SaveItemButton": "digest:save:{digest}:2025-12-09:0:{item}",
    "cogs.search.TurnButton": "search:page:{ask}:0",
    "cogs.search.ShareButton": "search:share:{item}",
    "cogs.summary.ShareSummaryButton": "summary:share:{summary}",
}
MENUS = {
    "cogs.alert.StopMenu": ("alert:stop", "1"),
    "cogs.feed.add.OfferMenu": ("feed:offer:{channel}:0", "https://paper.test/feed"),
    "cogs.feed.several.many.SomeMenu": ("many:{bulk}:some:0", "{sub}"),
    "cogs.feed.several.transfer.FolderMenu": ("imp:{import}:folder", "0"),
    "cogs.feed.several.transfer.FolderChannelMenu": ("imp:{import}:to:0", "{here}"),
    "cogs.feed.editing.edit.EditMenu": ("fe:{sub}:mode", "digest"),
    "cogs.feed.explain.ExplainMenu": ("explain:pick", "{item}"),
    "cogs.saved.commands.SavedOpenMenu": ("saved:open", "{saved}"),
    "cogs.saved.save.SavePickMenu": ("saved:pick", "{item}"),
    "cogs.saved.save.SavePostedMenu": ("saved:posted:{message}", "{item}"),
    "cogs.saved.save.SavePageMenu": ("digest:choose:{digest}:2025-12-09:0:0", "{item}"),
    "cogs.summary.ArticleMenu": ("summary:pick", "{item}"),
    "cogs.settings.ServerZoneMenu": ("zone:server", "Europe/Paris"),
    "cogs.search.LikeMenu": ("search:like", "{item}"),
    "cogs.digest.set.DigestZoneMenu": ("digest:zone:{digest}", "Europe/Paris"),
    "cogs.digest.mute.UnmuteMenu": ("page:unmute", "0"),
    "cogs.digest.own.OwnZoneMenu": ("digest:own_zone:{digest}", "Europe/Paris"),
    "cogs.digest.pages.ReadMenu": ("digest:read:{digest}:2025-12-09:0:0", "{item}"),
    "cogs.digest.pages.DoorMenu": ("digest:door:{digest}:2025-12-09:0:0", "1"),
}
# What members may do with a page of a channel that they see.
FOR_MEMBERS = {
    "cogs.feed.latest.LatestButton",
    "cogs.digest.pages.PreviewButton",
    "cogs.digest.pages.TurnPageButton",
    "cogs.digest.pages.ReadMenu",
    "cogs.feed.burst.RestButton",
    "cogs.saved.save.SaveItemButton",
    "cogs.saved.save.SavePageMenu",
    "cogs.saved.save.SavePickMenu",
    "cogs.saved.save.SavePostedMenu",
    "cogs.feed.burst.OriginalButton",
    "cogs.search.LikeMenu",
    "cogs.search.ShareButton",
    "cogs.summary.ArticleMenu",
}
NO_MESSAGE_OF_ONES_OWN = {"cogs.search.ShareButton", "cogs.digest.pages.SearchButton"}
TABLES = (
    "subscriptions",
    "feeds",
    "digests",
    "digest_subscriptions",
    "drafts",
    "channels",
    "guilds",
    "imports",
    "bulk_changes",
    "import_folders",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Newsroom:
    """A server with a feed, an article and a digest, and the manager of another server."""

    gazette: Gazette
    numbers: dict[str, int]
    eve: User
    elsewhere: ChannelHandle

    async def rows(self) -> dict[str, list[tuple[object, ...]]]:
        """Return all that a control could have changed."""
        fetch = self.gazette.database.fetch_all
        read = {table: await fetch(f"SELECT * FROM {table}") for table in TABLES}
        ours = (self.gazette.guild.id,)
        read["guilds"] = await fetch("SELECT * FROM guilds WHERE id = ?", ours)
        saved = "SELECT * FROM saved_articles WHERE user_id = ?"
        read["saved_articles"] = await fetch(saved, (SOMEBODY,))
        return {table: [tuple(row) for row in rows] for table, rows in read.items()}

    async def forge(
        self, name: str, user: User, channel: ChannelHandle, *, ephemeral: bool
    ) -> Reply:
        """Use a control that stands under a message of the bot's where it never put it."""
        custom_id, value = MENUS.get(name) or (BUTTONS[name], "")
        numbers = self.numbers | {"here": channel.id}
        custom_id, value = custom_id.format(**numbers), value.format(**numbers)
        message = self._message(custom_id, value, user, channel, ephemeral=ephemeral)
        sandbox = self.gazette.sandbox
        if value:
            return await sandbox.select(user, channel, message, custom_id, value)
        return await sandbox.click(user, channel, message, custom_id)

    def _message(
        self, custom_id: str, value: str, user: User, channel: ChannelHandle, *, ephemeral: bool
    ) -> Message:
        world = self.gazette.sandbox.world
        control: Json = {"id": 2, "custom_id": custom_id, "disabled": False}
        if value == str(channel.id):
            control |= {"type": CHANNEL_MENU, "min_values": 1, "max_values": 1}
        elif value:
            option = {"label": "x", "value": value, "default": False}
            control |= {"type": MENU, "options": [option], "min_values": 1, "max_values": 1}
        else:
            control |= {"type": BUTTON, "style": 2, "label": "x"}
        message = Message(
            id=world.ids(),
            channel_id=channel.id,
            author=world.bot,
            created_at=world.clock(),
            components=[{"type": 1, "id": 1, "components": [control]}],
        )
        if ephemeral:
            message.flags, message.seen_by = EPHEMERAL, user.id
            asked = {"id": str(world.ids()), "type": 2, "user": told_user(user)}
            message.interaction = asked | {"authorizing_integration_owners": {}}
        else:
            channel.channel.messages[message.id] = message
        return message


@pytest.fixture
async def newsroom(gazette: Gazette) -> Newsroom:
    """Lend the two servers."""
    followed = await gazette.follow("https://courier.test/feed", title="Courier", mode=Mode.BOTH)
    await gazette.slash("digest set", time="10h")
    item = await gazette.receive(followed.feed.id, SECRET, lead="Nobody says why.")
    await gazette.settle()
    await gazette.slash("digest remove")
    await gazette.services.saved.save(SOMEBODY, [item], gazette.clock())
    [saved] = await gazette.database.fetch_all("SELECT id FROM saved_articles")
    await gazette.slash("search", query="ministers")
    [ask] = await gazette.database.fetch_all("SELECT id FROM search_asks")
    await gazette.slash("summary article", article=str(item.id))
    [answer] = await gazette.database.fetch_all("SELECT id FROM summary_answers")
    [digest] = await gazette.database.fetch_all("SELECT id FROM digests")
    [message] = await gazette.database.fetch_all(
        "SELECT message_id FROM delivery_parts JOIN deliveries ON deliveries.id = delivery_id"
        " WHERE kind = 'item'"
    )
    [delivery] = await gazette.database.fetch_all("SELECT id FROM deliveries WHERE kind = 'item'")
    file = Upload(filename="l.txt", content=b"https://herald.test/feed")
    await gazette.slash("feed import", file=file)
    await gazette.slash("feed many", action="remove")
    [bulk] = await gazette.database.fetch_all("SELECT id FROM bulk_changes")
    [draft] = await gazette.database.fetch_all("SELECT id FROM imports")
    next_door: GuildHandle = gazette.sandbox.add_guild("Next door")
    elsewhere = next_door.add_channel("lobby")
    eve = gazette.sandbox.user("eve", guild=next_door, may=["manage_guild"])
    await gazette.caught_up()
    numbers = {
        "sub": followed.subscription.id,
        "digest": digest["id"],
        "item": item.id,
        "ask": ask["id"],
        "summary": answer["id"],
        "delivery": delivery["id"],
        "import": draft["id"],
        "bulk": bulk["id"],
        "saved": saved["id"],
        "message": message["message_id"],
        "channel": gazette.channel("news").id,
        "guild": gazette.guild.id,
    }
    return Newsroom(gazette=gazette, numbers=numbers, eve=eve, elsewhere=elsewhere)


def test_every_control_is_tried() -> None:
    ours = {
        f"{control.__module__}.{control.__name__}"
        for base in (OwnButton, OwnMenu, OwnChannelMenu)
        for control in base.__subclasses__()
    }

    assert ours == BUTTONS.keys() | MENUS.keys()


async def test_a_manager_next_door_changes_and_learns_nothing(newsroom: Newsroom) -> None:
    before = await newsroom.rows()

    for name in (*BUTTONS, *MENUS):
        for ephemeral in (True, False):
            reply = await newsroom.forge(
                name, newsroom.eve, newsroom.elsewhere, ephemeral=ephemeral
            )
            newsroom.gazette.clock.move(timedelta(seconds=1))

            told = f"{reply.text} {reply.modal}"
            assert not any(word in told for word in (SECRET, "Courier", "Nobody says")), name
            assert not reply.failed, name
    assert await newsroom.rows() == before


async def test_a_member_changes_nothing_under_a_copy_for_all(newsroom: Newsroom) -> None:
    tom, news = newsroom.gazette.member.user, newsroom.gazette.channel("news")
    before = await newsroom.rows()

    for name in (*BUTTONS, *MENUS):
        reply = await newsroom.forge(name, tom, news, ephemeral=False)
        newsroom.gazette.clock.move(timedelta(seconds=1))

        assert reply.ephemeral == (name not in NO_MESSAGE_OF_ONES_OWN), name
        assert not reply.failed, name
        assert (SECRET in reply.text) == (name in FOR_MEMBERS), name
    assert await newsroom.rows() == before


async def test_a_page_of_a_channel_one_cannot_see_stays_shut(newsroom: Newsroom) -> None:
    gazette, tom = newsroom.gazette, newsroom.gazette.member.user
    gazette.channel("news").deny("view_channel", who=tom)
    await gazette.caught_up()

    for name in FOR_MEMBERS:
        reply = await newsroom.forge(name, tom, gazette.channel("sports"), ephemeral=True)

        assert SECRET not in reply.text, name


async def test_nothing_of_a_server_is_changed_by_direct_message(newsroom: Newsroom) -> None:
    mira = newsroom.gazette.moderator.user
    direct = newsroom.gazette.sandbox.direct(mira)
    before = await newsroom.rows()

    without_channels = {"cogs.feed.several.transfer.FolderChannelMenu"}
    for name in {*BUTTONS, *MENUS} - without_channels:
        reply = await newsroom.forge(name, mira, direct, ephemeral=False)
        newsroom.gazette.clock.move(timedelta(seconds=1))

        assert SECRET not in reply.text, name
        assert not reply.failed, name
    assert await newsroom.rows() == before


async def test_a_panel_left_open_is_no_use_to_who_manages_nothing_any_more(
    newsroom: Newsroom,
) -> None:
    gazette = newsroom.gazette
    panel = await gazette.slash("feed edit", feed="Courier")
    before = await newsroom.rows()
    gazette.guild.guild.members[gazette.moderator.user.id].role_ids.clear()
    gazette.clock.move(FRESH + timedelta(seconds=1))

    reply = await gazette.click(panel, "Picture: on")

    assert reply.text.startswith("That answer is old")
    assert await newsroom.rows() == before


async def test_numbers_of_another_server_are_no_names_here(newsroom: Newsroom) -> None:
    sandbox, eve, lobby = newsroom.gazette.sandbox, newsroom.eve, newsroom.elsewhere
    sub, digest, item = (str(newsroom.numbers[name]) for name in ("sub", "digest", "item"))
    asks: dict[str, dict[str, Any]] = {
        **{
            f"feed {verb}": {"feed": sub}
            for verb in ("remove", "test", "edit", "pause", "resume", "status", "filter clear")
        },
        "feed move": {"feed": sub, "channel": lobby},
        "feed mention": {"feed": sub},
        "feed filter set": {"feed": sub, "include": "x"},
        "feed explain": {"article": item},
        "latest": {"feed": sub},
        **{
            f"digest {verb}": {"digest": digest}
            for verb in ("show", "preview", "now", "pause", "resume", "remove")
        },
        "digest set": {"digest": digest, "time": "9h"},
    }
    before = await newsroom.rows()

    for command, options in asks.items():
        reply = await sandbox.slash(eve, lobby, command, **options)
        newsroom.gazette.clock.move(timedelta(seconds=1))

        assert reply.ephemeral, command
        assert not any(word in reply.text for word in (SECRET, "Courier")), command
    assert await newsroom.rows() == before


async def test_completions_name_nothing_of_another_server(newsroom: Newsroom) -> None:
    sandbox, eve, lobby = newsroom.gazette.sandbox, newsroom.eve, newsroom.elsewhere
    await sandbox.slash(eve, lobby, "digest set", time="9h")

    for command, option in (
        ("feed edit", "feed"), ("latest", "feed"), ("feed explain", "article"),
        ("digest set", "feeds"), ("digest set", "digest"), ("page show", "digest"),
        ("page show", "date"),
    ):  # fmt: skip
        offered = str(await sandbox.autocomplete(eve, lobby, command, option))

        assert not any(word in offered for word in (SECRET, "Courier", "news")), command


async def test_a_completion_for_a_channel_next_door_names_nothing(newsroom: Newsroom) -> None:
    sandbox, news = newsroom.gazette.sandbox, newsroom.gazette.channel("news")
    place = CommandPlace(world=sandbox.world, user=newsroom.eve, channel=newsroom.elsewhere.channel)
    asked = slash_data(place, "digest set", {"feeds": "Cou"}, focused="feeds")
    asked["options"][0]["options"].append({"name": "channel", "type": 7, "value": str(news.id)})

    one = begin(sandbox.world, AUTOCOMPLETE, newsroom.eve, newsroom.elsewhere.channel, asked)
    offered = (await finish(place, one, patience=10)).choices

    assert "Courier" in str(await newsroom.gazette.complete("digest set", "feeds", "Cou"))
    assert "Courier" not in str(offered)


async def test_nothing_is_set_up_in_a_channel_that_the_moderator_cannot_see(
    newsroom: Newsroom,
) -> None:
    gazette, sports = newsroom.gazette, newsroom.gazette.channel("sports")
    sports.deny("view_channel", who=gazette.moderator.user)
    await gazette.caught_up()
    before = await newsroom.rows()
    asks: list[tuple[str, dict[str, Any]]] = [
        ("feed add", {"url": gazette.papers.open("paper").url, "channel": sports}),
        ("feed move", {"feed": "Courier", "channel": sports}),
        ("digest set", {"time": "9h", "channel": sports}),
        ("settings channel", {"language": "fr", "channel": sports}),
        ("settings server", {"notices": sports}),
    ]

    for command, options in asks:
        reply = await gazette.slash(command, **options)

        assert reply.text.startswith("You cannot see <#"), command
    assert await newsroom.rows() == before


async def test_a_role_is_called_for_nobody_who_could_not_call_it(newsroom: Newsroom) -> None:
    gazette = newsroom.gazette
    role = gazette.guild.add_role("Admins")
    news, everybody = gazette.channel("news"), gazette.guild.guild.roles[gazette.guild.id]
    news.deny("mention_everyone", who=everybody)
    await gazette.caught_up()
    before = await newsroom.rows()

    person = gazette.moderator.at("sports")
    reply = await person.slash("feed mention", feed="Courier", role=role)

    assert "may not mention" in reply.text
    assert await newsroom.rows() == before
    news.allow("mention_everyone", who=gazette.moderator.user)
    await gazette.caught_up()
    assert "may not" not in (await gazette.slash("feed mention", feed="Courier", role=role)).text


async def test_what_is_every_followers_is_not_taken_from_them(newsroom: Newsroom) -> None:
    gazette, eve, lobby = newsroom.gazette, newsroom.eve, newsroom.elsewhere
    await gazette.slash("feed edit", feed="Courier")
    assert lobby.channel.guild_id is not None
    courier = await gazette.services.feeds.follow.follow(
        OfferedFeed(url="https://courier.test/feed", title="Courier"),
        Channel(id=lobby.id, guild_id=lobby.channel.guild_id),
        Guild(id=lobby.channel.guild_id),
        gazette.clock(),
    )
    await gazette.services.feeds.follow.switch_full_text(
        courier.subscription.id, lobby.channel.guild_id
    )
    before = await newsroom.rows()
    panel = await gazette.sandbox.slash(eve, lobby, "feed edit", feed="Courier")

    for name in ("full_text", "kinds"):
        control = f"fe:{courier.subscription.id}:{name}"
        reply = await gazette.sandbox.click(eve, lobby, panel, control)

        assert "is followed by other servers too" in reply.text, name
    assert await newsroom.rows() == before


async def test_a_member_hears_only_of_channels_they_see(newsroom: Newsroom) -> None:
    gazette, tom = newsroom.gazette, newsroom.gazette.member
    secret = await gazette.follow("https://plans.test/feed", "sports", title="Plans")
    item = await gazette.receive(secret.feed.id, "We sell the paper", lead="To the town. " * 9)
    feed_id, sub = str(secret.feed.id), str(secret.subscription.id)
    gazette.channel("sports").deny("view_channel", who=tom.user)
    await gazette.caught_up()
    asks: list[tuple[str, dict[str, Any]]] = [
        ("latest", {}),
        ("latest", {"feed": sub}),
        ("search", {"query": "paper OR ministers"}),
        ("search", {"query": "paper", "feed": feed_id}),
        ("search", {"query": "paper", "channel": gazette.channel("sports")}),
        ("summary article", {"article": str(item.id)}),
        ("summary article", {"article": item.link}),
        ("summary feed", {"feed": feed_id}),
        ("summary topic", {"query": "paper"}),
        ("summary day", {}),
    ]

    told = {}
    for number, (command, options) in enumerate(asks):
        gazette.clock.move(timedelta(minutes=1))
        told[number] = (await tom.slash(command, **options)).text
        assert (await gazette.slash(command, **options)).text.count("ell the paper"), command
    offered = [
        await tom.complete(command, option)
        for command, option in (
            ("latest", "feed"), ("search", "query"), ("search", "feed"),
            ("summary article", "article"), ("summary feed", "feed"),
        )
    ]  # fmt: skip

    assert SECRET in told[0]
    assert not [asks[number] for number, text in told.items() if "ell the paper" in text]
    assert not [each for each in offered if "Plans" in str(each) or "We sell" in str(each)]
    assert all(offered)


async def test_a_key_cannot_be_guessed_letter_by_letter(gazette: Gazette) -> None:
    await gazette.follow("https://courier.test/feed?token=s3cret", title="Courier")

    for command in ("latest", "search", "summary feed"):

        async def offered(typed: str, command: str = command) -> int:
            return len(await gazette.member.complete(command, "feed", typed))

        assert [await offered(typed) for typed in ("token=s", "s3c", "t=s3cret")] == [0, 0, 0]
        assert [await offered(typed) for typed in ("cour", "courier.test")] == [1, 1]


async def test_a_feed_without_a_name_is_called_by_no_key(gazette: Gazette) -> None:
    following = await gazette.follow("https://courier.test/feed?token=s3cret", title="")
    lead = "Nobody says why they did. The whole cabinet was seen shouting on Monday evening."
    item = await gazette.receive(following.feed.id, SECRET, lead=lead)
    answers = [
        await gazette.slash(command, **options)
        for command, options in (
            ("latest", {}), ("search", {"query": "ministers"}), ("feed list", {}),
            ("summary article", {"article": str(item.id)}),
            ("summary feed", {"feed": str(following.feed.id)}),
            ("feed status", {"feed": str(following.subscription.id)}),
            ("feed explain", {"article": str(item.id)}), ("feed test", {"feed": "courier.test"}),
            ("feed edit", {"feed": "courier.test"}), ("feed pause", {"feed": "courier.test"}),
        )
    ]  # fmt: skip
    shared = [
        await gazette.click(answers[1], "Share"),
        await gazette.click(answers[3], "summary:share:1"),
    ]
    offered = [
        await gazette.complete(command, "feed")
        for command in ("latest", "search", "summary feed", "feed edit")
    ]

    said = [*answers, *shared]
    assert all("courier.test" in f"{each.text} {each.components}" for each in said)
    assert not [each for each in said if "s3cret" in f"{each.text} {each.components}"]
    assert "s3cret" not in str(offered)


async def test_nobody_asks_more_than_a_person_would(gazette: Gazette) -> None:
    for _ in range(30):
        await gazette.member.slash("latest")

    refused = await gazette.member.slash("latest")
    other = await gazette.slash("latest")
    gazette.clock.move(timedelta(seconds=1))
    again = await gazette.member.slash("latest")

    assert refused.text == "Please wait 1 s before you ask again."
    assert "Please wait" not in other.text + again.text
