"""Tokens and keys get out nowhere: not into the log, an answer, a post, a notice, a page."""

import logging
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from bot.cli.logs import SafeFormatter
from bot.digest.render.html import render_html
from bot.digest.render.markdown import render_markdown
from bot.model import Mode
from sandbox.server import listen
from tests.support.gazette import COARSE, Gazette

pytestmark = pytest.mark.uncounted

KEY = "k3y0f0urfeed"
MODEL_KEY = "sk-m0delk3y"


@pytest.fixture
async def model() -> AsyncIterator[str]:
    """Lend the address of a language model that fails and repeats what it was sent."""

    async def answer(request: web.Request) -> web.Response:
        return web.json_response({"error": dict(request.headers)}, status=500)

    app = web.Application()
    app.router.add_post("/v1/chat/completions", answer)
    runner, base = await listen(app, 0)
    yield f"{base}/v1"
    await runner.cleanup()


@pytest.fixture
async def keyed(model: str, tmp_path: Path) -> AsyncIterator[Gazette]:
    """Lend a Gazette with a key for everything."""
    settings: dict[str, Any] = {
        "summary_api_url": model,
        "summary_api_key": MODEL_KEY,
        "summary_model": "m",
    }
    async with Gazette.open(tmp_path, **settings) as opened:
        yield opened


def written(records: list[logging.LogRecord], formatter: logging.Formatter) -> Iterator[str]:
    for record in records:
        if record.name.startswith("bot"):
            yield formatter.format(record)


async def test_no_secret_gets_out(keyed: Gazette, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    gazette, news = keyed, keyed.channel("news")
    paper = gazette.papers.open("courier")
    paper.title = ""
    url = f"{paper.url}?token={KEY}"
    added = await gazette.slash("feed add", url=url)
    wrong = await gazette.slash("feed add", url=f"{gazette.papers.base}/none?apikey={KEY}")
    again = await gazette.slash("feed add", url=url)
    [following] = await gazette.services.feeds.reader.of_guild(gazette.guild.id)
    await gazette.change(following, webhook=True, mode=Mode.BOTH)
    await gazette.slash("settings server", notices=gazette.channel("sports"), language_model=True)
    await gazette.slash("digest set", time="10h")
    await gazette.settle()
    entry = paper.publish("Bridge opens", content="<p>It is open to all since Monday.</p>" * 9)
    route = "POST /webhooks/{webhook_id}/{webhook_token}"
    gazette.sandbox.faults.fail_after(route)
    gazette.sandbox.faults.drop_before(route)
    await gazette.pass_time(hours=2)
    gazette.papers.fail("/courier/feed.xml", 403)
    await gazette.pass_time(hours=72, step=COARSE)

    feed = str(following.subscription.id)
    replies = [added, wrong, again]
    for command, options in (
        ("summary article", {"article": paper.link(entry)}), ("feed status", {"feed": feed}),
        ("feed list", {}), ("feed explain", {"article": paper.link(entry)}), ("latest", {}),
        ("search", {"query": "bridge"}), ("digest show", {}), ("feed remove", {"feed": url}),
    ):  # fmt: skip
        replies.append(await gazette.slash(command, **options))
    [digest] = await gazette.services.digests.reader.of_guild(gazette.guild.id)
    edition = await gazette.services.digests.reader.latest(digest.id)
    assert edition is not None
    page = (await gazette.services.digests.reader.open(digest, edition, "en")).page

    [webhook] = news.webhooks
    secrets = (KEY, MODEL_KEY, webhook.token, gazette.sandbox.token)
    plain = logging.Formatter(logging.BASIC_FORMAT)
    logged = "\n".join(written(caplog.records, plain))
    safe = "\n".join(written(caplog.records, SafeFormatter((gazette.sandbox.token, MODEL_KEY))))
    said = "\n".join(f"{each.text} {each.components}" for each in replies)
    posted = "\n".join(gazette.texts("news") + gazette.texts("sports"))
    assert "holds a key" in added.text
    assert "Bridge opens" in posted
    assert "(403)" in posted
    assert "poll failed" in logged
    assert "model not used" in logged
    for text in (said, posted, logged, safe, repr(gazette.settings), render_html(page),
                 render_markdown(page)):  # fmt: skip
        assert not [secret for secret in secrets if secret in text]
