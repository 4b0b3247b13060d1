"""Synonyms find what other words say, weaker than the word itself, and quotes switch them off."""

import tomllib
from collections import Counter
from importlib import resources

import pytest

from bot.text.words import fold
from tests.search.library import Library

pytestmark = pytest.mark.uncounted

SAME = [
    ("IA", "L'intelligence artificielle au travail", "fr"),
    ("intelligence artificielle", "Une IA qui écrit", "fr"),
    ("IA", "How AI changes work", "en"),
    ("artificial intelligence", "L’IA au bureau", "fr"),
    ("AI", "La place de l’intelligence artificielle", "fr"),
    ("centre de données", "A data center in Texas", "en"),
    ("data center", "Les centres de données boivent", "fr"),
    ("data centre", "Des centres de données", "fr"),
    ("datacenter", "Le centre de données de Fos", "fr"),
    ("licenciement", "A wave of layoffs", "en"),
    ("layoffs", "Vague de licenciements", "fr"),
    ("pouvoir d'achat", "The purchasing power falls", "en"),
    ("séisme", "Tremblement de terre au Chili", "fr"),
]


@pytest.mark.parametrize(("typed", "title", "language"), SAME)
def test_another_word_of_the_same_meaning_is_found_and_said(
    typed: str, title: str, language: str
) -> None:
    library = Library()
    library.add(title, language=language)
    library.add("Autre chose", language="fr")
    library.add("Something else", language="en")

    found = library.find(typed)

    assert [item.title for item in found.items[: found.whole]] == [title]
    assert found.synonyms
    assert library.find(f'"{typed}"').total == 0


def test_a_word_counts_only_in_its_own_language() -> None:
    library = Library()
    library.add("J’ai tout perdu", language="fr")
    library.add("Une IA", language="fr")

    assert library.titles("IA") == ["Une IA"]


def test_the_word_itself_comes_first_and_is_not_said_to_be_another() -> None:
    library = Library()
    library.add("Le séisme du Chili", body="Mots. " * 20)
    library.add("Le tremblement de terre du Chili", body="Mots. " * 20)

    both, word = library.find("séisme"), library.find("séisme du Chili -tremblement")

    assert both.items[0].title == "Le séisme du Chili"
    assert both.synonyms == ("tremblement de terre",)
    assert word.synonyms == ()


def test_words_apart_are_not_the_phrase() -> None:
    library = Library()
    library.add("Le centre commercial vend des données", language="fr")

    assert library.find("datacenter").whole == 0


def test_operators_and_exclusions_mean_the_word_alone() -> None:
    library = Library()
    library.add("Le tremblement de terre du Chili")

    assert library.find("séisme AND Chili").total == 0
    assert library.titles("Chili -séisme") == ["Le tremblement de terre du Chili"]


def test_the_table_says_nothing_twice() -> None:
    table = tomllib.loads(
        (resources.files("bot.search.index") / "synonyms.toml").read_text(encoding="utf-8")
    )
    entries = Counter(
        (language, fold(entry))
        for line in table.values()
        for language, some in line.items()
        for entry in some
    )

    assert [entry for entry, times in entries.items() if times > 1] == []
    assert all({"fr", "en"} == line.keys() for line in table.values())
