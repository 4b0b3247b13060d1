"""The gateway: what a real client lives through, and the close codes for a client in the wrong."""

from __future__ import annotations

import asyncio
import json
import math
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import discord
import pytest

from sandbox import Rules, Sandbox
from sandbox.events import PATIENCE_S
from sandbox.world.session_starts import SessionStarts
from tests.sandbox.clients import INTENTS, Probe, logged_in

QUICK = timedelta(milliseconds=100)


class Brisk(Probe):
    """A client that does not wait five seconds before it identifies again."""

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        return None


async def test_the_heartbeat_is_acknowledged() -> None:
    rules = Rules(heartbeat_every=QUICK)
    async with Sandbox(rules=rules) as sandbox, logged_in(Probe(), sandbox) as client:
        beats = sandbox.gateway.beats
        await sandbox.until(lambda: sandbox.gateway.beats >= beats + 3)

        assert 0 < client.latency < math.inf
        assert sandbox.gateway.identifies == 1


async def test_a_gateway_that_goes_deaf_is_left_and_resumed() -> None:
    rules, client = Rules(heartbeat_every=QUICK), Probe(heartbeat_timeout=0.3)
    async with Sandbox(rules=rules) as sandbox, logged_in(client, sandbox):
        sandbox.gateway.deaf = True
        await sandbox.until(lambda: sandbox.gateway.resumes >= 1)
        sandbox.gateway.deaf = False

        assert sandbox.gateway.identifies == 1


async def ask_to_reconnect(sandbox: Sandbox) -> None:
    sandbox.gateway.reconnect()  # op 7


async def invalidate(sandbox: Sandbox) -> None:
    sandbox.gateway.invalidate(resumable=True)  # op 9, d: true


async def close(sandbox: Sandbox) -> None:
    await sandbox.gateway.close(4000)


async def cut(sandbox: Sandbox) -> None:
    sandbox.gateway.vanish()


@pytest.mark.parametrize("part", [ask_to_reconnect, invalidate, close, cut])
async def test_a_session_is_resumed_and_nothing_is_missed(
    sandbox: Sandbox, part: Callable[[Sandbox], Awaitable[None]]
) -> None:
    news = sandbox.add_guild().add_channel("news")
    ann = sandbox.user("ann")

    async with logged_in(Probe(), sandbox) as client:
        heard: list[int] = []

        @client.event
        async def on_message(message: discord.Message) -> None:
            heard.append(message.id)
            sandbox.world.events.wake()

        sent = [news.say(ann, "before").id]
        await sandbox.until(lambda: len(heard) == 1)
        await part(sandbox)
        sent.append(news.say(ann, "meanwhile").id)
        await sandbox.until(lambda: sandbox.gateway.resumes == 1 and len(heard) == 2)

    assert heard == sent
    assert sandbox.gateway.identifies == 1


@pytest.mark.parametrize("way", ["op 9", "forgotten"])
async def test_a_lost_session_is_identified_anew(sandbox: Sandbox, way: str) -> None:
    guild = sandbox.add_guild()

    async with logged_in(Brisk(), sandbox) as client:
        if way == "op 9":
            sandbox.gateway.invalidate()
        else:
            sandbox.gateway.vanish(forget=True)
        await sandbox.until(lambda: sandbox.gateway.identifies == 2)
        await client.wait_until_ready()

        assert client.get_guild(guild.id) is not None


async def test_events_come_to_who_asked_for_them_and_may_see_them(sandbox: Sandbox) -> None:
    guild = sandbox.add_guild()
    open_room, closed_room = guild.add_channel("open"), guild.add_channel("closed")
    closed_room.deny("view_channel")
    ann = sandbox.user("ann")

    async with line(sandbox) as socket:
        await identify(socket, sandbox, intents=INTENTS.value)
        first = [(await told(socket))["t"] for _ in range(2)]
        closed_room.say(ann, "hidden")
        seen = open_room.say(ann, "seen")
        event = await told(socket)

    assert first == ["READY", "GUILD_CREATE"]
    assert (event["t"], event["d"]["id"]) == ("MESSAGE_CREATE", str(seen.id))


async def test_a_guild_that_fails_and_comes_back_is_told(sandbox: Sandbox) -> None:
    guild = sandbox.add_guild()

    async with logged_in(Probe(), sandbox) as client:
        gone = client.loop.create_task(client.wait_for("guild_unavailable", timeout=PATIENCE_S))
        await asyncio.sleep(0)
        guild.become_unavailable()
        assert (await gone).id == guild.id

        back = client.loop.create_task(client.wait_for("guild_available", timeout=PATIENCE_S))
        await asyncio.sleep(0)
        guild.become_available()
        assert (await back).id == guild.id


async def test_being_removed_and_invited_again_is_told(sandbox: Sandbox) -> None:
    guild = sandbox.add_guild()

    async with logged_in(Probe(), sandbox) as client:
        removed = client.loop.create_task(client.wait_for("guild_remove", timeout=PATIENCE_S))
        await asyncio.sleep(0)
        guild.remove_bot()
        assert (await removed).id == guild.id

        joined = client.loop.create_task(client.wait_for("guild_join", timeout=PATIENCE_S))
        await asyncio.sleep(0)
        guild.add_bot()
        assert (await joined).id == guild.id


async def test_shards_share_the_guilds() -> None:
    async with Sandbox(rules=Rules(shards=2, max_concurrency=2)) as sandbox:
        guilds = {sandbox.add_guild(str(number)).id for number in range(6)}
        seen: list[set[int]] = []
        for shard in range(2):
            async with line(sandbox) as socket:
                await identify(socket, sandbox, shard=[shard, 2])
                ready = await told(socket)
                seen.append({int(each["id"]) for each in ready["d"]["guilds"]})

    assert seen[0] | seen[1] == guilds
    assert not seen[0] & seen[1]


@asynccontextmanager
async def line(
    sandbox: Sandbox, query: str = "v=10&encoding=json"
) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    """Open a bare connection, its HELLO taken."""
    async with (
        aiohttp.ClientSession(sandbox.base) as session,
        session.ws_connect(f"/gateway/?{query}") as socket,
    ):
        hello = await socket.receive()
        if hello.type is aiohttp.WSMsgType.TEXT:
            assert json.loads(hello.data)["op"] == 10
        yield socket


async def told(socket: aiohttp.ClientWebSocketResponse) -> dict[str, Any]:
    payload: dict[str, Any] = await socket.receive_json(timeout=PATIENCE_S)
    return payload


async def identify(
    socket: aiohttp.ClientWebSocketResponse, sandbox: Sandbox, **more: object
) -> None:
    data = {"token": sandbox.token, "intents": 0, "properties": {}} | more
    await socket.send_json({"op": 2, "d": data})


WRONG: list[tuple[int, list[str | dict[str, Any]]]] = [
    (4001, [{"op": 99, "d": None}]),
    (4002, ["no json"]),
    (4002, [{"op": 1, "d": "x" * 5000}]),
    (4003, [{"op": 3, "d": {}}]),
    (4004, [{"op": 2, "d": {"token": "wrong", "intents": 0}}]),
    (4004, [{"op": 6, "d": {"token": "wrong", "session_id": "s", "seq": 1}}]),
    (4005, [{"op": 2, "d": {"intents": 0}}, {"op": 2, "d": {"intents": 0}}]),
    (4010, [{"op": 2, "d": {"intents": 0, "shard": [2, 2]}}]),
    (4013, [{"op": 2, "d": {"intents": 1 << 40}}]),
    (4013, [{"op": 2, "d": {}}]),
    (4014, [{"op": 2, "d": {"intents": 1 << 15}}]),
    (4008, [{"op": 1, "d": None}] * 120),
]


@pytest.mark.parametrize(("code", "sent"), WRONG)
async def test_a_client_in_the_wrong_is_told_by_a_close_code(
    sandbox: Sandbox, code: int, sent: list[str | dict[str, Any]]
) -> None:
    async with line(sandbox) as socket:
        for payload in sent:
            if isinstance(payload, dict) and payload["op"] == 2:
                payload = {"op": 2, "d": {"token": sandbox.token} | payload["d"]}
            await socket.send_str(payload if isinstance(payload, str) else json.dumps(payload))
        async for _ in socket:
            pass

    assert socket.close_code == code


async def test_a_version_that_is_no_more_is_refused(sandbox: Sandbox) -> None:
    async with line(sandbox, "v=6") as socket:
        async for _ in socket:
            pass

    assert socket.close_code == 4012


async def test_a_resume_from_the_future_is_refused(sandbox: Sandbox) -> None:
    async with line(sandbox) as socket:
        await identify(socket, sandbox)
        ready = await told(socket)
    async with line(sandbox) as socket:
        data = {"token": sandbox.token, "session_id": ready["d"]["session_id"], "seq": 99}
        await socket.send_json({"op": 6, "d": data})
        async for _ in socket:
            pass

    assert socket.close_code == 4007


async def test_a_compressed_line_is_one_zlib_stream(sandbox: Sandbox) -> None:
    async with (
        aiohttp.ClientSession(sandbox.base) as session,
        session.ws_connect("/gateway/?v=10&compress=zlib-stream") as socket,
    ):
        await identify(socket, sandbox)
        packed = [await socket.receive_bytes(timeout=PATIENCE_S) for _ in range(2)]

    reader = zlib.decompressobj()
    payloads = [json.loads(reader.decompress(each)) for each in packed]
    assert all(each.endswith(b"\0\0\xff\xff") for each in packed)
    assert [each["op"] for each in payloads] == [10, 0]


async def test_the_wrong_intents_end_a_client_with_the_librarys_own_error(
    sandbox: Sandbox,
) -> None:
    intents = INTENTS | discord.Intents(message_content=True)

    with pytest.raises(discord.PrivilegedIntentsRequired):
        async with logged_in(Probe(intents), sandbox):
            pass


async def test_identifies_are_counted_and_come_one_after_the_other() -> None:
    rules = Rules(identify_every=timedelta(seconds=5), session_starts=3, max_concurrency=2)
    now = datetime(2026, 3, 1, tzinfo=UTC)
    starts = SessionStarts(rules)

    assert [starts.take(shard, now) for shard in (0, 1, 2)] == [True, True, False]
    assert starts.take(2, now + timedelta(seconds=5))
    assert not starts.take(3, now + timedelta(seconds=60))  # none left
    assert starts.limit(now + timedelta(hours=1))["remaining"] == 0
    assert starts.limit(now + timedelta(hours=1))["reset_after"] == 23 * 3_600_000
    assert starts.take(3, now + timedelta(days=1))


async def test_an_identify_that_comes_too_soon_is_an_invalid_session() -> None:
    rules = Rules(identify_every=timedelta(hours=1))
    async with Sandbox(rules=rules) as sandbox:
        async with line(sandbox) as socket:
            await identify(socket, sandbox)
            first = (await told(socket))["op"]
        async with line(sandbox) as socket:
            await identify(socket, sandbox)
            second = await told(socket)

    assert (first, second["op"], second["d"]) == (0, 9, False)
