"""The story of a person without a server, walked in the sandbox's page in a real browser."""

from pathlib import Path

import pytest
from playwright.async_api import Browser

from tests.browser.conftest import PATIENCE_MS
from tests.support.gazette import Gazette
from tests.support.own_story import STEPS, Reader, traces

pytestmark = [pytest.mark.uncounted, pytest.mark.asyncio(loop_scope="package")]


async def test_a_person_adds_the_app_reads_saves_finds_again_and_leaves_nothing(
    browser: Browser, tmp_path: Path
) -> None:
    async with Gazette.open(tmp_path) as gazette:
        page = await browser.new_page(locale="en-US", timezone_id="Europe/Paris")
        page.set_default_timeout(PATIENCE_MS)
        reader = await Reader.sit_down(gazette, page)
        direct = gazette.sandbox.direct(reader.user)

        for step in STEPS.values():
            await step(reader)
            await reader.dismiss_answers()

        assert len(direct.texts) == 5  # three welcomes, what the alert found, and the page
        assert await traces(gazette, reader.user.id, direct.id, "feed.xml") == set()
        await page.close()
