"""Discord's rate limits: off, or the numbers of real life, per bucket and over all."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest

from sandbox import OFF, REAL, ChannelHandle, Limit, Limits, Sandbox
from tests.sandbox.clients import Probe, logged_in
from tests.support.openapi import OpenApi

NOON = datetime(2025, 12, 9, 12, tzinfo=UTC)


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def real(clock: Clock, discord_api: OpenApi | None) -> AsyncIterator[Sandbox]:
    async with Sandbox(clock=clock, limits=REAL) as opened:
        yield opened
    if discord_api is not None:
        assert discord_api.violations(opened.requests) == []


@pytest.fixture
def news(real: Sandbox) -> ChannelHandle:
    return real.add_guild().add_channel("news", "announcement")


@pytest.fixture
async def http(real: Sandbox) -> AsyncIterator[aiohttp.ClientSession]:
    headers = {"Authorization": f"Bot {real.token}"}
    async with aiohttp.ClientSession(real.base, headers=headers) as session:
        yield session


async def post(
    http: aiohttp.ClientSession, path: str, body: dict[str, Any]
) -> tuple[int, dict[str, str], Any]:
    async with http.post(f"/api/v10{path}", json=body) as response:
        return response.status, dict(response.headers), await response.json()


async def test_the_headers_count_down_and_then_refuse(
    http: aiohttp.ClientSession, news: ChannelHandle, clock: Clock
) -> None:
    path = f"/channels/{news.id}/messages"
    left = []
    for _ in range(5):
        status, headers, _ = await post(http, path, {"content": "a"})
        assert status == 200
        left.append(int(headers["X-RateLimit-Remaining"]))
    clock.now += timedelta(seconds=2)
    status, headers, told = await post(http, path, {"content": "a"})

    assert left == [4, 3, 2, 1, 0]
    assert status == 429
    assert told == {
        "message": "You are being rate limited.",
        "retry_after": 3.0,
        "global": False,
        "code": 0,
    }
    assert headers["Retry-After"] == headers["X-RateLimit-Reset-After"] == "3.000"
    assert headers["X-RateLimit-Scope"] == "user"
    assert headers["Via"]
    assert len(news.messages) == 5


async def test_each_channel_has_a_bucket_of_its_own_and_gets_it_back(
    real: Sandbox, http: aiohttp.ClientSession, news: ChannelHandle, clock: Clock
) -> None:
    other = real.add_guild().add_channel("other")
    for _ in range(5):
        await post(http, f"/channels/{news.id}/messages", {"content": "a"})
    elsewhere, headers, _ = await post(http, f"/channels/{other.id}/messages", {"content": "a"})
    clock.now += timedelta(seconds=5)
    again, same, _ = await post(http, f"/channels/{news.id}/messages", {"content": "a"})

    assert (elsewhere, again) == (200, 200)
    assert headers["X-RateLimit-Bucket"] == same["X-RateLimit-Bucket"]


async def test_fifty_requests_a_second_are_the_most_over_all(
    real: Sandbox, http: aiohttp.ClientSession, clock: Clock
) -> None:
    guild = real.add_guild()
    channels = [guild.add_channel(str(number)) for number in range(11)]
    answers = [
        await post(http, f"/channels/{channel.id}/messages", {"content": "a"})
        for channel in channels
        for _ in range(5)
    ]

    statuses = [status for status, _, _ in answers]
    refused = answers[-1]
    assert statuses == [200] * 50 + [429] * 5
    assert refused[2]["global"] is True
    assert refused[1]["X-RateLimit-Global"] == "true"
    assert refused[1]["X-RateLimit-Scope"] == "global"
    clock.now += timedelta(seconds=1)
    status, _, _ = await post(http, f"/channels/{channels[-1].id}/messages", {"content": "a"})
    assert status == 200


async def test_webhooks_have_their_own_pace_and_do_not_count_for_the_bot(
    http: aiohttp.ClientSession, news: ChannelHandle
) -> None:
    webhook = news.add_webhook("Courier")
    path = f"/webhooks/{webhook.id}/{webhook.token}?wait=1"
    statuses = [(await post(http, path, {"content": "a"}))[0] for _ in range(6)]

    assert statuses == [200] * 5 + [429]


async def test_ten_messages_an_hour_are_published(
    real: Sandbox, http: aiohttp.ClientSession, news: ChannelHandle, clock: Clock
) -> None:
    ann = real.user("ann")
    ids = [news.say(ann, "a").id for _ in range(11)]
    statuses = []
    for one in ids:
        path = f"/channels/{news.id}/messages/{one}/crosspost"
        statuses.append((await post(http, path, {}))[0])
        clock.now += timedelta(seconds=10)

    assert statuses == [200] * 10 + [429]


async def test_the_client_waits_as_it_is_told_and_nothing_is_lost() -> None:
    limits = Limits(messages=Limit(times=2, seconds=0.1))
    async with Sandbox(limits=limits) as sandbox:
        news = sandbox.add_guild().add_channel("news")
        async with logged_in(Probe(), sandbox) as client:
            channel = client.get_partial_messageable(news.id)
            await asyncio.gather(*[channel.send(str(number)) for number in range(5)])

    assert sorted(news.texts) == ["0", "1", "2", "3", "4"]


async def test_limits_are_switched_while_the_sandbox_runs(
    real: Sandbox, http: aiohttp.ClientSession, news: ChannelHandle
) -> None:
    real.limits = OFF
    path = f"/channels/{news.id}/messages"
    statuses = [(await post(http, path, {"content": "a"}))[0] for _ in range(8)]
    real.limits = REAL
    after = [(await post(http, path, {"content": "a"}))[0] for _ in range(6)]

    assert statuses == [200] * 8
    assert after == [200] * 5 + [429]
