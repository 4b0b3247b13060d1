"""Random faults over one run of mixed targets: every item everywhere, once, in order.

    python -m bench faults      # 300 faults, about twenty minutes

The sandbox is here; Gazette is a process of its own, which is killed with -9, finds its disk full,
its gateway cut or away at its start, its requests answered late, with errors after their work was
done, by something that is not Discord, or not at all; whose clock is two hours ahead and back, that
is started twice, and put back to an older copy.
The orders come from a seed, so a run can be had again. `tests/delivery/test_faults.py` runs a few.
"""

import asyncio
import resource
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from bench._bot import utcnow
from bench._harmed import OpenedDatabase, Victim
from bench._items import insert_items
from bench._targets import TARGETS, set_up
from bot.delivery.fan_out import owe
from bot.model import DecidedItem, Feed, Item, Kind, News, ParsedItem
from bot.store.database import Database
from bot.store.feeds.items import change_items
from bot.store.rows import to_feed, to_item
from sandbox import ChannelHandle, GuildHandle, Rules, Sandbox

SEED = 20251209
FAULTS = 300
SLOW_S = 1.5  # stands for 20 s: what the victim waits for is 2 s, which stands for 30
SETTLES_WITHIN_S = 300.0
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

KINDS = (
    "kill", "after", "before", "drop", "slow", "gateway", "disk", "outage", "webhook",
    "page", "blocked", "unauthorized", "away", "restore", "clock", "second",
)  # fmt: skip
SECOND_ENDS_WITH = 2
AHEAD_S = 2 * 3600.0
COPIED_EVERY = 5  # faults


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
class Run:
    """One run: Discord, the database, the victim, the dice."""

    sandbox: Sandbox
    guild: GuildHandle
    opened: OpenedDatabase
    victim: Victim
    dice: Random
    places: dict[str, ChannelHandle]
    items: list[Item] = field(default_factory=list)
    changed: set[int] = field(default_factory=set)
    result: Result = field(default_factory=Result)

    @property
    def database(self) -> Database:
        return self.opened.database

    async def owe_one(self) -> None:
        """Let a poll bring the next item, for every target."""
        number = self.result.items
        self.result.items += 1
        self.items += await self._bring(number)

    async def _bring(self, number: int) -> list[Item]:
        now = utcnow()
        feed = await self._feed()
        async with self.database.transaction() as connection:
            items = await insert_items(connection, feed.id, [_judged(number, now)], now)
            await owe(connection, [News(feed=feed, new=tuple(items))], now)
        return list(items)

    async def change_one(self) -> None:
        """Let a poll find that the title of an item was touched up."""
        await self._change(self.dice.randrange(len(self.items)))

    async def _change(self, number: int) -> None:
        now = utcnow()
        feed, item_id = await self._feed(), self.items[number].id
        async with self.database.transaction() as connection:
            judged = _judged(number, now, " Changed.")
            changed = await change_items(connection, {item_id: judged}, now)
            await owe(connection, [News(feed=feed, changed=tuple(changed))], now)
        self.changed.add(number)

    async def _feed(self) -> Feed:
        [row] = await self.database.fetch_all("SELECT * FROM feeds")
        return to_feed(row)

    async def harm(self, fault: str) -> None:
        """Do one thing that happens in life, then let a moment pass."""
        self.result.faults[fault] += 1
        await self.victim.supervise()
        await getattr(self, f"_{fault}")()
        await asyncio.sleep(self.dice.uniform(0.05, 0.6))

    async def _kill(self) -> None:
        gateway = self.sandbox.gateway
        before = gateway.identifies
        await self._restart(lambda: gateway.identifies > before)

    async def _restart(self, is_back: Callable[[], bool]) -> None:
        """End it and start it anew, and let it work for a moment."""
        await self.victim.kill()
        await self.victim.start()
        with suppress(TimeoutError):
            await self.sandbox.until(is_back, seconds=20)
        await asyncio.sleep(self.dice.uniform(0.1, 1.0))

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

    async def _away(self) -> None:
        """Start it anew while the gateway is away."""
        self.sandbox.faults.gateway_away = True
        posted = self._posted()
        await self._restart(lambda: self._posted() > posted)
        self.sandbox.faults.gateway_away = False

    async def _gateway(self) -> None:
        match self.dice.randrange(3):
            case 0:
                self.sandbox.gateway.reconnect()
            case 1:
                self.sandbox.gateway.vanish()
            case _:
                self.sandbox.gateway.vanish(forget=True)

    async def _disk(self) -> None:
        self.victim.limit_files(0)
        await asyncio.sleep(self.dice.uniform(0.2, 0.8))
        self.victim.limit_files(resource.RLIM_INFINITY)

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

    def _posted(self) -> int:
        return sum(request.method == "POST" for request in self.sandbox.requests)

    async def _restore(self) -> None:
        """Put the copy of some faults ago back; the polls bring again what it does not have.

        The bot is at rest before: of a text in several messages the first counts for all.
        """
        self.sandbox.faults.clear()
        await self._until(self.pending)
        await self.victim.kill()
        await self.opened.put_back()
        kept = {row["guid"]: row for row in await self.database.fetch_all("SELECT * FROM items")}
        for number in range(self.result.items):
            row = kept.get(str(number))
            self.items[number] = to_item(row) if row else (await self._bring(number))[0]
        for number in sorted(self.changed):
            if "Changed" not in self.items[number].title:
                await self._change(number)
        await self.change_one()  # its message, if it is one of those that are found, is stale
        await self.victim.start()

    async def _clock(self) -> None:
        """Let the machine's clock be hours ahead for a while, and right again."""
        await self.victim.kill()
        await self.victim.start(ahead_s=AHEAD_S)
        await asyncio.sleep(self.dice.uniform(1.5, 3))
        await self._kill()

    async def _second(self) -> None:
        """Start it twice: the second must see that and end, unless the first did meanwhile."""
        code = await self.victim.start_second()
        if code != SECOND_ENDS_WITH and self.victim.is_running:
            self.result.wrong["second process"] = f"ended with {code}"

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
            await self.victim.supervise()
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


def _judged(number: int, now: datetime, more: str = "") -> DecidedItem:
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


@asynccontextmanager
async def _open(seed: int, folder: Path) -> AsyncIterator[Run]:
    rules = Rules(nonce_window=timedelta(seconds=6))
    path = folder / "gazette.sqlite3"
    async with (
        Sandbox(dice=Random(seed), rules=rules) as sandbox,
        OpenedDatabase(path) as opened,
    ):
        guild, places = await set_up(sandbox, opened.database)
        victim = Victim(path, sandbox, folder / "victim.log")
        await victim.start()
        try:
            yield Run(
                sandbox=sandbox,
                guild=guild,
                opened=opened,
                victim=victim,
                dice=Random(seed),
                places=places,
            )
        finally:
            await victim.kill()


def deal(dice: Random, count: int, kinds: Sequence[str]) -> list[str]:
    """Return that many faults in random order, every kind about as often."""
    dealt: list[str] = []
    while len(dealt) < count:
        dealt += dice.sample(kinds, len(kinds))
    return dealt[:count]


async def run(
    folder: Path,
    *,
    seed: int = SEED,
    faults: int = FAULTS,
    kinds: Sequence[str] = KINDS,
    told: Callable[[str], None] = print,
) -> Result:
    """Run `faults` faults of these kinds, one item owed before each, and compare."""
    began = time.perf_counter()
    async with _open(seed, folder) as one:
        await one.sandbox.until_connected(seconds=30)
        for number, fault in enumerate(deal(one.dice, faults, kinds)):
            await one.owe_one()
            if number % 4 == 3:
                await one.change_one()
            if number % COPIED_EVERY == 0:
                await one.opened.copy()
            await one.harm(fault)
            if number % 20 == 19:
                told(f"{number + 1} faults, {await one.pending()} messages owed")
        await one.settle()
        one.compare()
        result = one.result
    result.seconds = time.perf_counter() - began
    return result


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        result = asyncio.run(run(Path(folder)))
        if result.wrong or result.pending:
            print((Path(folder) / "victim.log").read_text()[-20000:])
    print(f"seed {SEED}: {dict(sorted(result.faults.items()))}")
    print(
        f"{result.items} items x {len(TARGETS)} targets = {result.messages} messages in"
        f" {result.seconds:.0f} s; still owed {result.pending}; targets that are wrong:"
        f" {len(result.wrong)}"
    )
    for name, what in result.wrong.items():
        print(f"  {name}: {what}")


if __name__ == "__main__":
    main()
