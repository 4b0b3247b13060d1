"""The titles that the messages left away, page by page."""

from bot.digest.render.pagination import parts_of
from bot.digest.render.titles import WHOLE_REST, render_titles
from tests.digest.render.posted import KEY, large_day, listed, text_of
from tests.message.taken import assert_taken


def test_the_rest_of_a_large_day_is_titles_twenty_five_a_page() -> None:
    page = large_day(0, 275)
    parts = parts_of(page)
    sheets = [render_titles(page, KEY, parts, WHOLE_REST, n) for n in range(11)]

    assert sorted(listed(tuple(sheets))) == sorted(entry.item.id for entry in page.entries())
    assert_taken(*sheets)
    assert render_titles(page, KEY, parts, WHOLE_REST, 99) == sheets[-1]


def test_the_titles_of_the_front_name_their_papers_and_those_of_a_paper_do_not() -> None:
    page = large_day()
    front, paper, *_ = parts_of(page)

    assert " · Paper " in text_of(render_titles(page, KEY, [front], 1, 0))
    assert " · Paper " not in text_of(render_titles(page, KEY, [paper], 2, 0))
