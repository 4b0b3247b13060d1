"""Patterns: linear time by their engine, plain refusals."""

import pytest
import re2

from bot.query.regex import PatternError, compile_pattern


def test_the_engine_of_every_pattern_is_re2() -> None:
    assert type(compile_pattern("(a+)+$")._compiled) is type(re2.compile("a"))


def test_a_pattern_that_explodes_elsewhere_reads_a_hundred_kilobytes() -> None:
    assert not compile_pattern("(a+)+$").search("a" * 100_000 + "!")


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("données?", "une donnee perdue"),
        (r"\bIA\b", "l'ia generative"),
        (r"CVE-\d{4}-\d+", "faille cve-2025-1234"),
        ("☕", "☕ en bref"),
        ("^Une", "Une journee"),
        ("東京.都", "東京の都"),
    ],
)
def test_a_pattern_sees_neither_accents_nor_case(pattern: str, text: str) -> None:
    assert compile_pattern(pattern).search(text)


@pytest.mark.parametrize(
    ("pattern", "reason", "part"),
    [
        ("a(?=b)", "look_around", "(?="),
        ("(?<!a)b", "look_around", "(?<!"),
        (r"(a)\1", "back_reference", r"\1"),
        ("[a", "open_class", "[a"),
        ("a{1000}{1000}", "repeated_twice", "{1000}{1000}"),
    ],
)
def test_a_pattern_that_cannot_be_linear_or_read_is_refused(
    pattern: str, reason: str, part: str
) -> None:
    with pytest.raises(PatternError) as refused:
        compile_pattern(pattern)

    assert (refused.value.reason, refused.value.part) == (reason, part)
