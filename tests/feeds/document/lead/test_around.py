"""What stands around a text is no lead: furniture, captions, places and sources."""

import pytest

from bot.feeds.document.lead.read import RawText
from tests.feeds.document.lead.reading import BODY, LEAD, divide, read


@pytest.mark.parametrize(
    "goodbye",
    [
        "The post <a href='/1'>A title</a> appeared first on <a href='/'>Site</a>.",
        "L’article A title est apparu en premier sur Site.",
        "<a href='/1'>Read more</a>",
        "Lire la suite →",
        "<a href='/1'>Comments</a>",
        "submitted by <a href='/u/x'> /u/x </a> <br/> <a href='/1'>[link]</a> <a>[comments]</a>",
    ],
)
def test_the_goodbyes_of_machines_are_left_out(goodbye: str) -> None:
    prose = read(f"<p>{LEAD}</p><p>{BODY}</p><p>{goodbye}</p>")
    alone = read(f"<p>{goodbye}</p>")

    assert (prose.lead, prose.body) == (LEAD, BODY)
    assert (alone.lead, alone.body) == ("", "")


def test_a_headline_that_a_flattened_page_begins_with_is_no_lead() -> None:
    title = "How a bridge was closed for good"

    assert read("", f"{title} {LEAD}", title).lead == LEAD
    assert read("", f"{title} – {LEAD}", title).lead == LEAD
    assert read("", f"{title}, and what came of it in the end.", title).lead.startswith(title)


@pytest.mark.parametrize(
    ("heading", "text"),
    [("Introduction", LEAD), ("Background", "‘The bridge’ is what all call it, and nobody knows."),
     ("Einleitung", "Die Brücke ist seit heute früh zu, und niemand weiß, wie lange.")],
)  # fmt: skip
def test_a_first_heading_that_ran_into_the_text_is_no_lead(heading: str, text: str) -> None:
    assert read("", f"{heading} {text}").lead == text
    assert read("", f"How it began {heading} {text}", "How it began").lead.endswith(text)
    guide = f"{heading} to bridges: the old, the new, and those that nobody has built yet."
    assert read("", guide).lead == guide


def test_a_line_that_most_entries_begin_with_is_a_notice() -> None:
    notice = "This feed has moved, please use another"
    text = f"<p>{notice}</p><p>{LEAD}</p>"

    prose = divide(RawText(value=text), None, "A title", lambda line: line == notice)

    assert (prose.lead, prose.body) == (LEAD, "")


def test_a_comic_says_more_when_it_is_pointed_at_than_its_shop() -> None:
    comic = "<a href='/1'><img src='/1.png' title='It was a duck all along.'></a>"

    assert (
        read("", f"{comic}<p><a href='/b'>Buy a print</a></p>").lead == "It was a duck all along."
    )
    assert read("", "<img src='/1.png' title='duck-1.png'>").lead == ""
    assert read("", f"{comic}<p>{LEAD}</p>").lead == LEAD


def test_a_page_that_begins_with_its_title_author_and_date_says_more() -> None:
    title = "How a bridge was closed for good"
    head = f"{title}<span>ann_smith</span>\n<span>November 27, 2024</span>"

    assert read("", f"{head}<div><p>{LEAD}</p><p>{BODY}</p></div>", title).lead == LEAD


def test_an_address_that_stands_for_a_link_is_left_out() -> None:
    text = (
        "Today we show ( https://e.test/map ) a map of (nearly) all bridges (https://e.test/all)."
    )

    lead = read("", text).lead

    assert lead == "Today we show a map of (nearly) all bridges (https://e.test/all)."


def test_a_greeting_goes_on_to_what_comes_after_it() -> None:
    assert read(f"<p>What a week!</p><p>{LEAD}</p>").lead == f"What a week! {LEAD}"


@pytest.mark.parametrize(
    "head",
    [
        "LONDON (Reuters) - ", "NEW YORK, Dec 9 (Reuters) - ", "NEWARK, N.J. (AP) — ",
        "(ANSA) - ROMA, 17 FEB - ", "São Paulo (EFE).- ", "Berlin (dpa/tmn) – ", "Bern (sda) ",
        "MADRID, 3 (EUROPA PRESS) - ", "OSLO, Dec. 9, 2025 /PRNewswire/ -- ",
        "OSLO--(BUSINESS WIRE)--", "МОСКВА, 17 фев - РИА Новости. ", "The Hague (ANP) - ",
        "[The Herald] ", "Listen now (54 mins) | ",
    ],
)  # fmt: skip
def test_where_news_were_written_and_by_whom_is_no_lead(head: str) -> None:
    assert read("", f"<p>{head}{LEAD}</p>").lead == LEAD


@pytest.mark.parametrize("tail", ["(AFP)", "(dpa)", "[ann/dpa]", "- AFP", "(Belga)"])
def test_whose_news_it_was_is_no_end_of_a_lead(tail: str) -> None:
    assert read("", f"<p>{LEAD} {tail}</p>").lead == LEAD


@pytest.mark.parametrize(
    "caption",
    ["Photo by Ann Smith on Unsplash ", "Cover image by Ann from Pixabay. ",
     "Image of a bridge via Wikimedia Commons ", "At dusk. Photo by Ann Smith on Flickr.",
     "The Long Bridge by Ann Holm (1924)", "View of the river, oil on wood (1891)"],
)  # fmt: skip
def test_a_caption_whose_tags_were_dropped_is_no_lead(caption: str) -> None:
    assert read("", f"{caption}{LEAD}").lead == LEAD


@pytest.mark.parametrize(
    "lead",
    [
        "Photos by Ann Smith from the bridge are shown in the old town hall until May.",
        "The Associated Press (AP) - the oldest of them - is older than the bridge over the river.",
        "European Parliament (EP) members walked over the bridge, and nobody knows what for.",
        "[W]hat does it mean to cross a bridge that has been closed since this morning?",
    ],
)
def test_a_sentence_that_names_an_agency_is_whole(lead: str) -> None:
    assert read("", f"<p>{lead}</p>").lead == lead


@pytest.mark.parametrize("label", ["Subject: ", "comment = ", "Titre : "])
def test_a_line_of_a_form_that_names_the_title_is_no_lead(label: str) -> None:
    title = "Changeset 12 - Close the bridge"
    assert read("", f"<p>{label}Close the bridge</p>", title=title).lead == ""
    assert read("", f"<p>{label}{title}</p><p>{LEAD}</p>", title=title).lead == LEAD


def test_a_line_of_a_form_in_chinese_that_names_the_title_is_no_lead() -> None:
    text = "<p>商品名称：木桥</p><p>商品说明：三百年的老桥，每块木板都是去年换的。</p>"

    assert read("", text, title="木桥").lead == "商品说明：三百年的老桥，每块木板都是去年换的。"


def test_what_a_program_notes_of_itself_is_no_lead() -> None:
    noted = "<p>comment = Mend the bridge</p><p>created_by = map 2.1 (iD)</p><p>host = m.test</p>"
    table = "<table><tr><th>Created</th><td>3 May 2026</td></tr></table>"

    assert read("", noted, title="Change 7 - Mend the bridge").lead == ""
    assert read("", f"{table}{noted}", title="Change 7").lead == ""
    assert read("", f"{noted}<p>{LEAD}</p>").lead == LEAD


@pytest.mark.parametrize(
    "line",
    ["Lesezeit: 3 Minuten", "4 min read", "Subscribe now", "Temps de lecture : 2 min",
     "submitted by <a href='/u'>ann</a> to <a href='/c'>boats</a><br>12 points | 7 comments"],
)  # fmt: skip
def test_a_line_of_the_layout_above_a_text_is_none_of_its_body(line: str) -> None:
    body = read(f"<p>{line}</p><p>{LEAD}</p><p>And more.</p>").body
    assert body.startswith(("And more", LEAD))


def test_a_greeting_above_a_text_is_its_authors() -> None:
    assert read(f"<p>Hi everyone,</p><p>{LEAD}</p><p>And more.</p>").body.startswith("Hi everyone")


@pytest.mark.parametrize(
    "line",
    ["Hello and welcome back! If you were forwarded this email, subscribe here.",
     "Update (2026-11-24): fixed a typo.", "Updated: the map is new.",
     "Update 2: it is open again."],
)  # fmt: skip
def test_a_line_about_a_text_is_no_lead(line: str) -> None:
    assert read(f"<p>{line}</p><p>{LEAD}</p>").lead == LEAD


@pytest.mark.parametrize(
    "text",
    ["Update 12.1 brings offline maps and a dark mode to all phones and tablets this week.",
     "Update (beta) brings offline maps and a dark mode to all phones and tablets this week.",
     "Submitted by the council on Monday, the plan cuts trains by half and flights by a third.",
     "Time to read: ten books about the sea that nobody should miss before the summer comes.",
     "The boat of the year is asked about * WHAT...ever it was named for, and it tells us all."],
)  # fmt: skip
def test_a_sentence_that_begins_as_the_layout_does_is_a_lead(text: str) -> None:
    assert read(f"<p>{text}</p><p>{LEAD}</p>").lead.startswith(text)


@pytest.mark.parametrize(
    "head",
    [
        "Journal of Tides, Volume 12, Issue 4, Page 1-20, November 2026. Abstract: ",
        "Annals of Rivers, Volume 3, Page 2, 2026. ",
    ],
)
def test_where_an_article_was_printed_is_no_lead(head: str) -> None:
    assert read("", f"<p>{head}{LEAD}</p>").lead == LEAD


@pytest.mark.parametrize(
    "line",
    ["J Tide Biol. 2026 Nov 20;12(4):101-110. doi: 10.1/jtb.1. Online ahead of print.",
     "Tides 12, 4 (2026), https://doi.org/10.1/t.12"],
)  # fmt: skip
def test_where_an_abstract_was_printed_is_no_lead(line: str) -> None:
    assert read(f"<p>{line}</p><p><b>ABSTRACT</b></p><p>{LEAD}</p>").lead == LEAD
    assert read("", f"{line}ABSTRACT{LEAD}").lead in (LEAD, f"{line}ABSTRACT{LEAD}")


def test_the_article_that_a_text_is_about_is_no_lead() -> None:
    reference = "Holm, I., Ek, P.A. and Berg, A. (2026), Tides. https://doi.org/10.1/t.2 "

    assert read("", f"<p>{reference}{LEAD}</p>").lead == LEAD
    said = "Holm says of https://doi.org/10.1/t.2 What she thinks is right about it."
    assert read("", f"<p>{said}</p>").lead == said


def test_a_source_alone_is_no_lead() -> None:
    assert read("", "[The Herald]").lead == ""
    assert read("", "[1] is a note, and the rest.").lead == "[1] is a note, and the rest."


def test_what_bluesky_leaves_out_is_no_text() -> None:
    notice = "[contains quote post or other embedded content]"

    assert read("", f"{LEAD}\n\n{notice}").body == ""
    assert read("", notice, title="").lead == ""


@pytest.mark.parametrize(
    "line",
    ["Read online | Unsubscribe", "Hey friends 👋", "Hello again!",
     "Filed: 2026-11-25 AccNo: 0001-26-000001 Size: 2 MB", "Jump to Recipe · Print Recipe"],
)  # fmt: skip
def test_a_letters_and_a_pages_furniture_is_no_lead(line: str) -> None:
    assert read(f"<p>{line}</p><p>{LEAD}</p>").lead == LEAD


@pytest.mark.parametrize(
    "lead",
    ["新华社北京11月26日电（记者 李明）河上的大桥从今早起关闭，没有人知道何时重新开放。",
     "[서울=뉴시스] 김민수 기자 = 강 위의 다리가 오늘부터 폐쇄되었고, 언제 열릴지 모른다."],
)  # fmt: skip
def test_an_agencys_words_in_the_east_are_no_lead(lead: str) -> None:
    assert read("", f"<p>{lead}</p>").lead.startswith(("河上", "강 위"))


@pytest.mark.parametrize(
    "words",
    ["Duck!", "Support us on Patreon!", "Comic by Ann Smith.", "previous | May 3rd | next",
     "Click here to go see the bonus panel!", ""],
)  # fmt: skip
def test_a_comic_says_what_it_says_when_it_is_pointed_at(words: str) -> None:
    said = "It was a duck all along."

    assert read(f"<img src='/c.png' title='{said}'><p>{words}</p>", title="Duck").lead == said


@pytest.mark.parametrize(
    ("words", "hover", "lead"),
    [
        ("Of ducks", "The duck of all ducks", "The duck of all ducks"),
        ("Of ducks and geese", "A duck", "Of ducks and geese"),
        ("Of ducks", "Of geese", "Of ducks"),
        ("Of ducks!", "The duck of all ducks", "Of ducks!"),
        ("Of ducks!", "A duck.", "A duck."),
    ],
)
def test_of_a_word_and_a_hover_text_the_sentence_leads_else_the_longer_one(
    words: str, hover: str, lead: str
) -> None:
    assert read(f"<img src='/c.png' title='{hover}'><p>{words}</p>", title="Day 7").lead == lead


@pytest.mark.parametrize(
    "hover", ["Screenshot 2025-12-09 at 10.00", "DSC 0012.JPG", "Photo by Ann Smith",
              "click to enlarge", "Duck", "The Duck"]
)  # fmt: skip
def test_what_a_program_says_of_a_picture_is_no_lead(hover: str) -> None:
    assert read(f"<img src='/c.png' title='{hover}'>", title="The duck").lead == ""


@pytest.mark.parametrize(
    "caption",
    [
        "<p><img src='/a.jpg'><em>The bridge at dusk, seen from the south.</em></p>",
        "<p><img src='/a.jpg'></p><p class='wp-caption-text'>The bridge at dusk, in May.</p>",
        "<table class='tr-caption-container'><tr><td><img src='/a.jpg'></td></tr><tr>"
        "<td class='tr-caption'>The bridge at dusk, seen from the south.</td></tr></table>",
        "<img src='/a.jpg'><div class='image-caption'><p>The bridge at dusk, in May.</p></div>",
    ],
)
def test_a_pictures_caption_is_no_lead_of_its_article(caption: str) -> None:
    prose = read(f"{caption}<p>{LEAD}</p>")

    assert prose.lead == LEAD
    assert prose.images[0].url == "https://e.test/a.jpg"
