"""Made-up papers: their documents from poll to poll."""

from collections.abc import Callable

from bot.model import ParsedItem
from tests.feeds.archive import entry

Document = list[ParsedItem]

S = "https://site.test"
DAYS = [f"2026-11-{day:02}T08:00" for day in range(1, 26)]
NEW = entry("new", "Newest", f"{S}/new", "2026-11-25T11:30")


def paper(count: int, spell: Callable[[int], tuple[str | None, str | None]]) -> Document:
    """Return dated articles whose guid and link `spell` writes."""
    found = []
    for n in range(count):
        guid, link = spell(n)
        found.append(entry(guid, f"Article {n}", link, DAYS[n]))
    return found


def plain(n: int) -> tuple[str, str]:
    return f"id-{n}", f"{S}/a{n}"


def at_random(poll: int) -> Callable[[int], tuple[str, str]]:
    return lambda n: (f"{poll}-{n}", f"{S}/a{n}")


def issue(day: int, count: int) -> Document:
    """Return a day's issue: all of it new, and all of one instant."""
    at = f"2026-11-{20 + day}T05:00"
    return [entry(f"{day}-{n}", f"Paper {day}-{n}", f"{S}/{day}/{n}", at) for n in range(count)]


def moved(dates: list[str]) -> Document:
    """Return the articles of `paper` at a new place, under new guids and dates."""
    place = "https://new.test"
    return [entry(f"m-{n}", f"Article {n}", f"{place}/{n}", at) for n, at in enumerate(dates)]
