"""The demo in a browser, as a newcomer meets it; `tools/pictures.py` takes its pictures."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.demo.programs import PATIENCE_S, playing

pytestmark = [pytest.mark.uncounted, pytest.mark.asyncio(loop_scope="package")]


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

        await page.close()

    assert program.code == 0
