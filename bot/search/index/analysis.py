"""Turn an item into what the index keeps of it: weighted keys and a few facts; stores nothing.

A key is one letter for the place and a stem: `w` anywhere, `t` in the title, `a` an author, `c` a
category, `p` for a phrase of the synonyms. Stems are those of the document's own language; names
are only folded. A word of the title weighs more than one of the lead, and that more than one of
the text.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from bot.model import Item, Kind
from bot.search.index.synonyms import phrase_keys
from bot.search.index.tokenizer import index_words, other_forms
from bot.text.language import guess_language
from bot.text.markup import plain as plain_text
from bot.text.stopwords import FUNCTION_WORDS
from bot.text.words import STEMMED_LANGUAGES, fold, plain_form, stem, words

# Raise it whenever the same item would get other keys: all segments are then built again.
ANALYSIS = 4

WORD, TITLE, AUTHOR, CATEGORY = "w", "t", "a", "c"
LANGUAGES = (None, *sorted(STEMMED_LANGUAGES))  # what a language's number means; append only
KINDS = (Kind.ARTICLE, Kind.BRIEF)

_TITLE_WEIGHT = 3
_LEAD_WEIGHT = 2
_MAX_WEIGHT = 255
_MAX_LENGTH = 65_535
_GUESS_FROM = 300  # characters
_REMEMBERED = 50_000  # words of a language


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalysedDocument:
    """One item as the index keeps it. `weights` are 1 to 255; `length` is their whole sum."""

    item_id: int
    feed_id: int
    published: int
    language: int
    kind: int
    length: int
    weights: Mapping[str, int]


def analyse(item: Item) -> AnalysedDocument:
    """Return what the index keeps of an item."""
    language = language_of(item)
    counts: Counter[str] = Counter()
    phrases: Counter[str] = Counter()
    length = 0
    for text, weight in texts_of(item):
        plain = words(text)
        length += weight * len(plain)
        found = plain + other_forms(text)
        found += _unaccented(found, language)
        counts.update(found if weight == 1 else found * weight)
        for key in phrase_keys(plain, language):
            phrases[key] += weight
    weights: dict[str, int] = dict(phrases)
    weights.update(_by_key(counts, language))
    titled = index_words(item.title)
    for word in (*titled, *_unaccented(titled, language)):
        weights[TITLE + stem(word, language)] = 1
    for place, names in ((AUTHOR, item.authors), (CATEGORY, item.categories)):
        for name in names:
            weights.update(dict.fromkeys([place + fold(word) for word in index_words(name)], 1))
    return AnalysedDocument(
        item_id=item.id,
        feed_id=item.feed_id,
        published=int(item.published_at.timestamp()),
        language=LANGUAGES.index(language),
        kind=KINDS.index(item.kind),
        length=min(_MAX_LENGTH, length),
        weights=weights if _fit(weights) else {k: min(_MAX_WEIGHT, n) for k, n in weights.items()},
    )


def plain_weights(item: Item) -> dict[str, int]:
    """Return the weights of an item's words alone, without the other forms of each."""
    counts: Counter[str] = Counter()
    for text, weight in texts_of(item):
        counts.update(words(text) * weight)
    return _by_key(counts, language_of(item))


def _by_key(counts: Mapping[str, int], language: str | None) -> dict[str, int]:
    keys = _keys(language)
    weights: dict[str, int] = {}
    for word, count in counts.items():
        key = keys[word]
        weights[key] = weights.get(key, 0) + count
    return weights


def _unaccented(some: Sequence[str], language: str | None) -> list[str]:
    """Return those of some words that are found under another stem when typed without accents."""
    return [form for word in some if not word.isascii() and (form := plain_form(word, language))]


def _fit(weights: Mapping[str, int]) -> bool:
    return max(weights.values(), default=0) <= _MAX_WEIGHT


class _Keys(dict[str, str]):
    """Keys of words in one language; a common word is stemmed once, not in every document."""

    def __init__(self, language: str | None) -> None:
        super().__init__()
        self._language = language

    def __missing__(self, word: str) -> str:
        if len(self) >= _REMEMBERED:
            self.clear()
        key = self[word] = WORD + stem(word, self._language)
        return key


_keys = cache(_Keys)


def texts_of(item: Item) -> Iterator[tuple[str, int]]:
    """Yield the texts in which a word without a field is looked for, each with its weight."""
    yield item.title, _TITLE_WEIGHT
    yield item.kicker or "", _LEAD_WEIGHT
    yield item.lead, _LEAD_WEIGHT
    yield plain_text(item.body), 1
    for name in item.authors:
        yield name, 1


def language_of(item: Item) -> str | None:
    """Return the language whose stems an item gets; None: its words are only folded.

    What the feed says is believed; guessing costs more than all the rest.
    """
    declared = (item.language or "").replace("_", "-").split("-")[0].lower()
    if not declared:
        head = f"{item.title}. {item.lead or item.body}"
        declared = guess_language(head[:_GUESS_FROM]) or ""
    return declared if declared in STEMMED_LANGUAGES else None


@cache
def function_keys(language: int) -> frozenset[str]:
    """Return the keys of the words that only hold sentences together in a language."""
    spoken = LANGUAGES[language]
    return frozenset(WORD + stem(word, spoken) for word in FUNCTION_WORDS.get(spoken or "", ()))
