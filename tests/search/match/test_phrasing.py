"""The grammar of a question asks for nothing: its words are neither wanted nor excluded."""

import pytest

from bot.query.parser import parse_query
from bot.search.match.plan import PlanContext, make_plan
from tests.search.library import Library

INVERTED = [
    ("Combien coûte-t-il ?", ["coûte"]),
    ("Combien coûte-t’elle", ["coûte"]),
    ("Quand ouvre-t-il?", ["ouvre"]),
    ("Le train arrive‑t‑il à Brest", ["train", "arrive", "Brest"]),
    ("Où dort-on à Brest", ["dort", "Brest"]),
    ("Que peuvent-elles voter", ["voter"]),
    ("Avez-vous peur du loup", ["peur", "loup"]),
    ("Comment s'appelle-t-elle", ["s'appelle"]),
    ("Par qui sont -ils chassés", ["chassés"]),
    ("Est-ce que Macron a-t-il démissionné", ["Macron", "démissionné"]),
    ("Qu'est-ce qu'un quasar", ["quasar"]),
    ("Y a-t-il eu des morts", ["morts"]),
    ("c'est quoi TikTok", ["TikTok"]),
    ("d'où vient-il", ["vient"]),
    ("pourquoi n'y a-t-il plus de moutarde", ["moutarde"]),
]
CONTRACTED = [
    ("Kim Jong-il", "en", ["Kim", "Jong-il"]),
    ("rendez-vous manqué", "fr", ["rendez-vous", "manqué"]),
    ("médaille d'or", "fr", ["médaille", "d'or"]),
    ("l'est de l'Ukraine", "fr", ["l'est", "l'Ukraine"]),
    ("head-on collision", "en", ["head-on", "collision"]),
    ("US's debt", "en", ["US's", "debt"]),
    ("Who's band", "en", ["band"]),
    ("why don't planes fall", "en", ["planes", "fall"]),
    ("they're leaving", "en", ["leaving"]),
    ("O'Brien", "en", ["O'Brien"]),
]


def wanted(typed: str, locale: str) -> list[str]:
    context = PlanContext(languages=[0], feeds={}, locale=locale)
    return [term.text for term in make_plan(parse_query(typed), context).wanted]


@pytest.mark.parametrize(("typed", "asked"), INVERTED)
def test_a_french_question_asks_for_its_telling_words(typed: str, asked: list[str]) -> None:
    assert wanted(typed, "fr") == asked


@pytest.mark.parametrize(("typed", "locale", "asked"), CONTRACTED)
def test_contractions_ask_for_nothing_and_names_that_look_like_them_for_themselves(
    typed: str, locale: str, asked: list[str]
) -> None:
    assert wanted(typed, locale) == asked


def test_a_pronoun_after_a_stray_hyphen_excludes_nothing() -> None:
    library = Library()
    library.add("Ils sont chassés de la ville")

    assert library.titles("Par qui sont -ils chassés") == ["Ils sont chassés de la ville"]


def test_a_name_is_excluded_as_before() -> None:
    library = Library()
    library.add("Macron visite Brest")
    library.add("Philippe visite Brest")

    assert library.titles("Brest -Macron") == ["Philippe visite Brest"]


def test_two_words_are_found_in_one_behind_an_elided_article() -> None:
    library = Library()
    library.add("Une politique opensource")

    assert library.titles("l'open source") == ["Une politique opensource"]
