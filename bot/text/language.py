"""Guess the language of a text. Does not know what language a feed declares.

Other scripts than ours give themselves away; between languages in Latin letters the function
words decide, helped by spellings that only some of them have, so that a headline is enough.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from operator import itemgetter

from bot.text.patterns import compiled
from bot.text.stopwords import FUNCTION_WORDS, TELLING_WORDS
from bot.text.words import fold

# Enough to be sure, and few enough to cost next to nothing on a long article.
_LOOK_AT = 1500
_FIRST_LOOK = 500
_EASY = {"fr", "en", "de"}  # whose function words are many, and their own
_WIDE = 1.4  # bytes a letter; accents and quotation marks make a tenth more
_PLENTY = 0.2  # of the words

_SCRIPTS = (
    ("ja", "[\u3040-\u30ff]"),
    ("ko", "[\uac00-\ud7af\u1100-\u11ff]"),
    ("zh", "[\u3400-\u4dbf\u4e00-\u9fff]"),
    ("uk", "[іїєґІЇЄҐ]"),
    ("ru", "[\u0400-\u04ff]"),
    ("el", "[\u0370-\u03ff]"),
    ("he", "[\u0590-\u05ff]"),
    ("fa", "[پچژگ]"),
    ("ar", "[\u0600-\u06ff]"),
    ("hi", "[\u0900-\u097f]"),
    ("th", "[\u0e00-\u0e7f]"),
)
# A Japanese text is mostly Han and a Ukrainian one mostly common Cyrillic: this share of the
# text in the telling letters is enough. Below it, a word in another script is a quotation.
_TELLING = {"ja": 0.05, "uk": 0.02, "fa": 0.02}
_MOSTLY = 0.3

# Spellings that only some languages have, for headlines with few function words.
_SPELLING_WEIGHT = 0.5
_SPELLINGS = {
    "fr": re.compile(
        r"\b(?:[cdjlmnst]|qu)['’](?=\w)|[èêœùûç]|é[es]*\b|\bé|aux\b|eux\b|eur[es]*\b|iques?\b"
        r"|elles?\b|ment\b|ois\b|ait\b|oires?\b|ités?\b|ettes?\b|gn"
    ),
    "en": re.compile(
        r"['’]s\b|\bwh|\bth|th\b|ing\b|[^aeiou]ed\b|ly\b|[^q]ck|sh\b|\bsh|ght|oo|[aeo]w|\bw(?:[ior]|as)|ee|k[es]*\b|ea"
        r"|ics?\b|ers?\b|[^aeiou]y\b|ss\b"
    ),
    "de": re.compile(r"ß|[äü]|sch|ung(?:en)?\b|keit|lich|cht|tz|ei|eh"),
    "es": re.compile(r"ñ|[¿¡]|ción\b|ciones\b|[íóá]|dad\b|\bpuebl"),
    "it": re.compile(r"zion[ei]\b|ità\b|gli|cch|[àìò]\b|zz|gge"),
    "pt": re.compile(r"[ãõ]|ções\b|ção\b|lh|nh|dade\b"),
    "nl": re.compile(r"ij|aa|uu|sch|lijk|ee|oo|\boe|uw"),
    "sv": re.compile(r"å|[äö]|sj|ning\b"),
    "pl": re.compile(r"[ąćęłńśźż]|cz|sz|rz|ów\b"),
    "tr": re.compile(r"[ğış]|l[ae]r[ıi]|[üç]"),
}
# Those of languages whose sentences hardly ever do without such a letter.
_DANISH_LETTER, _FINNISH_LETTER = re.compile("[æøå]"), re.compile("[äö]")
_NORTHERN_SPELLINGS = {
    "da": re.compile(
        r"[æøå]|øj|[eæ]j\w|\bhv|af\b|hed(?:en|er)?\b|[aeiouyæøå][bdg](?:e|en|er|et|t)?\b|[bd]n|tion"
        r"|else|nd\b"
    ),
    "no": re.compile(
        r"[æøå]|øy|ei|[gk]j|het(?:en|er)?\b|[aeiouyæøå][kpt](?:e|en|er|et|t)?\b|pn|tt\b|sjon|ngt\b"
        r"|ll\b|nn\b"
    ),
    "fi": re.compile(
        r"[äö]{1,2}n?|yö|ii|uu|aa|kk|[ao]i[ns]\b|s[st]a\b|ll[ae]\b|lt[aä]\b|sti\b|een\b|nen\b|vat\b"
        r"|[aeiou]t\b|\b(?:yh|hy|ky)|uo|ei"
    ),
}
_WORD = re.compile(r"(?<!\d)[^\W\d_]+(?:['’][^\W\d_]+)*")


def _shares() -> dict[str, list[tuple[str, float]]]:
    """Map each function word to its languages, each with its share: a word of many says little."""
    owners: dict[str, list[str]] = {}
    for language, members in (FUNCTION_WORDS | TELLING_WORDS).items():
        for word in members:
            owners.setdefault(word, []).append(language)
    return {word: [(code, 1 / len(codes)) for code in codes] for word, codes in owners.items()}


_WORD_SHARES = _shares()
# What each function word of any language weighs in one of these; most weigh nothing there.
_SHARES_OF: dict[str, dict[str, float]] = {
    language: {word: dict(shares).get(language, 0.0) for word, shares in _WORD_SHARES.items()}
    for language in _EASY
}


def guess_language(text: str) -> str | None:
    """Return the two-letter code of the language `text` is in, or None if nothing tells.

    French and English are meant to be right from a headline on; German, Spanish, Italian,
    Portuguese, Dutch, Swedish, Danish, Norwegian, Finnish, Polish and Turkish from a sentence on;
    the rest is known by its script alone, so that a Bulgarian text counts as Russian and an Urdu
    one as Persian.
    """
    head = text[:_LOOK_AT]
    return _by_script(head) or _by_words(head)


def plain_language(text: str) -> str | None:
    """Return the language that `text` has so many function words of that no other is meant.

    None means nothing: `guess_language` looks closer, at ten times the cost.
    """
    likely, share = likely_language(text[:_FIRST_LOOK])
    return likely if is_plain(likely, share) else None


def is_plain(likely: str | None, share: float) -> bool:
    """Say whether what `likely_language` returns leaves no doubt."""
    return likely in _EASY and share >= _PLENTY


def is_plainly(language: str, text: str) -> bool:
    """Say of the language that `text` is said to be in whether it is plainly that, at half a look.

    What has more than half of all that the function words weigh, no other language has.
    """
    shares = _SHARES_OF.get(language)
    if shares is None:
        return False
    found = text[:_FIRST_LOOK].lower().split()
    known = [share for share in map(shares.get, found) if share is not None]
    weight = sum(known)
    return weight > len(known) / 2 and is_plain(language, weight / len(found))


def is_latin(text: str) -> bool:
    """Say at a glance whether a text is written in Latin letters: they take a byte, others more."""
    return text.isascii() or len(text.encode("utf-8", "replace")) < _WIDE * len(text)


def likely_language(text: str) -> tuple[str | None, float]:
    """Return the language whose function words weigh most in `text`, and their share of its words.

    A first look, a tenth of the cost of a guess: None means nothing. What is shared by several
    languages counts for each in part.
    """
    found = text.lower().split()
    scores: dict[str, float] = defaultdict(float)
    for word in filter(_WORD_SHARES.__contains__, found):
        for language, share in _WORD_SHARES[word]:
            scores[language] += share
    if not scores:
        return None, 0.0
    best, score = max(scores.items(), key=itemgetter(1))
    return best, score / len(found)


def _by_script(text: str) -> str | None:
    if text.isascii():
        return None
    letters = sum(map(str.isalpha, text)) or 1
    for language, pattern in _SCRIPTS:
        if len(compiled(pattern).findall(text)) / letters >= _TELLING.get(language, _MOSTLY):
            return language
    return None


def _by_words(text: str) -> str | None:
    lower = text.lower()
    scores: dict[str, float] = defaultdict(float)
    for word, times in Counter(_WORD.findall(lower)).items():
        for part in {fold(word).replace("'", ""), *fold(word).split("'")}:
            for language, share in _WORD_SHARES.get(part, ()):
                scores[language] += share * times
    for language, pattern in _SPELLINGS.items():
        scores[language] += _SPELLING_WEIGHT * len(pattern.findall(lower))
    for language, weight in _northern_weights(lower):
        scores[language] += weight * len(_NORTHERN_SPELLINGS[language].findall(lower))
    best, score = max(scores.items(), key=itemgetter(1))
    return best if score > 0 else None


def _northern_weights(lower: str) -> Iterator[tuple[str, float]]:
    """Yield the northern languages that a text's letters allow, with what a spelling weighs."""
    if lower.isascii():
        return
    if _FINNISH_LETTER.search(lower):
        yield "fi", _SPELLING_WEIGHT
    elif _DANISH_LETTER.search(lower):
        weight = 2 * _SPELLING_WEIGHT if "æ" in lower or "ø" in lower else _SPELLING_WEIGHT
        yield "da", weight
        yield "no", weight
