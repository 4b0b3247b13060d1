"""The oracle itself: it must be able to say no."""

from dataclasses import replace

import pytest

from sandbox import Sandbox
from tests.sandbox.clients import Probe, logged_in
from tests.support.openapi import ABSENT, OpenApi


async def test_a_broken_body_and_a_broken_answer_are_violations(
    sandbox: Sandbox, discord_api: OpenApi | None
) -> None:
    if discord_api is None:
        pytest.skip(ABSENT)
    news = sandbox.add_guild().add_channel("news")
    async with logged_in(Probe(), sandbox) as client:
        await client.get_partial_messageable(news.id).send("Hello")
    sent = next(each for each in sandbox.requests if each.key.startswith("POST /channels"))

    assert discord_api.violations([sent]) == []
    assert discord_api.violations([replace(sent, body={"content": 7})])
    assert discord_api.violations([replace(sent, answer=sent.answer | {"id": None})])
    assert discord_api.violations([replace(sent, path="/nowhere")])
