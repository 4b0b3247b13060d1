"""What is shown of a hit: the words that were looked for, wherever and however they stand."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.model import Item, Kind
from bot.query.parser import parse_query
from bot.search.index.analysis import LANGUAGES
from bot.search.match.highlight import OccurrenceFinder
from bot.search.match.plan import PlanContext, make_plan
from bot.search.snippet import Piece, snippet
from tests.search.library import Library

pytestmark = pytest.mark.uncounted

LENGTH = 220
LOOKED_AT = 20_000

NOON = datetime(2025, 12, 9, 12, tzinfo=UTC)
FILLING = "Nothing of note is said in this part of the text. "


def shown(typed: str, *, lead: str = "", body: str = "") -> tuple[Piece, ...]:
    item = Item(
        id=1, feed_id=1, guid=None, link=None, title="T", kicker=None, lead=lead, body=body,
        authors=(), categories=(), kind=Kind.ARTICLE, image_url=None, language="en",
        published_at=NOON, received_at=NOON, position=0,
    )  # fmt: skip
    return snippet(item, finder_of(typed))


def finder_of(typed: str) -> OccurrenceFinder:
    context = PlanContext(languages=(LANGUAGES.index("en"),), feeds={}, locale="en")
    plan = make_plan(parse_query(typed), context)
    return OccurrenceFinder(
        [lookup for term in plan.wanted for lookup in plan.leaves[term].lookups]
    )


def words(pieces: tuple[Piece, ...]) -> list[str]:
    """Return the marked words."""
    return [piece.text for piece in pieces if piece.marked]


@pytest.mark.parametrize(
    ("typed", "lead", "marked"),
    [
        ("nitrates", "Un nitrate dans l’eau.", ["nitrate"]),
        ("wifi", "Le Wi-Fi du train.", ["Wi-Fi"]),
        ("wi-fi", "Le wifi du train.", ["wifi"]),
        ("9000", "Ils sont 9 000 à défiler.", ["9 000"]),
        ("sncf", "La S.N.C.F. en grève.", ["S.N.C.F"]),
        ("iphone16", "Voici l’iPhone 16.", ["iPhone 16"]),
        ("flat", "Une 2flat et .DS_Store.", ["flat"]),
        ("store", "Une 2flat et .DS_Store.", ["Store"]),
        ("getto*", "Un get-together.", ["get-together"]),
        ("C++", "Le langage C++ vit.", ["C++"]),
        ("Ucraina", "Il vertice sull'Ucraina.", ["Ucraina"]),
        ("IA", "Une intelligence artificielle écrit.", ["intelligence artificielle"]),
        ("séisme", "Des tremblements de terre.", ["tremblements de terre"]),
    ],
)
def test_what_was_found_is_marked(typed: str, lead: str, marked: list[str]) -> None:
    library = Library()
    library.add("Un titre", lead=lead, language="fr")
    [item] = library.find(typed).items
    context = PlanContext(languages=[LANGUAGES.index("fr")], feeds={}, locale="fr")
    plan = make_plan(parse_query(typed), context)
    lookups = [lookup for term in plan.wanted for lookup in plan.leaves[term].lookups]

    pieces = snippet(item, OccurrenceFinder(lookups))

    assert [piece.text for piece in pieces if piece.marked] == marked
    assert "".join(piece.text for piece in pieces) == lead


@pytest.mark.parametrize("lead", ["", "A lead about something else."])
@pytest.mark.parametrize("before", [0, 1, 40])
def test_a_hit_in_the_body_is_shown_with_its_words(lead: str, before: int) -> None:
    body = f"{FILLING * before}An **otter** swims under the bridge. {FILLING * 5}"

    pieces = shown("otter bridge", lead=lead, body=body)

    assert words(pieces) == ["otter", "bridge"]
    assert pieces[0] == (Piece("… ") if before > 1 else pieces[0])
    assert pieces[-1] == Piece(" …")


def test_the_lead_is_shown_where_the_body_has_no_more_of_the_words() -> None:
    pieces = shown("otter bridge", lead="The otter is back.", body=f"{FILLING}An otter. {FILLING}")

    assert pieces == (Piece("The "), Piece("otter", marked=True), Piece(" is back."))


def test_the_body_is_shown_where_it_has_more_of_the_words_than_the_lead() -> None:
    assert words(shown("otter bridge", lead="The otter.", body="Otter and bridge.")) == [
        "Otter", "bridge",
    ]  # fmt: skip


def test_the_window_with_the_most_different_words_is_shown() -> None:
    body = f"otter otter otter. {FILLING * 8}The otter at the bridge."

    assert words(shown("otter bridge", body=body)) == ["otter", "bridge"]


def test_without_the_words_the_beginning_is_shown() -> None:
    text = "".join(piece.text for piece in shown("otter", lead=FILLING * 9))

    assert text.startswith("Nothing of note")
    assert text.endswith(" …")
    assert LENGTH - 20 < len(text) <= LENGTH + len(" …")
    assert shown("otter") == ()


def test_three_places_beside_the_first_are_shown() -> None:
    birds = ("otter", "heron", "egret", "bittern", "grebe")
    body = FILLING.join([f"An {bird} by the water. {FILLING * 9}" for bird in birds])

    assert words(shown(" ".join(birds), body=body)) == ["otter", "heron", "egret", "bittern"]


@pytest.mark.parametrize(("last", "is_whole"), [("four", True), ("words", True), ("sixsix", False)])
def test_a_text_of_two_hundred_and_twenty_letters_is_shown_whole(last: str, is_whole: bool) -> None:
    lead = "word " * 43 + last

    text = "".join(piece.text for piece in shown("-otter", lead=lead))

    assert (text == lead) is is_whole


def test_a_phrase_is_shown_where_it_stands_as_it_was_typed() -> None:
    body = f"The bridge and an otter. {FILLING * 8}This is the otter bridge. {FILLING}"

    pieces = shown('"otter bridge"', body=body)

    assert "the otter bridge" in "".join(piece.text for piece in pieces)


FAR = FILLING * (LOOKED_AT // len(FILLING) + 1)


@pytest.mark.parametrize(
    ("typed", "parsed", "marked"),
    [
        ("otter", {"body": f"{FAR}An otter."}, {"otter"}),
        ("wifi", {"body": f"{FAR}The Wi-Fi on trains."}, {"Wi-Fi"}),
        ("otter bridge", {"lead": "An otter.", "body": f"{FAR}A bridge."}, {"otter", "bridge"}),
        ("otter bridge", {"lead": f"Otter. {FILLING * 9} Bridge."}, {"Otter", "Bridge"}),
        ("okoro", {"lead": "It is open.", "authors": ("Jane Okoro",)}, {"Okoro"}),
        ("author:okoro", {"lead": "It is open.", "authors": ("A. Lee", "J. Okoro")}, {"Okoro"}),
        ("category:science", {"lead": "It is open.", "categories": ("Science",)}, {"Science"}),
        ("otter", {"kicker": "Otters", "lead": "They are back."}, {"Otters"}),
        ("otter", {"title": f"{FILLING * 3}An otter.", "lead": "It is."}, {"otter"}),
        ("river", {"lead": FILLING * 9, "body": f"{FILLING * 99}Rivers rise."}, {"Rivers"}),
        ("dam*", {"authors": ("Marie Damas",)}, {"Damas"}),
        ("ai", {"body": f"{FAR}Artificial intelligence writes."}, {"Artificial intelligence"}),
    ],
)
def test_what_was_found_is_shown_wherever_it_stands(
    typed: str, parsed: dict[str, Any], marked: set[str]
) -> None:
    library = Library()
    library.add(**{"title": "T", "language": "en", **parsed})
    [item] = library.find(typed, locale="en").items

    assert set(words(snippet(item, finder_of(typed)))) == marked


@pytest.mark.parametrize(("letters", "shown_letters"), [(5, 100), (6, 94)])
def test_a_hundred_letters_are_shown_of_what_has_none_of_the_words(
    letters: int, shown_letters: int
) -> None:
    library = Library()
    lead = "word " * 19 + "w" * letters + " and more words" * 9
    library.add("T", lead=lead, authors=["Jane Okoro"], language="en")
    [item] = library.find("okoro", locale="en").items

    first, *_ = snippet(item, finder_of("okoro"))

    assert first == Piece(lead[:shown_letters])


def test_what_only_the_title_has_is_left_to_the_title() -> None:
    library = Library()
    library.add("An otter at the bridge", lead="It is open.", language="en")
    [item] = library.find("otter bridge", locale="en").items

    assert snippet(item, finder_of("otter bridge")) == (Piece("It is open."),)


@pytest.mark.parametrize(
    ("between", "first"), [(" - ", "otter"), (" -- ", "bridge")]
)  # three characters, and four
def test_neighbours_of_a_phrase_are_three_characters_apart_at_most(
    between: str, first: str
) -> None:
    body = f"A bridge, an otter here. {FILLING * 8}It is an otter{between}bridge. {FILLING}"

    assert words(shown('"otter bridge"', body=body))[0] == first


def test_what_stands_behind_letters_that_grow_when_they_are_small_is_marked_whole() -> None:
    pieces = shown("otter", lead="In İİİ an otter.")

    assert pieces == (Piece("In İİİ an "), Piece("otter", marked=True), Piece("."))


def test_a_snippet_is_cut_between_words_and_says_so() -> None:
    far = "w" * 29  # a word is not cut for so few letters
    lead = f"{FILLING * 2}{far} {'an ' * 9}otter swims. {FILLING * 5}"

    text = "".join(piece.text for piece in shown("otter", lead=lead))

    assert text.startswith(f"… {far} an ")
    assert text.endswith(" the text. …")
    assert len(text) == 2 + 219 + 2


@pytest.mark.parametrize(("letters", "shown_letters"), [(59, 65), (60, 67), (90, 67)])
def test_a_text_without_blanks_is_cut_where_it_has_to_be(letters: int, shown_letters: int) -> None:
    text = "".join(piece.text for piece in shown("otter", lead="x" * letters + "-otter"))

    assert len(text) == shown_letters  # sixty before the word, and the ellipsis
