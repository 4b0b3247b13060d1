"""An entry's texts, divided into kicker, lead and body."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.document.lead.divide import DividedText
from bot.feeds.document.lead.read import RawText
from tests.feeds.document.lead.reading import divide

MAX_BODY = 100_000
MAX_LEAD = 600

LEAD = "The bridge has been closed since this morning, and nobody knows when it will open."
BODY = "The city has asked for an expert. He comes on Thursday."


def read(content: str = "", summary: str = "", title: str = "A title") -> DividedText:
    return divide(
        RawText(value=content, base_url="https://e.test/") if content else None,
        RawText(value=summary, base_url="https://e.test/") if summary else None,
        title,
    )


def test_an_emphasised_line_above_a_bold_lead_is_the_kicker() -> None:
    prose = read(f"<p><em>A screw loose</em></p><p><strong>{LEAD}</strong></p><p>{BODY}</p>")

    assert (prose.kicker, prose.lead, prose.body) == ("A screw loose", LEAD, BODY)


def test_an_emphasised_line_above_what_the_summary_says_is_the_kicker() -> None:
    prose = read(f"<p><em>A screw loose</em></p><p>{LEAD}</p><p>{BODY}</p>", f"<p>{LEAD}</p>")

    assert (prose.kicker, prose.lead, prose.body) == ("A screw loose", LEAD, BODY)


@pytest.mark.parametrize(
    "content",
    [
        f"<p><em>A screw loose</em></p><p>{LEAD}</p>",  # nothing says that this is a lead
        f"<p>A <em>screw</em> loose</p><p><strong>{LEAD}</strong></p>",
        f"<p><em>{'A very long line. ' * 10}</em></p><p><strong>{LEAD}</strong></p>",
        f"<h2><em>A screw loose</em></h2><p><strong>{LEAD}</strong></p>",
        "<p><em>A screw loose</em></p>",
    ],
)
def test_what_is_not_plainly_a_kicker_is_none(content: str) -> None:
    assert read(content).kicker is None


@pytest.mark.parametrize(
    ("content", "summary", "lead", "body"),
    [
        # only one of them
        ("", LEAD, LEAD, ""),
        ("", f"<p>{LEAD}</p><p>{BODY}</p>", LEAD, BODY),
        (f"<p>{LEAD}</p><p>{BODY}</p>", "", LEAD, BODY),
        ("", "", "", ""),
        # the summary is the lead, the whole, or a beginning
        (f"<p>{BODY}</p>", LEAD, LEAD, BODY),
        (f"<p>{LEAD}</p><p>{BODY}</p>", LEAD, LEAD, BODY),
        (f"<p>{LEAD}</p><p>{BODY}</p>", f"<p>{LEAD}</p><p>{BODY}</p>", LEAD, BODY),
        (f"<p>{LEAD}</p><p>{BODY}</p>", f"{LEAD[:60]} […]", LEAD, BODY),
        (f"<p>{LEAD}</p><p>{BODY}</p>", f"{LEAD} The city has [&#8230;]", LEAD, BODY),
        (f"<p><strong>{LEAD}</strong></p><p>{BODY}</p>", "Quite another text.", LEAD, BODY),
        ("<p>See below.</p>", f"<p>{LEAD}</p>" + f"<p>{BODY}</p>" * 12, LEAD,
         "\n\n".join([BODY] * 12)),
        # the text begins with no paragraph
        (f"<h2>Head</h2><p>{LEAD}</p>", "", LEAD, f"## Head\n\n{LEAD}"),
        ("<ul><li>one</li><li>two</li></ul>", "", "one · two", "- one\n\n- two"),
        # said twice
        (f"<h1>A title</h1><p>{LEAD}</p>", "", LEAD, ""),
        ("", "A title", "", ""),
        # plain text
        ("", "First line\nsecond\n\nNext &amp; last", "First line second – Next & last", ""),
        ("", f"{LEAD} Read more…", f"{LEAD}", ""),
    ],
)  # fmt: skip
def test_the_lead_is_what_opens_the_article_and_the_body_goes_on(
    content: str, summary: str, lead: str, body: str
) -> None:
    prose = read(content, summary)

    assert (prose.lead, prose.body) == (lead, body)


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


def test_a_long_first_paragraph_is_shortened_for_the_lead_and_kept_in_the_body() -> None:
    long = "many words " * 100

    prose = read(f"<p>{long}</p>")

    assert len(prose.lead) <= MAX_LEAD
    assert prose.lead.endswith(("words…", "many…"))
    assert prose.body == long.strip()


def test_a_book_ends_between_two_paragraphs() -> None:
    prose = read("<p>a paragraph of a book</p>" * 20_000)

    assert len(prose.body) <= MAX_BODY
    assert prose.body.endswith("\n\na paragraph of a book")


@given(st.text(max_size=300), st.text(max_size=300), st.text(max_size=30))
def test_any_texts_can_be_divided(content: str, summary: str, title: str) -> None:
    prose = read(content, summary, title)

    assert len(prose.lead) <= MAX_LEAD


def test_a_text_that_a_program_cut_says_so() -> None:
    long = f"{LEAD} {LEAD} And then the whole of the city"
    hundred = f"{'The bridge has been closed again for a good while ' * 3}"[:98].rstrip()
    round_cut = hundred.ljust(100, "x")

    assert read("", long).lead == f"{long}…"
    assert read("", f"<p>{long},</p>").lead == f"{long}…"
    assert read("", long.replace(". ", ".\xa0 ")).lead.endswith("city…")
    assert read("", round_cut).lead.endswith(" …") is False
    assert read("", round_cut).lead == f"{round_cut.rpartition(' ')[0]}…"


@pytest.mark.parametrize(
    "text",
    [
        f"{LEAD} {LEAD}", "A short line without an end", f"{LEAD} {LEAD} More #bridges #city",
        f"{LEAD} {LEAD} More: https://e.test/page",
    ],
)  # fmt: skip
def test_a_text_that_is_whole_has_no_sign_that_it_was_cut(text: str) -> None:
    assert read("", text).lead == text


def test_a_headline_that_a_flattened_page_begins_with_is_no_lead() -> None:
    title = "How a bridge was closed for good"

    assert read("", f"{title} {LEAD}", title).lead == LEAD
    assert read("", f"{title} – {LEAD}", title).lead == LEAD
    assert read("", f"{title}, and what came of it in the end.", title).lead.startswith(title)


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


@pytest.mark.parametrize("sign", ["[…]", "[...]", "(...)", "(…)", "..."])
def test_a_sign_that_a_text_was_cut_is_one_of_ours(sign: str) -> None:
    assert read("", f"{LEAD} And then the wh {sign}").lead == f"{LEAD} And then the wh…"


@pytest.mark.parametrize("word", ["the", "für", "avec", "de la", "with", "het"])
def test_a_lead_that_ends_with_an_open_word_says_that_it_goes_on(word: str) -> None:
    text = f"{LEAD} Now we wait {word}"

    assert read(f"<p>{text}</p><blockquote>a long letter</blockquote>").lead == f"{text}…"


def test_a_title_may_end_with_any_word() -> None:
    assert read("", "What everybody waits for").lead == "What everybody waits for"


@pytest.mark.parametrize(
    ("lead", "title"),
    [
        ("3.8.7", "v3.8.7"),
        ("New bridge", "A new bridge for the town"),
        ("2024.1", "Release 2024.1 (stable)"),
    ],
)
def test_a_lead_that_stands_in_the_title_is_none(lead: str, title: str) -> None:
    assert read("", f"<p>{lead}</p>", title).lead == ""


def test_a_lead_says_what_its_title_does_not() -> None:
    title = "How a bridge was closed for good"

    assert read("", f"{title} – with Ann Smith", title).lead == "with Ann Smith"
    assert read("", f"{title}.", title).lead == ""
    assert read("", f"{title}, they say.", title).lead == f"{title}, they say."


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


def test_paragraphs_whose_tags_a_program_dropped_are_parted() -> None:
    text = "The bridge is closed.The city waits!Der Rest von .NET und fmt.Println bleibt."

    lead = read("", text).lead

    assert lead == "The bridge is closed. The city waits! Der Rest von .NET und fmt.Println bleibt."


def test_one_paragraph_whose_tags_were_dropped_is_parted_too() -> None:
    assert read("", "It is closed.The city waits…").lead == "It is closed. The city waits…"


def test_a_line_break_that_a_program_wrote_out_is_none() -> None:
    assert read("", f"{LEAD}\\n").lead == LEAD
    assert read("", f"{LEAD} It stands in C:\\news.").lead.endswith("C:\\news.")


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
     "Image of a bridge via Wikimedia Commons ", "At dusk. Photo by Ann Smith on Flickr."],
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


def test_half_a_sentence_says_that_it_goes_on() -> None:
    assert read("", "He told us of the bridge, of the river,").lead.endswith("river…")
    text = "It rains. " + "He told us of the bridge that he had walked over " * 4 + "it's"
    assert read("", text).lead.endswith("it's…")


def test_a_sentence_glued_to_the_next_one_is_parted() -> None:
    text = "<p>The bridge was closed.This film shows why.Efter kampen.</p>"

    assert read("", text).lead == "The bridge was closed. This film shows why. Efter kampen."


@pytest.mark.parametrize(
    ("glued", "parted"),
    [
        ("It says the club.Oslo won at last.The bridge is open. – We won.- It was hard.",
         "It says the club. Oslo won at last. The bridge is open. – We won. - It was hard."),
        ("So er.”Die Brücke ist zu.Anna Berg geht.", "So er.” Die Brücke ist zu. Anna Berg geht."),
        ("Wir kommen!Und wir bleiben. Anna geht.", "Wir kommen! Und wir bleiben. Anna geht."),
        ("Ça fait mal...Il tombe.Paul rit.", "Ça fait mal... Il tombe. Paul rit."),
        ("Où est-il ?Il dort.Paul aussi dort.", "Où est-il ? Il dort. Paul aussi dort."),
    ],
)  # fmt: skip
def test_names_begin_sentences_where_others_are_glued(glued: str, parted: str) -> None:
    assert read("", f"<p>{glued}</p>").lead == parted


@pytest.mark.parametrize(
    "text",
    [
        "We pass an http.Client along, and errors.As tells what a context.Context ended.",
        "It runs on ASP.Net and on Node.Js today, says DeepLearning.AI in its letter.",
    ],
)
def test_names_of_programs_are_not_parted(text: str) -> None:
    assert read("", f"<p>{text}</p>").lead == text


def test_a_title_that_is_the_glued_beginning_of_its_text_is_none() -> None:
    text = "<p><b>Oslo, 1921: The Long Bridge</b></p><p>A bridge of wood that stood until 1950.</p>"

    prose = read("", text, title="Oslo, 1921: The Long BridgeA bridge of wood...")

    assert prose.lead == "Oslo, 1921: The Long Bridge – A bridge of wood that stood until 1950."


@pytest.mark.parametrize("label", ["Subject: ", "comment = ", "Titre : "])
def test_a_line_of_a_form_that_names_the_title_is_no_lead(label: str) -> None:
    title = "Changeset 12 - Close the bridge"
    assert read("", f"<p>{label}Close the bridge</p>", title=title).lead == ""
    assert read("", f"<p>{label}{title}</p><p>{LEAD}</p>", title=title).lead == LEAD


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


def test_a_warning_of_the_weather_says_its_points() -> None:
    text = (
        "...FLOOD WARNING UNTIL FRIDAY... * WHAT...Flooding caused by rain.\n"
        "* WHERE...The river near the bend. * IMPACTS...Roads may be closed."
    )

    said = (
        "What: Flooding caused by rain. · Where: The river near the bend."
        " · Impacts: Roads may be closed."
    )
    assert read("", text).lead == said
    assert read("", f"<p>{text}</p>").lead == said


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


def test_a_list_of_terms_says_them_where_there_is_no_text() -> None:
    terms = (
        "<dl><dt>Time</dt><dd>10:40 UTC</dd><dd>18:40 there</dd><dt>Depth:</dt><dd>10 km</dd></dl>"
    )

    assert read("", terms).lead == "Time: 10:40 UTC, 18:40 there · Depth: 10 km"
    assert read(f"{terms}<p>{LEAD}</p>").lead == LEAD


def test_what_announces_code_goes_on_after_it() -> None:
    text = f"<p>I have this code:</p><pre><code>tide = 1</code></pre><p>{LEAD}</p>"

    assert read(text).lead == f"I have this code – {LEAD}"


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("RT by @ann: The ferry is back https://ferry.test",
         "<p>The ferry is back <a href='https://ferry.test'>ferry.test</a></p>"),
        ("R to @bo: See www.ferry.test/x", "See www.ferry.test/x"),
        ("See https://www.ferry.test", "See <a href='https://ferry.test'>ferry.test</a>"),
    ],
)  # fmt: skip
def test_a_text_that_is_its_title_stands_once(title: str, text: str) -> None:
    assert read("", text, title=title).lead == ""


def test_what_bluesky_leaves_out_is_no_text() -> None:
    notice = "[contains quote post or other embedded content]"

    assert read("", f"{LEAD}\n\n{notice}").body == ""
    assert read("", notice, title="").lead == ""


@pytest.mark.parametrize(
    ("html", "said"),
    [
        (f"<p><b>Company:</b> Yard<br><b>Place:</b> Bergen<br><b>Pay:</b> 45k</p><p>{LEAD}</p>",
         f"Company: Yard · Place: Bergen · Pay: 45k – {LEAD}"),
        ("<p>When: Saturday, 5 December 2026, 10:00 – 18:00<br>Where: at the old pier</p>",
         "When: Saturday, 5 December 2026, 10:00 – 18:00 · Where: at the old pier"),
    ],
)  # fmt: skip
def test_lines_of_names_and_values_are_parted(html: str, said: str) -> None:
    assert read("", html).lead == said


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


def test_a_text_in_markdown_is_read_as_one() -> None:
    text = f"*Where: [here](https://e.test/1)*\n\n{LEAD} See [that](https://e.test/2).<br>"

    prose = read("", text)

    assert LEAD in prose.lead
    assert "](" not in prose.lead
    assert "[that](https://e.test/2)" in prose.body


@pytest.mark.parametrize(
    "words",
    ["Duck!", "Support us on Patreon!", "Comic by Ann Smith.", "previous | May 3rd | next",
     "Click here to go see the bonus panel!", ""],
)  # fmt: skip
def test_a_comic_says_what_it_says_when_it_is_pointed_at(words: str) -> None:
    said = "It was a duck all along."

    assert read(f"<img src='/c.png' title='{said}'><p>{words}</p>", title="Duck").lead == said


@pytest.mark.parametrize(
    "hover", ["Screenshot 2025-12-09 at 10.00", "DSC 0012.JPG", "Photo by Ann Smith",
              "click to enlarge", "Duck", "The Duck"]
)  # fmt: skip
def test_what_a_program_says_of_a_picture_is_no_lead(hover: str) -> None:
    assert read(f"<img src='/c.png' title='{hover}'>", title="The duck").lead == ""


def test_a_message_that_stands_as_code_below_its_title_is_a_text() -> None:
    message = "<pre>fix: the clock\n\nIt was late by an hour.</pre>"

    assert read(message, title="fix: the clock").lead == "It was late by an hour."
    assert read("<pre>x = 1\ny = 2</pre>").lead == ""


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
