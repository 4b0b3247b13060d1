"""The demo in a browser, as a newcomer meets it; also where the README's pictures are taken.

GAZETTE_PICTURES=docs/pictures .venv/bin/pytest tests/browser/test_demo.py
"""

import os
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.demo.programs import PATIENCE_S, playing

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_newcomer_sees_posts_and_gets_an_answer(browser: Browser, tmp_path: Path) -> None:
    async with playing(tmp_path, "--every", "1") as program:
        page = await browser.new_page(
            viewport={"width": 1180, "height": 860}, locale="en-US", timezone_id="Europe/London"
        )
        page.set_default_timeout(PATIENCE_S * 1000)
        await page.goto(program.address)

        await page.click("#channels button:has-text('news')")
        await expect(page.locator(".container img").first).to_be_visible()
        await page.fill("#typed", "/feed list")
        await page.keyboard.press("Enter")
        answer = page.locator(".message.ephemeral")
        await expect(answer).to_contain_text("Riverside Courier")

        if folder := os.environ.get("GAZETTE_PICTURES"):
            await answer.locator(".only-you button").click()
            await expect(page.locator(".container img").nth(2)).to_be_visible()
            await take(page, Path(folder) / "demo.png")
            await page.click("#channels button:has-text('front-page')")
            await page.fill("#typed", "/digest now ")
            await page.locator("#offers li").first.wait_for()
            await page.keyboard.press("Enter")
            await page.keyboard.press("Enter")
            await page.locator(".message:not(.ephemeral) .container").first.wait_for()
            await take(page, Path(folder) / "digest.png")
        await page.close()

    assert program.code == 0


async def take(page: Page, file: Path) -> None:
    """Take a picture from the first message on."""
    await page.wait_for_load_state("networkidle")
    await page.evaluate("document.querySelector('.message:not(.ephemeral)').scrollIntoView()")
    await page.evaluate("document.querySelector('#present')?.remove()")
    await page.screenshot(path=file)
