"""Misfortunes on order: errors before and after the work, dropped lines, slowness, outages."""

from __future__ import annotations

import aiohttp
import discord
import pytest

from sandbox import ChannelHandle, Sandbox
from tests.sandbox.clients import let_in

MESSAGES = "POST /channels/{channel_id}/messages"


@pytest.fixture
def news(sandbox: Sandbox) -> ChannelHandle:
    return sandbox.add_guild().add_channel("news")


async def test_an_error_after_the_message_was_stored(sandbox: Sandbox, news: ChannelHandle) -> None:
    async with let_in(sandbox) as client:
        channel = client.get_partial_messageable(news.id)
        sandbox.faults.fail_after(MESSAGES)
        with pytest.raises(discord.DiscordServerError):
            await channel.send("one", nonce="n")
        again = await channel.send("one", nonce="n")

    assert [message.id for message in news.messages] == [again.id]


async def test_an_error_before_anything_was_done(sandbox: Sandbox, news: ChannelHandle) -> None:
    async with let_in(sandbox) as client:
        sandbox.faults.fail_before(MESSAGES)
        with pytest.raises(discord.DiscordServerError):
            await client.get_partial_messageable(news.id).send("one")

    assert news.messages == []
    assert sandbox.requests[-1].key != MESSAGES


@pytest.mark.parametrize("done", [False, True])
async def test_a_dropped_connection_leaves_the_outcome_open(
    sandbox: Sandbox, news: ChannelHandle, done: bool
) -> None:
    order = sandbox.faults.drop_after if done else sandbox.faults.drop_before
    order(MESSAGES)
    headers = {"Authorization": f"Bot {sandbox.token}"}

    async with aiohttp.ClientSession(sandbox.base, headers=headers) as http:
        with pytest.raises(aiohttp.ClientError):
            await http.post(f"/api/v10/channels/{news.id}/messages", json={"content": "one"})

    assert len(news.messages) == done


async def test_an_answer_is_held_back_until_it_is_let_go(
    sandbox: Sandbox, news: ChannelHandle
) -> None:
    async with let_in(sandbox) as client:
        async with sandbox.faults.hold(MESSAGES, when="after") as hold:
            sending = client.loop.create_task(client.get_partial_messageable(news.id).send("one"))
            await hold.arrived.wait()

            assert news.texts == ["one"]
            assert not sending.done()
            hold.released.set()
        sent = await sending

    assert sent.id == news.messages[0].id


async def test_a_slow_answer_comes_all_the_same(sandbox: Sandbox, news: ChannelHandle) -> None:
    async with let_in(sandbox) as client:
        sandbox.faults.slow(MESSAGES, 0.05)
        sent = await client.get_partial_messageable(news.id).send("one")

    assert sent.content == "one"


async def test_an_order_is_used_up_and_meets_only_its_route(
    sandbox: Sandbox, news: ChannelHandle
) -> None:
    async with let_in(sandbox) as client:
        channel = client.get_partial_messageable(news.id)
        sandbox.faults.fail_before("PATCH *")
        sent = await channel.send("one")
        with pytest.raises(discord.DiscordServerError):
            await sent.edit(content="two")
        await sent.edit(content="three")

    assert news.texts == ["three"]


async def test_in_an_outage_nothing_answers_and_afterwards_everything_does(
    sandbox: Sandbox, news: ChannelHandle
) -> None:
    async with let_in(sandbox) as client:
        channel = client.get_partial_messageable(news.id)
        sandbox.faults.outage = True
        with pytest.raises(discord.DiscordServerError):
            await channel.send("one")
        async with aiohttp.ClientSession(sandbox.base) as http:
            with pytest.raises(aiohttp.WSServerHandshakeError):
                await http.ws_connect("/gateway/")
        sandbox.faults.clear()
        await channel.send("two")

    assert news.texts == ["two"]


async def test_any_answer_may_come_from_what_stands_between(sandbox: Sandbox) -> None:
    headers = {"Authorization": f"Bot {sandbox.token}"}
    sandbox.faults.fail_before("GET *", status=403, headers={"Retry-After": "9"})
    sandbox.faults.answer("GET *", 403, {"message": "internal network error", "code": 40333})

    async with aiohttp.ClientSession(sandbox.base, headers=headers) as http:
        page = await http.get("/api/v10/users/@me")
        blocked = await http.get("/api/v10/users/@me")
        told = await blocked.json()

    assert (page.status, page.content_type, page.headers["Retry-After"]) == (403, "text/plain", "9")
    assert (blocked.status, told["code"]) == (403, 40333)


async def test_json_that_is_none_and_a_route_that_is_none_are_refused_in_discords_form(
    sandbox: Sandbox, news: ChannelHandle
) -> None:
    headers = {"Authorization": f"Bot {sandbox.token}", "Content-Type": "application/json"}

    async with aiohttp.ClientSession(sandbox.base, headers=headers) as http:
        torn = await http.post(f"/api/v10/channels/{news.id}/messages", data='{"content": "on')
        unknown = await http.get("/api/v10/no/such/route")
        told = [await torn.json(), await unknown.json()]

    assert (torn.status, told[0]["code"]) == (400, 50109)
    assert (unknown.status, told[1]) == (404, {"message": "404: Not Found", "code": 0})
