"""Answers to people never wait behind posts."""

from sandbox import Limit, Limits
from tests.support.gazette import Gazette


async def test_a_command_is_answered_while_every_post_has_to_wait(gazette: Gazette) -> None:
    following = await gazette.follow("https://paper.test/feed", title="The Courier")
    gazette.sandbox.limits = Limits(overall=Limit(times=0, seconds=600))
    for number in range(5):
        await gazette.receive(following.feed.id, f"Item {number}")
    await gazette.settle()

    reply = await gazette.slash("feed list")

    assert "The Courier" in reply.text
    assert gazette.texts("news") == []
