"""Set a composed digest in Discord's markdown and part it into sheets, one a message; pure.

A sheet is what fits into one message. A page that would fill too many is set closer: shorter
leads first, then titles alone, then the first few entries of every section. What is left away
then is known by name, so that it can be shown to whoever asks.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace

from bot import i18n
from bot.digest.compose import Mention, Page, PageEntry, PageSection, SectionKind
from bot.digest.render import labels
from bot.message.limits import MAX_LAYOUT_TEXT
from bot.message.markdown import cut, escape, fit, link, one_line
from bot.post.title import lead_under, title_of
from bot.text.sentences import split_sentences

MAX_CHILDREN = 26  # texts and gaps in a sheet; menus and buttons need the rest of Discord's 40
MAX_ENTRIES = 50  # on a sheet: two menus of 25
MAX_TITLE = 200
MAX_KICKER = 120
MAX_SOURCE = 60
MAX_MENTIONS = 4  # feeds that tell the story too, by name
MAX_MENTION = 250  # characters of such a name with its link
MAX_CONTENTS = 12  # sections that the table of contents names
_LEAST = 0.4  # of a lead's room that whole sentences must fill; else it is cut in the middle
_ROOM = MAX_LAYOUT_TEXT - 100  # the line that heads a later sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Density:
    """How close a page is set: characters of a lead, entries of a section, sheets at most."""

    front_lead: int
    lead: int
    entries: int | None = None
    sheets: int | None = None


OPEN = Density(front_lead=500, lead=500)  # for whoever turns the sheets one by one
DENSITIES = (
    Density(front_lead=700, lead=700, sheets=1),
    Density(front_lead=400, lead=320, sheets=2),
    Density(front_lead=320, lead=170, sheets=3),
    Density(front_lead=240, lead=0, sheets=4),
    *(
        Density(front_lead=140, lead=0, entries=n, sheets=4)
        for n in (60, 40, 24, 16, 10, 6, 4, 3, 2, 1)
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPart:
    """Entries under one title, `listed` in one line each; `section` is None for the briefs."""

    title: str
    entries: tuple[PageEntry, ...]
    section: PageSection | None = None
    listed: bool = False


@dataclass(slots=True)
class Sheet:
    """The texts of one message, those of one section in one group, and what stands in them."""

    groups: list[list[str]] = field(default_factory=list)
    entries: list[PageEntry] = field(default_factory=list)
    length: int = 0

    @property
    def children(self) -> int:
        """Count the components: the texts, a gap between two of them, a line between groups."""
        return sum(2 * len(group) - 1 for group in self.groups if group) + len(self.groups) - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Pagination:
    """A page set in sheets, and the entries that none of them names."""

    sheets: tuple[Sheet, ...]
    left: tuple[PageEntry, ...] = ()


def parts_of(page: Page) -> list[SheetPart]:
    """Return what stands on a page, in its order."""
    locale = page.occasion.locale
    parts = [
        SheetPart(
            title=labels.section_title(section, locale), entries=section.entries, section=section
        )
        for section in page.sections
    ]
    if page.briefs:
        parts.append(briefs_of(page, listed=True))
    return parts


def parts_with(page: Page, item_ids: Collection[int]) -> list[SheetPart]:
    """Return the parts of a page with those entries alone; none for parts without one."""
    kept = [
        replace(part, entries=tuple(one for one in part.entries if one.item.id in item_ids))
        for part in parts_of(page)
    ]
    return [part for part in kept if part.entries]


def briefs_of(page: Page, *, listed: bool) -> SheetPart:
    """Return the briefs, a line each or with their leads."""
    title = i18n.text(page.occasion.locale, "digest.section.briefs")
    return SheetPart(title=title, entries=page.briefs, listed=listed)


def set_page(page: Page) -> Pagination:
    """Return the page as it is posted: as open as it can be without being too long."""
    parts, write = parts_of(page), _Writer(page)
    for density in DENSITIES:
        if not _is_hopeless(parts, density):
            found = _Setter(page, density, write).set(parts)
            if found is not None:
                return found
    return _Setter(page, DENSITIES[-1], write).set_first(parts)


def set_parts(page: Page, parts: Sequence[SheetPart]) -> Pagination:
    """Return these parts of a page with nothing left away, for a reader who turns the sheets."""
    found = _Setter(page, OPEN, _Writer(page)).set(parts)
    assert found is not None
    return found


def _is_hopeless(parts: Sequence[SheetPart], density: Density) -> bool:
    """Say whether so many entries cannot fit into so few sheets, without writing them."""
    count = sum(len(part.entries[: density.entries]) for part in parts)
    return count > MAX_ENTRIES * (density.sheets or count)


class _Writer:
    """Writes entries, each once at any length of its lead, however many densities are tried."""

    def __init__(self, page: Page) -> None:
        self._digest = page
        self._written: dict[tuple[int, int], str] = {}

    def __call__(self, entry: PageEntry, section: PageSection | None, lead: int) -> str:
        key = (entry.item.id, lead)
        if key not in self._written:
            self._written[key] = (
                "\n".join(_article(entry, self._digest, section, lead))
                if lead
                else _line(entry, self._digest, section)
            )
        return self._written[key]


class _Setter:
    """Fills sheet after sheet at one density."""

    def __init__(self, page: Page, density: Density, write: _Writer) -> None:
        self._density = density
        self._writer = write
        self._locale = page.occasion.locale
        head = "\n".join(_head(page))
        self._sheets = [Sheet(groups=[[head]], length=len(head))]

    def set(self, parts: Sequence[SheetPart]) -> Pagination | None:
        """Return all of `parts` set; None when they fill more sheets than there may be."""
        left: list[PageEntry] = []
        for part in parts:
            shown = part.entries[: self._density.entries]
            if not self._set_part(part, shown):
                return None
            left += part.entries[len(shown) :]
        return Pagination(sheets=tuple(self._sheets), left=tuple(left))

    def set_first(self, parts: Sequence[SheetPart]) -> Pagination:
        """Return as many of the first entries as there is room for."""
        for part in parts:
            if not self._set_part(part, part.entries[: self._density.entries]):
                break
        named = {entry.item.id for sheet in self._sheets for entry in sheet.entries}
        left = [entry for part in parts for entry in part.entries if entry.item.id not in named]
        return Pagination(sheets=tuple(self._sheets), left=tuple(left))

    def _set_part(self, part: SheetPart, shown: Sequence[PageEntry]) -> bool:
        title = f"## {escape(cut(part.title, MAX_TITLE))}"
        self._sheet.groups.append([])
        hidden = len(part.entries) - len(shown)
        for entry in shown:
            text, inline = self._write(entry, part)
            if entry is shown[-1] and hidden:
                text += f"\n-# {i18n.text(self._locale, 'digest.more', n=hidden)}"
            if not self._place(title, text, entry, inline=inline):
                return False
            title = f"-# {escape(i18n.text(self._locale, 'digest.continued', title=part.title))}"
        return True

    def _place(self, title: str, text: str, entry: PageEntry, *, inline: bool) -> bool:
        """Put an entry below those of its section, on a new sheet where this one is full."""
        if not self._fits(title, text, inline=inline):
            if not self._sheet.groups[-1]:
                self._sheet.groups.pop()
            if len(self._sheets) == self._density.sheets:
                return False
            self._sheets.append(Sheet(groups=[[]]))
        sheet = self._sheet
        group = sheet.groups[-1]
        before = sheet.length
        if not group:
            group.append(f"{title}\n{text}")
            sheet.length += len(title) + 1 + len(text)
        elif inline:
            group[-1] += f"\n{text}"
            sheet.length += 1 + len(text)
        else:
            group.append(text)
            sheet.length += len(text)
        assert sheet.length > before
        sheet.entries.append(entry)
        return True

    def _fits(self, title: str, text: str, *, inline: bool) -> bool:
        sheet = self._sheet
        begun = bool(sheet.groups[-1])
        length = sheet.length + len(text) + (1 if begun else len(title) + 2)
        children = sheet.children + ((0 if inline else 2) if begun else 1)
        return length <= _ROOM and children <= MAX_CHILDREN and len(sheet.entries) < MAX_ENTRIES

    @property
    def _sheet(self) -> Sheet:
        return self._sheets[-1]

    def _write(self, entry: PageEntry, part: SheetPart) -> tuple[str, bool]:
        """Return an entry's text, and whether it is one line of a list."""
        front = part.section is not None and part.section.kind is SectionKind.FRONT
        lead = self._density.front_lead if front else self._density.lead
        lead = 0 if part.listed else lead
        return self._writer(entry, part.section, lead), lead == 0


def _head(page: Page) -> Iterator[str]:
    yield f"# {escape(labels.heading(page.occasion))}"
    if not page.is_empty:
        yield f"-# {labels.counts(page)}"
    yield from (f"*{escape(notice)}*" for notice in labels.notices(page))
    contents = labels.contents(page)
    if contents:
        named = [f"{escape(cut(title, MAX_SOURCE))} ({count})" for title, count in contents]
        if len(named) > MAX_CONTENTS:
            named[MAX_CONTENTS:] = [f"+{len(named) - MAX_CONTENTS}"]
        label = i18n.text(page.occasion.locale, "digest.contents")
        yield f"**{label}** {' · '.join(named)}"


def _article(entry: PageEntry, page: Page, section: PageSection | None, lead: int) -> Iterator[str]:
    item = entry.item
    kicker = one_line(item.kicker or "")
    marked = [f"**{fit(kicker, MAX_KICKER)}**"] if kicker else []
    yield f"-# {' · '.join([*marked, *_notes(entry, page, section)])}"
    yield f"### {_title(entry, page)}"
    title = title_of(item, page.occasion.locale)
    if said := lead_under(title, item):
        yield fit(whole_sentences(said, lead), lead)
    if entry.also:
        yield f"-# {_also(entry, page)}"


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


def _line(entry: PageEntry, page: Page, section: PageSection | None) -> str:
    notes = _notes(entry, page, section)
    if entry.also:
        notes.append(_also(entry, page))
    return " · ".join([f"- {_title(entry, page)}", *notes])


def _title(entry: PageEntry, page: Page) -> str:
    title = cut(title_of(entry.item, page.occasion.locale), MAX_TITLE)
    return link(title, entry.item.link)


def _notes(entry: PageEntry, page: Page, section: PageSection | None) -> list[str]:
    """Return when an item was published, and by whom where nothing above it says so."""
    notes = [stamp(entry, page)]
    if labels.names_source(page, section):
        notes.append(fit(one_line(entry.source), MAX_SOURCE))
    return notes


def _also(entry: PageEntry, page: Page) -> str:
    named = [_mention(mention) for mention in entry.also[:MAX_MENTIONS]]
    if len(entry.also) > MAX_MENTIONS:
        named.append(f"+{len(entry.also) - MAX_MENTIONS}")
    return labels.also_in(entry, page.occasion.locale, ", ".join(named))


def _mention(mention: Mention) -> str:
    name = cut(one_line(mention.source), MAX_SOURCE)
    linked = link(name, mention.item.link)
    return linked if len(linked) <= MAX_MENTION else escape(name)


def stamp(entry: PageEntry, page: Page) -> str:
    """Return when an item was published, as Discord shows it to each reader in their zone."""
    form: i18n.TimestampForm = "t" if labels.is_of_the_day(entry.item, page.occasion) else "f"
    return i18n.timestamp(entry.item.published_at, form)
