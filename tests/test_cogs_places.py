"""What the gateway tells of permissions opens channels that were closed to us."""

from tests.gazette import Gazette


async def test_a_channel_that_may_be_written_to_again_gets_what_waited(gazette: Gazette) -> None:
    paper = gazette.papers.open("courier", title="The Courier")
    await gazette.follow(paper.url)
    await gazette.settle()
    gazette.channel("news").deny("send_messages")
    await gazette.caught_up()
    paper.publish("Bridge opens", lead="It is open.")
    await gazette.pass_time(hours=1)
    assert gazette.texts("news") == []

    gazette.channel("news").allow("send_messages")
    await gazette.caught_up()
    await gazette.settle()

    assert "Bridge opens" in gazette.texts("news")[0]
