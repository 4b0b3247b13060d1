"""What members see, also in servers of which the gateway tells another process."""

import discord

from bot.access.visibility import Visibility
from tests.support.gazette import Gazette

SHARDS = 2


async def test_a_server_of_another_process_is_asked_for(gazette: Gazette) -> None:
    guild = gazette.sandbox.add_guild("Elsewhere", shard=(1, SHARDS))
    member = gazette.sandbox.user("ann", guild=guild)
    news = guild.add_channel("news")
    secret = guild.add_channel("secret")
    secret.deny("view_channel", who=member)
    stranger = gazette.sandbox.user("bob")

    async with discord.AutoShardedClient(
        intents=discord.Intents.none(), shard_count=SHARDS, shard_ids=[0]
    ) as client:
        await client.login(gazette.sandbox.token)
        sees = Visibility(client)
        ids = [news.id, secret.id]

        assert await sees(guild.id, member.id, ids) == {news.id}
        assert await sees(guild.id, stranger.id, ids) == set()
        guild.remove_bot()
        assert await sees(guild.id, member.id, ids) == set()
