"""What is looked up in the index for one word: its keys in each language; looks nothing up itself.

A word is looked up by its stem in each language that documents are in, and counts only in the
documents of that language: "données" must not find "Don".
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from bot.search.index.analysis import AUTHOR, CATEGORY, LANGUAGES
from bot.search.index.synonyms import Meaning
from bot.text.words import fold, stem

MIN_SHORTENED = 3  # letters of a stem that may be shorter than a prefix that was typed

Keys = tuple[tuple[str, frozenset[int]], ...]  # each with the languages it counts for


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    """One word: keys with the languages they count for, or every key that begins so.

    `joined` are other ways to write it, as in one with its neighbour, `synonyms` other words by
    their name. `doubtful` keys are stems shorter than the prefix: a document has to be read to
    know. `share` is what it counts beside a word that was typed.
    """

    word: str  # folded
    keys: Keys = ()
    joined: Keys = ()
    synonyms: tuple[tuple[str, Keys], ...] = ()
    prefix: str | None = None
    doubtful: tuple[str, ...] = ()
    share: float = 1.0

    @property
    def sure_keys(self) -> set[str]:
        """Return the keys that a document needs one of."""
        synonyms = [each for _, keys in self.synonyms for each in keys]
        return {key for key, _ in (*self.keys, *self.joined, *synonyms)}


def word_keys(forms: Iterable[str], place: str, languages: Collection[int]) -> Keys:
    """Return the keys of words, each with the languages in which it is a word's stem."""
    keys: dict[str, set[int]] = {}
    for language in languages or (0,):
        for word in forms:
            named = place in (AUTHOR, CATEGORY)
            form = fold(word) if named else stem(word, LANGUAGES[language])
            keys.setdefault(place + form, set()).add(language)
    return tuple([(key, frozenset(spoken)) for key, spoken in keys.items()])


def synonym_keys(
    typed: Collection[str], meaning: Meaning, place: str, languages: Collection[int]
) -> tuple[tuple[str, Keys], ...]:
    """Return the other words of a meaning with their keys, in the languages that documents are in.

    `typed` are the words that were typed, folded: they are no synonyms of themselves.
    """
    found: dict[str, Keys] = {}
    for synonym in meaning:
        number = LANGUAGES.index(synonym.language)
        if number not in languages or {fold(word) for word in synonym.words} == set(typed):
            continue
        key = synonym.phrase_key
        if len(synonym.words) == 1:
            key = place + stem(synonym.words[0], synonym.language)
        found.setdefault(synonym.written, ())
        found[synonym.written] += ((key, frozenset({number})),)
    return tuple(found.items())


def prefix_lookup(word: str, place: str, languages: Collection[int]) -> Lookup:
    """Return the lookup of all words that begin so."""
    start = fold(word)
    shorter = {start[:n] for n in range(MIN_SHORTENED, len(start))}
    if len(start) > MIN_SHORTENED:
        shorter |= {stem(word, LANGUAGES[language]) for language in languages}
    doubtful = () if place in (AUTHOR, CATEGORY) else sorted(shorter)
    return Lookup(
        word=start,
        prefix=place + start,
        doubtful=tuple(place + one for one in doubtful if not one.startswith(start)),
    )
