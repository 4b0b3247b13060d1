"""Read a headline for comparison: its stems, names and numbers, and the words of its lead; pure."""

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from bot.model import Item
from bot.text.language import guess_language
from bot.text.words import terms, words

_LEAD_CHARACTERS = 300
_TOKEN = re.compile(r"[^\W_]+")
_LABEL = re.compile(r"\s*([^:|]{1,40}?)\s*[:|]\s")  # "Live: …", "Premier League: …"
_NUMBER = re.compile(r"\d+(?:[.,:/–-]\d+)*")  # a score, a version and a date are one each


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """What is compared: a title with its time, and the lead where there is one.

    `source` is what tells its feed from others; None where that is not known.
    """

    key: int
    title: str
    at: datetime
    lead: str = ""
    language: str | None = None
    source: int | str | None = None


def to_headlines(items: Iterable[Item]) -> list[Headline]:
    return [
        Headline(
            key=item.id,
            title=item.title,
            at=item.published_at,
            lead=item.lead,
            language=item.language,
            source=item.feed_id,
        )
        for item in items
    ]


@dataclass(slots=True)
class ReadHeadline:
    """A headline as it is compared.

    `stems` are those of its content words in order, `written` each with the word that has it, and
    `bigrams` two in a row; `names` are those that are written with a capital, or in a script that
    has none; `numbers` are written ones; `label` are the stems before a colon, which many
    headlines of a series have.
    """

    headline: Headline
    hours: float
    language: str | None
    stems: tuple[str, ...]
    words: frozenset[str]
    written: dict[str, str]
    bigrams: frozenset[tuple[str, str]]
    names: frozenset[str]
    numbers: frozenset[str]
    label: frozenset[str]
    _lead: frozenset[str] | None = None

    def lead_words(self) -> frozenset[str]:
        """Return the stems of the lead; read only when somebody asks: few headlines come near."""
        if self._lead is None:
            self._lead = frozenset(terms(self.headline.lead[:_LEAD_CHARACTERS], self.language))
        return self._lead


def read_headlines(headlines: Iterable[Headline]) -> list[ReadHeadline]:
    """Return what of headlines is compared, in the order of time.

    One too short to tell its language is read in the language of most others.
    """
    ordered = sorted(headlines, key=lambda one: (one.at, one.key))
    languages = [language_of(one.title, one.language) for one in ordered]
    usual = _most_common([language for language in languages if language])
    return [
        _read(headline, language or usual)
        for headline, language in zip(ordered, languages, strict=True)
    ]


def _most_common(languages: Sequence[str]) -> str | None:
    return Counter(languages).most_common(1)[0][0] if languages else None


def _read(headline: Headline, language: str | None) -> ReadHeadline:
    title = headline.title
    read = [(stem, word) for word in words(title) for stem in stems_of(word, language)]
    stems = tuple([stem for stem, _ in read])
    found = frozenset(stems)
    names = [token for token in _TOKEN.findall(title) if not (token.islower() or token.isdigit())]
    label = _LABEL.match(title)
    return ReadHeadline(
        headline=headline,
        hours=headline.at.timestamp() / 3600,
        language=language,
        stems=stems,
        words=found,
        written=dict(read),
        bigrams=frozenset(itertools.pairwise(stems)),
        names=found.intersection([s for name in names for s in stems_of(name, language)]),
        numbers=frozenset(_NUMBER.findall(title)),
        label=frozenset(terms(label[1], language)) if label else frozenset(),
    )


def language_of(title: str, declared: str | None) -> str | None:
    """Return the two letters of a headline's language: the declared one, else a guess."""
    return (declared or guess_language(title) or "")[:2].lower() or None


@lru_cache(maxsize=32_768)
def stems_of(token: str, language: str | None) -> tuple[str, ...]:
    return tuple(terms(token, language))


def written_words(read: Iterable[ReadHeadline]) -> dict[str, str]:
    """Map stems to the word as the first headline writes it."""
    written: dict[str, str] = {}
    for one in read:
        for token in _TOKEN.findall(one.headline.title):
            for stem in stems_of(token, one.language):
                written.setdefault(stem, token)
    return written
