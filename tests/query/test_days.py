"""Days are read in one way wherever they are typed; today is Wednesday, 10 December 2025."""

from datetime import date

import pytest

from bot import i18n
from bot.errors import UserError
from bot.query.days import DaySpan, parse_day, parse_span, read_span, say_span
from bot.query.nodes import Day, Field
from bot.query.parser import FilterError, parse_filter, parse_query

TODAY = date(2025, 12, 10)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("2025-12-09", date(2025, 12, 9)),
        ("2025/12/9", date(2025, 12, 9)),
        ("9/12/2025", date(2025, 12, 9)),
        ("9.12.25", date(2025, 12, 9)),
        ("12/25/2024", date(2024, 12, 25)),
        ("9.12", date(2025, 12, 9)),
        ("24/12", date(2024, 12, 24)),
        ("hier", date(2025, 12, 9)),
        ("Yesterday", date(2025, 12, 9)),
        ("avant-hier", date(2025, 12, 8)),
        ("aujourd’hui", TODAY),
        ("Today", TODAY),
        ("12 mars", date(2025, 3, 12)),
        ("le 1er janvier 2026", date(2026, 1, 1)),
        ("March 12, 2024", date(2024, 3, 12)),
        ("24 déc.", date(2024, 12, 24)),
        ("24 fev", date(2025, 2, 24)),
        ("mardi 9 décembre 2025", date(2025, 12, 9)),
        ("29 février", date(2024, 2, 29)),
        ("lundi", date(2025, 12, 8)),
        ("mercredi dernier", date(2025, 12, 3)),
        ("il y a 3 jours", date(2025, 12, 7)),
        ("2 weeks ago", date(2025, 11, 26)),
        ("il y a un mois", date(2025, 11, 10)),
    ],
)
def test_a_day_is_read_as_people_write_it(typed: str, expected: date) -> None:
    assert parse_day(typed, TODAY) == expected


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("2026-01", date(2026, 1, 1), date(2026, 1, 31)),
        ("02/2024", date(2024, 2, 1), date(2024, 2, 29)),
        ("mars 2025", date(2025, 3, 1), date(2025, 3, 31)),
        ("December", date(2025, 12, 1), date(2025, 12, 31)),
        ("2025", date(2025, 1, 1), date(2025, 12, 31)),
        ("la semaine dernière", date(2025, 12, 1), date(2025, 12, 7)),
        ("this month", date(2025, 12, 1), date(2025, 12, 31)),
        ("l’an dernier", date(2024, 1, 1), date(2024, 12, 31)),
        ("last 7 days", date(2025, 12, 3), TODAY),
    ],
)
def test_a_week_a_month_or_a_year_is_all_its_days(typed: str, first: date, last: date) -> None:
    assert parse_span(typed, TODAY) == DaySpan(first=first, last=last)
    with pytest.raises(UserError) as refused:
        parse_day(typed, TODAY)
    assert refused.value.key == "days.several"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "soon",
        "2025-13-01",
        "31/2",
        "31 avril 2025",
        "jui",
        "the storm",
        "9999 years ago",
        "12",
    ],
)
def test_what_is_no_day_is_refused_by_its_word(typed: str) -> None:
    with pytest.raises(UserError) as refused:
        parse_span(typed, TODAY)

    assert (refused.value.key, refused.value.params["given"]) == ("days.unread", typed)


def test_a_bound_of_a_search_is_read_in_the_same_words() -> None:
    query = parse_query('bridge after:"12 mars" before:hier until:2025-11 since:lundi', TODAY)

    assert query.root is not None
    assert str(query) == (
        "bridge after:2025-03-12 before:2025-12-09 before:2025-12-01 after:2025-12-08"
    )
    assert query.unread_days == ()


def test_a_bound_that_cannot_be_read_is_kept_as_it_was_typed() -> None:
    query = parse_query("bridge before:soon", TODAY)

    assert str(query) == "bridge"
    assert query.unread_days == ("soon",)


def test_the_last_day_there_is_has_none_after_it() -> None:
    assert parse_query("until:9999").root == Day(field=Field.BEFORE, day=date.max)


def test_a_filter_holds_for_long_and_reads_no_day_that_moves() -> None:
    assert read_span("12 mars 2025") is not None
    assert parse_filter('before:"12 mars 2025"').root == Day(
        field=Field.BEFORE, day=date(2025, 3, 12)
    )
    for moving in ("hier", '"12 mars"', "24/12"):
        with pytest.raises(FilterError):
            parse_filter(f"before:{moving}")


def test_days_are_said_as_they_were_meant() -> None:
    spoken = {locale: say_span(DaySpan.of_month(2026, 1), locale) for locale in i18n.LOCALES}

    assert spoken["en"] == "Thursday, January 1, 2026 to Saturday, January 31, 2026"
    assert spoken["fr"] == "jeudi 1er janvier 2026 au samedi 31 janvier 2026"
    assert say_span(DaySpan.of_day(TODAY), "en") == "Wednesday, December 10, 2025"
