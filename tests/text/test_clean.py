"""One line of plain text from what strangers wrote."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.clean import author, one_line, shorten, title


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("AT&amp;T &lt;b&gt;", "AT&T <b>"),
        ("a <b>bold</b> claim", "a bold claim"),
        ("if a < b and vector<int> c", "if a < b and vector<int> c"),
        ("  two\n\t lines \r\n", "two lines"),
        ("« Où ? »", "« Où ? »"),
        ("gnp.\u202egpj.exe", "gnp.gpj.exe"),
        ("zero\u200bwidth\ufeff \u2067rtl\u2069", "zerowidth rtl"),
        ("nul\x00 and bell\x07", "nul and bell"),
        ("half \ud800 pair", "half pair"),
        ("Z" + "\u0335\u0321\u034b" * 9 + "algo", "Z\u0335\u0321\u034balgo"),
        ("cafe\u0301", "café"),
        ("☕️ Brève", "☕️ Brève"),
        ("👩\u200d👩\u200d👧 family", "👩\u200d👩\u200d👧 family"),
        ("a\u200db", "ab"),
        ("tag\U000e0041\U000e0042", "tag"),
        ("<![CDATA[A bridge]]>", "A bridge"),
        ("How to centre a <div>", "How to centre a <div>"),
        ("It is <b>open</b>", "It is open"),
        (
            'A <iframe src="/x"></iframe>map<embed src=x> and a<link rel="x" href="y">',
            "A map and a",
        ),
        ("What <iframe> does, and <router-link>", "What <iframe> does, and <router-link>"),
        ("if a <bcd and e = f> g", "if a <bcd and e = f> g"),
        ("", ""),
    ],
)
def test_a_title_keeps_its_meaning_and_loses_its_tricks(raw: str, cleaned: str) -> None:
    assert title(raw) == cleaned


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("ada@example.org (Ada Lovelace)", "Ada Lovelace"),
        ("Ada Lovelace <ada@example.org>", "Ada Lovelace"),
        ("Ada &amp; Grace", "Ada & Grace"),
        ("ada@example.org", ""),
        ("mailto:ada@example.org", ""),
        ("ada@example.org, bob@example.org", ""),
        ("Ada Lovelace, ada@example.org", "Ada Lovelace"),
        ("Ada Lovelace (mailto:ada@example.org)", "Ada Lovelace"),
        ("ada@example.org (Ada (The Paper))", "Ada (The Paper)"),
        ("Ada (The Paper)", "Ada (The Paper)"),
        ("@ada@example.social", "@ada@example.social"),
        ("Ada @ home", "Ada @ home"),
        ("@ada Ada Lovelace", "Ada Lovelace"),
        ("@ada", "@ada"),
        ("@dyk Ada van Dyk", "Ada van Dyk"),
        ("@ada ada", "ada"),
        ("@ada and @joan", "@ada and @joan"),
        ("@ada et Joan", "@ada et Joan"),
        ("@ada, @joan", "@ada, @joan"),
        ("@ada (admin)", "@ada (admin)"),
        ("By Ada Lovelace", "Ada Lovelace"),
        ("by the way", "by the way"),
        ("admin", ""),
        ("Super User", ""),
        ("Adminah", "Adminah"),
    ],
)
def test_an_author_is_a_name(raw: str, name: str) -> None:
    assert author(raw) == name


@pytest.mark.parametrize(
    ("text", "limit", "shortened"),
    [
        ("short", 5, "short"),
        ("a long sentence here", 12, "a long…"),
        ("a long sentence here", 16, "a long sentence…"),
        ("Trois mots, une virgule", 12, "Trois mots…"),
        ("incomprehensibilities", 10, "incompreh…"),
        ("漢字漢字漢字漢字", 5, "漢字漢字…"),
        ("Town 漢字漢字漢字", 8, "Town 漢字…"),
        ("漢字abcdef ghi", 5, "漢字…"),
        ("⺀⺀abcdef", 5, "⺀⺀…"),
        ("a bc⺀⺀", 5, "a bc…"),
        ("👩\u200d👩\u200d👧👩\u200d👩\u200d👧", 8, "👩\u200d👩\u200d👧…"),
        ("🇫🇷🇩🇪🇮🇹", 4, "🇫🇷…"),
        ("abc", 1, "…"),
        ("abc", 0, ""),
    ],
)
def test_text_is_cut_between_words_and_never_inside_a_character(
    text: str, limit: int, shortened: str
) -> None:
    assert shorten(text, limit) == shortened


@given(st.text(), st.integers(0, 40))
def test_shortened_text_fits(text: str, limit: int) -> None:
    assert len(shorten(text, limit)) <= limit or text == ""


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("\u202e\u2066\ufeff\x00"))))
def test_cleaned_text_can_be_stored_and_hides_nothing(text: str) -> None:
    cleaned = one_line(text)

    assert cleaned.encode() is not None
    assert not {unicodedata.category(character) for character in cleaned} & {"Cc", "Cs", "Zl"}
    assert not set(cleaned) & set("\u202e\u2066\ufeff")


@pytest.mark.parametrize("atom", ["<!--", " ", "a@", "\n", "a.", "<"])
def test_a_trap_of_a_name_is_passed_over(atom: str) -> None:
    assert len(author(atom * 200_000)) <= 100
    assert len(title(atom * 200_000)) <= 300
