"""How far a channel is read back for a message whose fate is uncertain, in time and in pages."""

from datetime import datetime, timedelta

from discord.utils import time_snowflake

from bot.delivery.send.find_sent import SentFinder
from bot.delivery.send.history import ChannelHistory
from bot.model import ChannelKind, DeliveryPart, DeliveryTarget
from sandbox import ChannelHandle
from sandbox.world.state import Message, User
from tests.delivery.builders import NOON
from tests.delivery.office import Office

PART = DeliveryPart(
    number=0, payload={"content": "One"}, nonce="n", started_at=NOON, asked_at=NOON
)  # fmt: skip
FIVE_MINUTES = timedelta(minutes=5)
MILLISECOND = timedelta(milliseconds=1)


def put(channel: ChannelHandle, author: User, at: datetime, number: int = 1) -> None:
    """Put a message into a channel, one of several of a millisecond."""
    made = Message(
        id=time_snowflake(at) + number,
        channel_id=channel.id,
        author=author,
        created_at=at,
        content="One",
    )
    channel.channel.messages[made.id] = made


async def is_found(office: Office, channel: ChannelHandle) -> bool:
    finder = SentFinder(ChannelHistory(office.client, office.rest), office.rest)
    target = DeliveryTarget(id=channel.id, guild_id=office.guild.id, kind=ChannelKind.TEXT, name="")
    return await finder.find(target, PART, office.outbox.recorded) is not None


async def test_it_is_looked_for_five_minutes_before_and_after_it_was_asked_for(
    office: Office,
) -> None:
    found = []
    for at in (
        NOON - FIVE_MINUTES - MILLISECOND,
        NOON - FIVE_MINUTES,
        NOON + FIVE_MINUTES - MILLISECOND,
        NOON + FIVE_MINUTES,
    ):
        news = await office.channel("news")
        put(news, news.world.bot, at)
        found.append(await is_found(office, news))

    assert found == [False, True, True, False]


async def test_twenty_pages_are_read_and_no_further(office: Office) -> None:
    near, far = await office.channel("near"), await office.channel("far")
    somebody = office.sandbox.user("Ada")
    for channel, before in ((near, 1999), (far, 2000)):
        for number in range(1, before + 1):
            put(channel, somebody, NOON, number)
        put(channel, channel.world.bot, NOON, before + 1)

    assert await is_found(office, near)
    assert not await is_found(office, far)
