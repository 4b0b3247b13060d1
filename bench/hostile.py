"""The longest step that the event loop, or a thread beside it, takes over articles that are traps.

    python -m bench hostile

Each step is one call of what happens to every article; each trap is a text of one repeated thing,
as long as a body can be. Processor time, the best of three; nothing on the loop should pass 50 ms.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from bot.digest.render.item import render_text
from bot.digest.render.page_key import PageKey
from bot.feeds.document.lead.divide import MAX_BODY
from bot.message.payload import to_payload
from bot.model import Feed, Item, Kind, Look, Style, Subscription
from bot.post.render import RenderContext, render_group, render_item
from bot.query.filters import Filters
from bot.text.language import guess_language
from bot.text.markup import plain
from bot.text.similarity.near_duplicates import gist_of, marks_of
from bot.text.summarize import standalone
from bot.text.urls.masking import mask_url

GOAL_MS = 50
NOON = datetime(2025, 12, 9, 12, tzinfo=UTC)
TITLE = 4_096  # characters; what is longer is cut when it is read

# A text of nothing but one of these, over and over.
TRAPS: Mapping[str, str] = {
    "tiny paragraphs": "a\n\n",
    "tiny items": "- a\n\n",
    "tiny headings": "## a\n\n",
    "tiny quotes": "> a\n\n",
    "tiny fences": "```\na\n```\n\n",
    "links": "[a](https://e.test/a) ",
    "addresses": "https://e.test/aaa ",
    "open brackets": "[",
    "backslashes": "\\",
    "stars": "*",
    "backticks": "`",
    "less than": "<",
    "« alone": "«",
    "“ alone": "“",
    "„ alone": "„",
    "straight quotes": '"',
    "mentions": "@everyone ",
    "full stops": ". ",
    "ellipses": "…",
    "exclamations": "a! ",
    "initials": "M. A. ",
    "commas": "a, ",
    "letters": "a",
    "capitals": "A B ",
    "words": "Word of the text and more. ",
    "numbers": "1.2.3 ",
    "blanks": " ",
    "no-break spaces": "\xa0",
    "lines": "a\n",
    "accents": "\u0301",
    "joined emoji": "\U0001f468\u200d",
    "ideographs": "漢",
    "Thai": "ก",
}

FEED = Feed(
    id=1, url="https://e.test/feed", title="The Paper", due_at=NOON, interval=timedelta(hours=1)
)
SUBSCRIPTION = Subscription(
    id=1, feed_id=1, channel_id=10, guild_id=5, created_at=NOON,
    include='moon OR "full moon" OR /mo+n$/ OR title:sun*', exclude="author:nobody",
)  # fmt: skip
ITEM = Item(
    id=1, feed_id=1, guid="a", link="https://e.test/a", title="A title", kicker=None,
    lead="A lead.", body="", authors=(), categories=(), kind=Kind.ARTICLE, image_url=None,
    language="en", published_at=NOON, received_at=NOON, position=0,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Something that is done with an article; `beside` says that it runs in a thread."""

    name: str
    do: Callable[[Item], object]
    beside: bool = False


def setting(style: Style, template: str | None = None) -> RenderContext:
    return RenderContext(feed=FEED, look=Look(style=style, template=template), locale="en")


def _rendered(style: Style, template: str | None = None) -> Callable[[Item], object]:
    return lambda item: [to_payload(m) for m in render_item(item, setting(style, template))]


def _marks(item: Item) -> object:
    text = f"{item.lead}\n{plain(item.body[:4_000])}"
    return marks_of(gist_of(item.title, text, guess_language(text)))


PAGE = PageKey(digest_id=1, day=date(2025, 12, 9), slot=480)
STEPS = (
    Step(name="card", do=_rendered(Style.CARD)),
    Step(name="compact", do=_rendered(Style.COMPACT)),
    Step(name="template", do=_rendered(Style.TEMPLATE, "{title} {lead} {link}")),
    Step(name="group of 50", do=lambda item: render_group([item] * 50, setting(Style.CARD))),
    Step(name="full", do=_rendered(Style.FULL), beside=True),
    Step(
        name="reading view",
        do=lambda item: render_text(item, FEED, PAGE, 0, "en"),
        beside=True,
    ),
    Step(name="filters", do=lambda item: Filters(FEED).judge(SUBSCRIPTION, item, "UTC")),
    Step(name="same story", do=_marks),
    Step(name="masking", do=lambda item: mask_url(f"https://e.test/{item.title}?{item.title}")),
    Step(name="is_whole", do=lambda item: standalone.is_whole(item.body), beside=True),
    Step(name="is_hanging", do=lambda item: standalone.is_hanging(item.body), beside=True),
    Step(name="is_leaning", do=lambda item: standalone.is_leaning(item.body), beside=True),
    Step(name="is_echoing", do=lambda item: standalone.is_echoing(item.body), beside=True),
    Step(name="is_saying", do=lambda item: standalone.is_saying(item.body), beside=True),
)


def trap(repeated: str, length: int) -> Item:
    """Return an article whose body, title and lead are that, over and over."""
    text = (repeated * (length // len(repeated) + 1))[:length]
    return replace(ITEM, body=text, title=text[:TITLE], lead=text[:TITLE])


def cpu_ms(step: Step, item: Item, times: int = 3) -> float:
    """Return the processor time of a step, the best of some."""
    best = float("inf")
    for _ in range(times):
        began = time.process_time()
        step.do(item)
        best = min(best, 1000 * (time.process_time() - began))
    return best


def measured() -> Iterator[tuple[float, Step, str]]:
    for name, repeated in TRAPS.items():
        item = trap(repeated, MAX_BODY)
        for step in STEPS:
            yield cpu_ms(step, item), step, name


def main() -> None:
    """Print the longest steps, on the loop and beside it."""
    found = sorted(measured(), key=lambda one: one[0], reverse=True)
    print(f"bodies of {MAX_BODY:,} characters, {len(TRAPS)} traps; processor ms, best of 3")
    for title, beside in (("on the event loop", False), ("in a thread beside it", True)):
        print(f"\n{title} (goal {GOAL_MS})" if not beside else f"\n{title}")
        for ms, step, name in [one for one in found if one[1].beside is beside][:8]:
            print(f"{ms:8.1f}  {step.name:14} {name}")


if __name__ == "__main__":
    main()
