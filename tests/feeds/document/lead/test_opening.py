"""What opens a text: its first blocks, until they say enough."""

import pytest

from bot.feeds.document.lead.divide import DividedText
from bot.feeds.document.lead.read import RawText
from tests.feeds.document.lead.reading import divide

TEXT = "The bridge has been closed since this morning, and nobody knows when it will open."


def read(content: str = "", summary: str = "", title: str = "A title", **more: bool) -> DividedText:
    return divide(
        RawText(value=content, base_url="https://e.test/") if content else None,
        RawText(value=summary, base_url="https://e.test/", **more) if summary else None,
        title,
    )


@pytest.mark.parametrize(
    "before",
    [
        "<p>Introduction</p>", "<p>Bug Fixes</p>", "<p><strong>Notes</strong></p>",
        "<h3>Summary</h3>",
        "<p>By Ann Smith and Bob Brown</p>", "<p>Ann posted a photo:</p>", "<p>Sponsored by:</p>",
        "<p>View fullsize</p>", "<p>Author's note: written a while ago, and never read again.</p>",
        "<p>This article is a translation of one that stood elsewhere.</p>",
        "<p>Photo: Ann Smith</p>", "<p>Posted on May 3, 2024</p>", "<pre>x = 1</pre>",
        "<p>Introduction</p><p>By Ann Smith</p><h2>One</h2>",
        "<p>Posted in News</p>", "<p>Good morning.</p>", "<p>Happy Friday!</p>",
        "<p>Hello and welcome to issue 12!</p>",
        "<blockquote>“A river never asks who built the bridge across it.” – Ann Holm</blockquote>",
        "<p><em>“A river never asks who built the bridge across it.” ― Ann Holm, Tides</em></p>",
        "<blockquote>Nobody builds a bridge alone, however small it is. — Bo Ek</blockquote>",
    ],
)  # fmt: skip
def test_what_says_nothing_of_the_article_is_passed_over(before: str) -> None:
    assert read(f"{before}<p>{TEXT}</p>").lead == TEXT
    assert read("", f"{before}<p>{TEXT}</p>").lead == TEXT


@pytest.mark.parametrize(
    ("before", "lead"),
    [
        ("This is what happened:", f"This is what happened: {TEXT}"),
        (f"{TEXT} He said this:", f"{TEXT} He said this: {TEXT}"),
        ("What we know so far", f"What we know so far – {TEXT}"),
    ],
)
def test_half_a_sentence_goes_on_to_the_next_block(before: str, lead: str) -> None:
    assert read(f"<p>{before}</p><blockquote>{TEXT}</blockquote>").lead == lead


def test_what_is_taken_for_the_lead_is_not_repeated_in_the_body() -> None:
    prose = read(f"<p>This is what happened:</p><p>{TEXT}</p><p>And more.</p>")

    assert prose.body == "And more."


def test_a_summary_that_says_nothing_gives_way_to_the_text() -> None:
    for summary in ("By Ann Smith", "Posted on May 3, 2024", "Introduction", "It is about this:"):
        assert read(f"<p>{TEXT}</p>", f"<p>{summary}</p>").lead == TEXT


def test_a_quotation_that_a_sentence_goes_on_after_is_a_lead() -> None:
    lead = "“The bridge is closed,” said Ann Smith – who has built it – in the town hall of Oslo."

    assert read(f"<p>{lead}</p><p>{TEXT}</p>").lead == lead


def test_a_short_sentence_stands_for_itself() -> None:
    assert read(f"<p>A short guide to it.</p><p>{TEXT}</p>").lead == "A short guide to it."


def test_where_there_is_nothing_else_even_a_byline_is_something() -> None:
    assert read("", "<p>By Ann Smith</p>").lead == "By Ann Smith"
    assert read("", "<h2>Notes</h2>").lead == "Notes"
    assert read("", "<p>View fullsize</p>").lead == ""


@pytest.mark.parametrize(
    ("text", "lead"),
    [
        ("<h2>What's Changed</h2><ul><li>Fix A by @ann in #1</li><li>Add B</li></ul>"
         "<p><strong>Full Changelog</strong>: <a href='/c'>v1...v2</a></p>",
         "Fix A by @ann in #1 · Add B"),
        ("<h3>Added</h3><ul><li>A dark mode</li></ul><h3>Fixed</h3><ul><li>The login</li></ul>",
         "A dark mode · The login"),
        ("<ul><li>one</li><li>two</li></ul>", "one · two"),
        ("<p>Changes are:</p><ol><li>one</li><li>two</li></ol>", "Changes are: one · two"),
        ("<ol><li><a href='https://f.test/1'>One paper says so</a> F</li>"
         "<li><a href='https://g.test/1'>Another says so as well</a> G</li></ol>",
         "One paper says so F"),
        (f"<ul><li><a href='#a'>Part one</a></li><li><a href='#b'>Two</a></li></ul><p>{TEXT}</p>",
         TEXT),
    ],
)  # fmt: skip
def test_a_list_says_its_first_points(text: str, lead: str) -> None:
    assert read(text).lead == lead


def test_a_long_list_says_only_some_points() -> None:
    lead = read("<ul>" + "<li>a point of twenty sig</li>" * 40 + "</ul>").lead

    assert 60 < len(lead) < 300


@pytest.mark.parametrize(
    "line",
    ["Get 20% off with the code BRIDGE: https://shop.test/b", "Subscribe: https://video.test/ann",
     "Thanks to Bridge Works for sponsoring this video! https://works.test", "► https://ann.test",
     "Thanks to https://works.test/?from=ann for the planks and the nails of this one."],
)  # fmt: skip
def test_an_advertisement_in_a_videos_first_line_is_passed_over(line: str) -> None:
    assert read("", f"{line}\n\n{TEXT}\n\nAnd more.", is_html=False).lead == TEXT
    assert read("", f"{line}\n{TEXT}\n\nAnd more.", is_html=False).lead == TEXT


def test_an_address_in_a_videos_first_sentence_is_none() -> None:
    line = f"{TEXT} See https://bridge.test for the plans of the new one."

    assert read("", f"{line}\n\nAnd more.", is_html=False).lead == line


def test_signs_without_spaces_between_them_are_words() -> None:
    text = "橋は今朝から閉鎖されています。いつ再開するかは分かりません。"

    assert read(f"<p>{text}</p><p>続き</p>").lead == text


def test_a_comic_says_its_hover_text_where_there_is_no_other() -> None:
    comic = "<img src='/c.png' title='It was a duck all along.' alt='A title'>"

    assert read("", comic).lead == "It was a duck all along."
    assert read("", f"<p>{TEXT}</p>{comic}").lead == TEXT
    assert read("", "<img src='/c.png' title='A title'>").lead == ""


def test_a_cut_after_a_whole_sentence_needs_no_sign() -> None:
    assert read("", f"{TEXT} […]").lead == TEXT
    assert read("", f"{TEXT[:-1]}, but […]").lead == f"{TEXT[:-1]}, but…"


@pytest.mark.parametrize("text", ["Some <b>words</b>", "Some words"])
def test_a_post_without_a_title_keeps_its_links_in_its_body(text: str) -> None:
    post = f"<p>See <a href='https://f.test/'>this</a>: {TEXT}</p><p>{text}</p>"

    untitled, cut = read("", post, title=""), read("", post, title="See this: The bridge has…")

    assert untitled.lead == cut.lead == f"See this: {TEXT}"
    assert untitled.body == f"See [this](https://f.test/): {TEXT}\n\nSome words" == cut.body
    assert read("", post, title="The bridge").body == "Some words"


@pytest.mark.parametrize(
    "heading",
    [
        "<p>Related articles</p>", "<h3>Articles en rapport</h3>",
        "<p><b>Ähnliche Beiträge:</b></p>", "<p>Leggi anche:</p>", "<h4>Lee también</h4>",
    ],
)  # fmt: skip
def test_a_list_of_other_articles_is_no_lead(heading: str) -> None:
    others = f"{heading}<ul><li><a href='/1'>Another article of ours</a></li></ul>"

    assert read(f"{others}<p>{TEXT}</p>").lead == TEXT
    assert read(f"<p>{TEXT}</p>{others}").lead == TEXT
    assert read(others).lead == ""


@pytest.mark.parametrize(
    "after",
    [
        "<pre>x = 1</pre><p>Thanks to Ann.</p>",
        "<pre>x = 1</pre>",
        f"<h2>First</h2><p>{TEXT}</p><h2>Second</h2><p>{TEXT}</p>",
    ],
)
def test_a_colon_before_what_no_lead_can_show_ends_the_lead(after: str) -> None:
    opening = "<p>This is how it is done, and it works everywhere:</p>"

    assert read(opening + after).lead == "This is how it is done, and it works everywhere…"


def test_a_shops_table_stands_below_what_it_says_of_a_product() -> None:
    table = (
        "<td><p><strong>Vendor: </strong>Ann<br><strong>Type: </strong>Book<br>Price: 12</p></td>"
    )
    prose = read("", f"<table><tr>{table}</tr><tr><td><p>{TEXT}</p></td></tr></table>")

    assert (prose.lead, prose.body) == (TEXT, "Vendor: Ann\nType: Book\nPrice: 12")


@pytest.mark.parametrize("guest", ["Guest: Ann Smith.", "Invité : Ann Smith", "Gäste: Ann und Bob"])
def test_who_was_there_is_no_lead_where_there_is_more(guest: str) -> None:
    assert read(f"<p>{guest}</p><p>{TEXT}</p>").lead == TEXT


@pytest.mark.parametrize(
    "line",
    [
        "May 3, 2024",
        "3. Mai 2024",
        "2024-05-03",
        "Traduit par Jeanne Dupont",
        "Guest post by Ann Smith",
        "This episode is sponsored by Planks &amp; Sons.",
        "View this email in your browser",
        "Created | Sun, 24 Nov 2024 23:05:12 +0000",
        "此主题相关图片如下：",
        "(This post was translated from German by Ann.)",
        "Listen on Our Radio",
        "14 minute reading time; ~2600 words",
        "Estimated reading time: 4 minutes",
        "[This review was originally posted at the Daily Bridge on Aug. 15, 2014.]",
        "Update - there is a newer post about this.",
        "Mise à jour : il y en a une suite.",
        "Nachtrag: Inzwischen ist sie offen.",
        "Ann Smith | December 9, 2025",
        "9. Dezember 2025 · Von Karl Klein",
        "📅 December 9, 2025",
        "Par Anne Dupont, le 9 décembre 2025",
        "Von Karl Klein, dpa",
        "Article written by Ann Smith",
        "Crédit photo : Anne Dupont",
        "Bildnachweis: Karl Klein",
        "This post may contain affiliate links.",
        "Share on Facebook",
        "Author note: there is a translation of this.",
        "In reply to Ann Smith.",
        "Dear readers,",
        "TL;DR:",
        "* * *",
        "—",
        "#bridge #city",
        "Submitted by ann to bridges<br>12 points | <a href='/c'>3 comments</a>",
    ],
)
def test_a_line_about_the_text_is_passed_over(line: str) -> None:
    assert read("", f"<p>{line}</p><p>{TEXT}</p>").lead == TEXT


@pytest.mark.parametrize(
    "text",
    [
        "- Fix the login\n- Add a map",
        "* Fix the login\n* Add a map",
        "Now:\n• Fix the login\n• Add a map",
    ],
)
def test_a_list_in_plain_lines_is_one(text: str) -> None:
    lead = read("", text, is_html=False).lead

    assert lead.removeprefix("Now: ") == "Fix the login · Add a map"


def test_new_contributors_are_not_what_is_new() -> None:
    new = "<h2>New Contributors</h2><ul><li>@ann made their first contribution</li></ul>"

    assert read(f"<h2>What's Changed</h2><ul><li>Fix A</li></ul>{new}").lead == "Fix A"


@pytest.mark.parametrize(
    "first",
    [
        "SUPPORT US\nhttps://p.test",
        "Start learning for free: https://b.test",
        "00:00 Intro\n01:20 End",
        "Download the app: https://a.test",
        "#shorts #bridge",
    ],
)
def test_a_film_is_described_below_what_it_sells(first: str) -> None:
    assert read("", f"{first}\n\n{TEXT}", is_html=False).lead == TEXT


@pytest.mark.parametrize("word", ["Summary", "Key points", "Zusammenfassung", "Résumé"])
def test_a_word_in_the_line_above_a_text_is_none_of_it(word: str) -> None:
    assert read("", f"<p><strong>{word}</strong><br>{TEXT}</p>").lead == TEXT
    assert read("", f"{word}\n{TEXT}", is_html=False).lead == TEXT


def test_lines_that_are_short_stay_together() -> None:
    assert read("", "<p>The bridge<br>is open<br>again</p>").lead == "The bridge is open again"


@pytest.mark.parametrize(
    "line",
    [
        "By Monday 9 December we shall know what became of the bridge.",
        "Berlin | the bridge of 1903 is closed, and nobody says why",
        "Share on what was promised: half of it",
        "The town – 9 December is a feast, and everybody comes to it",
    ],
)
def test_a_sentence_with_a_date_in_it_is_a_lead(line: str) -> None:
    assert read("", f"<p>{line}</p><p>{TEXT}</p>").lead.startswith(line[:20])


def test_a_post_of_signs_alone_keeps_them() -> None:
    assert read("", "<p>🎉🎉</p>").lead == "🎉🎉"


@pytest.mark.parametrize(
    "line",
    [
        "Part 2 of 5", "(Part 2 of 5)", "Part two of three", "Teil 2 von 5", "Partie 2 sur 5",
        "Parte 2 di 5", "Deel 2 van 5", "This is the second post in a series about bridges.",
        "Words: Ann Smith / Photos: Bob Brown", "Story by Ann Smith, photos by Bob Brown",
        "Ann Smith, The Herald", "Ann Smith / AFP", "Ein Gastbeitrag von Anna Groß",
        "Av Anna Svensson", "Автор: Иван Петров", "作者：王小明", "はじめに",
        "Veröffentlicht am 9. Dezember 2025", "Advertisement - Continue Reading Below",
        "- Anzeige -", "Enlarge / A bridge at dusk", "Cliquez pour agrandir",
        "Zum Vergrößern klicken", "Traducción de Ana García", "Vertaling: Anna de Vries",
        "Listen now (54 mins) |",
        "Tempo di lettura: 5 minuti", "Tabla de contenidos", "Content warning: heights",
        "Dieser Beitrag enthält Affiliate-Links.", "Share Tweet", "Skip to content",
        "Submitted by admin on Mon, 12/01/2025 - 10:00", "By admin, 1 December, 2025",
        "Category: News", "Tags: bridge, river", "Read this in French",
        "Your browser does not support the audio element.", "[gallery]", "----------------------",
        "Forwarded this email? Subscribe here for more", "Was this email forwarded to you?",
        "Guest author: Ann Smith", "Guest post by Ann Smith, who builds bridges.",
        "Reblogged this on The Herald.", "Click for full size", "1 / 5", "Photo gallery (5 images)",
        "Lesezeit ca. 5 Minuten", "Durée de lecture : 5 min", "Jump to Recipe Print Recipe",
        "Spread the love", "As an Amazon Associate I earn from qualifying purchases.",
        "Dieser Artikel enthält Werbung.", "Key facts",
        "The Bridge at Dusk from Ann Smith on Vimeo.", "In this article:", "No content.",
        "Hovertext:", "Author(s): Ann Smith and Bob Brown", "Key takeaways",
        "Nature, Published online: 09 December 2025; doi:10.1038/s41586-1",
    ],
)  # fmt: skip
def test_a_platforms_line_above_a_text_is_passed_over(line: str) -> None:
    assert read(f"<p>{line}</p><p>{TEXT}</p>").lead == TEXT
    assert read(f"<p>{line}<br>{TEXT}</p>").lead == TEXT
    assert read("", f"{line}\n\n{TEXT}", is_html=False).lead == TEXT


def test_a_short_quotation_above_a_text_is_its_motto_or_a_caption() -> None:
    motto = "<blockquote>A bridge is a road too.</blockquote><p>— Ann Smith, 1924</p>"

    assert read(f"{motto}<p>{TEXT}</p>").lead == TEXT
    assert read(motto).lead == "A bridge is a road too."
    assert read(f"<p>They ask:</p>{motto}<p>{TEXT}</p>").lead.startswith("They ask: A bridge")


@pytest.mark.parametrize("name", ["The Herald News", "—Ann Smith, Bridges", "By Ann Smith"])
def test_who_signed_a_text_on_the_line_below_it_is_none_of_it(name: str) -> None:
    assert read(f"<p>{TEXT}<br><i>{name}</i></p>").lead == TEXT


def test_what_a_film_sells_below_its_first_lines_is_left_out() -> None:
    text = f"{TEXT}\nTHE WHOLE FILM: https://film.test/1\n0:00 The bridge\nIt rains."

    assert read("", text, is_html=False).lead == f"{TEXT} 0:00 The bridge It rains."


def test_names_and_values_of_a_table_are_no_lead_where_there_is_a_text() -> None:
    table = (
        "<table><tr><th>Length</th><td>120 m</td></tr><tr><td>Built:</td><td>1924</td></tr></table>"
    )

    assert read(f"{table}<p>{TEXT}</p>").lead == TEXT
    assert read(table).lead == "Length: 120 m · Built: 1924"


def test_a_clusters_first_article_stands_for_all_without_its_source() -> None:
    point = "<li><a href='/{0}'>{1}</a>&nbsp;&nbsp;<font color='#6f6f6f'>The Herald</font></li>"
    said = "They closed it, and nobody knows why; the town asked for an expert."

    cluster = point.format(1, "The bridge is closed") + point.format(2, "Bridge shut at last")
    assert read(f"<ol>{cluster}</ol>").lead == "The bridge is closed"
    assert "The Herald" in read(f"<ol>{point.format(1, 'The bridge is closed')}</ol>").lead
    own = f"<li><a href='/1'>The bridge is closed</a> - {said}</li>"
    assert read(f"<ul>{own}{own}</ul>").lead == f"The bridge is closed - {said}"
