"""Write a page's opening in Discord's markdown, each sentence with links to its articles; pure."""

from collections.abc import Iterator

from bot import i18n
from bot.digest.compose import OpeningLine, Page
from bot.message.markdown import escape, link

MAX_OPENING = 1600  # characters, most of them addresses
MAX_LINKS = 3  # of a sentence
_MAX_LINK = 250
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def opening_lines(page: Page) -> Iterator[str]:
    """Yield what a page begins with, in as many whole sentences as have room."""
    written: list[str] = []
    room = MAX_OPENING
    for line in page.opening:
        sentence = _sentence(line)
        if len(sentence) + 1 > room:
            break
        written.append(sentence)
        room -= len(sentence) + 1
    if written:
        yield " ".join(written)
        yield f"-# {i18n.text(page.occasion.locale, 'digest.by_model')}"


def _sentence(line: OpeningLine) -> str:
    numbers = []
    for citation in line.citations[:MAX_LINKS]:
        number = str(citation.number).translate(_RAISED)
        linked = link(number, citation.item.link)
        numbers.append(linked if len(linked) <= _MAX_LINK else number)
    return " ".join((escape(line.text), *numbers))
