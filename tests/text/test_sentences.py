import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.sentences import split_sentences

# "|" stands where a sentence must end, and nowhere else.
FRENCH = [
    "M. Macron a vu Mme Le Pen.| Il est parti.",
    "Le Dr. Martin et le Pr. Durand sont là.| Bien.",
    "Le taux est de 3.14 %, soit 2.600 euros.| Selon lui, c'est tout.",
    "Il cite p. ex. Paris, Lyon, etc.| Le reste attend.",
    "Voir p. 12 et art. 5 du code.| Fin.",
    "Né en 52 av. J.-C. à Rome, il régna.| Puis rien.",
    "J.-P. Raffarin et C. Dupont ont voté.| Oui.",
    "Il a dit : « Non. Jamais ! », puis il est parti.| Elle rit.",
    "« Quoi ? » demande-t-il.| « Rien. »| Le silence revient.",
    "« C’est fini. »| Elle part.",
    "Le reste... suit… mais pas tout.| Fin ?| Oui !",
    'Il dit : "Quoi ? Non !"| Puis il part.',
    "Paragraphe joint au mot.|Autre paragraphe.|« Encore » un.|À la fin.",
    "C'était en 2012.|Il pleuvait sur la SNCF.|Les trains aussi.",
    'Une "belle idée".|Le président approuve.',
    "C'est fini.|CACHÉ SOUS UN MASQUE",
    "Voir https://example.fr/a.Html?x=1.Y pour la suite.| Merci.",
    "Il en voit la fin.|PARIS dort encore.",
    "Il va du lac au.PARIS encore.",
    "Booking.Com et ASP.NET sont des noms.| Node.js aussi.",
    "Il est tout près.| Marie arrive à 20 h.| Le train part.",
    "Le Mans (Sarthe.) est loin.",
    "Il part à l'est.| Marie le suit, avec nous.| Jean reste.",
]
ENGLISH = [
    "The U.S. Senate met at 5 p.m.| The vote failed.",
    "John F. Kennedy Jr. spoke to J.K. Rowling.| She left.",
    "Mr. Smith, Mrs. Jones vs. Dr. Who, i.e. nobody.| Right.",
    "Gen. Petraeus met Sen. McCain on Sept. 11.| It rained.",
    "Apple Inc. Chief Tim Cook spoke to Intel Corp.| The end.",
    'He said: "Thanks. Really," and left.| "I know."| She stayed.',
    "It cost $3.5 million (about 3.1 million euros).| Nobody paid.",
    "She lives in Washington, D.C. and works at No. 10 Downing St. in winter.| He does not.",
    "iPhone 15 is out.| iPhone 16 is not.",
    "Wait . . . what?| Nothing.",
    "He likes vitamin C.| The doctor does not.",
    "Mail news@example.com or see www.example.com.| Thanks.",
]
OTHERS = [
    "東京は晴れ。|「はい。」と言った。|明日は雨！|中国",
    "今天下雨。|他说：“走吧。好。”|完。",
    "सरकार ने घोषणा की।| यह नई है।",
    "¿Qué pasa?| Nada.| El Sr. López duerme.",
    "هل هذا صحيح؟| نعم.",
]


@pytest.mark.parametrize("marked", [*FRENCH, *ENGLISH, *OTHERS])
def test_sentences_end_where_they_should(marked: str) -> None:
    sentences = [sentence.strip() for sentence in marked.split("|")]

    assert split_sentences(marked.replace("|", "")) == sentences


def test_german_ordinals_do_not_end_a_sentence() -> None:
    text = "Er kam am 3. Oktober. Es regnete."

    assert split_sentences(text, "de") == ["Er kam am 3. Oktober.", "Es regnete."]
    assert split_sentences("Er kam am 31. Oktober.", "de") == ["Er kam am 31. Oktober."]
    assert split_sentences("Es waren 100. Dann kam er.", "de") == ["Es waren 100.", "Dann kam er."]
    assert split_sentences("There were 31. He came.", "en") == ["There were 31.", "He came."]


def test_blank_lines_and_list_marks_end_a_sentence_but_single_line_breaks_do_not() -> None:
    text = "A heading\n\nA text that\ngoes on:\n- one\n- two\n1. three"

    assert split_sentences(text) == [
        "A heading",
        "A text that goes on:",
        "- one",
        "- two",
        "1. three",
    ]


@pytest.mark.parametrize(("opening", "closing"), ["«»", "“”", '""'])
def test_a_quotation_of_240_letters_stays_together(opening: str, closing: str) -> None:
    for letters, is_one in ((240, True), (241, False)):
        inside = ("Il pleut encore. " * 20)[: letters - 2] + "x."

        sentences = split_sentences(f"{opening}{inside}{closing} dit-il.")

        assert (len(sentences) == 1) is is_one


def test_a_long_quotation_is_cut_like_any_text() -> None:
    text = "« " + "Il pleut encore. " * 20 + "» dit-il."

    assert len(split_sentences(text)) == 20


PIECES = [
    "M",
    ".",
    "!",
    "?",
    "…",
    "«",
    "»",
    '"',
    "'",
    "(",
    ")",
    "mot",
    "Mot",
    "3",
    "U.S",
    "http://a.b",
    "。",
    "「",
    "」",
    "É",
    "etc",
    "-",
]
NEWS = st.lists(st.sampled_from([*PIECES, " ", "\n", "\n\n", "\u00a0", "\u200b"])).map("".join)


@given(st.one_of(st.text(), NEWS))
def test_no_visible_character_is_lost_or_moved(text: str) -> None:
    joined = "".join(split_sentences(text))

    assert "".join(joined.split()) == "".join(text.replace("\u200b", "").split())


@given(NEWS)
def test_sentences_are_stripped_single_lines(text: str) -> None:
    for sentence in split_sentences(text):
        assert sentence
        assert sentence == sentence.strip()
        assert "\n" not in sentence
