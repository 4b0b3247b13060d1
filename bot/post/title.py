"""An item's title, or what stands for it in headings, lists and menus where it has none; pure."""

import re
from datetime import datetime
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from bot import i18n
from bot.message.feed_title import NamedFeed, feed_title
from bot.message.markdown import one_line
from bot.model import Item
from bot.text.clean import shorten
from bot.text.markup import plain
from bot.text.untitled import is_title
from bot.text.urls.masking import short_address
from bot.text.words import letters_of

MAX_NAME = 120  # characters of a text that stands for a title
_PAGES = (".htm", ".php", ".asp", ".jsp", ".cgi")
_ENDING = re.compile(r"(?<=\S)\s+[-–—|]\s+(?P<name>[^-–—|]{2,60})$")
_PARTS = re.compile(r"\s+[-–—|>»]\s+|\s*:\s+")
_MAX_SUFFIX = 5  # letters after a file's last dot


def title_of(item: Item, locale: str) -> str:
    """Return an item's title in one line, or the best that can stand in for it."""
    return name_of(item) or untitled(item.published_at, locale)


def name_of(item: Item) -> str:
    """Return an item's title, its first words, its file's name or its address; else nothing."""
    if title := one_line(item.title):
        return title
    if lead := one_line(item.lead):
        return shorten(lead, MAX_NAME)
    return _file_name(item.link) or one_line(short_address(item.link)) if item.link else ""


def without_name(title: str, feed: NamedFeed) -> str:
    """Return a title without the name of its feed at its end, which stands beside it anyway."""
    ending = _ENDING.search(title)
    if ending is None:
        return title
    names = (feed_title(feed), feed.title, *_PARTS.split(feed.title))
    said = _letters(ending["name"])
    return title[: ending.start()] if said and said in map(_letters, names) else title


def _letters(text: str) -> str:
    return letters_of(text.casefold())


def has_title(item: Item) -> bool:
    """Say whether an item has a title of its own, not the beginning of its text."""
    title = one_line(item.title)
    # A lead passes over what a body begins with: a name above the text, which the title repeats.
    begins = (one_line(item.lead), plain(item.body[: 4 * len(title)]))
    return all(is_title(title, text) for text in begins)


def lead_under(title: str, item: Item) -> str:
    """Return the lead that goes on below `title`: without the words that stand in its place."""
    lead = one_line(item.lead)
    if has_title(item):
        return lead
    begun = title.rstrip("…. ")
    if not lead.startswith(begun):
        return lead
    rest = lead[len(begun) :].strip("…. ")
    return f"…{lead[len(begun) :].lstrip()}" if rest else ""


def untitled(published_at: datetime, locale: str) -> str:
    """Return the name of an item that has nothing but a date."""
    day = i18n.format_day(locale, published_at.date())
    return i18n.text(locale, "delivery.untitled", day=day)


def _file_name(url: str) -> str:
    """Return the name of the file that is at an address, empty where it is a page."""
    name = PurePosixPath(unquote(urlsplit(url).path))
    is_file = 1 < len(name.suffix) <= _MAX_SUFFIX and not name.suffix.lower().startswith(_PAGES)
    return one_line(name.name) if is_file else ""
