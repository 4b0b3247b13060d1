"""Read a headline for comparison: its stems, names and numbers, and the words of its lead; pure."""

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from bot.model import Item
from bot.text.language import guess_language
from bot.text.similarity.capitals import TOKEN, capitals
from bot.text.similarity.clauses import without_circumstances
from bot.text.similarity.demonyms import demonyms
from bot.text.words import terms, words

SHORT_FORM = 4  # letters from which the beginning of a name stands for the name
_LEAD_CHARACTERS = 300
_DOTTED = re.compile(r"\b(?:[^\W\d_]\.){2,}")
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

    `words` are the stems of its content words, `stems` the same in order, and `circumstances`
    those that stand only in a clause beside the event; `written` each with the word that has it;
    `capitals` are those that have a capital or are in a script
    without, `names` those that it tells, and `beginnings` the first letters of names; `numbers`
    are written ones; `label` are the stems before a colon, which many headlines of a series have.
    """

    headline: Headline
    hours: float
    source: int | str | None
    language: str | None
    words: frozenset[str]
    stems: tuple[str, ...]
    circumstances: frozenset[str]
    written: dict[str, str]
    capitals: frozenset[str]
    names: frozenset[str]
    beginnings: frozenset[str]
    numbers: frozenset[str]
    label: frozenset[str]
    _told: frozenset[str] | None = None
    _following: Mapping[str, str] | None = None

    def following(self) -> Mapping[str, str]:
        """Return each stem with the one after it; made only when asked for, as few are."""
        if self._following is None:
            self._following = dict(itertools.pairwise(self.stems))
        return self._following

    def told(self) -> frozenset[str]:
        """Return the stems of title and lead; read only when asked for: few come near."""
        if self._told is None:
            lead = self.headline.lead[:_LEAD_CHARACTERS]
            self._told = self.words.union(terms(lead, self.language)) if lead else self.words
        return self._told


def read_headlines(
    headlines: Iterable[Headline], written_small: Set[str] = frozenset()
) -> list[ReadHeadline]:
    """Return what of headlines is compared, in the order of time.

    One too short to tell its language is read in the language of most others. `written_small` are
    stems that are no names where a capital tells nothing.
    """
    ordered = sorted(headlines, key=lambda one: (one.at, one.key))
    languages = [language_of(one.title, one.language) for one in ordered]
    usual = _most_common([language for language in languages if language])
    cut = [
        _cut(headline, language or usual, written_small)
        for headline, language in zip(ordered, languages, strict=True)
    ]
    places = demonyms(set().union(*[one.names for one in cut]))
    return [_read(one, places) for one in cut]


def _most_common(languages: Sequence[str]) -> str | None:
    return Counter(languages).most_common(1)[0][0] if languages else None


class _Cut(NamedTuple):
    """A headline cut into stems: the word of each, which have a capital, and which are names."""

    headline: Headline
    title: str
    language: str | None
    written: dict[str, str]
    capitals: frozenset[str]
    names: frozenset[str]


def _cut(headline: Headline, language: str | None, written_small: Set[str]) -> _Cut:
    title = without_dots(headline.title)
    written = {stem: word for word in words(title) for stem in stems_of(word, language)}
    with_capital = {
        stem: tells
        for token, has_capital, tells in capitals(title)
        if has_capital
        for stem in stems_of(token, language)
        if stem in written
    }
    return _Cut(
        headline=headline,
        title=title,
        language=language,
        written=written,
        capitals=frozenset(with_capital),
        names=frozenset(
            [stem for stem, tells in with_capital.items() if tells or stem not in written_small]
        ),
    )


def without_dots(title: str) -> str:
    """Return a title with its acronyms written without dots, as others write them: US, not U.S."""
    if "." not in title:
        return title
    return _DOTTED.sub(lambda found: found[0].replace(".", ""), title)


def _read(cut: _Cut, places: Mapping[str, str]) -> ReadHeadline:
    headline, title, language = cut.headline, cut.title, cut.language
    written, names, with_capital = cut.written, cut.names, cut.capitals
    if not written.keys().isdisjoint(places):
        written = {places.get(stem, stem): word for stem, word in written.items()}
        names = frozenset([places.get(name, name) for name in names])
        with_capital = frozenset([places.get(word, word) for word in with_capital])
    stems = frozenset(written)
    label = _LABEL.match(title) if ":" in title or "|" in title else None
    return ReadHeadline(
        headline=headline,
        hours=headline.at.timestamp() / 3600,
        source=headline.source,
        language=language,
        words=stems,
        stems=tuple(written),
        circumstances=_circumstances(title, language, places, stems, names),
        written=written,
        capitals=with_capital,
        names=names,
        beginnings=frozenset([n[:SHORT_FORM] for n in names if len(n) >= SHORT_FORM]),
        numbers=frozenset(_NUMBER.findall(title)),
        label=frozenset(terms(label[1], language)) if label else frozenset(),
    )


def _circumstances(
    title: str,
    language: str | None,
    places: Mapping[str, str],
    stems: frozenset[str],
    names: Set[str],
) -> frozenset[str]:
    """Return the stems beside the event; none where the rest names nothing: it is the event."""
    event = without_circumstances(title, language)
    if event is None:
        return frozenset()
    of_event = {places.get(stem, stem) for stem in terms(event, language)}
    return stems - of_event if names & of_event else frozenset()


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
        for token in TOKEN.findall(one.headline.title):
            for stem in stems_of(token, one.language):
                written.setdefault(stem, token)
    return written
