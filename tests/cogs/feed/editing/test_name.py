"""The name in `/feed edit`: what a server calls a feed, wherever it is named there."""

import pytest

from bot.feeds.discovery.candidates import OfferedFeed
from bot.model import Channel, FollowedFeed, Guild, Mode
from sandbox import Reply
from tests.support.gazette import Gazette

pytestmark = pytest.mark.uncounted

URL = "https://paper.test/feed"
OTHER = "https://rival.test/feed"


async def call(gazette: Gazette, following: FollowedFeed, name: str) -> Reply:
    panel = await gazette.slash("feed edit", feed=str(following.subscription.id))
    form = await gazette.click(panel, "Name…")
    await gazette.submit(form, called=name)
    return panel


async def renamed(gazette: Gazette, name: str = "The *Local* One") -> FollowedFeed:
    following = await gazette.follow(URL, title="World - CourierNews.com", mode=Mode.BOTH)
    await call(gazette, following, name)
    await gazette.receive(following.feed.id, "Bridge opens in Selby", lead="It is open to all.")
    await gazette.pass_time(minutes=1)
    await gazette.settle()
    return following


async def test_a_chosen_name_stands_in_posts_lists_and_panels(gazette: Gazette) -> None:
    await renamed(gazette)

    panel = await gazette.slash("feed edit", feed="The *Local* One")
    listed = await gazette.slash("feed list")
    latest = await gazette.slash("latest")

    assert panel.text.startswith("### The \\*Local\\* One in <#")
    [posted] = gazette.texts("news")
    for said in (posted, listed.text, latest.text):
        assert "The \\*Local\\* One" in said
        assert "Courier" not in said


async def test_a_chosen_name_heads_a_section_of_the_digest(gazette: Gazette) -> None:
    other = await gazette.follow(OTHER, title="Rival", mode=Mode.DIGEST)
    await gazette.slash("digest set", time="8h")
    await renamed(gazette, "Zebra")
    await gazette.receive(other.feed.id, "Ferry stops")

    preview = await gazette.slash("page preview")

    headings = [line for line in preview.text.splitlines() if line.startswith("## ")]
    assert headings == ["## Rival", "## Zebra"]


async def test_sections_stand_in_the_order_of_the_names_that_are_read(gazette: Gazette) -> None:
    named = [("World - CourierNews.com", URL), ("Delta", OTHER)]  # "Courier News World"
    for title, url in named:
        following = await gazette.follow(url, title=title, mode=Mode.DIGEST)
        await gazette.receive(following.feed.id, f"News of {title}")
    await gazette.slash("digest set", time="9:05")

    preview = await gazette.slash("page preview")
    await gazette.pass_time(minutes=6)
    printed = await gazette.slash("page show")

    for reply in (preview, printed):
        headings = [line for line in reply.text.splitlines() if line.startswith("## ")]
        assert headings == ["## Courier News World", "## Delta"]


async def test_a_chosen_name_is_offered_searched_and_summed_up(gazette: Gazette) -> None:
    await renamed(gazette)

    offered = await gazette.complete("feed edit", "feed", "local")
    found = await gazette.slash("search", query="feed:local bridge")
    summary = await gazette.slash("summary feed", feed="The *Local* One")
    explained = await gazette.slash("feed explain", article="Bridge opens in Selby")

    assert [choice["name"] for choice in offered] == ["The *Local* One · #news"]
    for reply in (found, summary, explained):
        assert "The \\*Local\\* One" in reply.text, reply.text


async def test_an_empty_name_brings_the_feed_s_own_title_back(gazette: Gazette) -> None:
    following = await renamed(gazette)

    panel = await call(gazette, following, "")

    assert panel.text.startswith("### Courier News World in <#")


async def test_another_server_reads_the_feed_by_its_own_title(gazette: Gazette) -> None:
    await renamed(gazette)

    stranger = await gazette.services.feeds.follow.follow(
        OfferedFeed(url=URL, title=""),
        Channel(id=77, guild_id=7, name="elsewhere"),
        Guild(id=7, name="Others"),
        gazette.clock(),
    )

    assert stranger.feed.name is None
