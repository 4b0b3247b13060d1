"""Read the quantities of a text: numbers in figures or words, with scale and unit; pure.

"4,2 Md€"  "4.2 billion euros"  -> 4200000000 €      "12 novembre"  "November 12" -> 12 november
Languages write them differently; what stands here is compared, never shown.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from bot.llm.common_words import CURRENCIES, LETTER_SCALES, MONTHS, SCALES, UNITS, VALUES
from bot.text.stopwords import FUNCTION_WORDS
from bot.text.words import fold

_GROUP = r"[.,'’\u00a0\u202f ]"
_NUMBER = re.compile(rf"(?:[1-9]\d{{0,2}}(?:{_GROUP}\d{{3}}(?!\d))+|\d+)(?:[.,]\d+)?")
_WORD = re.compile(r"[^\W\d_]+")
_SCALE_BEHIND = re.compile(r"(?P<gap>[\s-]?)(?P<word>[^\W\d_]+)")
_SIGN_BEFORE = re.compile(r"(?P<sign>[$€£])\s?\Z")
_UNIT_BEHIND = re.compile(
    r"(?:\s+(?:de|of|des|us|d['’]))?[\s-]*"
    r"(?P<unit>[%€$£]|per cent|pour cent|percentage points?|[^\W\d_]+)"
)
_MONTH_BEHIND = re.compile(r"(?:er|st|nd|rd|th|e)?(?:\s+of)?\s+(?P<month>[^\W\d_]+)")
_MONTH_BEFORE = re.compile(r"(?P<month>[^\W\d_]+)\.?\s+\Z")
_NOUN_BEHIND = re.compile(r"[\s-]+([^\W\d_]{3,})")
_OF_A_HUNDRED = re.compile(r"\bp(?:ou|e)r\s+\Z", re.IGNORECASE)
THINGS = "things"  # what a noun names that is no unit
_NEAR = 24  # characters before and behind a number in which its scale and unit stand


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A number with what it counts; several values where languages use one word for them."""

    values: frozenset[Decimal]
    unit: str | None = None  # of those we know, or THINGS; None: nothing is said

    def is_borne_out_by(self, other: "Quantity") -> bool:
        """Say whether another may be the same: five things may be called otherwise, 5 % may not."""
        return not self.values.isdisjoint(other.values) and (
            self.unit in (None, THINGS) or other.unit in (None, self.unit)
        )


def numbers_of(text: str) -> set[str]:
    """Return a text's numbers in figures, without what languages put between them."""
    return {f"{_value(found[0]):f}" for found in _NUMBER.finditer(text)}


def quantities_of(text: str) -> list[Quantity]:
    """Return the quantities of a text."""
    return [*_in_figures(text), *_in_words(text)]


def scales_alone(text: str) -> list[frozenset[str]]:
    """Return the scales that a text names without a number, as in "thousands of letters"."""
    return [
        frozenset(SCALES[word])
        for found in _WORD.finditer(text)
        if (word := fold(found[0])) in SCALES and not _has_number(text[: found.start()])
    ]


def _has_number(before: str) -> bool:
    last = re.search(r"(\w+)[\s-]*\Z", before[-_NEAR:])
    return last is not None and (last[1][-1].isdigit() or fold(last[1]) in VALUES)


def _in_figures(text: str) -> Iterator[Quantity]:
    for found in _NUMBER.finditer(text):
        yield _quantity(text, found.start(), found.end(), _value(found[0]))


def _in_words(text: str) -> Iterator[Quantity]:
    for found in _WORD.finditer(text):
        value = VALUES.get(fold(found[0]))
        if value is not None and not _OF_A_HUNDRED.search(text[: found.start()][-_NEAR:]):
            yield _quantity(text, found.start(), found.end(), Decimal(value))


def _quantity(text: str, start: int, end: int, value: Decimal) -> Quantity:
    """Return the quantity of a number at a place."""
    before, behind = text[max(0, start - _NEAR) : start], text[end : end + 2 * _NEAR]
    values = frozenset([value])
    scale = _SCALE_BEHIND.match(behind)
    sign = _SIGN_BEFORE.search(before)
    if scale is not None and (scales := _scales(scale, behind[scale.end() :], sign is not None)):
        values = frozenset([value * each for each in scales])
        behind = behind[scale.end() :]
    unit = CURRENCIES[sign["sign"]] if sign else _unit(before, behind)
    return Quantity(values=values, unit=unit)


def _scales(found: re.Match[str], behind: str, has_sign: bool) -> tuple[Decimal, ...]:
    """Return what a number is multiplied with; a letter may as well be a unit, as in 4 m."""
    word = fold(found["word"])
    if word in SCALES:
        return tuple([Decimal(each) for each in SCALES[word]])
    if word not in LETTER_SCALES:
        return ()
    if has_sign or re.match(r"\s?[€$£]", behind):
        return (Decimal(LETTER_SCALES[word]),)
    return () if found["gap"] else (Decimal(LETTER_SCALES[word]), Decimal(1))


def _unit(before: str, behind: str) -> str | None:
    month = _MONTH_BEHIND.match(behind)
    if month is not None and (name := MONTHS.get(fold(month["month"]))):
        return name
    found = _UNIT_BEHIND.match(behind)
    if found is not None and (name := UNITS.get(fold(found["unit"]))):
        return name
    month = _MONTH_BEFORE.search(before)
    if month is not None and (name := MONTHS.get(fold(month["month"]))):
        return name
    noun = _NOUN_BEHIND.match(behind)
    if noun is None or any(fold(noun[1]) in words for words in FUNCTION_WORDS.values()):
        return None
    return THINGS


def _value(written: str) -> Decimal:
    """Return the value of a number in figures; three digits behind a mark are a thousand's."""
    whole = re.fullmatch(rf"([1-9]\d{{0,2}}(?:{_GROUP}\d{{3}})+|\d+)(?:[.,](\d+))?", written)
    assert whole is not None
    digits = re.sub(r"\D", "", whole[1])
    value = Decimal(f"{digits}.{whole[2]}" if whole[2] else digits)
    return value.normalize() if value else Decimal(0)
