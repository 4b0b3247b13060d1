"""A mistyped word is corrected to the word that documents write, whatever the slip."""

import pytest

from bot.search.engine import SearchRequest
from bot.search.service import Asker, SearchOptions, answer_from
from tests.search.library import NOW, Library

TITLES = [
    ("La confrontation des avocats et des techniciens", "fr"),
    ("Une hospitalisation en urgence, un renoncement", "fr"),
    ("Le président considéré comme responsable du déficit", "fr"),
    ("A disgusting conclusion of the committee", "en"),
    ("The wilderness and its government", "en"),
]


@pytest.fixture(scope="module")
def library() -> Library:
    made = Library()
    for title, language in TITLES:
        made.add(title, language=language)
    return made


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("avoacts", "avocats"),  # changed places
        ("avcats", "avocats"),  # missed
        ("avoccats", "avocats"),  # doubled
        ("avovats", "avocats"),  # a neighbour's key
        ("zvocats", "avocats"),  # the first letter
        ("vaocats", "avocats"),
        ("onfrontation", "confrontation"),
        ("cnfrontation", "confrontation"),  # the second letter
        ("cinfrontation", "confrontation"),
        ("confrontatoin", "confrontation"),  # behind the stem
        ("confrntaton", "confrontation"),  # two slips
        ("ospitalisation", "hospitalisation"),
        ("renoncmeent", "renoncement"),
        ("technicens", "techniciens"),
        ("presidnet", "président"),
        ("considréé", "considéré"),
        ("defciit", "déficit"),
        ("disgutsing", "disgusting"),
        ("comittee", "committee"),
        ("wildrness", "wilderness"),
        ("goverment", "government"),
        ("Goverment", "Government"),
        ("wildrness conclusoin", "wilderness conclusion"),
        ("Qui sont ces avoacts?", "Qui sont ces avocats?"),  # with what is written to it
        ("l'hopsitalisation", "l'hospitalisation"),
        ("d’avoacts, presidnet !", "d’avocats, président !"),
        ("committe's conclusion", "committee's conclusion"),
        ("(l’avoacts’s)?!", "(l’avocats’s)?!"),
    ],
)
def test_a_slip_is_mended(library: Library, typed: str, meant: str) -> None:
    assert library.corrected(typed) == meant


@pytest.mark.parametrize("typed", ["barrage", "confit", "gouverneur", "avocates avocats", "xyzzy"])
def test_what_is_more_than_a_slip_away_is_not_mended(library: Library, typed: str) -> None:
    assert library.corrected(typed) is None


def test_a_plural_is_mended_where_only_the_singular_is_written() -> None:
    library = Library()
    library.add("Un avocat au tribunal")

    assert library.corrected("avoacts") == "avocats"
    assert library.find("avocats").whole == 1


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("sutter bridge", "The bridge"),  # a name that nobody has written of, perhaps
        ("utter bridge", "Of utter calm"),  # as it was typed
        ("bridge ferrry", "A ferry at the bridge"),
    ],
)
def test_a_word_that_is_only_guessed_counts_for_less_than_one_that_was_typed(
    typed: str, first: str
) -> None:
    library = Library()
    weather = [f"Of {word}" for word in ("rain", "snow", "wind", "hail", "fog", "ice", "sun")]
    about = ["The bridge opens", "The bridge closes", "A ferry at the bridge"]
    for title in ("Of utter calm", *about, *weather):
        library.add(title, language="en")
    request = SearchRequest(now=NOW)

    answer = answer_from(
        library.snapshot(None), SearchOptions(text=typed), {}, Asker(guild_id=None), request
    )

    assert answer.results.items[0].title.startswith(first)
