"""Take the pictures of the moderators' five jobs, in English and in French: `make pictures`.

An empty server of the tests' own, with the real client; after each job the sandbox's page shows
its answer, which is all that the moderator sees.
"""

import asyncio
import tempfile
from pathlib import Path

from playwright.async_api import Browser, Page, expect

from tests.support.five_jobs import JOBS, Hand, between, open_papers
from tests.support.gazette import Gazette

WIDTH, HEIGHT = 1212, 1600  # of a window in which every answer is whole


async def take_job_pictures(browser: Browser, folder: Path) -> None:
    """Write a picture for each job and language."""
    await asyncio.to_thread(folder.mkdir, exist_ok=True)
    for locale in ("en-US", "fr"):
        with tempfile.TemporaryDirectory() as data:
            async with Gazette.open(Path(data)) as gazette:
                await _walk(gazette, browser, folder, locale)


async def _walk(gazette: Gazette, browser: Browser, folder: Path, locale: str) -> None:
    page = await browser.new_page(
        viewport={"width": WIDTH, "height": HEIGHT},
        locale=locale,
        timezone_id="Europe/Paris",
    )
    await page.goto(gazette.sandbox.base)
    await page.locator("#channels button:has-text('news')").click()
    language = locale[:2]
    papers = open_papers(gazette, language)
    person = gazette.moderator.in_french if locale == "fr" else gazette.moderator
    for name, job in JOBS.items():
        await page.clock.set_fixed_time(gazette.clock())
        hand = Hand(person, papers, language)
        await job(hand)
        await _take(page, folder / f"{name}.{language}.png")
        await between(gazette, hand, name)
    await page.close()


async def _take(page: Page, file: Path) -> None:
    """Take a picture of the newest answer, whole, and close it."""
    message = page.locator(".message.ephemeral").last
    await expect(message).to_be_visible()
    await page.wait_for_load_state("networkidle")
    await page.mouse.move(0, 0)
    await message.screenshot(path=file)
    for button in await page.locator(".message.ephemeral .only-you button").all():
        await button.click()
