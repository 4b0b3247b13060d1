"""Custom ids are somebody's word: forged or shown elsewhere, they change and tell nothing.

Discord checks that a message has the control that is used; these tests take that away. Whoever
adds a control adds its name to `newsroom`.
"""

from __future__ import annotations

from datetime import timedelta

from cogs.ui.controls import OwnButton, OwnChannelMenu, OwnMenu
from tests.cogs.newsroom import (
    BUTTONS,
    FOR_MEMBERS,
    MENUS,
    NO_MESSAGE_OF_ONES_OWN,
    SECRET,
    Newsroom,
)

FRESH = timedelta(minutes=15)


async def test_every_control_is_tried(newsroom: Newsroom) -> None:
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


async def test_a_channels_digest_gets_no_zone_as_if_it_were_a_members_own(
    newsroom: Newsroom,
) -> None:
    tom, news = newsroom.gazette.member.user, newsroom.gazette.channel("news")
    before = await newsroom.rows()

    reply = await newsroom.forge("cogs.digest.own.OwnZoneMenu", tom, news, ephemeral=True)

    assert reply.text == "That button belongs to somebody else’s answer. Run the command yourself."
    assert await newsroom.rows() == before


async def test_a_page_of_a_channel_one_cannot_see_stays_shut(newsroom: Newsroom) -> None:
    gazette, tom = newsroom.gazette, newsroom.gazette.member.user
    gazette.channel("news").deny("view_channel", who=tom)
    await gazette.caught_up()

    for name in FOR_MEMBERS:
        reply = await newsroom.forge(name, tom, gazette.channel("sports"), ephemeral=True)

        assert SECRET not in reply.text, name
    search = "cogs.digest.pages.SearchButton"
    reply = await newsroom.forge(search, tom, gazette.channel("sports"), ephemeral=True)
    assert reply.modal is None
    assert reply.text.startswith("I find no such digest here.")


PAGE_GONE, ITEM_GONE = "That page is no longer kept.", "That article is no longer kept."


async def test_a_control_of_what_is_no_longer_kept_says_so(newsroom: Newsroom) -> None:
    mira, news = newsroom.gazette.moderator.user, newsroom.gazette.channel("news")

    async def said(name: str, day: str) -> str:
        return (await newsroom.forge(name, mira, news, ephemeral=True, day=day)).text

    assert await said("cogs.digest.pages.DoorMenu", "2025-11-30") == PAGE_GONE
    for name, answer in {
        "cogs.digest.pages.TurnPageButton": PAGE_GONE,
        "cogs.digest.pages.ReadMenu": ITEM_GONE,
        "cogs.digest.pages.DoorMenu": PAGE_GONE,
        "cogs.digest.pages.SearchButton": PAGE_GONE,
        "cogs.saved.save.SavePageMenu": PAGE_GONE,
        "cogs.saved.save.SaveItemButton": PAGE_GONE,
    }.items():
        assert await said(name, "2025-13-40") == answer, name  # no day at all
    async with newsroom.gazette.database.transaction() as connection:
        await connection.execute("DELETE FROM items")
    assert await said("cogs.digest.pages.TurnPageButton", "2025-12-09") == ITEM_GONE
    assert await said("cogs.digest.pages.ReadMenu", "2025-12-09") == ITEM_GONE
    assert (await said("cogs.search.ShareButton", "2025-12-09")).startswith(ITEM_GONE[:-1])
    assert (await said("cogs.search.LikeMenu", "2025-12-09")).startswith(ITEM_GONE[:-1])


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


async def test_what_is_no_number_is_no_choice(newsroom: Newsroom) -> None:
    mira, news = newsroom.gazette.moderator.user, newsroom.gazette.channel("news")
    before = await newsroom.rows()

    for name, answer in {
        "cogs.alert.StopMenu": "You have no such alert.",
        "cogs.saved.commands.SavedOpenMenu": "You have saved no such article.",
        "cogs.saved.save.SavePickMenu": "I know of no article in that message",
        "cogs.digest.pages.ReadMenu": ITEM_GONE,
        "cogs.digest.pages.DoorMenu": PAGE_GONE,
        "cogs.search.LikeMenu": ITEM_GONE[:-1],
        "cogs.summary.ArticleMenu": "I find no such article",
        "cogs.feed.explain.ExplainMenu": "I find no such article",
        "cogs.feed.several.transfer.FolderMenu": "That import is over",
        "cogs.feed.several.many.SomeMenu": "That was done already",
    }.items():
        for chosen in ("nothing", "²", "9" * 30):
            reply = await newsroom.forge(name, mira, news, ephemeral=True, chosen=chosen)
            newsroom.gazette.clock.move(timedelta(seconds=1))

            assert reply.text.startswith(answer), (name, chosen)
    assert await newsroom.rows() == before
