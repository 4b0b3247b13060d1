"""`/page show` and `preview`, and the menus and buttons of pages; it is 9 December, 09:00 UTC."""

import re
from datetime import timedelta

import pytest

from bot.model import FollowedFeed, Kind, Mode
from sandbox.world.state import Message
from tests.support.gazette import Gazette

URL = "https://courier.test/feed"
LATER = 6  # a message that changes when it is ready
BODY = "\n\n".join(f"Paragraph {n} says something about the bridge. " * 8 for n in range(30))


@pytest.fixture
async def courier(gazette: Gazette) -> FollowedFeed:
    """Lend a feed in #news, whose digest appears at ten."""
    followed = await gazette.follow(URL, title="Courier", mode=Mode.DIGEST)
    await gazette.slash("digest set", time="10h")
    return followed


async def print_page(gazette: Gazette, courier: FollowedFeed, *titles: str) -> Message:
    """Let a day's page be posted with these articles, and return its message."""
    for title in titles:
        await gazette.receive(courier.feed.id, title, lead=f"{title}, says the lead.", body=BODY)
    now = gazette.clock()
    ten = now.replace(hour=10, minute=0)
    gazette.clock.set(ten if now < ten else ten + timedelta(days=1))
    await gazette.settle()
    return gazette.channel("news").messages[-1]


def menu_of(message: Message) -> str:
    (name,) = [
        inner["custom_id"]
        for row in message.components
        for inner in row.get("components", ())
        if inner["type"] == 3
    ]
    return str(name)


async def test_an_item_is_read_in_the_menu_by_the_asker_alone(
    gazette: Gazette, courier: FollowedFeed
) -> None:
    page = await print_page(gazette, courier, "Bridge opens")
    menu = page.components[1]["components"][0]

    reply = await gazette.member.select(page, menu["custom_id"], menu["options"][0]["value"])

    assert reply.ephemeral
    assert "Bridge opens, says the lead." in reply.text
    assert "Paragraph 0 says" in reply.text
    assert "Paragraph 29 says" not in reply.text
    further = await gazette.member.click(reply, "2/4 ›")
    assert "Paragraph 0 says" not in further.text


async def test_an_item_is_summed_up_and_read_again(gazette: Gazette, courier: FollowedFeed) -> None:
    page = await print_page(gazette, courier, "Bridge opens")
    menu = page.components[1]["components"][0]
    text = await gazette.member.select(page, menu["custom_id"], menu["options"][0]["value"])

    summary = await gazette.member.click(text, "Summary")
    summed_up = summary.text
    again = await gazette.member.click(summary, "Text")

    assert summary.interaction.callback == LATER
    assert "Bridge opens, says the lead." in summed_up
    assert len(summed_up) < 1000
    assert "Paragraph 1 says" in again.text


async def test_the_archive_is_searched_from_a_page(gazette: Gazette, courier: FollowedFeed) -> None:
    page = await print_page(gazette, courier, "Bridge opens", "Otter seen")

    form = await gazette.member.click(page, "Search")
    reply = await gazette.member.submit(form, words="otter")

    assert reply.ephemeral
    assert "Otter seen" in reply.text
    assert "Bridge opens" not in reply.text


async def test_controls_work_after_a_restart_and_months_later(
    gazette: Gazette, courier: FollowedFeed
) -> None:
    first = await print_page(gazette, courier, "Bridge opens")
    await print_page(gazette, courier, "Bridge closes")
    await gazette.stop()
    gazette.clock.move(timedelta(days=200))
    await gazette.start()

    later = await gazette.member.click(first, "Next day ▶")
    earlier = await gazette.member.click(later, "◀ Previous day")
    menu = first.components[1]["components"][0]
    read = await gazette.member.select(first, menu["custom_id"], menu["options"][0]["value"])

    assert earlier.ephemeral
    assert "Received — Tuesday, December 9, 2025" in earlier.text
    assert "Paragraph 0 says" in read.text


async def test_the_first_and_the_newest_page_say_so(
    gazette: Gazette, courier: FollowedFeed
) -> None:
    page = await print_page(gazette, courier, "Bridge opens")

    before = await gazette.member.click(page, "◀ Previous day")
    after = await gazette.member.click(page, "Next day ▶")

    assert before.text == "That is the oldest page that is kept."
    assert after.text.startswith("That is the newest page. The next one appears <t:1765360800:F>")


async def test_briefs_open_with_their_leads(gazette: Gazette, courier: FollowedFeed) -> None:
    await gazette.receive(courier.feed.id, "Otter seen", kind=Kind.BRIEF, lead="Near the lock.")
    page = await print_page(gazette, courier, "Bridge opens")

    reply = await gazette.member.in_french.click(page, "Read the brief")

    assert "Near the lock." in reply.text
    assert "## En bref" in reply.text
    assert "Bridge opens" not in reply.text


async def test_what_did_not_fit_is_one_button_away(gazette: Gazette, courier: FollowedFeed) -> None:
    for number in range(230):
        await gazette.receive(courier.feed.id, f"Article number {number}")
    await print_page(gazette, courier, "Bridge opens")
    posted = gazette.texts("news")
    last = gazette.channel("news").messages[-1]
    (label,) = [
        button["label"] for button in last.components[-1]["components"] if "more" in button["label"]
    ]

    reply = await gazette.member.click(last, label)

    posted_numbers = set(re.findall(r"\[Article number (\d+)\]", "".join(posted)))
    left_numbers = set(re.findall(r"\[Article number (\d+)\]", reply.text))
    assert label == f"{231 - len(posted_numbers)} more articles"
    assert left_numbers
    assert not posted_numbers & left_numbers


async def test_an_opened_story_shows_the_headlines_of_all_who_tell_it(
    gazette: Gazette, courier: FollowedFeed
) -> None:
    post = await gazette.follow("https://post.test/feed", title="Post", mode=Mode.DIGEST)
    title = "Quillford swing bridge stuck open after hydraulic failure"
    await gazette.receive(post.feed.id, f"{title} at noon", link="https://post.test/1")
    page = await print_page(gazette, courier, f"{title}, ferry queues grow")
    menu = page.components[1]["components"][0]

    reply = await gazette.member.select(page, menu["custom_id"], menu["options"][0]["value"])

    assert title in reply.text
    assert "Post: [Quillford" in reply.text or "Courier: [Quillford" in reply.text


async def test_a_door_opens_the_titles_of_a_section_and_its_pages_turn(
    gazette: Gazette, courier: FollowedFeed
) -> None:
    for number in range(230):
        await gazette.receive(courier.feed.id, f"Article number {number}")
    await print_page(gazette, courier, "Bridge opens")
    last = gazette.channel("news").messages[-1]
    (door,) = [
        row["components"][0]["custom_id"]
        for row in last.components
        if ":door:" in row.get("components", [{}])[0].get("custom_id", "")
    ]

    opened = await gazette.member.select(last, door, "1")
    first = opened.text
    end = (await gazette.member.click(opened, "»")).text
    before = (await gazette.member.click(opened, "‹")).text
    await run(gazette, "DELETE FROM items")
    gone = (await gazette.member.select(last, door, "1")).text

    assert first.startswith("## Courier\n")
    assert "231 titles" in first
    assert [text.count("\n- [") for text in (first, end, before)] == [25, 6, 25]
    assert gone == "That page is no longer kept."


async def test_a_page_is_shown_by_its_day_in_the_askers_language(
    gazette: Gazette, courier: FollowedFeed
) -> None:
    await print_page(gazette, courier, "Bridge opens")
    await print_page(gazette, courier, "Bridge closes")
    offered = await gazette.member.in_french.complete("page show", "date", "")

    reply = await gazette.member.in_french.slash("page show", date=offered[1]["value"])
    latest = await gazette.member.slash("page show")
    none = await gazette.member.slash("page show", date="2025-12-24")

    assert [one["name"] for one in offered] == [
        "mercredi 10 décembre 2025",
        "mardi 9 décembre 2025",
    ]
    assert reply.text.startswith("# Reçu — mardi 9 décembre 2025")
    assert "Bridge closes" in latest.text
    assert none.text.startswith("There is no page of Wednesday, December 24, 2025.")


async def test_the_page_in_the_making_is_shown_before_it_appears(
    gazette: Gazette, courier: FollowedFeed
) -> None:
    await gazette.receive(courier.feed.id, "Bridge opens", body=BODY)

    reply = await gazette.member.slash("page preview")
    menu = menu_of(reply.messages[0])
    items = reply.messages[0].components[2]["components"][0]["options"]
    read = await gazette.member.select(reply, menu, items[0]["value"])

    assert reply.ephemeral
    assert "This page appears <t:1765274400:F>" in reply.text
    assert "Bridge opens" in reply.text
    assert "'label': 'Search'" in str(reply.components)
    assert "Paragraph 0 says" in read.text
    assert gazette.texts("news") == []


async def test_a_preview_without_news_shows_a_sample(
    gazette: Gazette, courier: FollowedFeed
) -> None:
    empty = await gazette.member.slash("page preview")
    await print_page(gazette, courier, "Bridge opens")

    reply = await gazette.member.slash("page preview")

    assert "nothing to show" in empty.text
    assert "This is how the latest articles would look" in reply.text
    assert "Bridge opens" in reply.text


async def test_a_sample_is_of_what_the_member_wants(
    gazette: Gazette, courier: FollowedFeed
) -> None:
    for title in ("Bridge opens", "Ferry sails"):
        await gazette.receive(courier.feed.id, title)
    answer = await gazette.member.slash("page me", words="ferry")

    reply = await gazette.member.click(answer, "Preview")

    assert "Ferry sails" in reply.text
    assert "Bridge opens" not in reply.text


async def test_a_digest_of_a_channel_that_one_cannot_see_is_not_there(
    gazette: Gazette, courier: FollowedFeed
) -> None:
    page = await print_page(gazette, courier, "Bridge opens")
    gazette.channel("news").deny("view_channel", who=gazette.member.user)
    await gazette.caught_up()
    outside = gazette.member.at("sports")

    shown = await outside.slash("page show")
    listed = await outside.slash("page list")
    digest_id = menu_of(page).split(":")[2]
    forged = await outside.slash("page show", digest=digest_id)

    assert "This channel has no digest" in shown.text
    assert "No channel that you can see" in listed.text
    assert "I find no such digest here" in forged.text


async def test_without_a_digest_everybody_is_told_how_to_begin(gazette: Gazette) -> None:
    assert "`/digest set` makes one" in (await gazette.member.slash("page show")).text
    assert "`/digest set` makes one" in (await gazette.member.slash("page preview")).text


async def run(gazette: Gazette, sql: str) -> None:
    async with gazette.database.transaction() as connection:
        await connection.execute(sql)


async def test_a_page_whose_articles_are_kept_no_longer_says_so_wherever_it_is_opened(
    gazette: Gazette, courier: FollowedFeed
) -> None:
    await gazette.receive(courier.feed.id, "Otter seen", kind=Kind.BRIEF, lead="Near the lock.")
    page = await print_page(gazette, courier, "Bridge opens")
    await print_page(gazette, courier, "Bridge closes")
    later = gazette.channel("news").messages[-1]
    menu = page.components[1]["components"][0]
    await run(gazette, "DELETE FROM items WHERE title IN ('Bridge opens', 'Otter seen')")

    before = await gazette.member.click(later, "◀ Previous day")
    briefs = await gazette.member.click(page, "Read the brief")
    article = await gazette.member.select(page, menu["custom_id"], menu["options"][0]["value"])

    assert before.text == "That is the oldest page that is kept."
    assert briefs.text == "That page is no longer kept."
    assert article.text == "That article is no longer kept."


async def test_a_page_whose_edition_is_kept_no_longer_says_so(
    gazette: Gazette, courier: FollowedFeed
) -> None:
    await gazette.receive(courier.feed.id, "Otter seen", kind=Kind.BRIEF, lead="Near the lock.")
    page = await print_page(gazette, courier, "Bridge opens")
    await run(gazette, "DELETE FROM editions")

    reply = await gazette.member.click(page, "Read the brief")
    shown = await gazette.member.slash("page show")

    assert reply.text == "That page is no longer kept."
    assert shown.text.startswith("No page has been printed yet.")


async def test_a_page_of_a_digest_that_is_gone_finds_no_digest(
    gazette: Gazette, courier: FollowedFeed
) -> None:
    page = await print_page(gazette, courier, "Bridge opens")
    menu = page.components[1]["components"][0]
    await run(gazette, "DELETE FROM digests")

    before = await gazette.member.click(page, "◀ Previous day")
    read = await gazette.member.select(page, menu["custom_id"], menu["options"][0]["value"])

    assert before.text == read.text
    assert before.text.startswith("I find no such digest here.")


async def test_the_newest_page_of_a_paused_digest_promises_no_next_one(
    gazette: Gazette, courier: FollowedFeed
) -> None:
    page = await print_page(gazette, courier, "Bridge opens")
    await gazette.slash("digest pause")

    after = await gazette.member.click(page, "Next day ▶")

    assert after.text == "That is the newest page. The digest is paused."


async def test_of_several_digests_one_is_chosen_and_a_day_that_is_none_is_named(
    gazette: Gazette, courier: FollowedFeed
) -> None:
    none = await gazette.member.slash("page show", date="2025-02-30")
    await gazette.slash("digest set", digest="new", time="18h")
    several = await gazette.member.slash("page show")

    assert none.text.startswith("I cannot read “2025-02-30” as a day.")
    assert several.text.startswith("There are several digests here.")


async def test_a_members_own_page_in_the_making_is_shown_where_there_is_no_other(
    gazette: Gazette,
) -> None:
    followed = await gazette.follow(URL, title="Courier", mode=Mode.LIVE)
    answer = await gazette.member.slash("page me", time="10h")
    await gazette.receive(followed.feed.id, "Bridge opens", body=BODY)

    by_command = await gazette.member.slash("page preview")
    by_button = await gazette.member.click(answer, "Preview")
    of_a_stranger = await gazette.slash("page preview")

    assert "Bridge opens" in by_command.text
    assert by_button.text == by_command.text
    assert "`/digest set` makes one" in of_a_stranger.text
