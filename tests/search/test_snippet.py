"""What is shown of a hit: the words that were looked for, wherever and however they stand."""

from datetime import UTC, datetime

import pytest

from bot.model import Item, Kind
from bot.query.parser import parse_query
from bot.search.index.analysis import LANGUAGES
from bot.search.match.highlight import OccurrenceFinder
from bot.search.match.plan import PlanContext, make_plan
from bot.search.snippet import LENGTH, LOOKED_AT, Piece, snippet
from tests.search.library import Library

NOON = datetime(2025, 12, 9, 12, tzinfo=UTC)
FILLING = "Nothing of note is said in this part of the text. "


def shown(typed: str, *, lead: str = "", body: str = "") -> tuple[Piece, ...]:
    context = PlanContext(languages=(LANGUAGES.index("en"),), feeds={}, locale="en")
    plan = make_plan(parse_query(typed), context)
    item = Item(
        id=1, feed_id=1, guid=None, link=None, title="T", kicker=None, lead=lead, body=body,
        authors=(), categories=(), kind=Kind.ARTICLE, image_url=None, language="en",
        published_at=NOON, received_at=NOON, position=0,
    )  # fmt: skip
    lookups = [lookup for term in plan.wanted for lookup in plan.leaves[term].lookups]
    return snippet(item, OccurrenceFinder(lookups))


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
    assert len(text) <= LENGTH + len(" …")
    assert shown("otter") == ()


def test_what_stands_too_far_down_is_not_looked_for() -> None:
    far = FILLING * (LOOKED_AT // len(FILLING) + 1)

    assert words(shown("otter", body=f"{far}An otter.")) == []
