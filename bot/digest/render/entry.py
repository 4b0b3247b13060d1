"""Write an entry of a digest as lines of Discord's markdown: as an article, or in a list; pure."""

from collections.abc import Iterator, Sequence

from bot import i18n
from bot.digest.compose import Mention, Page, PageEntry, PageSection
from bot.digest.render import labels
from bot.message.markdown import cut, escape, fit, link, one_line
from bot.model import Item
from bot.post.title import lead_under, title_of
from bot.text.sentences import split_sentences
from bot.text.urls.tracking import without_tracking

MAX_TITLE = 200
MAX_KICKER = 120
MAX_HEADLINE = 120
MAX_MENTIONS = 3  # feeds that tell the story too, by name
_MAX_LISTED = 2  # of those in a list, where each has but a line
MAX_MENTION = 250  # characters of such a name with its link
_LEAST = 0.4  # of a lead's room that whole sentences must fill; else it is cut in the middle
MAX_SOURCE = 60


def article_lines(
    entry: PageEntry, page: Page, section: PageSection | None, lead: int, headlines: int
) -> Iterator[str]:
    """Yield an entry's lines as an article: its source, its title, `lead` characters, voices."""
    item = entry.item
    kicker = one_line(item.kicker or "")
    marked = [f"**{fit(kicker, MAX_KICKER)}**"] if kicker else []
    yield f"-# {' · '.join([*marked, stamp(entry, page), *_source(entry, page, section)])}"
    yield f"### {title_link(entry, page)}"
    title = title_of(item, page.occasion.locale)
    if said := lead_under(title, item):
        yield fit(whole_sentences(said, lead), lead)
    told = labels.other_headlines(entry)[:headlines]
    yield from (headline_line(mention, page.occasion.locale) for mention in told)
    if also := _also(entry, page, told):
        yield f"-# {also}"


def whole_sentences(text: str, limit: int) -> str:
    """Return the first sentences of `text` that fit, or all of it where not even one does."""
    if len(text) <= limit:
        return text
    kept = ""
    for sentence in split_sentences(text):
        longer = f"{kept} {sentence}".strip()
        if len(longer) > limit:
            break
        kept = longer
    return kept if len(kept) >= limit * _LEAST else text


def list_lines(
    entry: PageEntry, page: Page, section: PageSection | None, headlines: int
) -> Iterator[str]:
    """Yield an entry's lines in a list: one of its own, and those of other voices."""
    told = labels.other_headlines(entry)[:headlines]
    notes = [*_source(entry, page, section), labels.other_day(entry.item, page.occasion)]
    also = _also(entry, page, told, linked=False)
    yield " · ".join([f"- {title_link(entry, page)}", *filter(None, (*notes, also))])
    yield from (headline_line(mention, page.occasion.locale) for mention in told)


def title_link(entry: PageEntry, page: Page) -> str:
    """Return an entry's title, as a link where it has an address."""
    title = cut(title_of(entry.item, page.occasion.locale), MAX_TITLE)
    return _linked(title, entry.item)


def _source(entry: PageEntry, page: Page, section: PageSection | None) -> list[str]:
    """Return by whom an item is, where nothing above it says so."""
    if not labels.names_source(page, section):
        return []
    return [fit(one_line(entry.source), MAX_SOURCE)]


def headline_line(mention: Mention, locale: str) -> str:
    """Return the line of somebody who tells the story too, under a headline of their own."""
    title = cut(title_of(mention.item, locale), MAX_HEADLINE)
    source = fit(one_line(mention.source), MAX_SOURCE)
    return f"-# {labels.told_by(locale, source, _linked(title, mention.item))}"


def _also(entry: PageEntry, page: Page, told: Sequence[Mention], *, linked: bool = True) -> str:
    """Return those who tell the story too and of whom no line above speaks.

    In a list they have no links: those cost more room than a headline, and are in the item's menu.
    """
    others = [mention for mention in entry.also if mention not in told]
    most = MAX_MENTIONS if linked else _MAX_LISTED
    named = [_mention(mention, linked=linked) for mention in others[:most]]
    if len(others) > most:
        named.append(f"+{len(others) - most}")
    return labels.also_in(page.occasion.locale, named)


def _mention(mention: Mention, *, linked: bool) -> str:
    name = cut(one_line(mention.source), MAX_SOURCE)
    long = _linked(name, mention.item)
    return long if linked and len(long) <= MAX_MENTION else escape(name)


def _linked(text: str, item: Item) -> str:
    """Return a link to an item; what tracks would take the room of a headline in a message."""
    return link(text, without_tracking(item.link))


def stamp(entry: PageEntry, page: Page) -> str:
    """Return when an item was published: as each reader's clock, or the day if another."""
    day = labels.other_day(entry.item, page.occasion)
    return day or i18n.timestamp(entry.item.published_at, "t")
