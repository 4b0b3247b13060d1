import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.words import fold, is_stop_word, plain_form, stem, terms, words


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Été", "ete"),
        ("Œuvre", "oeuvre"),
        ("Straße", "strasse"),
        ("L’Île", "l'ile"),
        ("Łódź", "lodz"),
        ("İstanbul", "istanbul"),
        ("plain ASCII", "plain ascii"),
        ("ガス", "ガス"),
        ("한국", "한국"),
    ],
)
def test_folding_drops_case_and_accents_but_no_letters(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("L'été des données", ["été", "des", "données"]),
        ("qu’il n'a d'Île-de-France", ["il", "a", "île", "de", "france"]),
        ("aujourd'hui, quelqu'un", ["aujourdhui", "quelquun"]),
        ("John's don't O'Brien’s", ["john", "dont", "obrien"]),
        ("Jusqu'à l'an 2025 !", ["à", "an", "2025"]),
        ("snake_case C++ 3.14", ["snake", "case", "c", "3", "14"]),
        ("ralen\xadtir", ["ralentir"]),
        ("東京都は", ["東京", "京都", "都は"]),
        ("신문 A", ["신문", "a"]),
        ("हिन्दी भाषा", ["हिन्दी", "भाषा"]),
        ("", []),
    ],
)
def test_a_text_is_cut_into_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@given(st.text(st.characters(max_codepoint=127)))
def test_plain_ascii_is_cut_as_among_accents(text: str) -> None:
    assert [*words(text), "é"] == words(f"{text} é")


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("données", "donnée", "fr"),
        ("données", "donnees", "fr"),
        ("licenciements", "licencie", "fr"),
        ("Élections", "election", "fr"),
        ("centers", "Centered", "en"),
        ("running", "runs", "en"),
        ("Häuser", "hauser", None),
    ],
)
def test_forms_of_one_word_share_a_stem(one: str, other: str, language: str | None) -> None:
    assert stem(one, language) == stem(other, language)


def test_a_language_without_stemmer_keeps_the_folded_word() -> None:
    assert stem("Été", "xx") == "ete"


def test_stop_words_belong_to_a_language() -> None:
    assert is_stop_word("À", "fr")
    assert is_stop_word("the", "en")
    assert not is_stop_word("the", "fr")
    assert not is_stop_word("the", None)


def test_terms_are_the_stems_of_content_words() -> None:
    assert terms("L'été des données", "fr") == ["don"]
    assert terms("The nitrates of the data centers", "en") == ["nitrat", "data", "center"]


@pytest.mark.parametrize(
    ("word", "language", "plain"),
    [
        ("mangerà", "it", "mangera"),
        ("città", "sv", "citta"),
        ("città", "it", ""),
        ("donnée", "fr", ""),
        ("bridge", "en", ""),
    ],
)
def test_a_word_has_a_plain_form_where_its_accents_make_another_stem(
    word: str, language: str, plain: str
) -> None:
    assert plain_form(word, language) == plain
