"""Where the words of a query stand in a text, as they are written there."""

import pytest

from bot.query.parser import parse_query
from bot.search.index.analysis import LANGUAGES
from bot.search.match.highlight import OccurrenceFinder
from bot.search.match.plan import PlanContext, make_plan


def finder_of(typed: str, language: str, *function_words: str) -> OccurrenceFinder:
    context = PlanContext(languages=[LANGUAGES.index(language)], feeds={}, locale=language)
    plan = make_plan(parse_query(typed), context)
    lookups = [lookup for term in plan.wanted for lookup in plan.leaves[term].lookups]
    return OccurrenceFinder(lookups, function_words=function_words)


@pytest.mark.parametrize(
    ("language", "typed", "text", "found"),
    [
        (
            "en",
            "otter",
            "Otters. An OTTER! Potter, otterly; ot",
            ["0~Otters", "0=OTTER", "0~otterly"],
        ),
        ("en", "otter bridge", "A bridge, otters", ["1=bridge", "0~otters"]),
        ("en", "running", "He runs. Running, runner", ["0~runs", "0=Running"]),
        ("en", "ot*", "Otters, other, pot", ["0~Otters", "0~other"]),
        ("en", "the otter", "The otter of theirs", ["1~The", "0=otter"]),
        ("fr", "été", "L’été, Été, ete, étés, etemps", ["0=été", "0=Été", "0=ete", "0~étés"]),
        ("fr", "cœur", "Cœur, coeur, CŒURS", ["0=Cœur", "0=coeur", "0~CŒURS"]),
        ("fr", "données", "Donnée, DONNÉES, Don", ["0~Donnée", "0=DONNÉES", "0~Don"]),
        ("fr", "noël", "NOËL et noel, noe\u0308l", ["0=NOËL", "0=noel"]),
        ("de", "straße", "Straße, Strasse, STRASSEN", ["0=Straße", "0=Strasse", "0~STRASSEN"]),
        ("tr", "istanbul", "İstanbul, istanbul’un", ["0=İstanbul", "0=istanbul"]),
        ("ru", "ёлка", "Ёлка, елка, ЁЛКИ", ["0=Ёлка", "0=елка", "0~ЁЛКИ"]),
        ("el", "χάραγμα", "Χάραγμα, χαραγμα", ["0=Χάραγμα", "0=χαραγμα"]),
        ("en", "skoda", "A Škoda, a skoda", ["0=Škoda", "0=skoda"]),
        ("en", "東京", "東京都と京都", ["0=東京"]),
        ("en", "猫", "子猫と猫", ["0=猫", "0=猫"]),
        ("en", "ads", "An ad here", ["0~ad"]),
        ("en", "☕", "A ☕ here", []),
    ],
)
def test_words_are_found_in_every_form(
    language: str, typed: str, text: str, found: list[str]
) -> None:
    finder = finder_of(typed, language, "the")

    occurrences = finder.occurrences(text, LANGUAGES.index(language))

    assert [
        f"{each.which}{'=' if each.exact else '~'}{text[each.start : each.end]}"
        for each in occurrences
    ] == found


@pytest.mark.parametrize(("end", "found"), [(4000, 1), (4001, 0)])
def test_other_forms_are_looked_for_in_four_thousand_characters(end: int, found: int) -> None:
    text = "Wi-Fi".rjust(end)
    finder = finder_of("wifi", "en")

    assert len(finder.written_otherwise(text, set())) == found
    assert len(finder.written_otherwise(text, set(), whole=True)) == 1


def test_two_words_are_found_where_they_are_written_as_one() -> None:
    text = "A wifi router."

    found = finder_of("wi-fi", "en").written_otherwise(text, set())

    assert [text[each.start : each.end] for each in found] == ["wifi", "wifi"]


def test_six_words_are_looked_for_in_other_forms() -> None:
    finder = finder_of("bridge ferry canal tower river wifi hifi", "en")

    assert [each.which for each in finder.written_otherwise("Wi-Fi, hi-fi", set())] == [5]
