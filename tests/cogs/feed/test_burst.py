"""The button under a burst: what its message does not show, for whoever is in the channel."""

import pytest

from tests.support.gazette import Gazette

pytestmark = pytest.mark.uncounted


async def test_the_rest_of_a_burst_is_shown_to_who_asks(gazette: Gazette) -> None:
    paper = gazette.papers.open("courier")
    paper.publish("Before")
    await gazette.slash("feed add", url=paper.url)
    await gazette.settle()
    for number in range(60):
        paper.publish(f"Story number {number} of a very long day with a very long headline")
    await gazette.pass_time(hours=6)

    [message] = gazette.channel("news").messages
    [text] = gazette.texts("news")
    row = message.components[-1]
    reply = await gazette.member.click(message, row["components"][0]["custom_id"])

    assert "Story number 59" in text
    assert "Story number 0 " not in text
    assert reply.ephemeral
    assert "Story number 20 " in reply.text
    assert "and 6 more" in reply.text
