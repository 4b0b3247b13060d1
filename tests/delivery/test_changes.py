"""What becomes of a message when its item, its look or its place changes after it was posted."""

from dataclasses import replace

import pytest

from tests.delivery.office import Office, parsed

EDIT = "PATCH /channels/{channel_id}/messages/{message_id}"


@pytest.mark.parametrize(
    ("on_change", "titles"),
    [("edit", ["New title"]), ("repost", ["Old", "New title"]), ("ignore", ["Old"])],
)
async def test_a_changed_item_is_edited_posted_again_or_left(
    office: Office, on_change: str, titles: list[str]
) -> None:
    news = await office.channel("news")
    await office.follow(news, style="compact", on_change=on_change)
    [item] = await office.receive(parsed("Old"))
    await office.run()
    office.clock.move(hours=1)

    await office.change(item, replace(parsed("Old"), title="New title"))
    await office.run()

    assert [text[1:].split("]")[0] for text in news.texts] == titles
    assert ("updated" in news.texts[0]) is (on_change == "edit")


@pytest.mark.parametrize(
    ("on_change", "titles"), [("edit", ["Third"]), ("repost", ["First", "Second", "Third"])]
)
async def test_of_two_changes_in_one_second_none_is_lost(
    office: Office, on_change: str, titles: list[str]
) -> None:
    news = await office.channel("news")
    await office.follow(news, style="compact", on_change=on_change)
    [item] = await office.receive(parsed("First"))
    await office.run()

    for title in ("Second", "Third"):
        await office.change(item, replace(parsed("First"), title=title))
        await office.run()

    assert [text[1:].split("]")[0] for text in news.texts] == titles


async def test_a_change_in_the_second_of_its_message_is_told_as_one(office: Office) -> None:
    news = await office.channel("news")
    await office.follow(news, style="compact")
    [item] = await office.receive(parsed("Old"))
    await office.run()

    await office.change(item, replace(parsed("Old"), title="New title"))
    await office.run()

    assert "New title" in news.texts[0]
    assert "updated" in news.texts[0]


async def test_what_changes_again_in_the_second_in_which_it_was_read_is_written_anew(
    office: Office,
) -> None:
    await office.follow(await office.channel("news"))
    [item] = await office.receive(parsed("First"))
    await office.change(item, replace(parsed("First"), title="Second"))
    [delivery] = await office.outbox.claim_due(office.clock(), 1)
    job = await office.outbox.load(delivery)
    assert job is not None

    await office.change(item, replace(parsed("First"), title="Third"))

    write = office.outbox.begin(job, [], [], office.clock(), place_id=None, webhook_id=None)
    assert await write is None


async def test_a_change_before_the_item_is_posted_costs_no_edit(office: Office) -> None:
    news = await office.channel("news")
    await office.follow(news, style="compact")
    [item] = await office.receive(parsed("Old"))

    await office.change(item, replace(parsed("Old"), title="New title"))
    await office.run()

    assert [text[1:].split("]")[0] for text in news.texts] == ["New title"]
    assert "updated" not in news.texts[0]
    assert office.count(EDIT) == 0


async def test_an_edit_that_changes_no_word_costs_no_request(office: Office) -> None:
    news = await office.channel("news")
    await office.follow(news, style="template", template="{title}")
    [item] = await office.receive(parsed())
    await office.run()

    await office.change(item, parsed(lead="A new lead that is not shown."))
    await office.run()
    assert office.count(EDIT) == 0
    await office.change(item, replace(parsed(), title="A loud title"))
    await office.run()
    assert office.count(EDIT) == 1
    await office.change(item, replace(parsed(), title="A loud title", lead="Nor is this one."))
    await office.run()

    assert office.count(EDIT) == 1
    edit = ("edit", "sent", None)
    assert await office.states() == [("item", "sent", None), edit, edit, edit]


async def test_a_new_look_holds_for_old_messages_when_they_are_edited(office: Office) -> None:
    news = await office.channel("news")
    subscription_id = await office.follow(news, style="card")
    [item] = await office.receive(parsed("Old"))
    await office.run()
    async with office.database.transaction() as connection:
        await connection.execute(
            "UPDATE subscriptions SET style = 'compact' WHERE id = ?", (subscription_id,)
        )

    await office.change(item, replace(parsed("Old"), title="New title"))
    await office.run()

    assert news.texts[0].startswith("[New title]")


async def test_an_edit_of_a_message_that_was_deleted_is_let_go(office: Office) -> None:
    news = await office.channel("news")
    await office.follow(news)
    [item] = await office.receive(parsed("Old"))
    await office.run()
    news.remove_message(news.messages[0])

    await office.change(item, replace(parsed("Old"), title="New title"))
    await office.run()

    assert (await office.states())[-1] == ("edit", "held", "out_of_reach")


@pytest.mark.parametrize("webhook", [0, 1])
async def test_a_forums_post_is_renamed_with_its_item(office: Office, webhook: int) -> None:
    forum = await office.channel("forum", "forum")
    await office.follow(forum, webhook=webhook)
    [item] = await office.receive(parsed("Old"))
    await office.run()

    await office.change(item, replace(parsed("Old"), title="New title"))
    await office.run()

    [post] = forum.threads
    assert post.name == "New title"
    assert "New title" in post.texts[0]


async def test_a_post_whose_title_stays_is_not_renamed_when_it_is_edited(office: Office) -> None:
    forum = await office.channel("forum", "forum")
    await office.follow(forum)
    [item] = await office.receive(parsed("Old", lead="Before."))
    await office.run()

    await office.change(item, parsed("Old", lead="After."))
    await office.run()

    [post] = forum.threads
    assert "After." in post.texts[0]
    assert office.count("PATCH /channels/{channel_id}") == 0


async def test_a_text_that_shrinks_takes_its_last_messages_with_it(office: Office) -> None:
    news = await office.channel("news")
    await office.follow(news, style="full")
    long = "\n\n".join(["Words and words. " * 200] * 3)
    [item] = await office.receive(parsed("Old", body=long))
    await office.run()
    assert len(news.messages) == 3

    for body in ("Short.", "Short again."):
        office.clock.move(hours=1)
        await office.change(item, parsed("Old", body=body))
        await office.run()

    assert len(news.messages) == 1
    assert "Short again." in news.texts[0]
    assert office.count("DELETE /channels/{channel_id}/messages/{message_id}") == 2


async def test_a_webhooks_message_is_laid_out_and_edited_through_the_webhook(
    office: Office,
) -> None:
    news = await office.channel("news")
    await office.follow(news, webhook=1)
    [item] = await office.receive(parsed("Old"))
    await office.run()

    await office.change(item, replace(parsed("Old"), title="New title"))
    await office.run()

    assert "New title" in news.texts[0]
    asked = [r.query for r in office.sandbox.requests if "{webhook_token}" in r.route]
    assert [query["with_components"] for query in asked] == ["1", "1"]
