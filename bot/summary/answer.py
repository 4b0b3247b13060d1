"""A summary as a value: lines tied to the items they come from; chooses and renders nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any, Literal, Self

from bot.model import Item
from bot.post.title import name_of

SubjectKind = Literal["article", "feed", "topic", "day", "links"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryRequest:
    """Who asks, which of the guild's channels they see, when, in which language and zone."""

    guild_id: int
    channel_ids: frozenset[int] = frozenset()
    locale: str
    now: datetime
    zone: tzinfo = UTC


@dataclass(frozen=True, slots=True, kw_only=True)
class SummarySubject:
    """What is summed up; `name` is a title, a feed's name, a query, or a day as ISO writes it."""

    kind: SubjectKind
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """An item that a line comes from, as it is named and linked."""

    title: str
    feed: str
    link: str | None
    published_at: datetime

    @classmethod
    def of(cls, item: Item, feed: str) -> Self:
        return cls(title=name_of(item), feed=feed, link=item.link, published_at=item.published_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryLine:
    """A sentence with the numbers of its sources, the main one first.

    A `titled` line stands under its source's title, and may be empty beneath it; a `quoted` one
    stands word for word in its source. `short` is another sentence of its sources, for where there
    is no room for `text`.
    """

    text: str
    sources: tuple[int, ...]
    titled: bool = False
    quoted: bool = False
    short: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The answer. `notes` are words of the catalog `summary.note`; `more` items had no place."""

    subject: SummarySubject
    lines: tuple[SummaryLine, ...]
    sources: tuple[Source, ...]
    notes: tuple[str, ...] = ()
    more: int = 0

    def to_json(self) -> dict[str, Any]:
        """Return the summary as `from_json` reads it."""
        return {
            "subject": [self.subject.kind, self.subject.name],
            "lines": [
                [one.text, one.sources, one.titled, one.quoted, one.short] for one in self.lines
            ],
            "sources": [
                [one.title, one.feed, one.link, one.published_at.isoformat()]
                for one in self.sources
            ],
            "notes": self.notes,
            "more": self.more,
        }

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Self:
        """Read what `to_json` wrote."""
        kind, name = told["subject"]
        return cls(
            subject=SummarySubject(kind=kind, name=name),
            lines=tuple(
                SummaryLine(
                    text=text,
                    sources=tuple(sources),
                    titled=titled,
                    quoted=quoted,
                    short="".join(short),  # answers of older versions have none
                )
                for text, sources, titled, quoted, *short in told["lines"]
            ),
            sources=tuple(
                Source(title=title, feed=feed, link=link, published_at=datetime.fromisoformat(at))
                for title, feed, link, at in told["sources"]
            ),
            notes=tuple(told["notes"]),
            more=told["more"],
        )
