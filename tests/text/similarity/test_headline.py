from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.text.similarity.capitals import capitals
from bot.text.similarity.clauses import without_circumstances
from bot.text.similarity.demonyms import demonyms
from bot.text.similarity.headline import Headline, ReadHeadline, read_headlines
from bot.text.similarity.rarity import count_words
from bot.text.similarity.stories import group
from tests.text.similarity.test_stories import OTHERS

NOON = datetime(2025, 12, 9, 12, tzinfo=UTC)


def told(*titles: str, language: str = "en") -> list[Headline]:
    return [
        Headline(key=100 + n, title=title, at=NOON, language=language)
        for n, title in enumerate(titles)
    ]


def read(*titles: str, language: str = "en") -> list[ReadHeadline]:
    return read_headlines(told(*titles, language=language))


@pytest.mark.parametrize(
    ("title", "telling"),
    [
        ("Ferry to Selby stops as Marrow strikes", {"Selby", "Marrow"}),
        ("Ferry To Selby Stops Running After Strike", set()),
        ("Strike: Ferry to Selby stops", {"Selby"}),
        ("« Ferry stops at Selby »", {"Selby"}),
        ("Mayor Opens the new bar", set()),  # words of three letters are small in title case too
        ("Mayor Opens with band from town", {"Opens"}),
    ],
)
def test_a_capital_tells_a_name_only_within_a_sentence(title: str, telling: set[str]) -> None:
    assert {
        word for word, has_capital, tells in capitals(title) if has_capital and tells
    } == telling


@pytest.mark.parametrize(("before", "is_told"), [(296, True), (297, False)])
def test_three_hundred_characters_of_a_lead_are_looked_at(before: int, is_told: bool) -> None:
    [one] = told("Ferry stops")

    [headline] = read_headlines([replace(one, lead=f"{'.' * before}quay")])

    assert ("quay" in headline.told()) is is_told


def test_a_word_that_others_write_small_is_no_name_in_title_case() -> None:
    counts = count_words(
        [("the ferry to Selby stops", "en", NOON), ("strike ends in Selby", "en", NOON)]
    )

    (one,) = read_headlines(told("Ferry To Selby Stops In Strike"), counts.written_small)

    assert one.names == {"selbi"}


def test_one_event_in_title_case_and_in_small_letters_is_a_story() -> None:
    found = group(
        [
            *told(
                "Swimmer Rescued After Drifting Toward Selby Harbour On Inflatable: Coastguard",
                "Swimmer rescued after drifting toward Selby harbour on an inflatable, say police",
            ),
            *OTHERS,
        ],
        background=told(
            "The coastguard says a swimmer was rescued", "Police say the harbour was closed"
        ),
    )

    assert [set(story.keys) for story in found] == [{100, 101}]


@pytest.mark.parametrize(
    ("language", "place", "made_of_it"),
    [
        ("en", "Ukraine calls", "Why Ukrainian farmers wait"),
        ("en", "China tests", "Why Chinese farmers wait"),
        ("en", "Kenya votes", "Why Kenyan farmers wait"),
        ("fr", "Vote au Brésil", "Le Brésilien Da Costa"),
    ],
)
def test_a_place_and_what_is_named_after_it_are_one_word(
    language: str, place: str, made_of_it: str
) -> None:
    one, other = read(place, made_of_it, language=language)

    assert len(one.words & other.words) == 1


def test_names_that_only_begin_alike_are_two() -> None:
    assert demonyms({"john", "johnson", "austria", "australia", "iran", "iraq"}) == {}


def test_a_place_has_its_people_from_four_letters_on() -> None:
    assert demonyms({"iran", "iranian", "uta", "utan"}) == {"iranian": "iran"}
    assert demonyms({"kenya", "kenyan", "cuba", "cubish"}) == {"kenyan": "kenya"}


def test_an_acronym_with_dots_is_the_one_without() -> None:
    one, other = read("U.N. envoy in Selby", "UN envoy in Selby")

    assert one.words == other.words


@pytest.mark.parametrize(
    ("language", "title", "event"),
    [
        ("en", "Harbour closed during ferry talks", "Harbour closed"),
        ("en", "Harbour closed as it held ferry talks", "Harbour closed"),
        ("en", "With ferries stopped, islanders swim", ", islanders swim"),
        ("fr", "Le port ferme pendant la grève", "Le port ferme"),
        ("fr", "Après la grève, le port rouvre", ", le port rouvre"),
        ("en", "Harbour closed: ferry talks end", None),
        ("de", "Hafen gesperrt während der Gespräche", None),
    ],
)
def test_a_clause_of_circumstances_is_beside_the_event(
    language: str, title: str, event: str | None
) -> None:
    rest = without_circumstances(title, language)

    assert (rest and rest.strip()) == event


def test_forms_of_a_word_tell_an_event_where_a_stem_by_chance_does_not() -> None:
    found = group(
        [
            *told(
                "Odile Carron admits she ran Contoso",
                "Court gets Odile Carron to admit she was in charge of Contoso",
            ),
            *OTHERS,
        ]
    )

    assert [set(story.keys) for story in found] == [{100, 101}]


def test_a_gap_filled_with_a_word_that_is_also_written_small_is_a_series() -> None:
    found = group(
        [
            *told(
                "ECB cuts interest rates by 25 basis points",
                "Fed cuts interest rates by 25 basis points",
            ),
            *OTHERS,
        ],
        background=told("Why voters are fed up", "How pigs are fed", "Fed up with rain"),
    )

    assert found == []
