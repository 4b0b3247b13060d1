"""Take the pictures of a digest's page on the web, wide, narrow, light, dark: `make pictures`.

The page is the one that the bot serves, of the demo's papers, opened in a real browser.
"""

import asyncio
import re
import tempfile
from pathlib import Path
from typing import Literal

from playwright.async_api import Browser

from bot.demo.publishers import PAPERS, load_paper
from bot.model import Kind, Mode
from tests.support.gazette import Gazette
from tests.web.visitor import ANYWHERE, PUBLIC

WIDTHS, HEIGHT = (1180, 390), 1000
STORIES = 8  # of each paper
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


async def take_web_pictures(browser: Browser, folder: Path) -> None:
    """Write a picture for each width and theme."""
    await asyncio.to_thread(folder.mkdir, exist_ok=True)
    with tempfile.TemporaryDirectory() as data:
        async with Gazette.open(Path(data), listen=ANYWHERE, public_url=PUBLIC) as gazette:
            url = await _published(gazette)
            for theme in THEMES:
                for width in WIDTHS:
                    page = await browser.new_page(
                        viewport={"width": width, "height": HEIGHT}, color_scheme=theme
                    )
                    await page.goto(url)
                    await page.screenshot(path=folder / f"page-{width}-{theme}.png")
                    await page.close()


async def _published(gazette: Gazette) -> str:
    """Print a page of both papers' newest articles, and return where it stands."""
    feeds = []
    for name in PAPERS:
        paper = load_paper(name)
        url = f"https://{name}.test/feed"
        feeds.append((paper, await gazette.follow(url, title=paper.title, mode=Mode.DIGEST)))
    planned = await gazette.slash("digest set", time="10h", zone="UTC", web=True)
    for number in range(STORIES):
        for paper, followed in feeds:
            story = paper.story(number)
            await gazette.receive(
                followed.feed.id,
                story.title,
                kind=Kind.ARTICLE if story.body else Kind.BRIEF,
                kicker=story.kicker or None,
                lead=story.lead,
                body="\n\n".join(story.body),
                categories=(story.category,),
                language=paper.language,
            )
        await gazette.pass_time(minutes=5)
    await gazette.pass_time(hours=1)
    found = re.search(rf"<{PUBLIC}(/d/[\w-]+)>", planned.text)
    assert found is not None
    return f"http://127.0.0.1:{gazette.app.port}{found[1]}"
