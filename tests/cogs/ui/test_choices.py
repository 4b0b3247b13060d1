"""What autocomplete offers fits Discord, and comes back as it was offered."""

from datetime import date

import pytest

from cogs.ui.choices import offer, offer_days

MAX_OPTION_TEXT = 100
MAX_OPTIONS = 25


def test_no_more_choices_are_offered_than_discord_takes() -> None:
    assert len(offer((f"Paper {n}", str(n)) for n in range(40))) == MAX_OPTIONS


def test_a_long_name_is_cut_and_a_long_value_not_offered() -> None:
    values = ["", "1", "v" * 100, "v" * 101]

    choices = offer(("P" * 101, value) for value in values)

    assert {len(choice.name) for choice in choices} == {MAX_OPTION_TEXT}
    assert [choice.value for choice in choices] == ["1", "v" * 100]


def test_what_was_typed_is_found_without_accents_and_case() -> None:
    named = [("Éditions du soir", "1"), ("The Courier", "2"), ("", "3")]

    assert [choice.value for choice in offer(named, "editions")] == ["1"]
    assert [choice.value for choice in offer(named)] == ["1", "2"]


@pytest.mark.parametrize("typed", ["9 déc", "2025-12", "mardi"])
def test_a_day_is_found_by_its_name_and_its_numbers(typed: str) -> None:
    days = [date(2025, 12, 9), date(2025, 11, 17)]

    assert [choice.value for choice in offer_days(days, "fr", typed)] == ["2025-12-09"]
