"""Rules give a forum's posts their tags: read, kept, applied, and never more than Discord takes."""

import json

import pytest

from bot.post.forum_tags import TagRule, read_tag_rules, tags_for, write_tag_rules
from bot.query.searchable import Searchable
from tests.delivery.builders import FEED, ITEM, item
from tests.delivery.office import Office, parsed

RULES = (TagRule(tag_id=1, when="quiet"), TagRule(tag_id=2, when="loud"), TagRule(tag_id=3))


def test_rules_are_read_as_they_were_written() -> None:
    assert read_tag_rules(write_tag_rules(RULES)) == RULES
    assert write_tag_rules(()) is None


@pytest.mark.parametrize("text", [None, "", "no json", "[1]", '{"tag": 1}', '[{"tag": "x"}]'])
def test_rules_that_cannot_be_read_are_none(text: str | None) -> None:
    assert read_tag_rules(text) == ()


def test_an_item_gets_the_tags_whose_filter_it_passes() -> None:
    assert tags_for([Searchable(ITEM, FEED)], RULES) == (1, 3)
    assert tags_for([Searchable(ITEM, FEED), Searchable(item(title="Loud"), FEED)], RULES) == (
        1,
        2,
        3,
    )


def test_no_post_gets_more_than_five_tags() -> None:
    many = [TagRule(tag_id=n) for n in range(9)]

    assert tags_for([Searchable(ITEM, FEED)], many) == (0, 1, 2, 3, 4)


async def test_a_post_carries_its_tags_but_none_that_the_forum_lost(office: Office) -> None:
    forum = await office.channel("forum", "forum", tags=["Science", "Sport"])
    science = forum.channel.tags[0]["id"]
    rules = [{"tag": "99", "when": ""}, {"tag": science, "when": "moon"}]
    await office.follow(forum, forum_tags=json.dumps(rules))

    await office.receive(parsed("Moon", position=1), parsed("Rain"))
    await office.run()

    assert [thread.channel.thread and thread.channel.thread.applied_tags
            for thread in forum.threads] == [[int(science)], []]  # fmt: skip


async def test_a_forum_that_requires_a_tag_gets_one(office: Office) -> None:
    forum = await office.channel("forum", "forum", tags=["Science", "Sport"], require_tag=True)
    await office.follow(forum)

    await office.receive(parsed())
    await office.run()

    assert len(forum.threads) == 1


@pytest.mark.parametrize("forum_daily", [0, 1])
async def test_a_webhooks_post_carries_its_tags_too(office: Office, forum_daily: int) -> None:
    forum = await office.channel("forum", "forum", tags=["Science"])
    rules = [{"tag": forum.channel.tags[0]["id"], "when": ""}]
    await office.follow(forum, webhook=1, forum_daily=forum_daily, forum_tags=json.dumps(rules))

    await office.receive(parsed("One"), parsed("Two"))
    await office.run()

    assert len(forum.threads) == (1 if forum_daily else 2)
    assert all(t.channel.thread and t.channel.thread.applied_tags for t in forum.threads)
    assert len(forum.webhooks) == 1
