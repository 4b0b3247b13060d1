"""Write a composed digest as Discord messages with their menus and buttons; posts nothing.

What is posted is set by `bot.digest.render.pagination`; the same page is shown to one reader a
sheet at a time. Every control carries the page's name alone, so it works on messages of months ago.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from bot import i18n
from bot.digest.compose import Page, PageEntry
from bot.digest.render import labels
from bot.digest.render.page_key import PageKey, stop_name
from bot.digest.render.pagination import Pagination, Sheet, SheetPart, parts_of, set_page, set_parts
from bot.message.limits import MAX_BUTTON_URL, MAX_BUTTONS, MAX_OPTION_TEXT, MAX_OPTIONS
from bot.message.markdown import cut, escape, one_line
from bot.message.message import (
    Button,
    Component,
    Container,
    Message,
    Option,
    Row,
    Section,
    Select,
    Separator,
    Text,
    walk,
)
from bot.post.title import title_of

COLOUR = 0x9B2C1F  # the red of the printed page's kickers
READ = ":read:"  # in the names of the menus that open items
_MANY = 4  # sheets from which the first and the last have a button
_MENUS = 10  # menus that a sheet could have, so that their numbers never meet


def render_discord(
    page: Page, key: PageKey, *, stops: bool = False, web_url: str | None = None
) -> tuple[Message, ...]:
    """Return the page as it is posted; `stops` adds the button that ends a member's digest.

    Where it stands on the web as well, a button leads to `web_url`.
    """
    setting = set_page(page)
    last = len(setting.sheets) - 1
    messages = []
    for number, sheet in enumerate(setting.sheets):
        rows = [*_menus(sheet, number, page, key)]
        if number == last:
            rows += _doors(page, setting, key)
            rows += _buttons(page, setting, key, stops=stops, web_url=web_url)
        messages.append(_message(sheet, number, last, page, rows))
    return tuple(messages)


def named_in(messages: Iterable[Message]) -> set[int]:
    """Return the items that these messages name: each stands in a menu."""
    return {
        int(option.value)
        for message in messages
        for component in walk(message.components)
        if isinstance(component, Select) and READ in (component.custom_id or "")
        for option in component.options
    }


def render_sheet(
    page: Page,
    key: PageKey,
    number: int,
    *,
    verb: str,
    parts: Sequence[SheetPart] | None = None,
    searchable: bool = True,
) -> Message:
    """Return one sheet of the whole page, or of some `parts`, for a reader who turns them.

    `verb` is what the buttons that turn them ask for.
    """
    setting = set_parts(page, parts_of(page) if parts is None else parts)
    last = len(setting.sheets) - 1
    number = min(max(0, number), last)
    rows = [*_menus(setting.sheets[number], number, page, key)]
    say = _sayer(page)
    if turning := _turning(key, verb, number, last, has_room=len(rows) < 2):
        rows.append(Row(tuple(turning)))
    if parts is None:
        rows.append(Row((*_turns(say, key), *((_search(say, key),) if searchable else ()))))
    return _message(setting.sheets[number], number, last, page, rows)


def _turning(key: PageKey, verb: str, number: int, last: int, *, has_room: bool) -> list[Button]:
    """Return the buttons to the sheets beside one, and to the first and last of many."""
    turning = [
        Button(label=f"‹ {n + 1}/{last + 1}", custom_id=key.name(verb, n))
        if n < number
        else Button(label=f"{n + 1}/{last + 1} ›", custom_id=key.name(verb, n))
        for n in (number - 1, number + 1)
        if 0 <= n <= last
    ]
    if last < _MANY or not has_room:
        return turning
    ends = {end: key.name(verb, end, 1) for end in (0, last)}  # no two of a message are the same
    if number > 1:
        turning.insert(0, Button(label="«", custom_id=ends[0]))
    if number < last - 1:
        turning.append(Button(label="»", custom_id=ends[last]))
    return turning


def _message(sheet: Sheet, number: int, last: int, page: Page, rows: Sequence[Row]) -> Message:
    children: list[Text | Section | Separator] = []
    first = page.first_story
    is_first = bool(first and sheet.entries and sheet.entries[0].item.id == first.item.id)
    picture = sheet.picture if is_first else None
    if number:
        heading = f"{labels.heading(page.occasion)} · {number + 1}/{last + 1}"
        children.append(Text(f"-# {escape(heading)}"))
    for group in sheet.groups:
        if children:
            children.append(Separator())
        for place, text in enumerate(group):
            if place:
                children.append(Separator(line=False))
            if picture is not None and group is sheet.groups[1]:
                children.append(Section((Text(text),), accessory=picture))
                picture = None
            else:
                children.append(Text(text))
    components: tuple[Component, ...] = (Container(tuple(children), colour=COLOUR), *rows)
    return Message(components=components)


def _menus(sheet: Sheet, number: int, page: Page, key: PageKey) -> Iterator[Row]:
    """Yield the menus that open what stands on a sheet, at most 25 entries each."""
    entries = sheet.entries
    count = -(-len(entries) // MAX_OPTIONS)
    for menu in range(count):
        part = entries[menu * len(entries) // count : (menu + 1) * len(entries) // count]
        label = i18n.text(page.occasion.locale, "digest.read")
        if count > 1:
            label = f"{label} ({menu + 1}/{count})"
        name = key.name("read", number * _MENUS + menu)
        options = tuple(_option(entry, page) for entry in part)
        yield Row((Select(custom_id=name, options=options, placeholder=label),))


def read_menu(entries: Sequence[PageEntry], page: Page, key: PageKey) -> Row:
    """Return the menu that opens some entries, 25 at most."""
    label = i18n.text(page.occasion.locale, "digest.read")
    options = tuple(_option(entry, page) for entry in entries)
    return Row((Select(custom_id=key.name("read"), options=options, placeholder=label),))


def _doors(page: Page, setting: Pagination, key: PageKey) -> Iterator[Row]:
    """Yield the menu of the sections of which more is left than the messages show.

    Of more than it has room for, those of which most is left.
    """
    left = {entry.item.id for entry in setting.left}
    more = {
        number: (part, count)
        for number, part in enumerate(parts_of(page), start=1)
        if (count := sum(entry.item.id in left for entry in part.entries))
    }
    named = sorted(sorted(more, key=lambda number: -more[number][1])[:MAX_OPTIONS])
    if named:
        label = i18n.text(page.occasion.locale, "digest.doors")
        options = tuple(_door(number, *more[number], page) for number in named)
        yield Row((Select(custom_id=key.name("door"), options=options, placeholder=label),))


def _door(number: int, part: SheetPart, more: int, page: Page) -> Option:
    count = i18n.text(page.occasion.locale, "digest.door", n=more)
    title = cut(part.title, MAX_OPTION_TEXT - len(count) - 3)
    return Option(label=f"{title} · {count}", value=str(number))


def _option(entry: PageEntry, page: Page) -> Option:
    below = one_line(entry.source) if len(page.sources) > 1 else one_line(entry.item.kicker or "")
    return Option(
        label=cut(title_of(entry.item, page.occasion.locale), MAX_OPTION_TEXT),
        value=str(entry.item.id),
        description=cut(below, MAX_OPTION_TEXT) or None,
    )


def _buttons(
    page: Page, setting: Pagination, key: PageKey, *, stops: bool, web_url: str | None
) -> Iterator[Row]:
    say = _sayer(page)
    row = [*_turns(say, key)]
    if page.briefs:
        label = say("button.briefs", n=len(page.briefs))
        row.append(Button(label=label, custom_id=key.name("briefs")))
    if not stops:  # in a direct message there is no server whose feeds could be searched
        row.append(_search(say, key))
    if setting.left:
        label = say("button.rest", n=len(setting.left))
        row.insert(0, Button(label=label, custom_id=key.name("rest"), style="primary"))
    if web_url is not None and len(web_url) <= MAX_BUTTON_URL:
        row = row[: MAX_BUTTONS - 1]  # where there is no room, /search stands for its button
        row.append(Button(label=say("on_the_web"), url=web_url))
    yield Row(tuple(row))
    if stops:
        stop = Button(label=say("button.stop"), custom_id=stop_name(key.digest_id))
        yield Row((stop,))


def _turns(say: Callable[..., str], key: PageKey) -> tuple[Button, Button]:
    return (
        Button(label=say("button.previous"), custom_id=key.name("prev")),
        Button(label=say("button.next"), custom_id=key.name("next")),
    )


def _search(say: Callable[..., str], key: PageKey) -> Button:
    return Button(label=say("button.search"), custom_id=key.name("search"))


def _sayer(page: Page) -> Callable[..., str]:
    def say(name: str, **values: object) -> str:
        return i18n.text(page.occasion.locale, f"digest.{name}", **values)

    return say
