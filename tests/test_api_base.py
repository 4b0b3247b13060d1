"""DISCORD_API_BASE: an operator's proxy stands before Discord's REST API, for all that is asked."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.cli.doctor import examine
from bot.config import Settings
from sandbox import Sandbox
from sandbox.client import point_client_at
from tests.support.gazette import Gazette
from tests.support.rest_proxy import serve_rest_proxy

pytestmark = pytest.mark.uncounted


def base_at(url: str) -> str | None:
    return Settings.from_env({"DISCORD_API_BASE": url}).api_base


async def test_all_of_a_bots_requests_go_where_the_operator_says(gazette: Gazette) -> None:
    paper = gazette.papers.open("courier", title="The Courier")
    async with serve_rest_proxy(gazette.sandbox.base) as proxy:
        gazette.settings = replace(gazette.settings, api_base=base_at(proxy.url))
        before = len(gazette.sandbox.requests)
        await gazette.restart()
        reply = await gazette.slash("feed add", url=paper.url)
        await gazette.settle()
        paper.publish("Bridge opens", lead="It is open.")
        await gazette.pass_time(hours=1)
        asked = gazette.sandbox.requests[before:]

        assert reply.text
        assert "Bridge opens" in gazette.texts("news")[-1]
        assert len(proxy.asked) == len(asked)
        assert all(each.split()[1].startswith("/api/v10/") for each in proxy.asked)
        assert any("/messages" in each for each in proxy.asked)  # ours
        assert any("/callback" in each for each in proxy.asked)  # discord.py's
        await gazette.stop()
        point_client_at(gazette.sandbox.base)
        await gazette.start()


async def test_doctor_asks_there_and_says_so(sandbox: Sandbox, tmp_path: Path) -> None:
    env = {"DISCORD_TOKEN": sandbox.token, "DATABASE": str(tmp_path / "new.sqlite3")}
    async with serve_rest_proxy(sandbox.base) as proxy:
        there = {
            finding.about: finding
            async for finding in examine("http://127.0.0.1/", env | {"DISCORD_API_BASE": proxy.url})
        }
    nowhere = {
        finding.about: finding
        async for finding in examine(
            "http://127.0.0.1/", env | {"DISCORD_API_BASE": "http://127.0.0.1:1/discord"}
        )
    }

    said = f"(asked at {proxy.url}/api/v10, as DISCORD_API_BASE says)"
    assert there["discord"].is_fine
    assert said in there["discord"].sentence
    assert proxy.asked[0] == "GET /api/v10/users/@me"
    assert not nowhere["discord"].is_fine
    assert "http://127.0.0.1:1/discord/api/v10" in nowhere["discord"].sentence
