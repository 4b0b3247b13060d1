"""What a page says of itself, in its reader's language, alike in every rendering; escapes nothing.

Names and titles come out as they are, in one line: whoever renders them escapes them.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from bot import i18n
from bot.digest.compose import Mention, Occasion, Page, PageEntry, PageSection, SectionKind
from bot.message.markdown import one_line
from bot.model import Item
from bot.text.words import letters_of


def heading(occasion: Occasion) -> str:
    """Return "Received — Tuesday, December 9, 2025" and what else tells the page from others."""
    locale = occasion.locale
    title = occasion.title or i18n.text(locale, "digest.title")
    day = i18n.format_day(locale, occasion.day)
    if occasion.since is not None and occasion.since != occasion.day:
        since = i18n.format_short_day(locale, occasion.since)
        return i18n.text(locale, "digest.heading_since", title=title, since=since, day=day)
    if occasion.at is not None:
        clock = f"{occasion.at:%H:%M}"
        return i18n.text(locale, "digest.heading_at", title=title, day=day, clock=clock)
    return i18n.text(locale, "digest.heading", title=title, day=day)


def counts(page: Page) -> str:
    """Return "4 articles · 2 briefs · 3 sources", without what there is none of."""
    numbers = {
        "articles": page.articles,
        "briefs": len(page.briefs),
        "sources": len(page.sources),
    }
    locale = page.occasion.locale
    return " · ".join(
        i18n.text(locale, f"common.count.{name}", n=n) for name, n in numbers.items() if n
    )


def notices(page: Page) -> Iterator[str]:
    """Yield the lines that explain a page which is not like every day's."""
    occasion, locale = page.occasion, page.occasion.locale
    if occasion.since is not None:
        yield i18n.text(locale, "digest.catch_up")
    elif occasion.late is not None:
        yield i18n.text(locale, "digest.late", clock=f"{occasion.late:%H:%M}")
    if page.translated:
        yield i18n.text(locale, "digest.translated")
    if page.is_empty:
        yield i18n.text(locale, "digest.empty")
    if occasion.left_out:
        yield i18n.text(locale, "digest.left_out", n=occasion.left_out)


def contents(page: Page) -> list[tuple[str, str]]:
    """Return the titles of a long page, each with how many stand under it; nothing for a short."""
    locale = page.occasion.locale
    parts = [(section_title(section, locale), len(section.entries)) for section in page.sections]
    if page.briefs:
        parts.append((i18n.text(locale, "digest.section.briefs"), len(page.briefs)))
    if not page.is_long or len(parts) < 2:
        return []
    return [(title, i18n.format_number(locale, n)) for title, n in parts]


def section_title(section: PageSection, locale: str) -> str:
    if section.kind is SectionKind.NAMED:
        return one_line(section.name)
    return i18n.text(locale, f"digest.section.{section.kind}")


def moment(item: Item, occasion: Occasion) -> str:
    """Return when the item was published: the page's wall clock, or the day where it differs."""
    if not is_of_the_day(item, occasion):
        return other_day(item, occasion)
    return i18n.format_clock(occasion.locale, item.published_at.astimezone(occasion.zone))


def other_day(item: Item, occasion: Occasion) -> str:
    """Return the day on which the item was published, nothing where it is the page's.

    What is more than half a year away has its year.
    """
    if is_of_the_day(item, occasion):
        return ""
    local = item.published_at.astimezone(occasion.zone)
    return i18n.format_day_beside(occasion.locale, local.date(), occasion.day)


def is_of_the_day(item: Item, occasion: Occasion) -> bool:
    """Say whether a clock alone tells when: on the page's day, or the evening before a morning's.

    Within the 24 hours before a page no clock comes twice, so 18:30 on a page of 8:00 is plain.
    """
    if occasion.due_at is not None:
        since = occasion.due_at - item.published_at
        if timedelta() <= since < timedelta(days=1):
            return True
    return item.published_at.astimezone(occasion.zone).date() == occasion.day


def names_source(page: Page, section: PageSection | None) -> bool:
    """Say whether an entry must name its feed, because nothing above it does."""
    if len(page.sources) < 2:
        return False
    return section is None or section.name not in page.sources


def other_headlines(entry: PageEntry) -> list[Mention]:
    """Return those who tell the story under a headline of their own, each headline once."""
    if not entry.also:
        return []
    known = {_compared(entry.item)}
    others = []
    for mention in entry.also:
        headline = _compared(mention.item)
        if headline and headline not in known:
            known.add(headline)
            others.append(mention)
    return others


def _compared(item: Item) -> str:
    """Return a headline as it is told from others: by its letters and figures alone."""
    return letters_of(one_line(item.title).casefold())


def told_by(locale: str, source: str, title: str) -> str:
    """Return "Courier: Bridge opens", both as the renderer wrote them."""
    return i18n.text(locale, "digest.told", source=source, title=title)


def also_in(locale: str, sources: Sequence[str]) -> str:
    """Return "also in: B, C", with the sources as the renderer wrote them; nothing for none."""
    return i18n.text(locale, "digest.also_in", sources=", ".join(sources)) if sources else ""
