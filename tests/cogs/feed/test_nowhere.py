"""Nothing silently goes nowhere: a feed for digests alone, where no digest has it, says so."""

from bot.model import Mode
from tests.support.gazette import COARSE, Gazette

URL = "https://courier.test/feed"


async def test_the_panel_warns_before_a_feed_is_saved_for_a_digest_that_there_is_not(
    gazette: Gazette,
) -> None:
    followed = await gazette.follow(URL, title="Courier")
    panel = await gazette.slash("feed edit", feed="Courier")
    assert "nothing from it will be posted" not in panel.text

    await gazette.select(panel, f"fe:{followed.subscription.id}:mode", "digest")
    assert "nothing from it will be posted" in panel.text
    await gazette.slash("digest set")
    again = await gazette.slash("feed edit", feed="Courier")

    assert "nothing from it will be posted" not in again.text


async def test_status_says_that_nothing_will_come_and_not_that_all_is_well(
    gazette: Gazette,
) -> None:
    await gazette.follow(URL, title="Courier", mode=Mode.DIGEST)
    other = await gazette.follow("https://herald.test/feed", title="Herald", mode=Mode.DIGEST)

    without = await gazette.slash("feed status", feed="Courier")
    await gazette.slash("digest set", feeds=str(other.subscription.id))
    chosen = await gazette.slash("feed status", feed="Herald")
    not_chosen = await gazette.slash("feed status", feed="Courier")

    assert "nothing from it will be posted" in without.text
    assert "All is well" not in without.text
    assert "nothing from it will be posted" in not_chosen.text
    assert "nothing from it will be posted" not in chosen.text


async def test_removing_a_digest_names_the_feeds_that_it_leaves_behind(gazette: Gazette) -> None:
    await gazette.follow(URL, title="Courier", mode=Mode.DIGEST)
    await gazette.follow("https://herald.test/feed", title="Herald", mode=Mode.BOTH)
    await gazette.slash("digest set")

    removed = await gazette.slash("digest remove")

    assert "nothing from them is posted any more: Courier." in removed.text
    assert "Herald" not in removed.text


async def test_the_list_names_those_that_nothing_will_come_of(gazette: Gazette) -> None:
    await gazette.follow(URL, title="Courier", mode=Mode.DIGEST)
    await gazette.follow("https://herald.test/feed", title="Herald", mode=Mode.BOTH)

    without = await gazette.slash("feed list")
    await gazette.slash("digest set")
    with_one = await gazette.slash("feed list")

    [line] = [line for line in without.text.splitlines() if "in no digest" in line]
    assert "Courier" in line
    assert "in no digest" not in with_one.text


async def test_an_explanation_promises_no_page_where_there_is_none(gazette: Gazette) -> None:
    courier = await gazette.follow(URL, title="Courier", mode=Mode.DIGEST)
    herald = await gazette.follow("https://herald.test/feed", title="Herald", mode=Mode.BOTH)
    bridge = await gazette.receive(courier.feed.id, "Bridge opens")
    ferry = await gazette.receive(herald.feed.id, "Ferry sails")

    of_digest_only = await gazette.slash("feed explain", article=str(bridge.id))
    of_both = await gazette.slash("feed explain", article=str(ferry.id))
    await gazette.slash("digest set")
    later = await gazette.slash("feed explain", article=str(bridge.id))

    assert "no digest there includes it, so nothing from it will be posted" in of_digest_only.text
    assert "next page" not in of_digest_only.text
    assert "next digest" not in of_both.text
    assert "the article comes with the next page" in later.text


async def test_the_panel_makes_the_digest_that_is_missing_by_a_button(gazette: Gazette) -> None:
    followed = await gazette.follow(URL, title="Courier")
    panel = await gazette.slash("feed edit", feed="Courier")
    await gazette.select(panel, f"fe:{followed.subscription.id}:mode", "digest")

    await gazette.click(panel, "Make a digest here")
    made = panel.text
    await gazette.click(panel, "Save")
    await gazette.receive(followed.feed.id, "Bridge opens")
    await gazette.pass_time(hours=24, step=COARSE)

    assert "appears every day at 08:00" in made
    assert "nothing from it will be posted" not in made
    [page] = gazette.texts()
    assert "Bridge opens" in page


async def test_where_a_digest_names_other_feeds_the_panel_makes_no_second_one(
    gazette: Gazette,
) -> None:
    await gazette.follow(URL, title="Courier", mode=Mode.DIGEST)
    other = await gazette.follow("https://herald.test/feed", title="Herald", mode=Mode.DIGEST)
    await gazette.slash("digest set", feeds=str(other.subscription.id))

    panel = await gazette.slash("feed edit", feed="Courier")

    assert "nothing from it will be posted" in panel.text
    assert "Make a digest here" not in panel.text
