"""Parse a date that is written in one of a hundred ways: a clock, a zone, a day, and small words.

A day is three numbers, or two and a month's name. What is missing is not made up, but for what has
a convention: a day without a clock begins at midnight, a clock without a zone is UTC's (Korea's in
Korean). A sign or a word that means nothing makes the whole mean nothing.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

from bot.feeds.document.dates.names import is_weekday_in, month_of, weekday_of
from bot.feeds.document.dates.order import DateOrder, date_of, readings
from bot.feeds.document.dates.zones import zone_of
from bot.text.words import fold

_MAX = 100
_COMMENT = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_YEAR_AND_CLOCK = re.compile(r"(\d{4}):(?=\d\d:\d\d:\d\d)")  # as web servers log
_BASIC = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)(?:[t ]?(\d\d)(\d\d)(\d\d)?)?(?=\D|$)")
# ISO's two forms mixed, and a zone whose last digit was cut.
_CLOCK_OF_DIGITS = re.compile(r"^(\d{4}-\d\d-\d\d)[t ](\d\d)(\d\d)(\d\d)(?!\d)")
_CUT_ZONE = re.compile(r"(:\d\d[+-]\d\d:\d)$")
_DAY_AND_ZONE = re.compile(r"(\d{4}-\d\d-\d\d)\s?(z|[+-]\d\d:?\d\d)")
_HALF = r"\s*(?P<half>[ap])(?:\.\s?m\.?|m)(?![a-z])"
_CLOCK = re.compile(
    r"(?<![\d:])(?P<hour>\d{1,2})(?:\s?h\s?|:)(?P<minute>\d{1,2})(?::(?P<second>\d{1,2})(?:[.,:]\d+)?)?"
    rf"(?!\d)(?:{_HALF})?"
)
# With dots, as where a word says that it is a clock, or behind a month's name.
_DOTTED_CLOCK = re.compile(
    r"(?:(?<=\bkl\s)|(?<=\bkl\.\s)|(?<=\bklo\s)|(?<=\bum\s)|(?<=[a-z]-\d\d\s)|(?<=[a-z]-\d{4}\s))"
    r"(\d{1,2})\.(\d\d)(?:\.(\d\d))?(?!\.?\d)|(?<!\.)\b(\d{1,2})\.(\d\d)(?=\s(?:uhr|h)\b)"
)
_VIETNAMESE = re.compile(r"(\d{1,2})\s*thang\s*(\d{1,2}),?\s*(?:nam\s*)?(\d{4})")
_HOUR = re.compile(rf"(?<![\d:])(?P<hour>\d{{1,2}})(?:{_HALF}|\s?(?:h|uhr)(?![a-z]))")
_OFFSET = re.compile(
    r"(?:^|(?<=[\s:]))(?:[a-z]{2,4}\s?)?-?[+-]\d{1,2}:?(?:\d\d)?(?::00)?"
    r"(?:\s?z|\s[a-z]{3,5}(?!\s*\d))?(?=$|[\s,;])"
)
_OFFSET_OF_DAY = re.compile(r"\s[+-]\d\d:?\d\d$")
_PLACE = re.compile(r"\b[a-z]+/[a-z_/]+(?:[+-]\d+)?")
_AT_CLOCK = re.compile(r"\bat\s*$")
_LETTER_AT_END = re.compile(r"\s[a-y]$")
_PIECE = re.compile(r"\d+|[^\W\d_]+")
_BETWEEN = re.compile(r"[\s,.;:/|@·–—'’-]*")
_SIGN = re.compile(r"\d\s?([./-])\s?\d")
# Small words between the parts of a date, in many languages.
_FILLERS = frozenset(
    {
        "a", "alle", "as", "d", "de", "del", "den", "der", "do", "el", "em", "er", "feira", "g",
        "gada", "h", "kl", "klo", "le", "m", "nd", "ngay", "o", "of", "om", "ore", "r", "rd",
        "roku", "st", "t", "th", "the", "to", "uhr", "um", "uur", "v", "y", "г", "года", "р",
        "року",
    }
)  # fmt: skip
# East Asia counts years, hours and halves of days by signs.
_EAST = (
    (re.compile("[月火水木金土日]曜日?|(?:星期|周)[一二三四五六日天]|[월화수목금토일]요일"), " "),
    (re.compile(r"(\d)\s*[時时點点시]\s*(\d+)\s*[分분](?:\s*(\d+)\s*[秒초])?"), r"\1:\2:0\3"),
    (re.compile(r"(\d)\s*[年년月월]\s*(?=\d)"), r"\1-"),
    (re.compile(r"(\d)\s*[日일]"), r"\1 "),
    (re.compile("오전|오후|上午|下午|午前|午後"), " "),
)
_HALVES = {"오전": "a", "上午": "a", "午前": "a", "오후": "p", "下午": "p", "午後": "p"}
_KOREAN = re.compile(r"\d\s*[년월일]|오[전후]")
_KOREAS = timezone(timedelta(hours=9))
_NOON = 12
_LAST_YEAR = 2399


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenDate:
    """What a text says: the days that it can mean by their order, the clock, the zone."""

    days: Mapping[DateOrder, date]
    clock: timedelta
    zone: tzinfo

    def instant(self, order: DateOrder | None) -> datetime | None:
        """Return the instant, None where two days are possible and the order does not help."""
        days = set(self.days.values())
        day = days.pop() if len(days) == 1 else self.days.get(order) if order else None
        if day is None:
            return None
        try:
            return (datetime.combine(day, time(), self.zone) + self.clock).astimezone(UTC)
        except OverflowError:  # a zone east of the first day, or west of the last
            return None


def parse_written(text: str, language: str | None) -> WrittenDate | None:
    """Return what a date says, None where something in it means nothing."""
    if not text or len(text) > _MAX:
        return None
    try:
        return _DateParser(text, language).parse()
    except _UnreadableError:
        return None


class _UnreadableError(Exception):
    """Something in the text means nothing, or two things."""


class _DateParser:
    """A text, from which one part after the other is taken."""

    def __init__(self, text: str, language: str | None) -> None:
        self._language = language
        text = fold(text).replace("\u2212", "-")
        self._default = _KOREAS if _KOREAN.search(text) else UTC
        self._half = next((half for word, half in _HALVES.items() if word in text), None)
        self._zone: tzinfo | None = None
        self._text = self._normal(text)

    def parse(self) -> WrittenDate:
        clock = self._take_clock()
        pieces = _PIECE.findall(self._text)
        if _BETWEEN.fullmatch(_PIECE.sub("", self._text)) is None:
            raise _UnreadableError
        numbers = [piece for piece in pieces if piece.isdecimal()]
        words = [piece for piece in pieces if piece not in numbers and piece not in _FILLERS]
        month = self._take_month(words) if len(numbers) == 2 else None
        weekday = _take_weekday(words)
        words = [word for word in words if not is_weekday_in(word, self._language)]
        for word in words:
            zone = self._zone_of(word)
            if zone is None and word is not pieces[0]:  # that may be any language's weekday
                raise _UnreadableError
            self._zone = self._zone or zone
        days = self._days(numbers, month, weekday)
        return WrittenDate(days=days, clock=clock, zone=self._zone or self._default)

    def _normal(self, text: str) -> str:
        """Return a folded text without comments (but zones), in digits, colons and hyphens."""
        text = _COMMENT.sub(lambda word: f" {word[1]} " if self._zone_of(word[1]) else " ", text)
        text = _YEAR_AND_CLOCK.sub(r"\1 ", text)
        for sign, plain in _EAST:
            text = sign.sub(plain, text)
        text = " ".join(text.split())
        text = _DOTTED_CLOCK.sub(lambda clock: ":".join(filter(None, clock.groups())), text)
        text = _VIETNAMESE.sub(r"\3-\2-\1", text)
        text = _CUT_ZONE.sub(r"\g<1>0", _CLOCK_OF_DIGITS.sub(r"\1 \2:\3:\4", text))
        if basic := _BASIC.match(text):
            year, month, day, hour, minute, second = basic.groups()
            clock = f" {hour}:{minute}:{second or '00'}" if hour else ""
            text = f"{year}-{month}-{day}{clock}{text[basic.end() :]}"
        return _DAY_AND_ZONE.sub(r"\1 00:00 \2", text) if _DAY_AND_ZONE.fullmatch(text) else text

    def _zone_of(self, written: str) -> tzinfo | None:
        return zone_of(written.strip(), self._language)

    def _take_clock(self) -> timedelta:
        """Take the clock and the zone's offset, which only means one after it."""
        match = _CLOCK.search(self._text) or _HOUR.search(self._text)
        if match is None:
            self._text = self._without_zone(self._text, _OFFSET_OF_DAY)
            return timedelta()
        before, after = self._text[: match.start()], self._text[match.end() :]
        after = self._without_zone(self._without_zone(after, _OFFSET), _PLACE)
        if _CLOCK.search(after):
            raise _UnreadableError
        if _LETTER_AT_END.search(after):  # an army's zone, which means another to everybody
            raise _UnreadableError
        self._text = f"{_AT_CLOCK.sub(' ', before)} {after}"  # after it, AT is a zone
        parts = match.groupdict()
        half = parts["half"] or self._half
        return _clock(parts["hour"], parts.get("minute"), parts.get("second"), half)

    def _without_zone(self, text: str, pattern: re.Pattern[str]) -> str:
        match = pattern.search(text)
        if match is None:
            return text
        zone = self._zone_of(match[0])
        if zone is None:
            raise _UnreadableError
        self._zone = self._zone or zone
        return f"{text[: match.start()]} {text[match.end() :]}"

    def _take_month(self, words: list[str]) -> int:
        """Take the month's name: the last, as French Tuesdays look like March."""
        for word in reversed(words):
            if self._zone_of(word) is not None:
                continue
            month = month_of(word, self._language)
            if month is not None:
                words.remove(word)
                return month
        raise _UnreadableError

    def _days(
        self, numbers: Sequence[str], month: int | None, weekday: int | None
    ) -> Mapping[DateOrder, date]:
        days: Mapping[DateOrder, date] = {}
        if month is not None:
            first, last = numbers
            year, day = (first, last) if len(first) == 4 else (last, first)
            named = date_of(_common_era(year, self._language), str(month), day)
            days = {DateOrder.YEAR_FIRST: named} if named else {}
        elif len(numbers) == 3:
            first, second, third = numbers
            sign = _SIGN.search(self._text)
            days = readings(
                (first, second, third),
                weekday,
                sign=sign[1] if sign else "",
                language=self._language,
            )
        if not days:
            raise _UnreadableError
        return days


def _common_era(year: str, language: str | None) -> str:
    """Return a year as the calendar of feeds counts it: Thailand's is 543 years ahead."""
    is_ahead = language == "th" and len(year) == 4 and int(year) > _LAST_YEAR
    return str(int(year) - 543) if is_ahead else year


def _take_weekday(words: list[str]) -> int | None:
    for word in words:
        weekday = weekday_of(word)
        if weekday is not None:
            words.remove(word)
            return weekday
    return None


def _clock(hour: str, minute: str | None, second: str | None, half: str | None) -> timedelta:
    """Return a time of the day as written, also with `a` or `p` for its half."""
    hours, minutes, seconds = int(hour), int(minute or 0), int(second or 0)
    if half == "a" and hours > _NOON:
        raise _UnreadableError
    if half is not None and hours <= _NOON:
        hours = hours % _NOON + (_NOON if half == "p" else 0)
    clock = timedelta(hours=hours, minutes=minutes, seconds=min(seconds, 59))
    if minutes > 59 or seconds > 60 or clock > timedelta(days=1):
        raise _UnreadableError
    return clock
