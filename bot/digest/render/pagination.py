"""Set a composed digest in Discord's markdown and part it into sheets, one a message; pure.

A sheet is what fits into one message. The front has its room first: as many of its stories as a
good front page has stand on the first sheet, at whatever length they fit. The sections share what
is left; a page that would fill too many sheets is set closer: shorter leads first, then titles
alone, then the first entries of every section, more of the larger ones; of hundreds of sections the
largest stand there. What is left away then is
known by name, so that it can be shown to whoever asks.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace

from bot import i18n
from bot.digest.compose import Page, PageEntry, PageSection, SectionKind
from bot.digest.render import labels
from bot.digest.render.entry import MAX_SOURCE, MAX_TITLE, article_lines, list_lines
from bot.digest.render.opening import opening_lines
from bot.message.limits import MAX_LAYOUT_TEXT
from bot.message.markdown import cut, escape
from bot.message.message import Picture
from bot.post.render import to_picture

MAX_CHILDREN = 26  # texts and gaps in a sheet; menus and buttons need the rest of Discord's 40
MAX_ENTRIES = 50  # on a sheet: two menus of 25
MAX_CONTENTS = 12  # sections that the table of contents names
_ROOM = MAX_LAYOUT_TEXT - 100  # the line that heads a later sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontForm:
    """How the front is set: characters of a lead, stories, and what the others have to say.

    Under each of the first `told` stories stand up to `headlines` of those who tell it too.
    """

    lead: int
    stories: int
    told: int
    headlines: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Density:
    """How close sections are set: characters of a lead, entries of a section, sheets at most.

    `entries` are those of a section of average size; a larger one has more.
    """

    lead: int
    entries: int | None = None
    sheets: int | None = None


# The first that fits on the first sheet is taken: ten to fifteen stories, unless there are fewer.
FRONT_FORMS = (
    *(FrontForm(lead=lead, stories=15, told=15, headlines=3) for lead in (700, 400, 320, 240, 140)),
    FrontForm(lead=0, stories=15, told=15, headlines=3),
    *(
        FrontForm(lead=0, stories=stories, told=told, headlines=headlines)
        for told, headlines in ((3, 3), (3, 2), (3, 1), (2, 1), (1, 1))
        for stories in (15, 13, 12)
    ),
    FrontForm(lead=0, stories=12, told=0, headlines=0),
    FrontForm(lead=0, stories=10, told=0, headlines=0),
)
WHOLE_FRONT = FrontForm(lead=500, stories=10_000, told=10_000, headlines=3)
OPEN = Density(lead=500)  # for whoever turns the sheets one by one
DENSITIES = (
    Density(lead=700, sheets=1),
    Density(lead=320, sheets=2),
    Density(lead=170, sheets=3),
    Density(lead=0, sheets=4),
    *(Density(lead=0, entries=n, sheets=4) for n in (60, 40, 24, 16, 10, 6, 4, 3, 2, 1)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPart:
    """Entries under one title, `listed` in one line each; `section` is None for the briefs."""

    title: str
    entries: tuple[PageEntry, ...]
    section: PageSection | None = None
    listed: bool = False

    @property
    def is_front(self) -> bool:
        return self.section is not None and self.section.kind is SectionKind.FRONT


@dataclass(slots=True)
class Sheet:
    """The texts of one message, those of one section in one group, and what stands in them.

    `picture` is that of the first entry.
    """

    groups: list[list[str]] = field(default_factory=list)
    entries: list[PageEntry] = field(default_factory=list)
    length: int = 0
    picture: Picture | None = None

    @property
    def children(self) -> int:
        """Count the components: the texts, a gap between two of them, a line between groups."""
        texts = sum(2 * len(group) - 1 for group in self.groups if group) + len(self.groups) - 1
        return texts + (2 if self.picture else 0)  # it, and what holds it beside its text


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
    front = _front_form(page, parts, write)
    for density in DENSITIES:
        if not _is_hopeless(parts, density):
            setting = _Setter(page, density, front, write).set(parts)
            if setting is not None:
                return setting
    return _Setter(page, DENSITIES[-1], front, write).set_first(parts)


def set_parts(page: Page, parts: Sequence[SheetPart]) -> Pagination:
    """Return these parts of a page with nothing left away, for a reader who turns the sheets."""
    setting = _Setter(page, OPEN, WHOLE_FRONT, _Writer(page)).set(parts)
    assert setting is not None
    return setting


def _front_form(page: Page, parts: Sequence[SheetPart], write: "_Writer") -> FrontForm:
    """Return the most open form in which the front stands on the first sheet."""
    front = [part for part in parts if part.is_front]
    alone = Density(lead=0, sheets=1)
    return next(
        (form for form in FRONT_FORMS if _Setter(page, alone, form, write).set(front)),
        FRONT_FORMS[-1],
    )


def _is_hopeless(parts: Sequence[SheetPart], density: Density) -> bool:
    """Say whether so many entries cannot fit into so few sheets, without writing them."""
    count = sum(_shown(part, parts, density) for part in parts if not part.is_front)
    return count > MAX_ENTRIES * (density.sheets or count)


def _shown(part: SheetPart, parts: Sequence[SheetPart], density: Density) -> int:
    """Return how many entries of a section are shown: its share by how large it is."""
    if density.entries is None:
        return len(part.entries)
    sizes = [len(other.entries) for other in parts if not other.is_front]
    share = density.entries * len(part.entries) * len(sizes) / sum(sizes)
    return min(len(part.entries), max(1, round(share)))


class _Writer:
    """Writes entries, each once in any form, however many densities are tried."""

    def __init__(self, page: Page) -> None:
        self._digest = page
        self._written: dict[tuple[int, int, int], str] = {}

    def __call__(
        self, entry: PageEntry, section: PageSection | None, lead: int, headlines: int
    ) -> str:
        key = (entry.item.id, lead, headlines)
        if key not in self._written:
            self._written[key] = (
                "\n".join(article_lines(entry, self._digest, section, lead, headlines))
                if lead
                else "\n".join(list_lines(entry, self._digest, section, headlines))
            )
        return self._written[key]


class _Setter:
    """Fills sheet after sheet at one density."""

    def __init__(self, page: Page, density: Density, front: FrontForm, write: _Writer) -> None:
        self._density = density
        self._front = front
        self._writer = write
        self._locale = page.occasion.locale
        head = "\n".join(_head(page, contents=density.entries is None))
        self._sheets = [Sheet(groups=[[head]], length=len(head), picture=_picture(page))]

    def set(self, parts: Sequence[SheetPart]) -> Pagination | None:
        """Return all of `parts` set; None when they fill more sheets than there may be."""
        left: list[PageEntry] = []
        for part in parts:
            shown = self._shown(part, parts)
            if not self._set_part(part, shown):
                return None
            left += part.entries[len(shown) :]
        return Pagination(sheets=tuple(self._sheets), left=tuple(left))

    def set_first(self, parts: Sequence[SheetPart]) -> Pagination:
        """Return the front and the largest sections, as many as there is room for."""
        for part in sorted(parts, key=lambda part: (not part.is_front, -len(part.entries))):
            if not self._set_part(part, self._shown(part, parts)):
                break
        named = {entry.item.id for sheet in self._sheets for entry in sheet.entries}
        left = [entry for part in parts for entry in part.entries if entry.item.id not in named]
        return Pagination(sheets=tuple(self._sheets), left=tuple(left))

    def _shown(self, part: SheetPart, parts: Sequence[SheetPart]) -> tuple[PageEntry, ...]:
        if part.is_front:
            return part.entries[: self._front.stories]
        return part.entries[: _shown(part, parts, self._density)]

    def _set_part(self, part: SheetPart, shown: Sequence[PageEntry]) -> bool:
        title = f"## {escape(cut(part.title, MAX_TITLE))}"
        self._sheet.groups.append([])
        hidden = len(part.entries) - len(shown)
        for place, entry in enumerate(shown):
            text, inline = self._write(entry, part, place)
            if entry is shown[-1] and hidden:
                text += f"\n-# {i18n.text(self._locale, 'digest.more', n=hidden)}"
            if not self._place(title, text, entry, inline=inline):
                return False
            title = f"-# {escape(i18n.text(self._locale, 'digest.continued', title=part.title))}"
        return True

    def _place(self, title: str, text: str, entry: PageEntry, *, inline: bool) -> bool:
        """Put an entry below those of its section, on a new sheet where this one is full.

        Beside a picture stands the first entry alone.
        """
        inline = inline and not (self._sheet.picture and len(self._sheet.entries) == 1)
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

    def _write(self, entry: PageEntry, part: SheetPart, place: int) -> tuple[str, bool]:
        """Return an entry's text, and whether it is one line of a list."""
        if part.is_front:
            headlines = self._front.headlines if place < self._front.told else 0
            lead = self._front.lead
        else:
            headlines, lead = 0, 0 if part.listed else self._density.lead
        return self._writer(entry, part.section, lead, headlines), lead == 0


def _picture(page: Page) -> Picture | None:
    story = page.first_story if page.occasion.picture else None
    return to_picture(story.item) if story else None


def _head(page: Page, *, contents: bool) -> Iterator[str]:
    yield f"# {escape(labels.heading(page.occasion))}"
    if not page.is_empty:
        yield f"-# {labels.counts(page)}"
    yield from (f"*{escape(notice)}*" for notice in labels.notices(page))
    yield from opening_lines(page)
    listed = labels.contents(page) if contents else []
    if listed:
        named = [f"{escape(cut(title, MAX_SOURCE))} ({count})" for title, count in listed]
        if len(named) > MAX_CONTENTS:
            named[MAX_CONTENTS:] = [f"+{len(named) - MAX_CONTENTS}"]
        label = i18n.text(page.occasion.locale, "digest.contents")
        yield f"**{label}** {' · '.join(named)}"
