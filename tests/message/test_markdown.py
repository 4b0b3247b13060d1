"""Hostile text and addresses: shown as written, pinging, linking and formatting nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.message.markdown import (
    cut,
    escape,
    fit,
    joins,
    label,
    link,
    one_line,
    safe_url,
    sanitise,
    whole_lines,
)
from tests.support.edges import EDGES, longest_run

MAX_URL = 2048
MAX_HOST = 60


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5 * 3 and a_b", "5 \\* 3 and a\\_b"),
        ("@everyone look, @here too", "@\u200beveryone look, @\u200bhere too"),
        (
            "<@123> <@&4> <#5> </add:0>",
            "\\<@123\\> \\<@&4\\> \\<\\#5\\> \\</add:0\\>".replace("\\#", "#"),
        ),
        ("<t:1:R> <:ok:1> <id:customize>", "\\<t:1:R\\> \\<:ok:1\\> \\<id:customize\\>"),
        ("[free](https://evil.example)", "\\[free\\](https://evil.example)"),
        ("||spoiler|| ~~gone~~ `code`", "\\|\\|spoiler\\|\\| \\~\\~gone\\~\\~ \\`code\\`"),
        ("# big\n- one\n1. two\n>>> all", "\\# big\n\\- one\n1\\. two\n\\>\\>\\> all"),
        ("join discord.gg/abc", "join discord.\u200bgg/abc"),
        ("read https://a.example/x_y_z now", "read https://a.example/x_y_z now"),
        ("run steam://run/1 or ms-word:ofe|u|x", "run steam:\u200b//run/1 or ms-word:ofe\\|u\\|x"),
        ("a\u202eb\u0000c\ud800d\u200be", "abcde"),
        ("Z" + "\u0336" * 40, "Z" + "\u0336" * 4),
    ],
)
def test_text_is_shown_as_it_was_written(text: str, expected: str) -> None:
    assert escape(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[Video] An *odd* title", "(Video) An ∗odd∗ title"),
        ("snake_case and _loud_", "snake_case and ˍloudˍ"),
        ("5 * 3 > 2 and ~5 | C_", "5 * 3 > 2 and ~5 | C_"),
        ("https://bank.example is safe", "bank.example is safe"),
        ("a](https://evil.example) b", "a)(evil.example) b"),
    ],
)
def test_a_label_cannot_end_its_link(text: str, expected: str) -> None:
    assert label(text) == expected


@pytest.mark.parametrize(
    ("text", "address", "shown"),
    [
        ("https://bank.example is safe", "https://evil.test/x", "bank.example is safe (evil.test)"),
        (
            "Log in at www.bank.example",
            "https://evil.test",
            "Log in at www.bank.example (evil.test)",
        ),
        (
            "bank.example",
            "https://bank.example.evil.test/",
            "bank.example (bank.example.evil.test)",
        ),
        ("bank.example/login", "https://evil.test/", "bank.example/login (evil.test)"),
        ("www.bank.example", "https://bank.example/", "www.bank.example"),
        ("bank.example", "https://my.bank.example/", "bank.example"),
        ("Booking.com raises its prices", "https://paper.test/1", "Booking.com raises its prices"),
        ("3.14", "https://paper.test/1", "3.14"),
    ],
)
def test_a_link_that_names_another_host_names_its_own(text: str, address: str, shown: str) -> None:
    assert link(text, address) == f"[{shown}](<{address}>)"


def test_a_quotation_mark_at_the_start_stays_in_the_link() -> None:
    assert (
        link("« Enfin » : la suite", "https://e.test") == "[« Enfin » : la suite](<https://e.test>)"
    )


def test_french_no_break_spaces_stay() -> None:
    assert one_line(" «\u00a0Enfin\u00a0»\u202f!\n  oui ") == "«\u00a0Enfin\u00a0»\u202f! oui"


def test_an_emoji_at_the_start_stands_before_the_link() -> None:
    assert link("☕️ A brief", "https://a.example") == "☕️ [A brief](<https://a.example>)"


def test_a_title_without_a_usable_address_is_only_text() -> None:
    assert link("A *brief*", "javascript:alert(1)") == "A \\*brief\\*"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example/x?y=1#z", "https://a.example/x?y=1#z"),
        ("https://bank.example@evil.example/", "https://evil.example/"),
        ("https://a.example/a b(c)<d>", "https://a.example/a%20b%28c%29%3Cd%3E"),
        ("https://a.example/é", "https://a.example/%C3%A9"),
        ("https://[::1]:8080/x", "https://[::1]:8080/x"),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("discord://-/channels", None),
        ("https://", None),
        ("https://a.example:99999/", None),
        ("https://a.example/" + "x" * 2100, None),
        (None, None),
    ],
)
def test_only_plain_http_addresses_are_used(url: str | None, expected: str | None) -> None:
    assert safe_url(url) == expected


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("one two three", 13, "one two three"),
        ("one two three", 10, "one two…"),
        ("one, two", 6, "one…"),
        ("東京で地震がありました", 6, "東京で地震…"),
        ("👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 10, "👩‍👩‍👧‍👦…"),
        ("unbreakable", 5, "unbr…"),
    ],
)
def test_a_cut_falls_between_words(text: str, limit: int, expected: str) -> None:
    assert cut(text, limit) == expected


@given(st.text(max_size=80), st.integers(0, 90))
def test_a_cut_keeps_its_limit_and_parts_no_character(text: str, limit: int) -> None:
    short = cut(text, limit)

    assert len(short) <= limit
    if short != text and len(short) > 1:
        kept = len(short) - 1
        assert text.startswith(short[:-1])
        assert not joins(text[kept - 1], text[kept]) or text[kept - 1] in ",;:-–—(«"


@given(st.text(alphabet="ab *_`<>[]\\|@~é☕", max_size=80), st.integers(0, 60))
def test_what_is_fitted_keeps_its_limit_and_ends_in_no_half_escape(text: str, limit: int) -> None:
    written = fit(text, limit)

    assert len(written) <= limit
    assert (len(written) - len(written.rstrip("\\"))) % 2 == 0


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("[Video] An *odd* title", "\\[Video\\] An \\*odd\\* title"),
        ("Use **kwargs and `dict`", "Use \\*\\*kwargs and \\`dict\\`"),
        ("Write to <@123> about __init__", "Write to \\<@123\\> about \\_\\_init\\_\\_"),
        ("~~Gone~~ and ||hidden||", "\\~\\~Gone\\~\\~ and \\|\\|hidden\\|\\|"),
        ("C:\\temp", "C:\\\\temp"),
    ],
)
def test_words_that_would_act_in_a_label_stand_before_the_link(title: str, written: str) -> None:
    assert link(title, "https://a.test/1") == f"{written} [↗](<https://a.test/1>)"


@pytest.mark.parametrize("title", ["5 * 3 = 15", "a < b > c", "~5 people", "A | B", "snake_case"])
def test_signs_that_do_not_act_stay_in_the_link(title: str) -> None:
    assert link(title, "https://a.test/1") == f"[{title}](<https://a.test/1>)"


@pytest.mark.parametrize(
    "url",
    [
        "https://git.sr.ht/~user/repo", "https://a.test/x~y~z", "https://a.test/search?q=news*",
        "https://a.test/?tags[]=one&tags[]=two", "https://a.test/a|b|c", "https://a.test/_x_/__y__",
        "https://en.test/wiki/Bridge_(structure)", "https://a.test/*bold*/~~x~~",
        "https://a.test/(a)/(b)", "https://a.test/f(x)?y=[z]#(q)",
    ],
)  # fmt: skip
def test_an_address_in_running_text_survives(url: str) -> None:
    assert escape(f"see {url} now") == f"see {url} now"
    assert escape(f"see ({url}).") == f"see ({url})."
    assert escape(url) == url


def test_marks_around_an_address_are_none_of_it() -> None:
    assert escape("**https://a.test/x**") == "\\*\\*<https://a.test/x>\\*\\*"
    assert escape("_https://a.test/x_y_") == "\\_<https://a.test/x_y>\\_"
    assert escape("`https://a.test/x`") == "\\`<https://a.test/x>\\`"
    assert escape("[https://a.test/x]") == "\\[https://a.test/x\\]"


@given(st.text(), st.text())
def test_a_link_has_one_label_and_one_address(title: str, path: str) -> None:
    written = link(title, f"https://a.example/{path}")

    if "](<" in written:
        opened = written[written.rindex("[", 0, written.rindex("](<")) + 1 :]
        assert opened.count("](<") == 1
        assert not set("[]") & set(opened[: opened.index("](<")])
        assert not set("<> \n") & set(opened[opened.index("](<") + 3 : -2])


def test_lines_are_kept_whole_or_not_at_all() -> None:
    assert whole_lines(["one", "two", "three"], 7) == "one\ntwo"
    assert whole_lines(["one", "two", "three"], 6) == "one"
    assert whole_lines(["three"], 4) == ""


@pytest.mark.parametrize(("marks", "kept"), [(3, 3), (4, 4), (5, 4)])
def test_a_letter_has_four_marks_at_the_most(marks: int, kept: int) -> None:
    assert sanitise("e" + "\u0325" * marks) == "e" + "\u0325" * kept


@pytest.mark.parametrize("beside", EDGES)
def test_an_address_is_as_long_as_discord_takes(beside: int) -> None:
    url = "https://a.example/".ljust(MAX_URL + beside, "x")
    assert safe_url(url) == (url if beside <= 0 else None)


def test_an_address_that_grows_too_long_as_it_is_quoted_is_none() -> None:
    begin = "https://a.example/".ljust(MAX_URL - len("%C3%A9"), "x")

    assert safe_url(f"{begin}é") == f"{begin}%C3%A9"
    assert safe_url(f"{begin}xé") is None


@pytest.mark.parametrize("beside", EDGES)
def test_of_a_host_the_end_is_named(beside: int) -> None:
    host = "h" * (MAX_HOST - len(".example") + beside) + ".example"

    shown = link("See www.paper.example", f"https://{host}/a")

    assert longest_run(shown.partition("](")[0], "h") == min(len(host), MAX_HOST) - len(".example")


@pytest.mark.parametrize(("limit", "kept"), [(6, "ab"), (7, "ab\ncdef"), (8, "ab\ncdef")])
def test_lines_are_kept_up_to_their_limit(limit: int, kept: str) -> None:
    assert whole_lines(["ab", "cdef"], limit) == kept


@pytest.mark.parametrize("beside", EDGES)
def test_a_link_within_text_has_a_thousand_letters(beside: int) -> None:
    url = "https://a.test/".ljust(1000 + beside, "x")

    assert (url in link("Bridge", url)) is (beside <= 0)
