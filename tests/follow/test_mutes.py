"""How many queries may be muted in a server, in a channel of it, and by a member for themselves."""

import pytest

from bot.errors import UserError
from bot.follow.mutes import MuteService
from bot.model import Channel, Guild
from bot.store.database import Database
from tests.support.sentences import assert_said

MAX_MUTES = 50
MAX_OWN_MUTES = 25

READERS, ANN = Guild(id=1, name="Readers"), Guild(id=7, personal=True)
NEWS = Channel(id=11, guild_id=1, name="news")


@pytest.mark.parametrize(
    ("guild", "channel", "most"),
    [(READERS, None, MAX_MUTES), (READERS, NEWS, MAX_MUTES), (ANN, None, MAX_OWN_MUTES)],
    ids=["a server", "a channel", "a member"],
)
async def test_so_much_may_be_muted_and_no_more(
    database: Database, guild: Guild, channel: Channel | None, most: int
) -> None:
    mutes = MuteService(database)
    for n in range(most):
        await mutes.add(f"word{n}", guild, channel)

    with pytest.raises(UserError) as refused:
        await mutes.add("one more", guild, channel)
    await mutes.remove("word0", guild.id, channel)
    await mutes.add("one more", guild, channel)

    assert_said(refused.value)
    assert (refused.value.key, refused.value.params) == ("muting.too_many", {"n": most})
