"""A snippet marks what was found in the form in which the article writes it."""

import pytest

from bot.query.parser import parse_query
from bot.search.index.analysis import LANGUAGES
from bot.search.match.highlight import OccurrenceFinder
from bot.search.match.plan import PlanContext, make_plan
from bot.search.snippet import snippet
from tests.search.library import Library


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
