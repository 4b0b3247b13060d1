"""Fetch an article's page and extract its full text, in a process; decides not when that is wanted.

The page comes through the same door as feeds (guard, limits, one host's turns), and is read by a
process of its own (`article_process`): trafilatura takes a hundred megabytes and keeps what it
once had, so the process ends with the page. The process is limited and has an empty environment.
"""

import asyncio
import contextlib
import json
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.errors import AddressRefused, BadStatus, FeedError, TooLarge
from bot.feeds.http.fetch import Fetched, Fetcher, NotModified
from bot.feeds.http.politeness import SPACING
from bot.feeds.http.ssrf_guard import host_of
from bot.feeds.worker.spawn import last_words, start_child
from bot.model import PageState
from bot.text.urls.masking import mask_url

log = logging.getLogger(__name__)

_AT_ONCE = 1  # processes; each may take what the rest of the bot takes
_REFUSALS = (401, 402, 403, 407, 410, 451)
_PAUSES = (429, 503)  # not 403: a page may be closed whose feed is open
_PAGES = ("text/html", "application/xhtml+xml")


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleLimits:
    """What reading one page may cost."""

    cpu_s: int = 10
    wall_s: float = 20
    memory: int = 512 * 1024 * 1024  # of addresses
    max_page: int = 3 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleText:
    """What came of a page: its text where it could be read, else why not.

    `pause` is the status by which the host asks to be left alone, until `retry_at` if it says so.
    """

    state: PageState
    text: str = ""
    pause: int | None = None
    retry_at: datetime | None = None


class ArticleReader:
    """Reads pages of articles: one request at a time to a host, one process at a time."""

    def __init__(
        self,
        fetcher: Fetcher,
        *,
        limits: ArticleLimits | None = None,
        spacing: timedelta = SPACING,
    ) -> None:
        self._fetcher = fetcher
        self._limits = limits or ArticleLimits()
        self._spacing = spacing.total_seconds()
        self._next: dict[str, float] = {}  # when each host may be asked again, by the loop's clock
        self._slots = asyncio.Semaphore(_AT_ONCE)

    async def read(self, url: str, now: datetime) -> ArticleText:
        """Return the text of the article at `url`; what goes wrong is a state, not an exception."""
        try:
            await self._turn(host_of(url))
            fetched = await self._fetcher.fetch(url, now=now)
        except BadStatus as e:
            return ArticleText(
                state="refused" if e.status in _REFUSALS else "unreachable",
                pause=e.status if e.status in _PAUSES else None,
                retry_at=e.retry_at,
            )
        except (AddressRefused, TooLarge):
            return ArticleText(state="refused")
        except FeedError:
            return ArticleText(state="unreachable")
        if isinstance(fetched, NotModified):
            return ArticleText(state="unreachable")
        if len(fetched.body) > self._limits.max_page:
            return ArticleText(state="refused")
        if not _is_page(fetched.content_type):
            return ArticleText(state="empty")
        async with self._slots:
            return await self._extract(fetched)

    async def _turn(self, host: str) -> None:
        """Wait until the host may be asked again."""
        now = asyncio.get_running_loop().time()
        self._next = {name: at for name, at in self._next.items() if at > now}
        turn = max(now, self._next.get(host, now))
        self._next[host] = turn + self._spacing
        await asyncio.sleep(turn - now)

    async def _extract(self, page: Fetched) -> ArticleText:
        """Have a page read by a process that lives as long as that takes."""
        limits = self._limits
        process = await start_child("bot.feeds.worker.article_process", limits.cpu_s, limits.memory)
        try:
            async with asyncio.timeout(limits.wall_s):
                said, errors = await process.communicate(page.url.encode() + b"\n" + page.body)
        except TimeoutError:
            log.warning("page not read: cause=time url=%s", mask_url(page.url))
            return ArticleText(state="empty")
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
        if process.returncode != 0:
            last_words(errors)
            log.warning("page not read: exit=%s url=%s", process.returncode, mask_url(page.url))
            return ArticleText(state="empty")
        answer = json.loads(said)
        return ArticleText(state=answer["state"], text=answer["text"])


def _is_page(content_type: str | None) -> bool:
    return content_type is None or content_type.partition(";")[0].strip().lower() in _PAGES
