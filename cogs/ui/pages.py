"""Pagination of long answers: the part that a page shows, and the buttons to those beside it."""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from bot import i18n
from bot.message.message import Button

T = TypeVar("T")
PAGE = 3800  # characters of one message; Discord takes 4,000


def part_of(rows: Sequence[T], page: int, size: int) -> tuple[Sequence[T], int, int]:
    """Return the rows of a page, its number, and how many pages there are.

    A page that there is no more is the last one.
    """
    pages = max(1, -(-len(rows) // size))
    page = min(page, pages - 1)
    return rows[page * size : (page + 1) * size], page, pages


def page_buttons(
    locale: str,
    page: int,
    pages: int | None,
    custom_id: Callable[[int], str],
    *,
    has_next: bool,
) -> tuple[Button, ...]:
    """Return the buttons that turn pages; none where there is one page alone.

    `pages` is None where nobody has counted them; `custom_id` names the button to a page.
    """
    if page == 0 and not has_next:
        return ()
    key = "common.pages.number" if pages is None else "common.pages.number_of"
    return (
        Button(
            label=i18n.text(locale, "common.pages.previous"),
            custom_id=custom_id(max(0, page - 1)),
            disabled=page == 0,
        ),
        Button(
            label=i18n.text(locale, key, page=page + 1, pages=pages),
            custom_id="page:here",
            disabled=True,
        ),
        Button(
            label=i18n.text(locale, "common.pages.next"),
            custom_id=custom_id(page + 1),
            disabled=not has_next,
        ),
    )


def in_pages(lines: Iterable[str], size: int = PAGE) -> list[str]:
    """Return the lines in as few texts as hold them."""
    pages = [""]
    for line in lines:
        if pages[-1] and len(pages[-1]) + 1 + len(line) > size:
            pages.append("")
        pages[-1] = f"{pages[-1]}\n{line}".strip("\n")
    return pages
