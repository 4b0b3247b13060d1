"""Take the pictures of the story of a person without a server: `make pictures`.

The person sits at the sandbox's page, with the real client behind it; after each step its newest
message is taken at the width of a desktop and of a phone.
"""

import asyncio
import tempfile
from pathlib import Path

from playwright.async_api import Browser, FloatRect, Page

from tests.support.gazette import Gazette
from tests.support.own_story import ANSWER, STEPS, Reader

DESKTOP, PHONE = 1180, 390
HEIGHT = 820
TALL, SHORT = 2400, 720  # of windows in which every message is whole, and with none
EDGE = 12


async def take_own_pictures(browser: Browser, folder: Path) -> None:
    """Write two pictures of the beginning and of each step."""
    await asyncio.to_thread(folder.mkdir, exist_ok=True)
    with tempfile.TemporaryDirectory() as data:
        async with Gazette.open(Path(data)) as gazette:
            page = await browser.new_page(
                viewport={"width": DESKTOP, "height": HEIGHT},
                locale="en-US",
                timezone_id="Europe/Paris",
            )
            await page.clock.set_fixed_time(gazette.clock())
            reader = await Reader.sit_down(gazette, page)
            await _take(page, folder, "start")
            for name, step in STEPS.items():
                await step(reader)
                await page.clock.set_fixed_time(gazette.clock())
                await _take(page, folder, name)
                await reader.dismiss_answers()
            await page.close()


async def _take(page: Page, folder: Path, name: str) -> None:
    """Take what is new, as a desktop and as a phone show it."""
    for width in (DESKTOP, PHONE):
        file = folder / f"{name}-{width}.png"
        is_empty = await page.locator(".message").count() == 0
        await page.set_viewport_size({"width": width, "height": SHORT if is_empty else TALL})
        await page.wait_for_load_state("networkidle")
        await page.mouse.move(0, 0)
        await page.screenshot(path=file, clip=None if is_empty else await _news(page))
    await page.set_viewport_size({"width": DESKTOP, "height": HEIGHT})


async def _news(page: Page) -> FloatRect:
    """Return where the answers are and what came after them; without any, the newest message."""
    answers = page.locator(ANSWER)
    newest = page.locator(".message").last
    top = await (answers.first if await answers.count() else newest).bounding_box()
    bottom = await newest.bounding_box()
    assert top is not None
    assert bottom is not None
    y = top["y"] - EDGE
    height = bottom["y"] + bottom["height"] + EDGE - y
    return {"x": top["x"], "y": y, "width": top["width"], "height": height}
