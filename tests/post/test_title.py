"""What names an item in headings and lists, also where it has no title."""

import pytest

from bot.post.title import has_title, lead_under, title_of
from tests.delivery.builders import item
from tests.support.edges import EDGES, longest_run, seen

LONG = "Today we release the new version of our tool, with many fixes. " * 4


@pytest.mark.parametrize(
    ("title", "lead", "link", "name"),
    [
        ("A title", "A lead", None, "A title"),
        ("", "A lead", None, "A lead"),
        (" ", "", "https://a.test/sound/episode%201.mp3", "episode 1.mp3"),
        ("", "", "https://a.test/2025/a-story.html", "a.test/2025/a-story.html"),
        ("", "", "https://a.test/", "a.test"),
        ("", "", None, "Untitled, Tuesday, December 9, 2025"),
    ],
)
def test_something_always_names_an_item(title: str, lead: str, link: str | None, name: str) -> None:
    assert title_of(item(title=title, lead=lead, link=link), "en") == name


def test_a_text_in_the_place_of_a_title_goes_on_below_it() -> None:
    post = item(title="", lead=LONG.strip())
    name = title_of(post, "en")

    assert name.endswith("…")
    assert f"{name[:-1]} {lead_under(name, post)[1:]}" == post.lead
    assert lead_under("A title", item(title="A title", lead="A lead")) == "A lead"
    assert lead_under("A lead", item(title="", lead="A lead")) == ""


def test_a_title_that_is_the_cut_beginning_of_the_text_is_none() -> None:
    assert not has_title(item(title="Today we release the new…", lead=LONG))
    assert not has_title(item(title="Today we release the new...", lead=LONG))
    assert has_title(item(title="What will happen now…", lead=LONG))
    assert has_title(item(title="Today we release", lead=LONG))


@pytest.mark.parametrize(
    "title",
    ["Today we release the [...]", "Today we release the new […]", "ann: Today we release…"],
)
def test_a_cut_beginning_may_be_cut_in_many_ways(title: str) -> None:
    assert not has_title(item(title=title, lead=LONG))
    assert has_title(item(title=title, lead="Something else is told here."))


def test_a_title_that_is_the_cut_beginning_of_the_body_is_none() -> None:
    body = f"A house of 1921\n\n{LONG}"

    assert not has_title(item(title="A house of 1921Today we release...", lead=LONG, body=body))


@pytest.mark.parametrize("beside", EDGES)
def test_a_text_stands_for_a_title_with_a_hundred_and_twenty_letters(beside: int) -> None:
    name = title_of(item(title="", lead="x" * (120 + beside)), "en")

    assert longest_run(name, "x") == seen(120, beside)


@pytest.mark.parametrize(("suffix", "is_file"), [(".flac", True), (".flacs", False)])
def test_a_files_ending_has_four_letters(suffix: str, is_file: bool) -> None:
    name = title_of(item(title="", lead="", link=f"https://a.test/sound/one{suffix}"), "en")

    assert (name == f"one{suffix}") is is_file
