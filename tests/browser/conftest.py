"""A headless Chromium for the page's tests; skipped with a reason where there is none.

With GAZETTE_PICTURES=folder each test leaves a picture of what it saw there.
"""

import os
import re
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, ConsoleMessage, Page, async_playwright, expect

from sandbox import Sandbox
from sandbox.client import point_client_at
from sandbox.events import PATIENCE_S
from tests.support.openapi import OpenApi
from tests.support.patience import PATIENT

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
PATIENCE_MS = PATIENCE_S * 1000
expect.set_options(timeout=PATIENCE_MS)

Visit = Callable[..., Awaitable[Page]]


@pytest_asyncio.fixture(scope="package", loop_scope="package")
async def browser() -> AsyncIterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine (Debian: apt-get install chromium)")
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        await opened.close()


@pytest_asyncio.fixture(loop_scope="package")
async def sandbox(discord_api: OpenApi | None) -> AsyncIterator[Sandbox]:
    """Lend the sandbox of all tests, in the browser's loop."""
    async with Sandbox(rules=PATIENT) as opened:
        point_client_at(opened.base)
        yield opened
    if discord_api is not None:
        assert discord_api.violations(opened.requests) == []


class Windows:
    """The pages that stay open for all tests, one for each kind of reader; what went wrong there.

    Each test's sandbox is at an address of its own, so nothing is kept in a page from one to the
    next.
    """

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._pages: dict[tuple[str, str], Page] = {}
        self.wrong: list[str] = []

    async def of(self, locale: str, zone: str) -> Page:
        """Return the page of such a reader."""
        if (page := self._pages.get((locale, zone))) is None:
            page = await self._browser.new_page(
                locale=locale, timezone_id=zone, reduced_motion="reduce"
            )
            page.set_default_timeout(PATIENCE_MS)
            page.on("pageerror", lambda error: self.wrong.append(str(error)))
            page.on("console", self._hear)
            self._pages[locale, zone] = page
        return page

    def _hear(self, said: ConsoleMessage) -> None:
        if said.type == "error":
            self.wrong.append(said.text)


@pytest_asyncio.fixture(scope="package", loop_scope="package")
async def windows(browser: Browser) -> Windows:
    return Windows(browser)


@pytest_asyncio.fixture(loop_scope="package")
async def visit(
    windows: Windows, sandbox: Sandbox, request: pytest.FixtureRequest
) -> AsyncIterator[Visit]:
    """Lend a function that opens the sandbox's page; what the page cannot do fails the test."""
    windows.wrong.clear()
    pages: list[Page] = []

    async def open_page(
        *, locale: str = "en-US", width: int = 1180, height: int = 820, zone: str = "Europe/Paris"
    ) -> Page:
        page = await windows.of(locale, zone)
        await page.set_viewport_size({"width": width, "height": height})
        pages.append(page)
        await page.goto(sandbox.base)
        await page.wait_for_selector("#channels button")
        return page

    yield open_page
    wrong = list(windows.wrong)
    for number, page in enumerate(pages):
        if folder := os.environ.get("GAZETTE_PICTURES"):
            name = re.sub(r"\W+", "-", request.node.name)
            await page.screenshot(path=Path(folder) / f"{name}-{number}.png")
        await page.mouse.move(0, 0)
        await page.goto("about:blank")
    assert wrong == []
