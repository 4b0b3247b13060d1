"""Take the pictures of the documents from the demo, in a headless Chromium: `make pictures`.

    python -m tools.pictures docs/pictures

Each picture is a stop on one walk through the demo, so that all can be taken anew when a look has
changed. A picture shows the conversation alone, at the width of a desktop or of a phone.
"""

import asyncio
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import FloatRect, Locator, Page, ViewportSize, async_playwright

from tests.browser.conftest import CHROMIUM, FLAGS
from tests.demo.programs import playing
from tools.job_pictures import take_job_pictures
from tools.own_pictures import take_own_pictures
from tools.web_pictures import take_web_pictures

DESKTOP, PHONE = 1180, 390
HEIGHT, AROUND = 820, 180  # of a window; of what stands above and below its messages
PATIENCE_MS = 60_000
NEWEST = ".message >> nth=-1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """A picture: where it is taken, what is typed there, and how large it is."""

    name: str
    channel: str
    typed: str = ""  # a command, as its first letters are typed; each offer is taken with Enter
    offers: int = 0  # how many offers are taken before it is sent
    posts: bool = False  # the answer is a word to the asker, and what is looked at a post
    width: int = DESKTOP
    height: int = HEIGHT


async def walk(page: Page, folder: Path) -> None:
    """Take every picture in turn."""
    await show(page, "news")
    await page.locator(".container img").nth(2).wait_for()
    for shot in SHOTS:
        await page.set_viewport_size({"width": DESKTOP, "height": shot.height})
        await show(page, shot.channel)
        if shot.typed:
            await send(page, shot.typed, shot.offers)
        if shot.posts:
            await page.locator(".message:not(.ephemeral) .container").first.wait_for()
            await dismiss(page)
        await page.set_viewport_size({"width": shot.width, "height": shot.height})
        await take(page, shot, folder / f"{shot.name}.png")
        await dismiss(page)


SHOTS = (
    Shot(name="demo", channel="news"),
    Shot(name="digest", channel="front-page", typed="/digest now ", offers=1, posts=True),
    Shot(name="phone", channel="front-page", width=PHONE),
    Shot(name="panel", channel="news", typed="/feed edit ", offers=1),
    Shot(name="explain", channel="news", typed="/feed explain bridge", offers=1),
    Shot(name="search", channel="news", typed="/search bridge"),
    Shot(name="summary", channel="news", typed="/summary article bridge", offers=1),
)


async def show(page: Page, channel: str) -> None:
    await page.click(f"#channels button:has-text('{channel}')")


async def send(page: Page, typed: str, offers: int) -> None:
    """Type a command, take what is offered, send it, and wait for the answer."""
    before = await page.locator(".message").count()
    await page.fill("#typed", "")
    await page.click("#typed")
    await page.keyboard.type(typed)
    for _ in range(offers):
        await page.locator("#offers li").first.wait_for()
        await page.keyboard.press("Enter")
    await page.keyboard.press("Enter")
    await page.locator(".message").nth(before).wait_for()
    await page.locator(f"{NEWEST} >> .thinking").wait_for(state="detached")


async def take(page: Page, shot: Shot, file: Path) -> None:
    """Take a picture of the newest message: whole, or as much as a phone shows of it."""
    await page.wait_for_load_state("networkidle")
    message = page.locator(NEWEST)
    for _ in range(2):  # a message may be taller once its pictures are in sight
        height = HEIGHT if shot.width == PHONE else int((await _box(message))["height"])
        size = ViewportSize(width=shot.width, height=max(HEIGHT, height) + AROUND)
        await page.set_viewport_size(size)
        await message.evaluate("each => each.scrollIntoView()")
        await page.wait_for_load_state("networkidle")
    await page.evaluate("document.querySelector('#present')?.remove()")
    await page.mouse.move(0, 0)
    if shot.width == PHONE:
        top = (await _box(message))["y"]
        await page.screenshot(
            path=file, clip={"x": 0, "y": top, "width": PHONE, "height": HEIGHT - AROUND}
        )
    else:
        await page.screenshot(path=file)


async def _box(message: Locator) -> FloatRect:
    box = await message.bounding_box()
    assert box is not None
    return box


async def dismiss(page: Page) -> None:
    """Close what only the asker sees, so that the next picture shows one answer."""
    for button in await page.locator(".message.ephemeral .only-you button").all():
        await button.click()


async def main(folder: Path) -> None:
    """Play the demo until every picture is taken."""
    with tempfile.TemporaryDirectory() as data:
        async with (
            playing(Path(data), "--every", "1") as program,
            async_playwright() as playwright,
        ):
            browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            page = await browser.new_page(locale="en-US", timezone_id="Europe/London")
            page.set_default_timeout(PATIENCE_MS)
            await page.goto(program.address)
            await walk(page, folder)
            await take_job_pictures(browser, folder / "jobs")
            await take_own_pictures(browser, folder / "own")
            await take_web_pictures(browser, folder / "web")
            await browser.close()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
