"""Each number of letters, words or blocks by which a lead is found: as many, and one more."""

from collections.abc import Callable

import pytest

from bot.feeds.document.lead.boilerplate import is_names, is_passed_over, without_agency
from bot.feeds.document.lead.read import RawText
from tests.feeds.document.lead.reading import divide, read

TEXT = "It opens again in May."
BELOW = f"<p>{TEXT}</p>"


def letters(number: int) -> str:
    """Return so many letters of a sentence that nobody ended."""
    words = (
        "the old bridge of the town is closed for the whole winter and for the spring after it"
        " because its piers are loose so that nobody walks there today "
    )
    text = (words * 20)[:number]
    return f"{text[:-1]}s" if text.endswith(" ") else text


def two_words(number: int) -> str:
    return f"{'a' * 20} {'b' * (number - 21)}"


def opening(html: str) -> str:
    return divide(RawText(value=html, base_url="https://e.test/"), None, "A title").lead


PASSED_OVER: dict[str, tuple[Callable[[int], str], int]] = {
    "two words": (lambda n: f"<p>{two_words(n)}</p>{BELOW}", 39),
    "a bold line": (lambda n: f"<p><strong>{letters(n)}</strong></p>{BELOW}", 39),
    "a line of names, by its words": (lambda n: f"<p>{' '.join(['Anna'] * n)}</p>{BELOW}", 6),
    "a line of names, by its letters": (lambda n: f"<p>{two_words(n).title()}</p>{BELOW}", 59),
    "a quotation": (lambda n: f"<blockquote>{letters(n)}</blockquote>{BELOW}", 59),
    "signs on a line above": (lambda n: f"<p>{'☆' * n}<br>{TEXT}</p>", 11),
    "blocks that only part others": (lambda n: "<p>* * *</p>" * n + BELOW, 39),
    "whose words it was, below it": (
        lambda n: f"<p>{TEXT}<br>{'Anna ' * 4}{'B' * (n - 20)}</p>", 40,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PASSED_OVER)
def test_what_stands_beside_a_text_is_passed_over_up_to_so_many(name: str) -> None:
    make, most = PASSED_OVER[name]

    assert opening(make(most)) == TEXT
    assert opening(make(most + 1)) != TEXT


def test_sixty_letters_stand_alone_and_fewer_go_on() -> None:
    assert opening(f"<p>{letters(60)}</p>{BELOW}") == letters(60)
    assert opening(f"<p>{letters(59)}</p>{BELOW}") == f"{letters(59)} – {TEXT}"


def test_two_words_above_a_text_are_its_heading_and_three_are_not() -> None:
    assert opening(f"<p>two words<br>{letters(60)}</p>") == letters(60)
    assert opening(f"<p>two words<br>{letters(59)}</p>") == f"two words {letters(59)}"
    assert opening(f"<p>two more words<br>{letters(60)}</p>") == f"two more words {letters(60)}"
    assert opening(f"<p>{two_words(39)}<br>{letters(60)}</p>") == letters(60)
    assert opening(f"<p>{two_words(40)}<br>{letters(60)}</p>") == f"{two_words(40)} {letters(60)}"


@pytest.mark.parametrize(("first", "points"), [(99, 3), (100, 2)])
def test_a_list_says_points_until_they_have_two_hundred_letters(first: int, points: int) -> None:
    said = [letters(first), letters(100), letters(50)]
    listed = "".join(f"<li>{point}</li>" for point in said)
    lines = "<br>".join(f"- {point[2:]}" if number < 2 else f"- {point}"
                        for number, point in enumerate(said))  # fmt: skip

    assert opening(f"<ul>{listed}</ul>").split(" · ") == said[:points]
    assert len(opening(f"<p>{lines}</p>").split(" · ")) == points


@pytest.mark.parametrize(("source", "is_left_out"), [(39, True), (40, False)])
def test_of_a_cluster_the_first_headline_stands_without_a_short_source(
    source: int, is_left_out: bool
) -> None:
    listed = "".join(
        f"<li><a href='/{n}'>a headline of an article</a>&nbsp;{'p' * source}</li>" for n in (1, 2)
    )

    assert (opening(f"<ul>{listed}</ul>") == "a headline of an article") is is_left_out


@pytest.mark.parametrize(("title", "is_a_cluster"), [("the ol", True), ("the o", False)])
def test_a_headline_of_a_cluster_has_twelve_letters_with_its_source(
    title: str, is_a_cluster: bool
) -> None:
    listed = "".join(f"<li><a href='/{n}'>{title}</a>&nbsp;Paper</li>" for n in (1, 2))

    assert (opening(f"<ul>{listed}</ul>") == title) is is_a_cluster


@pytest.mark.parametrize(
    ("line", "is_passed"),
    [
        ("9 December 2025 | ".ljust(80, "A"), True),
        ("9 December 2025 | ".ljust(81, "A"), False),
        ("9" + " " * 26 + "December 2025", True),
        ("9" + " " * 27 + "December 2025", False),
    ],
    ids=["a line", "a letter more", "a date", "a blank more"],
)
def test_a_date_above_a_text_is_short(line: str, is_passed: bool) -> None:
    assert is_passed_over(line) is is_passed


def test_a_line_has_twelve_names_at_the_most() -> None:
    assert is_names(" and ".join(["Anna"] * 12))
    assert not is_names(" and ".join(["Anna"] * 13))
    assert not is_names("and of")


def test_a_sign_of_the_east_says_as_much_as_three_letters() -> None:
    place = "新华社北京1月2日电 "

    assert without_agency(place + "桥" * 10) == "桥" * 10
    assert without_agency(place + "桥" * 9) == place + "桥" * 9


@pytest.mark.parametrize(("blanks", "is_cut"), [(44, True), (45, False)])
def test_an_agency_is_looked_for_in_the_last_fifty_letters(blanks: int, is_cut: bool) -> None:
    lead = f"{letters(40)}."

    assert (without_agency(f"{lead}{' ' * blanks}(AFP)") == lead) is is_cut


@pytest.mark.parametrize(("goodbyes", "left"), [(60, 0), (61, 1)])
def test_sixty_goodbyes_below_a_text_are_left_out(goodbyes: int, left: int) -> None:
    text = f"<p>{letters(60)}</p>{BELOW}" + "<p>Read more</p>" * goodbyes

    assert read(text).body.count("Read more") == left


@pytest.mark.parametrize(("length", "is_cut"), [(600, True), (601, False)])
def test_a_goodbye_has_six_hundred_letters_with_its_address(length: int, is_cut: bool) -> None:
    label = "Read more at [The bridge is closed](https://e.test/"
    address = f"https://e.test/{'a' * (length - len(label) - 1)}"
    goodbye = f"Read more at <a href='{address}'>The bridge is closed</a>"

    divided = read(f"<p>{letters(300)}. {goodbye}</p>", title="The bridge is closed")

    assert ("Read more" not in divided.lead + divided.body) is is_cut


@pytest.mark.parametrize(("number", "is_beginning"), [(299, False), (300, True)])
def test_a_summary_that_begins_as_its_text_does_for_three_hundred_letters_is_its_beginning(
    number: int, is_beginning: bool
) -> None:
    begun = letters(310)[:number]
    content = f"<p>{begun}X{'a' * 60} and more of it. The end.</p>{BELOW}"

    lead = read(content, f"<p>{begun}Y{'b' * 60} in another way. It goes on.</p>").lead

    assert lead.endswith("The end.") is is_beginning


@pytest.mark.parametrize(("title", "is_goodbye"), [("Bridges", False), ("Bridges!", True)])
def test_a_title_of_eight_letters_makes_a_goodbye(title: str, is_goodbye: bool) -> None:
    divided = read(f"<p>{letters(300)}. Continue reading {title} here</p>", title=title)

    assert ("Continue" not in divided.lead + divided.body) is is_goodbye


def test_programs_cut_a_text_at_round_numbers_of_letters() -> None:
    cut = {number for number in range(60, 560) if opening(f"<p>{letters(number)}</p>")[-1] == "…"}

    assert cut == {100, 120, 140, 150, 160, 200, 250, 255, 256, 300, 400, 500}


@pytest.mark.parametrize(("number", "is_cut"), [(179, False), (180, True)])
def test_a_long_text_that_has_sentences_ends_in_none_by_itself(number: int, is_cut: bool) -> None:
    text = f"It is closed. {letters(number - 14)}"

    assert len(text) == number
    assert opening(f"<p>{text}</p>").endswith("…") is is_cut


@pytest.mark.parametrize(
    ("title", "more", "is_headline"),
    [
        ("How the bridge was closed", 60, True),
        ("How the bridge was closed", 61, False),
        ("How bridges were closed", 20, False),
    ],
)
def test_a_headline_of_five_words_has_a_short_byline(
    title: str, more: int, is_headline: bool
) -> None:
    line = f"{title} {letters(more - 1)}"

    assert (read(f"<p>{line}</p>{BELOW}", title=title).lead == TEXT) is is_headline


@pytest.mark.parametrize(("number", "is_kicker"), [(120, True), (121, False)])
def test_a_kicker_has_a_hundred_and_twenty_letters(number: int, is_kicker: bool) -> None:
    html = f"<p><em>{letters(number)}</em></p><p><strong>{letters(80)}</strong></p>"

    assert (read(html).kicker == letters(number)) is is_kicker


@pytest.mark.parametrize(("number", "is_lead"), [(39, False), (40, True)])
def test_a_bold_beginning_is_a_lead_beside_a_summary_from_forty_letters_on(
    number: int, is_lead: bool
) -> None:
    summary = "The town says why it was closed for so long, and for how long."

    lead = read(f"<p><strong>{letters(number)}</strong></p>{BELOW}", f"<p>{summary}</p>").lead

    assert (lead != summary) is is_lead


@pytest.mark.parametrize(("number", "is_hover"), [(40, True), (41, False)])
def test_a_comic_has_but_forty_letters_below_it(number: int, is_hover: bool) -> None:
    hover = "It says this when it is pointed at."

    lead = read(f"<p>{letters(number)}</p><img src='/a.png' title='{hover}'>").lead

    assert (lead == hover) is is_hover


@pytest.mark.parametrize(
    ("length", "is_notice"), [(20, False), (21, True), (199, True), (200, False)]
)
def test_a_notice_is_a_line_of_so_many_letters(length: int, is_notice: bool) -> None:
    notice = f"{letters(length - 1)}."
    text = RawText(value=f"<p>{notice}</p><p>{letters(70)}</p>")

    lead = divide(text, None, "A title", lambda line: line == notice).lead

    assert (lead == letters(70)) is is_notice


@pytest.mark.parametrize(("number", "is_whole"), [(600, True), (601, False)])
def test_a_lead_has_six_hundred_letters_and_of_a_longer_one_all_is_in_the_body(
    number: int, is_whole: bool
) -> None:
    first = f"{letters(number - 1)}."

    divided = read(f"<p>{first}</p>{BELOW}")

    assert (divided.lead == first) is is_whole
    assert divided.body == (TEXT if is_whole else f"{first}\n\n{TEXT}")
