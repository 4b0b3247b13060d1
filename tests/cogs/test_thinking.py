"""What may take longer than Discord waits says at once that it is being worked on."""

from __future__ import annotations

from datetime import timedelta

from sandbox.world.posting import Upload
from tests.cogs.newsroom import BUTTONS, MENUS, Newsroom

LATER = {5, 6}  # an answer that is still to come, or a message that still changes
PAUSE = timedelta(minutes=2)  # so that nobody asks too often


async def test_controls_that_search_read_or_fetch_are_thinking(newsroom: Newsroom) -> None:
    mira, news = newsroom.gazette.moderator.user, newsroom.gazette.channel("news")

    thinking = set()
    for name in (*BUTTONS, *MENUS):
        reply = await newsroom.forge(name, mira, news, ephemeral=True)
        newsroom.gazette.clock.move(PAUSE)
        if reply.interaction.callback in LATER:
            thinking.add(name)

    assert thinking == {
        "cogs.digest.pages.PreviewButton",
        "cogs.feed.add.OfferMenu",
        "cogs.saved.commands.SavedFoundButton",
        "cogs.saved.save.SaveItemButton",
        "cogs.saved.save.SavePageMenu",
        "cogs.saved.save.SavePickMenu",
        "cogs.saved.save.SavePostedMenu",
        "cogs.search.LikeMenu",
        "cogs.search.TurnButton",
        "cogs.summary.ArticleMenu",
    }


async def test_what_is_composed_fetched_or_erased_is_thinking_under_any_answer(
    newsroom: Newsroom,
) -> None:
    gazette = newsroom.gazette
    await gazette.member.slash("alert add", words="otter")
    page, asked = "digest:{verb}:{digest}:2025-12-10:600:{n}", await gazette.member.slash("forget")
    tom, news = gazette.member.user, gazette.channel("news")

    instantly = []
    for verb, n in (("draft", 0), ("sum", newsroom.numbers["item"])):
        for ephemeral in (True, False):
            name = page.format(verb=verb, digest=newsroom.numbers["digest"], n=n)
            reply = await newsroom.click(name, tom, news, ephemeral=ephemeral)
            if reply.interaction.callback not in LATER:
                instantly.append((verb, ephemeral))
    erased = await gazette.member.click(asked, "Erase it")

    assert instantly == []
    assert erased.interaction.callback in LATER


async def test_commands_that_search_read_or_fetch_are_thinking(newsroom: Newsroom) -> None:
    gazette = newsroom.gazette
    address = gazette.papers.open("herald").url
    file = Upload(filename="l.txt", content=b"https://h.test/feed")

    instantly = []
    for command, options in {
        "search": {"query": "ministers"},
        "feed add": {"url": address},
        "feed address": {"feed": "Courier", "url": address},
        "feed import": {"file": file},
        "digest set": {"time": "10h"},
        "digest now": {},
        "page preview": {},
        "page me": {"time": "9h"},
        "alert add": {"words": "otter"},
        "alert test": {"words": "otter"},
        "saved search": {"query": "ministers"},
        "saved export": {"format": "md"},
        "saved import": {"file": file},
        "summary day": {},
        "summary topic": {"query": "ministers"},
        "summary feed": {"feed": "Courier"},
        "summary article": {"article": str(newsroom.numbers["item"])},
    }.items():
        gazette.clock.move(PAUSE)
        reply = await gazette.slash(command, **options)  # type: ignore[arg-type]
        if reply.interaction.callback not in LATER:
            instantly.append(command)
    for menu in ("Save", "Summarize"):
        gazette.clock.move(PAUSE)
        message = gazette.channel("news").messages[0]
        reply = await gazette.sandbox.context_menu(
            gazette.moderator.user, gazette.channel("news"), menu, message
        )
        if reply.interaction.callback not in LATER:
            instantly.append(menu)

    assert instantly == ["digest set"]
