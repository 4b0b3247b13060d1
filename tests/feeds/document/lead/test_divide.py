"""An entry's texts, divided into kicker, lead and body."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.feeds.document.lead.reading import BODY, LEAD, read

MAX_BODY = 100_000
MAX_LEAD = 600


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


@pytest.mark.parametrize(("letters", "kept"), [(9_998, 10), (9_999, 9)])
def test_a_body_has_a_hundred_thousand_letters_with_its_blanks(letters: int, kept: int) -> None:
    paragraphs = [*["y" * 9_998] * 9, "y" * letters]
    content = "".join(f"<p>{text}</p>" for text in (LEAD, *paragraphs))

    assert len(read(content, LEAD).body.split("\n\n")) == kept


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


def test_paragraphs_whose_tags_a_program_dropped_are_parted() -> None:
    text = "The bridge is closed.The city waits!Der Rest von .NET und fmt.Println bleibt."

    lead = read("", text).lead

    assert lead == "The bridge is closed. The city waits! Der Rest von .NET und fmt.Println bleibt."


def test_one_paragraph_whose_tags_were_dropped_is_parted_too() -> None:
    assert read("", "It is closed.The city waits…").lead == "It is closed. The city waits…"


@pytest.mark.parametrize("html", ["<p>{}</p>", "{}"])
def test_stars_around_words_are_none_of_a_lead(html: str) -> None:
    def lead(text: str) -> str:
        return read("", html.format(text)).lead

    assert lead("*New*: the bridge is **really** open, and stays so.") == (
        "New: the bridge is really open, and stays so."
    )
    assert lead("*The bridge is open, and nobody knows for how long.").startswith("The bridge")
    for text in ("All of *nix and *BSD runs on 2*3*4 f*cking cores.", "*sigh*, a 5* hotel, a 4*."):
        assert lead(text) == text


def test_a_line_break_that_a_program_wrote_out_is_none() -> None:
    assert read("", f"{LEAD}\\n").lead == LEAD
    assert read("", f"{LEAD} It stands in C:\\news.").lead.endswith("C:\\news.")


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


def test_two_blocks_tell_whether_sentences_are_glued() -> None:
    glued = "<p>The bridge was closed.This film shows why.</p>"
    plain = "<p>The bridge is old. It was built of wood.</p>"

    second, third = (read("", plain * before + glued).body for before in (1, 2))

    assert second.endswith("closed. This film shows why.")
    assert third.endswith("closed.This film shows why.")


@pytest.mark.parametrize("call", ["list.Add", "db.Query", "request.Get"])
def test_what_is_called_is_not_parted_where_sentences_are_glued(call: str) -> None:
    text = f"<p>The plank is old.We use {call} for the new one.Oslo has none.</p>"

    lead = f"The plank is old. We use {call} for the new one. Oslo has none."
    assert read("", text).lead == lead


def test_a_title_that_is_the_glued_beginning_of_its_text_is_none() -> None:
    text = "<p><b>Oslo, 1921: The Long Bridge</b></p><p>A bridge of wood that stood until 1950.</p>"

    prose = read("", text, title="Oslo, 1921: The Long BridgeA bridge of wood...")

    assert prose.lead == "Oslo, 1921: The Long Bridge – A bridge of wood that stood until 1950."


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


def test_a_text_in_markdown_is_read_as_one() -> None:
    text = f"*Where: [here](https://e.test/1)*\n\n{LEAD} See [that](https://e.test/2).<br>"

    prose = read("", text)

    assert LEAD in prose.lead
    assert "](" not in prose.lead
    assert "[that](https://e.test/2)" in prose.body


def test_a_message_that_stands_as_code_below_its_title_is_a_text() -> None:
    message = "<pre>fix: the clock\n\nIt was late by an hour.</pre>"

    assert read(message, title="fix: the clock").lead == "It was late by an hour."
    assert read("<pre>x = 1\ny = 2</pre>").lead == ""
