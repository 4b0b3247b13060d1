"""In a real browser, nothing that strangers write runs: on the sandbox's page, on a digest's."""

from itertools import product
from pathlib import Path
from typing import Literal

import pytest
from aiohttp import web
from playwright.async_api import Browser, Page

from bot.digest.compose import Page as DigestPage
from bot.digest.compose import compose
from bot.digest.render.html import WebLinks, render_html
from bot.message.message import Button, Container, Gallery, Message, Picture, Row, Text
from bot.message.payload import to_payload
from bot.model import Kind
from bot.web.pages import content_security_policy
from sandbox import Sandbox
from sandbox.server import listen
from sandbox.world.posting import Author, post
from tests.browser.conftest import Visit
from tests.digest.build import make_feed, make_item, occasion

pytestmark = [pytest.mark.uncounted, pytest.mark.asyncio(loop_scope="package")]

EVIL = "https://evil.test/x"
HOSTILE = (
    "<script>document.title='pwned'</script>",
    "<img src=x onerror=\"document.title='pwned'\">",
    '"><svg onload="document.title=\'pwned\'">',
    "' onmouseover='document.title=`pwned`' x='",
    "[a](javascript:document.title='pwned')",
    "[a](data:text/html,<script>document.title='pwned'</script>)",
    "</title></style></script><script>document.title='pwned'</script>",
    "&lt;script&gt;document.title='pwned'&lt;/script&gt;",
    "{{constructor.constructor('document.title=`pwned`')()}}",
)
RAW = " ".join(HOSTILE)


async def assert_nothing_ran(page: Page) -> None:
    """Look for what an attack would have left."""
    assert await page.title() != "pwned"
    assert (
        await page.evaluate("document.querySelectorAll('main script, iframe, object').length") == 0
    )
    hrefs = await page.evaluate("[...document.querySelectorAll('[href]')].map((one) => one.href)")
    assert not [href for href in hrefs if not href.startswith(("http:", "https:", "file:"))]
    handlers = (
        "[...document.querySelectorAll('*')]"
        ".flatMap((one) => one.getAttributeNames()).filter((name) => name.startsWith('on'))"
    )
    assert await page.evaluate(handlers) == []


async def test_no_words_of_a_message_run_on_the_page(sandbox: Sandbox, visit: Visit) -> None:
    guild = sandbox.add_guild("<b>Readers</b>")
    news = guild.add_channel("news", topic=RAW)
    forum = guild.add_channel("<script>alert(1)</script>", "forum", tags=["<i>tag</i>"])
    eve = sandbox.user("<img src=x onerror=alert(1)>", guild=guild)
    for words in HOSTILE:
        news.say(eve, words)
    by = Author(author=sandbox.world.bot)
    box = {"title": RAW[:250], "url": EVIL, "description": RAW, "author": {"name": RAW[:200]}}
    laid_out = Message(
        components=(
            Container((Text(RAW), Gallery((Picture(f"{sandbox.base}/cdn/x.png", RAW[:500]),)))),
            Row((Button(label=RAW[:80], custom_id="x"), Button(label="b", url=EVIL))),
        )
    )
    for body in ({"embeds": [box]}, to_payload(laid_out)):
        post(sandbox.world, news.channel, by, body, [])

    page = await visit()
    await page.wait_for_selector(".container")

    await assert_nothing_ran(page)
    assert await page.locator(".message").count() >= len(HOSTILE) + 2
    await page.click(f"[data-channel='{forum.id}']")
    await assert_nothing_ran(page)


def hostile_day() -> DigestPage:
    feeds = {1: make_feed(1, RAW), 2: make_feed(2, "Other")}
    items = [
        make_item(
            n, 1 + n % 2, title=words, kicker=words, lead=words, categories=(words,),
            language=words, kind=Kind.BRIEF if n % 3 == 0 else Kind.ARTICLE,
            link="javascript:document.title='pwned'" if n % 4 == 0 else f'{EVIL}/"><script>{n}',
        )
        for n, words in enumerate(HOSTILE, start=1)
    ]  # fmt: skip
    return compose(items, feeds, occasion())


async def test_a_digests_page_runs_and_loads_nothing(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "day.html"
    file.write_text(render_html(hostile_day()), encoding="utf-8")
    page = await browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    await page.goto(file.as_uri())

    await assert_nothing_ran(page)
    assert asked == [file.as_uri()]
    assert await page.locator("article, .briefs li").count() == len(HOSTILE)
    await page.close()


BACKGROUNDS: dict[Literal["light", "dark"], str] = {
    "light": "rgb(253, 252, 249)",
    "dark": "rgb(23, 22, 20)",
}


async def test_a_page_on_the_web_runs_and_loads_nothing_and_has_its_style(browser: Browser) -> None:
    links = WebLinks(
        canonical=f"{EVIL}\"><script>document.title='pwned'</script>",
        atom=EVIL, json_feed=EVIL, before=f"{EVIL}'\"<", after=None,
    )  # fmt: skip
    html = render_html(hostile_day(), links)

    async def answer(request: web.Request) -> web.Response:
        headers = {"Content-Security-Policy": content_security_policy()}
        return web.Response(text=html, content_type="text/html", headers=headers)

    app = web.Application()
    app.router.add_get("/", answer)
    runner, base = await listen(app, 0)
    page = await browser.new_page()
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda told: complaints.append(told.text))

    await page.goto(f"{base}/")

    await assert_nothing_ran(page)
    for (scheme, background), width in product(BACKGROUNDS.items(), (1180, 390)):
        await page.set_viewport_size({"width": width, "height": 800})
        await page.emulate_media(color_scheme=scheme)
        drawn = await page.evaluate("getComputedStyle(document.body).backgroundColor")
        too_wide = await page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert (drawn, too_wide <= 0) == (background, True), (scheme, width)
    await page.emulate_media(media="print")
    assert not await page.locator("footer nav").is_visible()
    assert {url.rstrip("/") for url in asked} <= {base, f"{base}/favicon.ico"}
    assert not [text for text in complaints if "style" in text]
    await page.close()
    await runner.cleanup()
