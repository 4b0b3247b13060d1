"""Somebody on the web who asks a running Gazette by HTTP; no test."""

from dataclasses import dataclass
from io import BytesIO

import aiohttp
from multidict import CIMultiDict

from bot.config import ListenAddress
from tests.support.gazette import Gazette

ANYWHERE = ListenAddress("127.0.0.1", 0)
PUBLIC = "https://news.test"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    text: str
    headers: CIMultiDict[str]


async def ask(
    gazette: Gazette, path: str, method: str = "GET", *, body: bytes = b"", **headers: str
) -> Answer:
    """Ask for a path, or for a public address as a proxy would pass it on; follow nothing."""
    url = f"http://127.0.0.1:{gazette.app.port}{path.removeprefix(PUBLIC)}"
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    async with (
        aiohttp.ClientSession() as session,
        session.request(
            method, url, headers=named, data=BytesIO(body) if body else None, allow_redirects=False
        ) as response,
    ):
        text = (await response.read()).decode("utf-8", "surrogateescape")
        return Answer(response.status, text, response.headers.copy())
