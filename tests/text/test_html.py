"""HTML of strangers, read into our markup."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.html import Image, read_html
from bot.text.markup import join
from bot.text.urls.links import resolve

BASE = "https://e.test/dir/page"


@pytest.mark.parametrize(
    ("html", "body"),
    [
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("one<br>two<br><br>three", "one\ntwo\n\nthree"),
        ("<h2>Head</h2>text", "## Head\n\ntext"),
        ("<h3></h3><p>text</p>", "text"),
        ("<ul><li>a</li><li><p>b</p><p>c</p></li></ul>", "- a\n\n- b\n\nc"),
        ("<blockquote><p>a</p><p>b</p></blockquote>c", "> a\n\n> b\n\nc"),
        ("<pre><code>x &lt; 1\n\n  y</code></pre>", "```\nx < 1\n\n  y\n```"),
        ("<table><tr><th>a</th><td>b</td></tr></table>", "a: b"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a | b"),
        ("<table><tr><td>a:</td> <td>b</td></tr></table>", "a: b"),
        ("<table><tr><th>a</th><td>b</td><td>c</td></tr></table>", "a | b | c"),
        ("<table><tr><th>a</th><th>b</th></tr></table>", "a | b"),
        ("<table><tr><th>a</th><td><table><tr><td>b</td></tr></table></td></tr></table>",
         "a\n\nb"),
        ("<table><tr><th>a</th><td>b<p>c</p></td></tr></table>", "a: b\n\nc"),
        ("<p>see <a href='/x'>this</a>.</p>", "see [this](https://e.test/x)."),
        ("<a href='x'><p>a</p><p>b</p></a>",
         "[a](https://e.test/dir/x)\n\n[b](https://e.test/dir/x)"),
        ("<a href='/f(1)'>[x]</a>", r"[\[x\]](https://e.test/f%281%29)"),
        ("<a href='javascript:alert(1)'>x</a>", "x"),
        ("<a href='/x'><img src='/i.png'></a>", ""),
        ("<p>- no list</p>", r"\- no list"),
        ('<div><a class="lightbox" href="/i.png"><img src="/i.png"></a>'
         '<div class="meta"><span>i</span><span>1920×1080</span></div></div><p>a</p>', "a"),
        ("<p>a</p><table class='diff'><tr><td>Line 1:</td></tr></table><p>b</p>", "a\n\nb"),
        ('<table class="a"><tr><td>a</td></tr></table><div class="meta">b</div>', "a\n\nb"),
        ("<dl><dt>a</dt><dd>b</dd><dd>c</dd><dt>d:</dt><dd>e</dd></dl>f", "a: b, c\n\nd: e\n\nf"),
        ("<dl><dt>a</dt><dd><p>b</p></dd></dl>", "a\n\nb"),
        ("<dl><dd>a</dd><dt>b</dt></dl><p>c</p>", "- a\n\nb\n\nc"),
        ("<p>a &amp; b &lt;i&gt;</p>", "a & b <i>"),
        ("<p>two  blanks\tand\nlines</p>", "two blanks and lines"),
        ("<p>two  blanks</p>", "two blanks"),
        ("<dl><dt></dt><dd>a</dd></dl>", "- a"),
        ("<h2>a</h2><dl><dt></dt><dd>b</dd></dl>", "## a\n\n- b"),
        ("<p>a] b</p>", r"a\] b"),
        ("<p>[a b</p>", r"\[a b"),
        (r"<p>a\b</p>", r"a\\b"),
        ("<script>x()</script><style>p{}</style><p>ok</p>", "ok"),
        ("<p>a\u202eb\u200bc</p>", "abc"),
        ("<p>unclosed <b>bold <p>next", "unclosed bold\n\nnext"),
        ("plain", "plain"),
        ("", ""),
    ],
)  # fmt: skip
def test_html_becomes_markup(html: str, body: str) -> None:
    assert join(read_html(html, BASE).parts) == body


@pytest.mark.parametrize("html", ["a<br><br>b", "a<br> <br>b", "<p>a</p><p>b</p>"])
def test_an_empty_line_parts_blocks(html: str) -> None:
    assert [part.markup for part in read_html(html, BASE).parts] == ["a", "b"]


def test_emphasis_is_known_only_where_it_covers_the_block() -> None:
    html = "<p><em>Kick</em></p><p><strong>Lead <a href='/'>x</a></strong></p><p>a <b>b</b></p>"

    assert [part.emphasis for part in read_html(html, BASE).parts] == ["em", "strong", None]


def test_pictures_are_listed_with_their_sizes() -> None:
    html = "<img src='/a.png' width='640' height='4e9'><img src='data:x'><img data-src='b.png'>"

    assert read_html(html, BASE).images == (
        Image(url="https://e.test/a.png", width=640, height=None),
        Image(url="https://e.test/dir/b.png", width=None, height=None),
    )


def test_the_emphasis_below_a_picture_is_its_caption_and_a_later_one_is_not() -> None:
    html = "<p><img src='/a.jpg'><em>Below it</em></p><p><em>Later</em></p>"

    assert [part.emphasis for part in read_html(html, BASE).parts] == ["caption", "em"]


@pytest.mark.parametrize(
    ("html", "is_read"),
    [
        ("<br>" * 9_999 + "end", True),
        ("<br>" * 10_000 + "end", False),
        ("x" * 399_997 + "end", True),
        ("x" * 399_998 + "end", False),
    ],
    ids=["tags", "a tag more", "letters", "a letter more"],
)
def test_so_much_of_a_text_is_read(html: str, is_read: bool) -> None:
    assert join(read_html(html, BASE).parts).endswith("end") is is_read


@given(st.text(alphabet="<>/apbr liquote='\"&;\n"))
def test_any_html_can_be_read(html: str) -> None:
    assert isinstance(join(read_html(html, BASE).parts), str)


@pytest.mark.parametrize(
    ("reference", "url"),
    [
        ("https://e.test/ü?a=b&c", "https://e.test/%C3%BC?a=b&c"),
        ("https://bücher.test:8080/x", "https://xn--bcher-kva.test:8080/x"),
        ("//cdn.test/x", "https://cdn.test/x"),
        ("e.test/x", "https://e.test/x"),
        ("www.e.test/x", "https://www.e.test/x"),
        ("www.a.test/x", "https://www.a.test/x"),
        ("www.test/x", "https://e.test/dir/www.test/x"),
        ("f.test/x", "https://e.test/dir/f.test/x"),
        ("https://e.test/a b", "https://e.test/a%20b"),
        ("https://e.test/100%25#frag", "https://e.test/100%25#frag"),
        ("../up", "https://e.test/up"),
        ("", None),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("http://[", None),
        ("http://e.test:port/", None),
        ("https://e.test/".ljust(2_048, "x"), "https://e.test/".ljust(2_048, "x")),
        ("https://e.test/".ljust(2_049, "x"), None),
        ("https://e.test/é".ljust(2_043, "x"), "https://e.test/%C3%A9".ljust(2_048, "x")),
        ("https://e.test/é".ljust(2_044, "x"), None),
    ],
)
def test_an_address_is_absolute_and_ascii_or_none(reference: str, url: str | None) -> None:
    assert resolve(reference, BASE) == url


@pytest.mark.parametrize(
    "note",
    [
        "<sup><a href='#fn-1'>1</a></sup>", "<a href='/a#footnote-12'>[12]</a>",
        "<sup id='x'><a href='#cite_note-3'>*</a></sup>", "<a href='#user-content-fnref-1'>↩</a>",
    ],
)  # fmt: skip
def test_the_number_of_a_note_is_no_word(note: str) -> None:
    document = read_html(f"<p>It rains.{note} Still.</p>", "https://e.test/a")

    assert [part.markup for part in document.parts] == ["It rains. Still."]


def test_other_links_within_a_page_stay() -> None:
    document = read_html(
        "<p>See <a href='#fn-1'>the note</a> or <a href='#p1'>1</a></p>", "https://e.test/a"
    )

    assert (
        document.parts[0].markup
        == "See [the note](https://e.test/a#fn-1) or [1](https://e.test/a#p1)"
    )


def test_pictures_of_phones_pages_and_of_pages_without_scripts_are_pictures() -> None:
    document = read_html(
        "<amp-img src='/a.jpg' width=300 height=200 layout=responsive></amp-img>"
        "<noscript><img src='/b.jpg'></noscript>",
        BASE,
    )
    bare = read_html(
        "<img src='/blank.gif'><noscript><img src='/b.jpg'></noscript>"
        "<noscript><img src='/t.gif' width=1 height=1></noscript>",
        BASE,
    )

    assert [(image.url, image.width) for image in document.images] == [
        ("https://e.test/a.jpg", 300)
    ]
    assert [(image.url, image.width) for image in bare.images] == [
        ("https://e.test/blank.gif", None),
        ("https://e.test/b.jpg", None),
        ("https://e.test/t.gif", 1),
    ]
    assert document.parts == bare.parts == ()


@pytest.mark.parametrize(
    ("img", "picture"),
    [
        ("<img src='/blank.gif' data-src='/a.jpg'>", "https://e.test/a.jpg"),
        ("<img src='/grey.png' data-srcset='/b.jpg 2x' data-original='/a.jpg'>",
         "https://e.test/a.jpg"),
        ("<img srcset='/a.jpg 300w, /b.jpg 600w'>", "https://e.test/b.jpg"),
        ("<img srcset='/a.jpg 300w, /b.jpg 900w, /c.jpg 4000w'>", "https://e.test/b.jpg"),
        ("<img srcset='/a.jpg 900w, /b.jpg 2048w, /c.jpg 2049w'>", "https://e.test/b.jpg"),
        ("<img srcset='/c.jpg 4000w,/d.jpg 8000w'>", "https://e.test/c.jpg"),
        ("<img srcset='/a.jpg, /b.jpg 2x' src='data:,'>", "https://e.test/b.jpg"),
        ("<img data-lazy-srcset='/w_3,h_2/a.jpg 300w, /w_9,h_6/a.jpg 900w'>",
         "https://e.test/w_9,h_6/a.jpg"),
        ("<img data-lazy='/a.jpg' src='data:,'>", "https://e.test/a.jpg"),
        ("<img data-orig-file='/a.jpg' src='data:,' data-large-file='/b.jpg'>",
         "https://e.test/a.jpg"),
        ("<img data-orig-file='/a.jpg' src='/a-300x200.jpg'>", "https://e.test/a-300x200.jpg"),
        ("<picture><source srcset='/a.webp 1x, /b.webp 2x'><img src='data:image/gif;base64,R0'>"
         "</picture>", "https://e.test/b.webp"),
        ("<picture><source media='(min-width: 9px)' srcset='/a.jpg'></picture>",
         "https://e.test/a.jpg"),
        ("<picture><source srcset='/a.webp'><img src='/b.jpg'></picture>", "https://e.test/b.jpg"),
        ("<img src='/a b.jpg'>", "https://e.test/a%20b.jpg"),
        ("<img src='/a.jpg' data-src=''>", "https://e.test/a.jpg"),
    ],
)  # fmt: skip
def test_the_address_that_a_script_would_use_is_the_pictures(img: str, picture: str) -> None:
    assert [image.url for image in read_html(img, BASE).images] == [picture]


@pytest.mark.parametrize(
    ("attributes", "is_seen"),
    [
        ("class='large'", True),
        ("class='wp-smiley'", False),
        ("class='size-full emoji'", False),
        ("hidden=''", False),
        ("style='display: none'", False),
        ("style='width: 1px'", False),
        ("style='width: 10px'", True),
    ],
)
def test_a_picture_that_is_hidden_or_belongs_to_the_letters_has_no_side(
    attributes: str, is_seen: bool
) -> None:
    [image] = read_html(f"<img src='/a.png' {attributes}>", BASE).images

    assert (image.width, image.height) == ((None, None) if is_seen else (0, 0))


PICTURE = "<noscript><img src='/a.png'></noscript"


@pytest.mark.parametrize(
    ("before", "html", "most"),
    [
        ("x", "<amp-img src='/a.png'></amp-img>", 4_000 - len("<amp-img")),
        ("x", "<noscript><img src='/a.png'></noscript>", 4_000 - len("<noscript")),
        ("<noscript></noscript>", f"{PICTURE}>", 20_000 - len(PICTURE)),
    ],
    ids=["of a phone's page", "without a script", "behind another"],
)
def test_an_odd_picture_is_looked_for_so_far(before: str, html: str, most: int) -> None:
    images = [
        read_html(before.ljust(letters, "x") + html, BASE).images for letters in (most, most + 1)
    ]

    assert [len(found) for found in images] == [1, 0]


@pytest.mark.parametrize(("letters", "blocks"), [(984, 1), (985, 2)])
def test_a_machines_table_begins_in_the_first_thousand_letters(letters: int, blocks: int) -> None:
    html = f"<p>{'x' * (letters - 3)}</p><table class='diff'><tr><td>a</td></tr></table>"

    assert len(read_html(html, BASE).parts) == blocks


@pytest.mark.parametrize(("length", "is_read"), [(400_000, True), (400_001, False)])
def test_four_hundred_thousand_characters_of_an_item_are_read(length: int, is_read: bool) -> None:
    read = read_html("<p>".ljust(length - 1, "a") + "b", "https://e.test/")

    assert ("ab" in str(read.parts)) is is_read
