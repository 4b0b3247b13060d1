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
from playwright.async_api import Browser, Page, async_playwright, expect

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


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine (Debian: apt-get install chromium)")
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        await opened.close()


@pytest_asyncio.fixture(loop_scope="module")
async def sandbox(discord_api: OpenApi | None) -> AsyncIterator[Sandbox]:
    """Lend the sandbox of all tests, in the browser's loop."""
    async with Sandbox(rules=PATIENT) as opened:
        point_client_at(opened.base)
        yield opened
    if discord_api is not None:
        assert discord_api.violations(opened.requests) == []


@pytest_asyncio.fixture(loop_scope="module")
async def visit(
    browser: Browser, sandbox: Sandbox, request: pytest.FixtureRequest
) -> AsyncIterator[Visit]:
    """Lend a function that opens the sandbox's page; what the page cannot do fails the test."""
    wrong: list[str] = []
    pages: list[Page] = []

    async def open_page(
        *, locale: str = "en-US", width: int = 1180, height: int = 820, zone: str = "Europe/Paris"
    ) -> Page:
        page = await browser.new_page(
            viewport={"width": width, "height": height}, locale=locale, timezone_id=zone
        )
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        pages.append(page)
        await page.goto(sandbox.base)
        await page.wait_for_selector("#channels button")
        return page

    yield open_page
    for number, page in enumerate(pages):
        if folder := os.environ.get("GAZETTE_PICTURES"):
            name = re.sub(r"\W+", "-", request.node.name)
            await page.screenshot(path=Path(folder) / f"{name}-{number}.png")
        await page.close()
    assert wrong == []
