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
# ISO's other days: of a week, of a year; and its hours alone.
_WEEK_DAY = re.compile(r"^(\d{4})-?w(\d\d)-?([1-7])(?!\d)")
_DAY_OF_YEAR = re.compile(r"^(\d{4})-(\d{3})(?!\d)")
_ISO_HOUR = re.compile(r"^(\d{4}-\d\d-\d\dt\d\d)(?=z?$|[+-])")
# With dots, as where a word says that it is a clock, or behind a month's name.
_DOTTED_CLOCK = re.compile(
    r"(?:(?<=\bore\s)|(?<=\balle\s)|(?<=\bas\s)|(?<=\bom\s)|(?<=[a-z.]\s\d{4}\s)|(?<=[a-z.]\s\d{4},\s)|(?<=\bkl\s)|(?<=\bkl\.\s)|(?<=\bklo\s)|(?<=\bum\s)|(?<=[a-z]-\d\d\s)|(?<=[a-z]-\d{4}\s))"
    r"(\d{1,2})\.(\d\d)(?:\.(\d\d))?(?!\.?\d)|(?<!\.)\b(\d{1,2})\.(\d\d)(?=\s(?:uhr|uur|h)\b|\s?[ap]\.?\s?m)"
)
_WORD_CLOCK = re.compile(r"\b(?:12(?::00)? )?(noon|midnight)\b")
_CLOCKS = {"noon": " 12:00 ", "midnight": " 00:00 "}
# What Go adds to a time that it prints.
_GO_CLOCK = re.compile(r"\sm=[+-]\d+\.\d+$")
# Zones in words, as people write them.
_SPELT_ZONE = re.compile(
    r"(?<![\w/])(eastern|central|mountain|pacific|atlantic)(?:\s(standard|daylight|summer))?(?:\stime)?(?=\W*$)"
)
_SPELT_ZONES = {"eastern": "e", "central": "c", "mountain": "m", "pacific": "p", "atlantic": "a"}
_MIDDLE_EUROPE = re.compile(r"\bcentral european(\ssummer)?(?:\s(?:standard\s)?time)?(?=\W*$)")
_VIETNAMESE_DAY = re.compile(r"^(?:thu (?:hai|ba|tu|nam|sau|bay)|chu nhat),?\s")
_VIETNAMESE = re.compile(r"(\d{1,2})\s*thang\s*(\d{1,2}),?\s*(?:nam\s*)?(\d{4})")
_HOUR = re.compile(rf"(?<![\d:])(?P<hour>\d{{1,2}})(?:{_HALF}|\s?(?:h|uhr)(?![a-z]))")
_OFFSET = re.compile(
    r"(?:^|(?<=[\s:]))(?:[a-z]{2,4}\s?)?-?[+-]\d{1,2}:?(?:\d\d)?(?::00)?"
    r"(?:\s?z|\s[a-z]{3,5}(?!\s*\d))?(?=$|[\s,;])"
)
_OFFSET_OF_DAY = re.compile(r"\s[+-]\d\d:?\d\d$")
_PLACE = re.compile(r"\b[a-z]+/[a-z_/]+(?:[+-]\d+)?")
_AT_CLOCK = re.compile(r"\bat\s*$")
_LETTER_AT_END = re.compile(r"\s[a-gi-y]$")  # H is the hour's
_ENDS_IN_CLOCK = re.compile(r"\d:\d\d(?::\d\d)?(?:\s?[ap]\.?\s?m\.?)?\s*$")
# A letter may bear signs that Python counts for none, as in Hindi and Thai.
_PIECE = re.compile(
    r"\d+|[^\W\d_](?:[^\W\d_]|[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0900-\u0e4e](?<!\d))*"
)
_BETWEEN = re.compile(r"[\s,.;:/|@·–—'’-]*")
_SIGN = re.compile(r"\d\s?([./-])\s?\d")
# Small words between the parts of a date, in many languages.
_FILLERS = frozenset(
    {
        "a", "alle", "as", "d", "de", "del", "den", "der", "do", "el", "em", "er", "feira", "g",
        "gada", "h", "kl", "klo", "le", "m", "nd", "ngay", "o", "of", "om", "ore", "r", "rd",
        "roku", "st", "t", "th", "the", "to", "uhr", "um", "uur", "v", "y", "г", "года", "р",
        "року", "ч", "у", "ob", "hod", "م",
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
# Months that are two words, from Syria to Iraq, as the others call them.
_LEVANTINE_MONTHS = {
    "كانون الثاني": "يناير",
    "تشرين الأول": "أكتوبر",
    "تشرين الثاني": "نوفمبر",
    "كانون الأول": "ديسمبر",
}
_LEVANTINE = re.compile("|".join(_LEVANTINE_MONTHS))
# Years that are counted from an emperor's first, or a republic's.
_ERA = re.compile("(令和|平成|昭和|民國|民国)\\s*(\\d{1,3}|元)\\s*年")
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "民國": 1911, "民国": 1911}
_HALVES = {"오전": "a", "上午": "a", "午前": "a", "오후": "p", "下午": "p", "午後": "p"}
_KOREAN = re.compile(r"\d\s*[년월일]|오[전후]|[월화수목금토일](?:요일|\))")
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
        text = _COMMENT.sub(self._commented, _in_iso(_in_common_words(text)))
        text = _YEAR_AND_CLOCK.sub(r"\1 ", text)
        for sign, plain in _EAST:
            text = sign.sub(plain, text)
        text = " ".join(text.split())
        text = _DOTTED_CLOCK.sub(lambda clock: ":".join(filter(None, clock.groups())), text)
        text = _VIETNAMESE.sub(r"\3-\2-\1", _VIETNAMESE_DAY.sub("", text))
        text = _CUT_ZONE.sub(r"\g<1>0", _CLOCK_OF_DIGITS.sub(r"\1 \2:\3:\4", text))
        if basic := _BASIC.match(text):
            year, month, day, hour, minute, second = basic.groups()
            clock = f" {hour}:{minute}:{second or '00'}" if hour else ""
            text = f"{year}-{month}-{day}{clock}{text[basic.end() :]}"
        return _DAY_AND_ZONE.sub(r"\1 00:00 \2", text) if _DAY_AND_ZONE.fullmatch(text) else text

    def _commented(self, comment: re.Match[str]) -> str:
        """Return of what stands in brackets a zone, also one that nobody knows: behind a clock."""
        said = comment[1].strip()
        if self._zone_of(said) is not None:
            return f" {said} "
        is_weekday = weekday_of(said) is not None or is_weekday_in(said, self._language)
        is_zone = _ENDS_IN_CLOCK.search(comment.string, 0, comment.start()) and not is_weekday
        return f" {said} " if is_zone else " "

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


def _in_common_words(text: str) -> str:
    """Return a folded text whose zones, clocks and years that are words are written as usual."""
    if text.isascii():
        text = _MIDDLE_EUROPE.sub(
            lambda zone: "cest" if zone[1] else "cet", _GO_CLOCK.sub("", text)
        )
        return _WORD_CLOCK.sub(lambda clock: _CLOCKS[clock[1]], _SPELT_ZONE.sub(_abbreviated, text))
    if "ون " in text or "ين " in text:
        text = _LEVANTINE.sub(lambda month: _LEVANTINE_MONTHS[month[0]], text)
    return _ERA.sub(_of_common_era, text)


def _abbreviated(zone: re.Match[str]) -> str:
    """Return a zone's letters: those of a wall clock where it is not said whose season's."""
    season = {"standard": "s", None: ""}.get(zone[2], "d")
    return f"{_SPELT_ZONES[zone[1]]}{season}t"


def _of_common_era(year: re.Match[str]) -> str:
    count = 1 if year[2] == "元" else int(year[2])
    return f"{_ERAS[year[1]] + count}年"


def _in_iso(text: str) -> str:
    """Return a text with its day as month and day, where it is one of a week or a year."""
    if (week := _WEEK_DAY.match(text)) and (day := _day_of_week(*map(int, week.groups()))):
        return f"{day}{text[week.end() :]}"
    if (number := _DAY_OF_YEAR.match(text)) and 0 < int(number[2]) <= 366:
        day = date(int(number[1]), 1, 1) + timedelta(days=int(number[2]) - 1)
        return f"{day}{text[number.end() :]}" if day.year == int(number[1]) else text
    return _ISO_HOUR.sub(r"\1:00", text)


def _day_of_week(year: int, week: int, weekday: int) -> date | None:
    try:
        return date.fromisocalendar(year, week, weekday)
    except ValueError:
        return None


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
