"""Every kind of place that messages go to, in a sandbox and in a database; measures nothing."""

from collections.abc import Mapping

from bench._bot import utcnow
from bot.model import Channel, ChannelKind
from bot.store.database import Database
from bot.store.feeds.subscriptions import insert_subscription
from bot.store.guilds.guilds import GuildStore
from sandbox import ChannelHandle, GuildHandle, Sandbox
from sandbox.rest.threads import open_thread
from sandbox.world.state import PUBLIC_THREAD

URL = "https://paper.example/feed"

# Each target: kind of channel, columns of its subscription.
TARGETS: Mapping[str, tuple[str, Mapping[str, object]]] = {
    "text": ("text", {}),
    "compact": ("text", {"style": "compact"}),
    "full": ("text", {"style": "full"}),
    "announcement": ("announcement", {"publish": 1}),
    "thread": ("thread", {"style": "compact"}),
    "direct": ("dm", {}),
    "forum": ("forum", {}),
    "forum-full": ("forum", {"style": "full"}),
    "forum-daily": ("forum", {"forum_daily": 1}),
    "hook": ("text", {"webhook": 1}),
    "hook-thread": ("thread", {"webhook": 1}),
    "hook-forum": ("forum", {"webhook": 1}),
    "hook-daily": ("forum", {"webhook": 1, "forum_daily": 1}),
}


async def set_up(
    sandbox: Sandbox, database: Database, *, shards: int = 1
) -> dict[str, ChannelHandle]:
    """Make the targets, in a guild of each shard, and let each follow the one feed."""
    guilds = GuildStore(database)
    made_guilds = [
        sandbox.add_guild(f"Readers {shard}", shard=(shard, shards)) for shard in range(shards)
    ]
    for guild in made_guilds:
        await guilds.record_guild(guild.id, guild.name, "en-US")
    places: dict[str, ChannelHandle] = {}
    for number, (name, (kind, options)) in enumerate(TARGETS.items()):
        guild = made_guilds[number % shards]
        places[name] = place = _make(sandbox, guild, name, kind)
        guild_id = None if kind == "dm" else guild.id
        await guilds.record_channel(
            Channel(id=place.id, guild_id=guild_id, kind=ChannelKind(kind), name=name)
        )
        async with database.transaction() as connection:
            made = await insert_subscription(
                connection,
                place.id,
                url=URL,
                host="paper.example",
                now=utcnow(),
                title="The Paper",
            )
            assert made is not None
            for column, value in options.items():
                await connection.execute(
                    f"UPDATE subscriptions SET {column} = ? WHERE id = ?",
                    (value, made.subscription.id),
                )
    return places


def _make(sandbox: Sandbox, guild: GuildHandle, name: str, kind: str) -> ChannelHandle:
    if kind == "dm":
        return sandbox.direct(sandbox.user(name, guild=guild))
    if kind != "thread":
        return guild.add_channel(name, kind)
    parent = guild.add_channel(f"{name}-parent")
    thread = open_thread(
        guild.world, parent.channel, {"name": name}, kind=PUBLIC_THREAD, owner=guild.world.bot,
        starter=None,
    )  # fmt: skip
    return ChannelHandle(guild.world, thread)
