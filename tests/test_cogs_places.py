"""What the gateway tells of permissions opens channels that were closed to us."""

from tests.gazette import Gazette


async def test_a_channel_that_may_be_written_to_again_gets_what_waited(gazette: Gazette) -> None:
    following = await gazette.follow("https://paper.test/feed")
    gazette.channel("news").deny("send_messages")
    await gazette.caught_up()
    await gazette.receive(following.feed.id, "Bridge opens")
    await gazette.settle()
    assert gazette.texts("news") == []

    gazette.channel("news").allow("send_messages")
    await gazette.caught_up()
    await gazette.settle()

    assert "Bridge opens" in gazette.texts("news")[0]
