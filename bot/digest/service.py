"""Print due digests: claim, gather, compose, and enqueue the page in one transaction.

The edition, its messages and the next due time are written together, so a page is posted exactly
once, whenever the process dies. Composing runs in a thread; sending is up to the outbox.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import chain
from zoneinfo import ZoneInfo

from bot import i18n
from bot.digest.background import Background
from bot.digest.by_model.place import with_opening
from bot.digest.by_model.translate import translate_page
from bot.digest.by_model.writer import PageWriter
from bot.digest.compose import Occasion, Page, compose, find_no_stories
from bot.digest.gather import Gathered, Gatherer
from bot.digest.render.discord import named_in, render_discord
from bot.digest.render.page_key import PageKey
from bot.digest.schedule.runs import (
    Run,
    due_run,
    next_run,
    next_runs,
    schedule_of,
    time_of,
    zone_of,
)
from bot.errors import StoreError, Uncertain
from bot.message.message import Message
from bot.message.nonce import nonce_of
from bot.message.payload import to_payload
from bot.model import (
    EVERYTHING,
    ON_DEMAND,
    DeliveryKind,
    Digest,
    Edition,
    FollowedFeed,
    Owed,
    Share,
    WhenEmpty,
)
from bot.store.database import Connection, Database
from bot.store.digests.digests import ClaimedDigest, DigestStore, settle
from bot.store.digests.editions import Contents, EditionStore, insert_edition
from bot.store.engine.retry import retried
from bot.store.outbox.enqueue import insert_messages
from bot.text.similarity.stories import find_stories

log = logging.getLogger(__name__)

# Returns where a page stands on the web, None where it does not.
WebUrl = Callable[[int, Edition], Awaitable[str | None]]

BATCH = 50  # of 10,000 that are due at eight, so that each step is short
AT_ONCE = 4  # while one is composed another is gathered, and a third written down
LEASE = timedelta(minutes=2)
LATE = timedelta(minutes=15)  # from here on a page says that it is late
PATIENCE = timedelta(minutes=3)  # after a start, at most, for the polls that were due then
_LOOK_AGAIN = timedelta(seconds=2)  # whether they are in
_CLOCKS_APART = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedPage:
    """A page that is ready to be written down: its edition, what is in it, its messages."""

    edition: Edition
    page: Page
    messages: tuple[Message, ...]


class DigestService:
    """The service of digests."""

    def __init__(
        self,
        database: Database,
        *,
        wake: asyncio.Event | None = None,
        patience: timedelta = PATIENCE,
        web_url: WebUrl | None = None,
        writer: PageWriter | None = None,
        background: Background | None = None,
        share: Callable[[], Share] = lambda: EVERYTHING,
    ) -> None:
        self._database = database
        self._share = share
        self._store = DigestStore(database)
        self._editions = EditionStore(database)
        self.gatherer = Gatherer(database, background or Background(database))
        self._wake = wake or asyncio.Event()
        self._patience = patience
        self._web_url = web_url
        self._writer = writer or PageWriter(database, None)
        self._started_at: datetime | None = None
        self._awaited: frozenset[int] = frozenset()  # feeds whose poll was due at the start
        self._last: datetime | None = None

    async def note_start(self, now: datetime) -> None:
        """Note which polls are due at the start, before any is made: pages wait for them."""
        self._started_at = now.replace(microsecond=0)  # rows have whole seconds
        self._awaited = await self._store.feeds_due(now)

    async def run_due(self, now: datetime) -> int:
        """Print a batch of what is due; return how many digests were claimed."""
        try:
            await self._look_at_the_clock(now)
            claimed = await self._store.claim_due(
                now, limit=BATCH, lease=LEASE, share=self._share()
            )
        except StoreError:  # nothing is printed that could not be recorded
            log.exception("claim failed: digests wait")
            return 0
        planned: list[tuple[Digest, datetime]] = []
        channels = iter(_by_channel(claimed))

        async def work() -> None:
            for claim in chain.from_iterable(channels):
                if (due_at := await self._try(claim, now)) is not None:
                    planned.append((claim.digest, due_at))

        async with asyncio.TaskGroup() as group:
            for number in range(min(AT_ONCE, len(claimed))):
                group.create_task(work(), name=f"digests {number}")
        await self._store.plan(planned)
        return len(claimed)

    async def _try(self, claim: ClaimedDigest, now: datetime) -> datetime | None:
        """Print a digest's due page, or return when it is due next; a failure is logged."""
        try:
            return await self._serve(claim, now)
        except Uncertain as e:  # Discord is away: its lease brings it back
            log.warning("digest waits: id=%d cause=%s", claim.digest.id, e)
        except Exception:  # row boundary: one bad digest must not stop the rest
            log.exception("digest failed: id=%d", claim.digest.id)
        return None

    async def _look_at_the_clock(self, now: datetime) -> None:
        """Make all digests due again after a start, and when the clock went back."""
        if self._last is None or now < self._last - _CLOCKS_APART:
            await self._store.rewind(now, self._share())
        if self._started_at is None or now < self._started_at:
            await self.note_start(now)
        self._last = now

    async def _serve(self, claim: ClaimedDigest, now: datetime) -> datetime | None:
        """Print a digest's due page; where none is due, return when the next one is."""
        digest, schedule = claim.digest, schedule_of(claim.digest)
        due = due_run(schedule, planned_at=digest.planned_at, now=now, done=claim.done)
        if due is None:  # a lease, a zone that changed, a clock that was wrong
            return next_run(schedule, now, claim.done).at
        if (patient_until := await self._patient_until(digest, now)) is not None:
            return patient_until
        next_at = next_run(schedule, now, {*claim.done, due.run.key}).at
        gathered = await self.gatherer.gather(digest, now)
        edition = self._edition(digest, due.run, gathered, now)
        printed = await self._print(digest, replace(edition, since=due.missed_since), gathered)
        await self._write_down(digest, printed, gathered.up_to, next_at)
        return None

    async def print_now(self, digest: Digest, now: datetime) -> bool:
        """Print a page of what has come so far, beside the schedule; False where nothing has."""
        gathered = await self.gatherer.gather(digest, now)
        if not gathered.items:
            return False
        run = await self._run_on_demand(digest, now)
        edition = self._edition(digest, run, gathered, now)
        if digest.opening or digest.translate:
            page = await self._compose_edition(digest, edition, gathered)
            await self._writer.write_now(digest, run, page, now)
        printed = await self._print(digest, edition, gathered)
        await self._owe_on_demand(digest, printed)
        self._wake.set()
        return True

    @retried
    async def _owe_on_demand(self, digest: Digest, printed: PrintedPage) -> None:
        async with self._database.transaction() as connection:
            await _owe(connection, digest, printed)

    async def _run_on_demand(self, digest: Digest, now: datetime) -> Run:
        local = now.astimezone(zone_of(digest))
        slot = ON_DEMAND + local.hour * 3600 + local.minute * 60 + local.second
        while await self._editions.find(digest.id, local.date(), slot):  # asked for twice at once
            slot += 1
        return Run(day=local.date(), slot=slot, at=now)

    async def page_so_far(self, digest: Digest, run: Run, now: datetime) -> Page | None:
        """Return the page of a coming run as it stands; None while polls of a start are awaited."""
        if await self._patient_until(digest, now) is not None:
            return None
        gathered = await self.gatherer.gather(digest, now)
        return await self._compose_edition(
            digest, self._edition(digest, run, gathered, now), gathered
        )

    async def _compose_edition(self, digest: Digest, edition: Edition, gathered: Gathered) -> Page:
        occasion = occasion_of(digest, edition, i18n.choose_locale(digest.locale))
        return await asyncio.to_thread(self.compose, digest, gathered, occasion)

    async def _patient_until(self, digest: Digest, now: datetime) -> datetime | None:
        """Return when to check again for the polls that were due at the start; None: now."""
        started_at = self._started_at or now
        until = started_at + self._patience
        if not self._awaited or now >= until:
            return None
        sources = await self._store.sources(digest)
        return min(until, now + _LOOK_AGAIN) if any(map(self._is_awaited, sources)) else None

    def _is_awaited(self, source: FollowedFeed) -> bool:
        feed, started_at = source.feed, self._started_at
        if feed.id not in self._awaited or feed.ended_at or source.subscription.paused_at:
            return False
        polled_at = feed.last_polled_at
        return polled_at is None or started_at is None or polled_at < started_at

    async def next_runs(self, digest: Digest, now: datetime, count: int) -> tuple[Run, ...]:
        """Return when the next pages appear; those that are printed already do not again."""
        done = await self._store.done(digest, now)
        return next_runs(schedule_of(digest), now, count, done)

    def compose(self, digest: Digest, gathered: Gathered, occasion: Occasion) -> Page:
        """Compose a page of what was gathered; slow for many items, so not on the event loop."""
        among = partial(find_stories, counts=gathered.counts)
        find = among if digest.same_story else find_no_stories
        return compose(gathered.items, gathered.feeds, occasion, find)

    def _edition(self, digest: Digest, run: Run, gathered: Gathered, now: datetime) -> Edition:
        return Edition(
            digest_id=digest.id,
            day=run.day,
            slot=run.slot,
            due_at=run.at,
            printed_at=now,
            zone=zone_of(digest).key,
            left_out=gathered.left_out,
        )

    async def _print(self, digest: Digest, edition: Edition, gathered: Gathered) -> PrintedPage:
        web_url = await self._web_url(digest.id, edition) if self._web_url else None
        page = await self._compose_edition(digest, edition, gathered)
        if digest.opening:
            name = (edition.digest_id, edition.day, edition.slot)
            page = with_opening(page, await self._writer.openings.find(*name))
        if digest.translate:
            page = await translate_page(self._database, page)
        return await asyncio.to_thread(self._render, digest, edition, page, web_url)

    @staticmethod
    def _render(digest: Digest, edition: Edition, page: Page, web_url: str | None) -> PrintedPage:
        nothing = page.is_empty and not edition.left_out
        if nothing and digest.when_empty is WhenEmpty.SKIP:
            return PrintedPage(edition=edition, page=page, messages=())
        stops = digest.user_id is not None
        messages = render_discord(page, key_of(edition), stops=stops, web_url=web_url)
        return PrintedPage(edition=edition, page=page, messages=messages)

    @retried
    async def _write_down(
        self, digest: Digest, printed: PrintedPage, mark: int, next_at: datetime
    ) -> None:
        edition = printed.edition
        async with self._database.transaction() as connection:
            if not await settle(
                connection, digest, mark=mark, planned_at=edition.printed_at, due_at=next_at
            ):
                log.info("digest changed while it was printed: id=%d", digest.id)
                return
            await _owe(connection, digest, printed)
        self._wake.set()
        log.info(
            "digest printed: id=%d day=%s slot=%d items=%d messages=%d",
            digest.id,
            edition.day.isoformat(),
            edition.slot,
            len(_items_of(printed.page)),
            len(printed.messages),
        )


def _by_channel(claimed: Sequence[ClaimedDigest]) -> list[list[ClaimedDigest]]:
    """Part digests by their channels: those of one are printed in order."""
    parts: dict[int, list[ClaimedDigest]] = {}
    for claim in claimed:
        parts.setdefault(claim.digest.channel_id, []).append(claim)
    return [*parts.values()]


async def _owe(connection: Connection, digest: Digest, printed: PrintedPage) -> None:
    """Store a page inside the caller's transaction: edition, items, and messages in the outbox."""
    edition = printed.edition
    named = named_in(printed.messages)
    left_away = {entry.item.id for entry in printed.page.entries()} - named
    edition_id = await insert_edition(connection, edition, _items_of(printed.page), left_away)
    if not printed.messages:
        return
    owed = Owed(
        kind=DeliveryKind.DIGEST,
        channel_id=digest.channel_id,
        edition_id=edition_id,
        slot=f"digest:{digest.id}:{edition.day.isoformat()}:{edition.slot}",
    )
    payloads = [to_payload(message) for message in printed.messages]
    await insert_messages(connection, owed, payloads, nonce_of, edition.printed_at)


def _items_of(page: Page) -> dict[int, int | None]:
    """Map each item of a page to the item under which it is listed; None for one by itself."""
    items: dict[int, int | None] = {}
    for entry in page.entries():
        items[entry.item.id] = None
        items |= {mention.item.id: entry.item.id for mention in entry.also}
    return items


async def compose_again(
    database: Database, digest: Digest, edition: Edition, stood: Contents, locale: str
) -> Page:
    """Compose a printed page again, of what stood in it."""
    occasion = occasion_of(digest, edition, locale)
    page = await asyncio.to_thread(
        compose, stood.items, stood.feeds, occasion, lambda _: stood.stories
    )
    page = with_opening(page, stood.opening)
    return await translate_page(database, page) if digest.translate else page


def key_of(edition: Edition) -> PageKey:
    return PageKey(digest_id=edition.digest_id, day=edition.day, slot=edition.slot)


def occasion_of(digest: Digest, edition: Edition, locale: str) -> Occasion:
    """Return what a page's heading says: day, title, whether it is late or a catch-up."""
    zone = ZoneInfo(edition.zone)
    due = edition.due_at.astimezone(zone).time()
    late = edition.printed_at - edition.due_at >= LATE
    several = len(digest.times) > 1 or edition.on_demand
    return Occasion(
        day=edition.day,
        zone=zone,
        locale=locale,
        grouping=digest.grouping,
        title=digest.title,
        picture=digest.picture,
        at=(due if edition.on_demand else time_of(edition.slot)) if several else None,
        since=edition.since,
        late=due if late else None,
        left_out=edition.left_out,
        due_at=edition.due_at,
    )
