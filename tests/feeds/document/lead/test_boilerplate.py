"""What software adds to a text is left out, in each language that it speaks."""

import pytest

from bot.feeds.document.lead.boilerplate import (
    is_aside,
    is_passed_over,
    is_related,
    without_agency,
)
from bot.feeds.document.lead.read import RawText
from tests.feeds.document.lead.reading import divide

LEAD = "A short guide to the bridges of the old town, and to those who look after them."
BODY = "The first of them is made of wood and stands since three hundred years."

GOODBYES = [
    "The post <a href='/1'>T</a> appeared first on <a href='/'>Y</a>.",
    "The post T: is it done? Yes. first appeared on Y.",
    "L’article <a href='/1'>T</a> est apparu en premier sur <a href='/'>Y</a>.",
    "L'article T provient de Y.",
    "Der Beitrag <a href='/1'>T</a> erschien zuerst auf <a href='/'>Y</a>.",
    "La entrada <a href='/1'>T</a> se publicó primero en <a href='/'>Y</a>.",
    "La entrada T aparece primero en Y.",
    "L'articolo <a href='/1'>T</a> proviene da <a href='/'>Y</a>.",
    "O post <a href='/1'>T</a> apareceu primeiro em <a href='/'>Y</a>.",
    "O conteúdo T aparece primeiro em Y.",
    "Het bericht <a href='/1'>T</a> verscheen eerst op <a href='/'>Y</a>.",
]
MORE = [
    "Read more", "Read the rest of this entry »", "Continue reading T &rarr;", "Lire la suite",
    "Lire plus…", "En savoir plus", "Weiterlesen", "Mehr lesen »", "Leer más", "Seguir leyendo",
    "Leggi tutto", "Continua a leggere", "Leia mais", "Continue lendo", "Lees meer", "Lees verder",
]  # fmt: skip


def lead_and_body(content: str, summary: str = "", title: str = "T") -> tuple[str, str]:
    divided = divide(
        RawText(value=content, base_url="https://e.test/") if content else None,
        RawText(value=summary, base_url="https://e.test/") if summary else None,
        title,
    )
    return divided.lead, divided.body


@pytest.mark.parametrize("goodbye", [*GOODBYES, *MORE])
def test_a_goodbye_of_its_own_is_left_out_of_texts_and_summaries(goodbye: str) -> None:
    text = f"<p>{LEAD}</p><p>{goodbye}</p>"

    assert lead_and_body(text) == (LEAD, "")
    assert lead_and_body(f"<p>{BODY}</p><p>{goodbye}</p>", text) == (LEAD, BODY)
    assert lead_and_body(f"<p>{goodbye}</p>") == ("", "")


@pytest.mark.parametrize("goodbye", [*GOODBYES, *MORE])
def test_a_goodbye_in_the_last_line_is_cut_off(goodbye: str) -> None:
    assert lead_and_body("", f"<p>{LEAD} {goodbye}</p>") == (LEAD, "")
    assert lead_and_body("", f"{LEAD[:40]} […] {goodbye}")[0] == f"{LEAD[:40].rstrip()}…"


@pytest.mark.parametrize(
    "link", ["[<a href='/1'>Read more</a>]", "<a href='/1'>Lire la suite →</a>", "<a>(more…)</a>"]
)
def test_a_link_that_leads_on_is_cut_off_in_the_middle_of_a_sentence(link: str) -> None:
    lead, _ = lead_and_body("", f"<p>{LEAD[:50]}… {link}</p>")

    assert lead == f"{LEAD[:50].rstrip()}…"


@pytest.mark.parametrize(
    "ending",
    [
        "They could then read more.",
        "Read more books than your neighbours do. It helps.",
        "The post appeared first on Monday.",
        "You can <a href='/x'>read more about bridges</a> in the town's library.",
        "La suite de ce film sortira en mai.",
        "Mehr Infos gibt es am Montag im Rathaus.",
        "Continue to the end of the road.",
    ],
)
def test_an_authors_own_last_sentence_stays(ending: str) -> None:
    _, body = lead_and_body(f"<p>{LEAD}</p><p>{BODY} {ending}</p>")

    assert body.endswith(ending.rsplit(" ", 2)[-1])


@pytest.mark.parametrize(
    "text",
    [
        "submitted by <a href='/u/x'>x</a> to <a href='/r/y'>y</a> <br/> <a href='/1'>[link]</a> "
        "<a href='/2'>[420 comments]</a>",
        "submitted by <a href='/u/x'> /u/x </a> <br/> <a href='/2'>[420 comments]</a>",
        "<p>Article URL: <a href='/1'>https://e.test/1</a></p>"
        "<p>Comments URL: <a href='/2'>https://e.test/2</a></p><p>Points: 12</p>"
        "<p># Comments: 3</p>",
    ],
)
def test_what_sources_put_below_or_instead_of_a_text_is_none(text: str) -> None:
    assert lead_and_body("", text) == ("", "")
    assert lead_and_body("", f"<p>{LEAD}</p>{text}") == (LEAD, "")


def test_the_head_of_an_archive_is_no_abstract() -> None:
    text = f"arXiv:2501.01234v2 Announce Type: replace-cross \nAbstract: {LEAD}"

    assert lead_and_body("", text) == (LEAD, "")


@pytest.mark.parametrize(
    "line",
    ["Ann posted a photo:", "Sponsored by: The Bridge Works", "View fullsize", "Advertisement",
     "Anna hat ein Foto gepostet:", "Publicité", "5 min read"],
)  # fmt: skip
def test_a_credit_is_none_of_the_text(line: str) -> None:
    assert is_aside(line)


@pytest.mark.parametrize(
    "line",
    ["By Ann Smith and Bob de Vries", "Par Anne Dupont", "Von Anna Groß und Karl Klein",
     "Posted on October 20, 2017", "Publié le 3 mai 2024", "Editor's note: this was first told",
     "Note du traducteur : le texte est ancien", "Photo: Ann Smith", "(Foto: Anna Groß)",
     "The town hall at dusk. (Photo: Ann)", "Illustration by Ann Smith"],
)  # fmt: skip
def test_a_line_about_the_text_is_passed_over(line: str) -> None:
    assert is_passed_over(line)


@pytest.mark.parametrize(
    "line",
    ["By Monday everything was closed", "Von Berlin nach Paris in vier Stunden",
     "Photos of the year", "Par ailleurs, rien n'a changé", "Note that it rains",
     "This bridge was originally painted red", "Updates arrive each day", "This column was felled",
     "Published authors met on 3 May. They sang."],
)  # fmt: skip
def test_a_sentence_that_begins_like_one_is_a_lead(line: str) -> None:
    assert not is_passed_over(line)
    assert not is_aside(line)


@pytest.mark.parametrize(
    "goodbye",
    [
        "This post <a>T</a> appeared first on <a>Y</a>.",
        "The article T was first published on Y.",
        "Originally published at <a>Y</a>.",
        "La entrada T apareció primero en Y.",
        "El artículo T fue publicado originalmente en Y.",
        "Source: <a>Y</a>",
        "Quelle: Y",
        "Der Artikel T ist zuerst auf Y erschienen.",
        "Este artigo T apareceu primeiro em Y",
        "Dit artikel T verscheen eerst op Y.",
        "Le billet T est paru en premier sur Y.",
        "Read the full post",
        "<a>Click here to continue reading</a>",
        "Read the full article at Y.",
        "<a>Leggi il resto</a>",
        "<a>Den vollständigen Beitrag lesen</a>",
        "Lire l'article en entier",
        "<a>Lees het volledige bericht</a>",
        "<a>Leia na íntegra</a>",
        "Reply via email",
        "<a>Leer la nota completa</a>",
        "<a>View in browser</a>",
        "<a>View article</a>",
        "<a>Discuss on the forum</a>",
        "<a>Join the discussion</a>",
        "<a>Mehr…</a>",
        "Tags: <a href='https://e.test/a'>bridge</a>, <a href='https://e.test/b'>town</a>",
        "Copyright © 2025 Ann Smith. All rights reserved.",
        "Запись <a>T</a> впервые появилась <a>Y</a>.",
        "投稿 <a>T</a> は <a>Y</a> に最初に表示されました。",
        "Inlägget <a>T</a> dök först upp på <a>Y</a>.",
        "<a>続きを読む</a>",
        "<a>Czytaj dalej</a>",
        "<a href='https://e.test/a'>Discussion</a> | <a href='https://e.test/b'>Link</a>",
    ],
)
def test_a_goodbye_in_other_words_is_one_too(goodbye: str) -> None:
    own = divide(None, RawText(value=f"<p>{LEAD}</p><p>{goodbye}</p>"), "A title")
    inline = divide(None, RawText(value=f"<p>{LEAD} {goodbye}</p>"), "A title")

    assert (own.lead, own.body) == (LEAD, "")
    assert inline.lead == LEAD or "<a href" in goodbye


@pytest.mark.parametrize(
    "text",
    [
        "Keep reading habits alive in schools",
        "Continua la protesta dei lavoratori",
        "Mehr lesen macht klug",
        "Comments on the budget are due on Friday",
        "This post first rose in May",
        "Learn more languages than your parents",
    ],
)
def test_a_text_that_begins_as_a_goodbye_does_stays(text: str) -> None:
    assert divide(None, RawText(value=f"<p>{text}</p>"), "A title").lead == text


@pytest.mark.parametrize(
    "begin", ["Originally published at https://e.test/a.html", "Source: Yahoo! News", "Bron: NOS."]
)
def test_a_text_that_goes_on_after_where_it_was_published_stays(begin: str) -> None:
    text = f"{begin} {LEAD} {BODY}. {LEAD}"

    assert BODY in lead_and_body("", f"<p>{text}</p>")[0]


@pytest.mark.parametrize(("letters", "is_none"), [(199, True), (200, True), (201, False)])
def test_a_line_of_more_than_two_hundred_letters_is_text(letters: int, is_none: bool) -> None:
    assert is_aside("Source: Ann Lee ".ljust(letters, "x")) is is_none


@pytest.mark.parametrize(("letters", "is_above_a_list"), [(59, True), (60, True), (61, False)])
def test_a_heading_above_a_list_has_sixty_letters(letters: int, is_above_a_list: bool) -> None:
    assert is_related("Related posts".ljust(letters)) is is_above_a_list


@pytest.mark.parametrize(("letters", "is_cut"), [(29, False), (30, True), (31, True)])
def test_an_agencys_place_goes_where_a_sentence_is_left(letters: int, is_cut: bool) -> None:
    assert (without_agency("OSLO (AP) — " + "x" * letters) == "x" * letters) is is_cut
