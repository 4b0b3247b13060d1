"""One run of random faults: what is owed, how Discord fails, what must stand in each target."""

import asyncio
import time
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from bench._bot import utcnow
from bench._items import insert_items
from bench._targets import TARGETS
from bot.delivery.fan_out import owe
from bot.model import DecidedItem, Feed, Item, Kind, News, ParsedItem
from bot.store.database import Database
from bot.store.feeds.items import change_items
from bot.store.rows import to_feed
from sandbox import ChannelHandle, Sandbox

SEED = 20251209
NONCE_WINDOW = timedelta(seconds=30)  # the victim's own, and its longest request, are 12 s
SLOW_S = 1.5  # the victim waits for 4 s
SETTLES_WITHIN_S = 600.0
PARAGRAPH = "Words of the text, and more words of it. " * 60


ROUTES = (
    "POST /channels/{channel_id}/messages",
    "POST /channels/{channel_id}/threads",
    "POST /webhooks/{webhook_id}/{webhook_token}",
    "POST /channels/{channel_id}/webhooks",
    "POST /channels/{channel_id}/messages/{message_id}/crosspost",
    "PATCH *",
    "GET /channels/*",
    "GET /guilds/*",
)


@dataclass(kw_only=True)
class Result:
    """What a run came to."""

    faults: Counter[str] = field(default_factory=Counter)
    items: int = 0
    messages: int = 0
    wrong: dict[str, str] = field(default_factory=dict)  # by target
    pending: int = 0
    seconds: float = 0


@dataclass(kw_only=True)
class FaultRun(ABC):
    """One run: Discord, the dice, and what is owed; how a fault is done is a method of its name."""

    sandbox: Sandbox
    dice: Random
    places: dict[str, ChannelHandle]
    items: list[Item] = field(default_factory=list)
    changed: set[int] = field(default_factory=set)
    result: Result = field(default_factory=Result)

    @property
    @abstractmethod
    def database(self) -> Database:
        """What is owed is written there."""

    @abstractmethod
    async def supervise(self) -> None:
        """Start again what has ended by itself."""

    @abstractmethod
    async def before_fault(self, number: int) -> None:
        """Do what is done beside faults, such as a copy."""

    async def owe_one(self) -> None:
        """Let a poll bring the next item, for every target."""
        number = self.result.items
        self.result.items += 1
        self.items += await self._bring(number)

    async def _bring(self, number: int) -> list[Item]:
        now = utcnow()
        feed = await self._feed()
        async with self.database.transaction() as connection:
            items = await insert_items(connection, feed.id, [judged(number, now)], now)
            await owe(connection, [News(feed=feed, new=tuple(items))], now)
        return list(items)

    async def change_one(self) -> None:
        """Let a poll find that the title of an item was touched up."""
        await self._change(self.dice.randrange(len(self.items)))

    async def _change(self, number: int) -> None:
        now = utcnow()
        feed, item_id = await self._feed(), self.items[number].id
        async with self.database.transaction() as connection:
            decided = judged(number, now, " Changed.")
            changed = await change_items(connection, {item_id: decided}, now)
            await owe(connection, [News(feed=feed, changed=tuple(changed))], now)
        self.changed.add(number)

    async def _feed(self) -> Feed:
        [row] = await self.database.fetch_all("SELECT * FROM feeds")
        return to_feed(row)

    async def harm_all(self, faults: Sequence[str], told: Callable[[str], None]) -> Result:
        """Do these faults, one item owed before each, and compare."""
        began = time.perf_counter()
        for number, fault in enumerate(faults):
            await self.owe_one()
            if number % 4 == 3:
                await self.change_one()
            await self.before_fault(number)
            await self.harm(fault)
            if number % 20 == 19:
                told(f"{number + 1} faults, {await self.pending()} messages owed")
        await self.settle()
        self.compare()
        self.result.seconds = time.perf_counter() - began
        return self.result

    async def harm(self, fault: str) -> None:
        """Do one thing that happens in life, then let a moment pass."""
        self.result.faults[fault] += 1
        await self.supervise()
        await getattr(self, f"_{fault}")()
        await asyncio.sleep(self.dice.uniform(0.05, 0.6))

    async def _after(self) -> None:
        status = self.dice.choice((500, 502, 503))
        self.sandbox.faults.fail_after(self._route(), status=status, times=self._times())

    async def _before(self) -> None:
        self.sandbox.faults.fail_before(self._route(), times=self._times())

    async def _drop(self) -> None:
        order = self.dice.choice((self.sandbox.faults.drop_after, self.sandbox.faults.drop_before))
        order(self._route(), times=self._times())

    async def _slow(self) -> None:
        self.sandbox.faults.slow(self._route(), SLOW_S, times=self._times())

    async def _page(self) -> None:
        """Let a proxy between answer with a page of its own."""
        status = self.dice.choice((400, 403, 408))
        self.sandbox.faults.fail_before(self._route(), status=status, times=self._times())

    async def _blocked(self) -> None:
        """Let a request be blocked on its way, as Discord documents it."""
        body = {"message": "internal network error", "code": 40333}
        self.sandbox.faults.answer(self._route(), 403, body, times=self._times())

    async def _unauthorized(self) -> None:
        """Let one request be refused as if its token were wrong."""
        body = {"message": "401: Unauthorized", "code": 0}
        self.sandbox.faults.answer(self._route(), 401, body)

    async def _gateway(self) -> None:
        match self.dice.randrange(3):
            case 0:
                self.sandbox.gateway.reconnect()
            case 1:
                self.sandbox.gateway.vanish()
            case _:
                self.sandbox.gateway.vanish(forget=True)

    async def _outage(self) -> None:
        self.sandbox.faults.outage = True
        await asyncio.sleep(self.dice.uniform(0.2, 0.8))
        self.sandbox.faults.outage = False

    async def _webhook(self) -> None:
        """Let a moderator delete a webhook."""
        hooks = [(place, hook) for place in self.places.values() for hook in place.webhooks]
        if hooks:
            place, hook = self.dice.choice(hooks)
            place.remove_webhook(hook)

    def _route(self) -> str:
        return self.dice.choice(ROUTES)

    def _times(self) -> int:
        return self.dice.choice((1, 1, 2, 5))

    async def settle(self) -> None:
        """Wait until nothing is owed any more; publishing may go on for hours."""
        self.sandbox.faults.clear()
        await self._until(self.pending)
        self.result.pending = await self.pending()

    async def _until(self, left: Callable[[], Awaitable[int]]) -> None:
        """Wait until nothing is left, but not for ever."""
        ends = time.monotonic() + SETTLES_WITHIN_S
        while await left() and time.monotonic() < ends:
            await self.supervise()
            await asyncio.sleep(0.2)

    async def pending(self) -> int:
        rows = await self.database.fetch_all(
            "SELECT count(*) FROM deliveries WHERE state = 'pending' AND lane = 0"
        )
        return int(rows[0][0])

    def compare(self) -> None:
        """Hold what is to be read in every target against what was owed."""
        for name, place in self.places.items():
            texts = _texts(place)
            self.result.messages += len(texts)
            expected = list(_expected(name, self.result.items))
            found = [_name(text, expected) for text in texts]
            if found != expected:
                self.result.wrong[name] = _difference(found, expected)
            elif stale := self._unchanged(name, texts):
                self.result.wrong[name] = f"not changed: {stale}"

    def _unchanged(self, name: str, texts: list[str]) -> list[int]:
        """Return the items whose new title is missing; a webhook that is gone cannot edit."""
        if name.startswith("hook"):
            return []
        shown = "\n".join(texts)
        return [
            number for number in sorted(self.changed) if f"Item {number}. Changed." not in shown
        ]


def judged(number: int, now: datetime, more: str = "") -> DecidedItem:
    parsed = ParsedItem(
        guid=str(number),
        link=f"https://paper.example/{number}",
        title=f"Item {number}.{more}",
        lead="What happened.",
        body="\n\n".join(f"{PARAGRAPH} {number}/{part}." for part in (1, 2, 3)),
        position=-number,  # the lowest is the newest
    )
    return DecidedItem(parsed=parsed, kind=Kind.ARTICLE, published_at=now)


def _texts(place: ChannelHandle) -> list[str]:
    posts = [] if place.messages else place.threads
    return place.texts + [text for post in posts for text in post.texts]


def _expected(name: str, items: int) -> list[str]:
    """Return what must stand in each message, in order."""
    if "full" not in name:
        return [f"[Item {number}." for number in range(items)]
    return [
        words
        for number in range(items)
        for words in (f"[Item {number}.", f" {number}/2.", f" {number}/3.")
    ]


def _name(text: str, expected: list[str]) -> str:
    """Return which of the expected words stand in a text, or its beginning."""
    return next((words for words in expected if words in text), text[:30])


def _difference(found: list[str], expected: list[str]) -> str:
    counts = Counter(found)
    lost = [words for words in expected if not counts[words]]
    doubled = [words for words, count in counts.items() if count > 1]
    unknown = [words for words in counts if words not in expected]
    order = next((f"{a} for {b}" for a, b in zip(found, expected, strict=False) if a != b), "")
    return f"lost {lost[:5]} doubled {doubled[:5]} unknown {unknown[:5]} first {order}"


def deal(dice: Random, count: int, kinds: Sequence[str]) -> list[str]:
    """Return that many faults in random order, every kind about as often."""
    dealt: list[str] = []
    while len(dealt) < count:
        dealt += dice.sample(kinds, len(kinds))
    return dealt[:count]


def tell(result: Result, seed: int = SEED) -> None:
    """Print what a run came to."""
    print(f"seed {seed}: {dict(sorted(result.faults.items()))}")
    print(
        f"{result.items} items x {len(TARGETS)} targets = {result.messages} messages in"
        f" {result.seconds:.0f} s; still owed {result.pending}; targets that are wrong:"
        f" {len(result.wrong)}"
    )
    for name, what in result.wrong.items():
        print(f"  {name}: {what}")
