import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.language import guess_language, is_plainly, likely_language, plain_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Netflix augmente encore ses prix", "fr"),
        ("☕️ L’Europe s’attaque aux cookies", "fr"),
        ("Cybersécurité : une faille critique chez Cisco", "fr"),
        ("Amazon data centers linked to nitrates in wells", "en"),
        ("Apple’s new chips", "en"),
        ("Why the internet went down", "en"),
        ("Bundestag beschließt neues Gesetz zur Rente", "de"),
        ("El Gobierno aprueba la subida del salario mínimo", "es"),
        ("Il governo approva la manovra per il prossimo anno", "it"),
        ("O governo aprova novo pacote de medidas para a economia", "pt"),
        ("Kabinet wil strengere regels voor uitstoot van stikstof", "nl"),
        ("Minister wil snel nieuwe regels voor fatbikes", "nl"),
        ("Niemand weet wanneer de brug weer opengaat", "nl"),
        ("Twee mensen gewond na ongeluk op snelweg", "nl"),
        ("New wheels need wood for a week", "en"),
        ("Wie geht es weiter mit dem Wald", "de"),
        ("Regeringen vill höja skatten på bensin", "sv"),
        ("Broen er lukket i dag, og ingen ved, hvornår den åbner", "da"),
        ("Færre unge drikker alkohol, viser ny undersøgelse", "da"),
        ("Broen er stengt i dag, og ingen vet når den åpner", "no"),
        ("Statsråden: Vi må gjøre mer for de eldre", "no"),
        ("Silta on ollut suljettuna aamusta lähtien", "fi"),
        ("Yhä useampi suomalainen matkustaa Norjaan", "fi"),
        ("Så undviker du att bli lurad på nätet", "sv"),
        ("Grüne fordern höhere Löhne für Pflegekräfte", "de"),
        ("Rząd przyjął projekt ustawy o ochronie zwierząt", "pl"),
        ("Türkiye'de enflasyon yüzde 20'yi aştı", "tr"),
        ("東京オリンピック、無観客で開幕へ", "ja"),
        ("中国经济增长放缓", "zh"),
        ("한국 대통령, 새 정책 발표", "ko"),
        ("Путин подписал закон", "ru"),
        ("Зеленський підписав закон", "uk"),
        ("Η κυβέρνηση ανακοίνωσε νέα μέτρα", "el"),
        ("الحكومة تعلن عن إجراءات جديدة", "ar"),
        ("भारत सरकार ने नई नीति की घोषणा की", "hi"),
        ("Le mot japonais 東京 veut dire capitale de l’est", "fr"),
    ],
)
def test_a_language_is_known_from_a_headline(text: str, language: str) -> None:
    assert guess_language(text) == language


@pytest.mark.parametrize("text", ["", "iOS 17.2", "…", "42"])
def test_a_text_that_tells_nothing_has_no_language(text: str) -> None:
    assert guess_language(text) is None


@given(st.text())
def test_any_text_gets_a_code_or_none(text: str) -> None:
    language = guess_language(text)

    assert language is None or len(language) == 2


@pytest.mark.parametrize(
    ("text", "likely"),
    [
        ("The bridge has been closed since this morning and nobody knows why", "en"),
        ("Le pont est fermé depuis ce matin et personne ne sait pour quelle raison", "fr"),
        ("Die Brücke ist seit heute Morgen gesperrt, und niemand weiß, warum", "de"),
        ("Stuck bridge", None),
        ("", None),
    ],
)
def test_a_first_look_sees_the_likely_language(text: str, likely: str | None) -> None:
    assert likely_language(text)[0] == likely


@given(
    st.sampled_from(["en", "fr", "de", "es"]),
    st.lists(st.sampled_from(["the", "of", "in", "die", "und", "le", "des", "que", "otter"])),
)
def test_what_is_plainly_a_language_has_it_at_a_closer_look(code: str, words: list[str]) -> None:
    text = " ".join(words)

    assert not is_plainly(code, text) or plain_language(text) == code


def test_a_declared_language_is_plain_by_most_of_the_function_words() -> None:
    text = "The bridge has been closed since this morning and nobody knows why"

    assert is_plainly("en", text)
    assert not is_plainly("fr", text)
    assert not is_plainly("en", "")


@pytest.mark.parametrize(("before", "language"), [(1499, "ko"), (1500, None)])
def test_fifteen_hundred_characters_tell_the_language(before: int, language: str | None) -> None:
    assert guess_language("0" * before + "한") == language


@pytest.mark.parametrize(("length", "language"), [(500, "en"), (501, None)])
def test_a_first_look_is_at_five_hundred_characters(length: int, language: str | None) -> None:
    assert plain_language(" the".rjust(length, "0")) == language
