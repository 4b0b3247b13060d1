"""Nothing silently goes nowhere: a feed for digests alone, where no digest has it, says so."""

from bot.model import Mode
from tests.support.gazette import Gazette

URL = "https://courier.test/feed"


async def test_the_panel_warns_before_a_feed_is_saved_for_a_digest_that_there_is_not(
    gazette: Gazette,
) -> None:
    followed = await gazette.follow(URL, title="Courier")
    panel = await gazette.slash("feed edit", feed="Courier")
    assert "nothing of it will come" not in panel.text

    await gazette.select(panel, f"fe:{followed.subscription.id}:mode", "digest")
    assert "nothing of it will come" in panel.text
    await gazette.slash("digest set")
    again = await gazette.slash("feed edit", feed="Courier")

    assert "nothing of it will come" not in again.text


async def test_status_says_that_nothing_will_come_and_not_that_all_is_well(
    gazette: Gazette,
) -> None:
    await gazette.follow(URL, title="Courier", mode=Mode.DIGEST)
    other = await gazette.follow("https://herald.test/feed", title="Herald", mode=Mode.DIGEST)

    without = await gazette.slash("feed status", feed="Courier")
    await gazette.slash("digest set", feeds=str(other.subscription.id))
    chosen = await gazette.slash("feed status", feed="Herald")
    not_chosen = await gazette.slash("feed status", feed="Courier")

    assert "nothing of it will come" in without.text
    assert "All is well" not in without.text
    assert "nothing of it will come" in not_chosen.text
    assert "nothing of it will come" not in chosen.text


async def test_removing_a_digest_names_the_feeds_that_it_leaves_behind(gazette: Gazette) -> None:
    await gazette.follow(URL, title="Courier", mode=Mode.DIGEST)
    await gazette.follow("https://herald.test/feed", title="Herald", mode=Mode.BOTH)
    await gazette.slash("digest set")

    removed = await gazette.slash("digest remove")

    assert "nothing of them comes any more: Courier." in removed.text
    assert "Herald" not in removed.text
