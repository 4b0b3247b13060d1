"""Quantities as English and French write them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.llm.quantities import numbers_of, quantities_of


@pytest.mark.parametrize(
    ("text", "values", "unit"),
    [
        ("4,2 Md€", ["4.2e9"], "€"),
        ("4.2 billion euros", ["4.2e9", "4.2e12"], "€"),
        ("$4.2bn", ["4.2e9"], "$"),
        ("£4m", ["4e6"], "£"),
        ("4 m", ["4"], None),
        ("4m", ["4", "4e6"], None),
        ("12,500 cars", ["12500"], "things"),
        ("0,125 %", ["0.125"], "%"),
        ("7,1 pour cent", ["7.1"], "%"),
        ("deux millions", ["2e6"], None),
        ("le 1er décembre", ["1"], "december"),
        ("May 12th", ["12"], "may"),
        ("2 percentage points", ["2"], "point"),
    ],
)
def test_a_quantity_has_its_scale_and_unit(text: str, values: list[str], unit: str | None) -> None:
    [found] = quantities_of(text)

    assert found.values == frozenset(map(Decimal, values))
    assert found.unit == unit


def test_numbers_are_the_same_however_they_are_grouped() -> None:
    assert numbers_of("12,500 and 4.50 at 08:30") == numbers_of("12\u202f500, 4,5, 8 h 30")
    assert numbers_of("4,5") != numbers_of("45")


@given(st.text(alphabet="0123456789.,' \u00a0kmd€$%MdabétÉ-", max_size=40))
def test_any_text_has_quantities(text: str) -> None:
    assert all(found.is_borne_out_by(found) for found in quantities_of(text))
    assert len(numbers_of(text)) <= len(quantities_of(text))
