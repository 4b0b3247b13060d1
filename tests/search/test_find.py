"""What a search finds, and in which order: a table of hard cases, and any text at all."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.search.engine import Order
from tests.search.library import NOW, Library


@pytest.fixture(scope="module")
def library() -> Library:
    made = Library()
    made.add(
        "Les données de santé",
        lead="La CNIL enquête sur l’hébergement.",
        body="## Contexte\n\nL’État s’inquiète. Il dit « jamais ».",
        kicker="Cœur de réseau",
        authors=["Jean-Marc Manach"],
        categories=["Sécurité informatique"],
        published=datetime(2025, 12, 2, 8, tzinfo=UTC),
    )
    made.add("Vague de licenciements", lead="Un studio licencie.", kind="brief")
    made.add("Don Quixote rides again", body="A don of Oxford.", language="en", feed=2)
    made.add("Data centers drink water", body="In Morrow county.", language="en", feed=2)
    made.add("東京都は首都です", body="猫が好き。子猫", language="ja")
    made.add("京の東", body="東と京都", language="ja")
    made.add("Canicule : un été à 40 °C", body="C++ et C#, la 5G, et l’or à 3 000 €.")
    made.add("Die Häuser der Stadt", body="Ein Haus am See.", language="de")
    made.add("☕️ Un bref", kind="brief", authors=["Élodie Dupont"])
    made.add("Quotes", body='He said "never say never" twice.', language="en", feed=2)
    return made


HARD_CASES = {
    # accents, case, stems of the document's own language
    "donnee": {"Les données de santé"},
    "DONNÉES": {"Les données de santé"},
    "licencie": {"Vague de licenciements"},
    "licenciements": {"Vague de licenciements"},
    "centre": set(),
    "center": {"Data centers drink water"},
    "haus": {"Die Häuser der Stadt"},
    "coeur": {"Les données de santé"},
    "CŒUR": {"Les données de santé"},
    # elisions, words that hold others together, words of signs
    "l'état": {"Les données de santé"},
    "etat": {"Les données de santé"},
    "les données de la santé": {"Les données de santé"},
    "été": {"Canicule : un été à 40 °C"},
    "or": {"Canicule : un été à 40 °C"},
    "5g": {"Canicule : un été à 40 °C"},
    "C++": {"Canicule : un été à 40 °C"},
    "☕": {"☕️ Un bref"},
    # phrases are exact
    '"données de santé"': {"Les données de santé"},
    '"donnée de santé"': set(),
    '"santé données"': set(),
    "« dit jamais »": {"Les données de santé"},
    '"never say never"': {"Quotes"},
    '"never say"': {"Quotes"},
    '"say never say"': set(),
    # the beginning of a word
    "licenc*": {"Vague de licenciements"},
    "licenciem*": {"Vague de licenciements"},
    "licenciemx*": set(),
    # scripts without blanks
    "東京都": {"東京都は首都です"},
    "東京": {"東京都は首都です"},
    "首都": {"東京都は首都です"},
    "猫": {"東京都は首都です"},
    "子猫": {"東京都は首都です"},
    "京都": {"東京都は首都です", "京の東"},
    # the grammar
    "données -santé": set(),
    "données -nitrates": {"Les données de santé"},
    "-données licenciements": {"Vague de licenciements"},
    'données -"de santé"': set(),
    'données -"pour la santé"': {"Les données de santé"},
    "données OR licenciements": {"Les données de santé", "Vague de licenciements"},
    "données OU licenciements": {"Les données de santé", "Vague de licenciements"},
    "NOT (NOT données)": {"Les données de santé"},
    "(données OR licenciements) -(NOT studio)": {"Vague de licenciements"},
    "OR données AND": {"Les données de santé"},
    "((données": {"Les données de santé"},
    'données "': {"Les données de santé"},
    "title:données": {"Les données de santé"},
    "title:cnil": set(),
    "titre:santé": {"Les données de santé"},
    "author:manach": {"Les données de santé"},
    "auteur:dupont": {"☕️ Un bref"},
    "category:securite": {"Les données de santé"},
    "feed:courier data": {"Data centers drink water"},
    "feed:next data": set(),
    "kind:brief licenciements": {"Vague de licenciements"},
    "kind:article licenciements": set(),
    "données before:2025-12-02": set(),
    "données before:2025-12-03": {"Les données de santé"},
    "données after:2025-12-02": {"Les données de santé"},
    "données after:2025-12-03": set(),
    # a field that nobody has, an address, nonsense
    "https://example.org/a?b=c": set(),
    "data-centers": {"Data centers drink water"},
    "%": set(),
}


@pytest.mark.parametrize("typed", HARD_CASES)
def test_a_query_finds_what_it_says(library: Library, typed: str) -> None:
    assert set(library.titles(typed)) == HARD_CASES[typed]


@settings(max_examples=80, deadline=None)
@given(
    st.one_of(
        st.text(max_size=60),
        st.lists(
            st.sampled_from(
                ["données", '"', "(", ")", "-", "OR", "AND", "NOT", "title:", "東", "a*", "*", "«",
                 "before:2025", "after:x", "kind:brief", "feed:", "☕", "'", "\x00", "%", "é*"]
            ),
            max_size=12,
        ).map(" ".join),
    )
)  # fmt: skip
def test_whatever_is_typed_is_answered(library: Library, typed: str) -> None:
    found = library.find(typed)

    assert len({item.id for item in found.items}) == len(found.items) <= found.total
    assert found.whole <= found.total


def test_a_long_question_whose_answers_are_all_alike_is_answered(library: Library) -> None:
    found = library.find('0"☕"1:2:01:3:4')

    assert len(found.items) == found.total > 0
    assert found.whole == 0


def test_nothing_asked_is_answered_by_the_newest() -> None:
    library = Library()
    library.add("Hier", published=NOW - timedelta(days=1))
    library.add("Aujourd’hui", published=NOW)

    assert library.titles("") == ["Aujourd’hui", "Hier"]
    assert library.titles("AND OR") == ["Aujourd’hui", "Hier"]
    assert library.titles("feed:next") == ["Aujourd’hui", "Hier"]


def test_a_title_counts_more_than_a_lead_and_a_lead_more_than_a_text() -> None:
    library = Library()
    library.add("Un titre", body="Le barrage cède. " + "Mots en plus. " * 5)
    library.add("Un titre aussi", lead="Le barrage cède.", body="Mots en plus. " * 5)
    library.add("Le barrage cède", body="Mots en plus. " * 6)

    assert library.titles("barrage") == ["Le barrage cède", "Un titre aussi", "Un titre"]


def test_of_two_alike_the_newer_comes_first() -> None:
    library = Library()
    library.add("Le barrage de mars", published=NOW - timedelta(days=250))
    library.add("Le barrage de décembre", published=NOW - timedelta(days=1))
    library.add("Le barrage de juin", published=NOW - timedelta(days=160))

    expected = ["Le barrage de décembre", "Le barrage de juin", "Le barrage de mars"]
    assert library.titles("barrage") == expected


def test_freshness_does_not_beat_relevance() -> None:
    library = Library()
    library.add("Le barrage cède, barrage détruit", published=NOW - timedelta(days=900))
    library.add("Météo", body="Un barrage. " + "Pluie et vent. " * 40, published=NOW)

    assert library.titles("barrage")[0] == "Le barrage cède, barrage détruit"


def test_by_date_the_newest_comes_first_however_little_it_says() -> None:
    library = Library()
    library.add("Le barrage cède, barrage détruit", published=NOW - timedelta(days=9))
    library.add("Météo", body="Un barrage. " + "Pluie et vent. " * 40, published=NOW)

    found = library.find("barrage", order=Order.DATE)

    assert found.items[0].title == "Météo"


def test_a_day_begins_at_its_first_second_and_not_before() -> None:
    library = Library()
    midnight = datetime(2025, 12, 2, tzinfo=UTC)
    library.add("Veille", published=midnight - timedelta(seconds=1))
    library.add("Jour", published=midnight)

    assert library.titles("after:2025-12-02") == ["Jour"]
    assert library.titles("before:2025-12-02") == ["Veille"]


def test_words_in_a_row_come_before_words_apart() -> None:
    library = Library()
    library.add("A", body="Le centre des affaires garde ses données. " + "Mots. " * 9)
    library.add("B", body="Un centre de données ouvre, pour ses affaires. " + "Mots. " * 9)

    assert library.titles("centre données") == ["B", "A"]


def test_a_short_query_that_nothing_answers_is_answered_by_some_of_its_words() -> None:
    library = Library()
    library.add("Le barrage cède")
    library.add("Une digue tient")

    found = library.find("barrage nitrates")

    assert (found.whole, [item.title for item in found.items]) == (0, ["Le barrage cède"])


def test_a_text_that_is_about_a_question_beats_one_that_has_all_its_words_by_chance() -> None:
    library = Library()
    chance = "Il va dans la vallée. " + "Mot. " * 600 + "Noyé ? " + "Mot. " * 300 + "Barrage."
    library.add("Divers", body=chance)
    library.add("Le barrage cède, la vallée crie", body="Le barrage de la vallée.")
    library.add("Autre chose", body="Mot. " * 9)

    found = library.find("barrage vallée noyé")

    assert found.whole == 1
    assert [item.title for item in found.items] == ["Le barrage cède, la vallée crie", "Divers"]


def test_what_holds_all_words_of_a_question_comes_before_the_rest() -> None:
    library = Library()
    library.add("Barrage barrage barrage", body="rupture rupture")
    library.add("Autre", body="Pourquoi la rupture du barrage a noyé la vallée. " + "Mot. " * 80)

    found = library.find("rupture barrage vallée noyé")

    assert found.whole == 1
    assert [item.title for item in found.items] == ["Autre", "Barrage barrage barrage"]


def test_what_was_excluded_stays_out_of_a_loose_answer() -> None:
    library = Library()
    library.add("Le barrage cède")
    library.add("Le barrage de l’étang tient")

    found = library.find("barrage nitrates -étang")

    assert [item.title for item in found.items] == ["Le barrage cède"]


def test_two_words_are_found_where_they_are_written_as_one() -> None:
    library = Library()
    library.add("Un datacenter à Fos")
    library.add("Un data center à Fos")

    assert set(library.titles("data centers")) == {"Un datacenter à Fos", "Un data center à Fos"}


def test_pages_follow_each_other_without_gap_or_repetition() -> None:
    library = Library()
    for n in range(45):
        library.add(f"Barrage {n}", body="Mots. " * n)

    pages = [library.find("barrage", offset=offset) for offset in range(0, 50, 10)]

    seen = [item.title for page in pages for item in page.items]
    assert len(seen) == len(set(seen)) == 45
    assert {page.total for page in pages} == {45}


def test_a_thousand_are_put_in_order() -> None:
    library = Library()
    for number in range(1_001):
        library.add(
            f"Barrage {number}", published=NOW - timedelta(days=9) + timedelta(minutes=number)
        )

    some = [library.find(f"barrage -{without}", order=Order.DATE) for without in (0, "digue")]

    assert [found.total for found in some] == [1_000, 1_001]
    assert [found.items[0].title for found in some] == ["Barrage 1000"] * 2


def test_phrases_are_paged_too() -> None:
    library = Library()
    for n in range(250):
        library.add(f"Note {n}", body="une digue haute" if n % 2 else "une haute digue")

    first, last = library.find('"digue haute"'), library.find('"digue haute"', offset=120)

    assert len(first.items) == 10
    assert first.more
    assert (len(last.items), last.total, last.more) == (5, 125, False)


def test_only_the_feeds_of_the_asker_are_searched() -> None:
    library = Library()
    library.add("Barrage ici", feed=1)
    library.add("Barrage là", feed=2)

    assert [item.title for item in library.find("barrage", feeds=[2]).items] == ["Barrage là"]
    assert library.find("barrage", feeds=[]).total == 0


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("nitrtes", "nitrates"),
        ("nirtates", "nitrates"),
        ("nitrates dans les rivieres barage", "nitrates dans les rivieres barrage"),
        ("titre:barage", "titre:barrage"),
    ],
)
def test_a_mistyped_word_is_offered_as_it_may_have_been_meant(typed: str, offered: str) -> None:
    library = Library()
    library.add("Des nitrates dans la rivière", body="Le barrage cède.")

    assert offered in library.suggestions(typed)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("barrage bitrates", "barrage nitrates"),  # changed
        ("itrates", "nitrates"),  # missed
        ("nnitrates", "nitrates"),  # twice
        ("xnitrates", "nitrates"),  # added
        ("intrates", "nitrates"),  # exchanged
        ("Vicrosoft", "Microsoft"),
        ("осква", "москва"),
        ("ςάραγμα", "χάραγμα"),
        ("ςώραγμα", None),  # two letters away
        ("sude", None),  # too short: sude may be sude
        ("dimanche", None),
    ],
)
def test_a_slip_in_the_first_letter_is_corrected(typed: str, meant: str | None) -> None:
    library = Library()
    library.add("Des nitrates chez Microsoft", body="Le barrage du sud, rude. Χάραγμα.")
    library.add("Москва", language="ru")

    assert library.corrected(typed) == meant


def test_no_word_is_offered_that_the_asker_may_not_find() -> None:
    library = Library()
    library.add("Des nitrates dans la rivière", feed=2)
    library.add("Autre chose", feed=1)

    assert library.suggestions("nitrtes", feeds=[1]) == []


def test_signs_and_short_words_are_offered_nothing() -> None:
    library = Library()
    library.add("Des nitrates")

    assert library.suggestions("% ☕ x 猫") == []
