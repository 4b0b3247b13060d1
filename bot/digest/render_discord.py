"""Write a composed digest as Discord messages with their menus and buttons; posts nothing.

What is posted is set by `bot.digest.sheets`; the same page is shown to one reader a sheet at a
time. Every control carries the page's name alone, so it works on messages of months ago.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from bot import i18n
from bot.delivery.escape import cut, escape, one_line
from bot.delivery.message import (
    MAX_OPTION_TEXT,
    MAX_OPTIONS,
    MAX_THREAD_TITLE,
    Button,
    Component,
    Container,
    Message,
    Option,
    Row,
    Select,
    Separator,
    Text,
    walk,
)
from bot.digest import words
from bot.digest.compose import Digest, Entry
from bot.digest.page_key import PageKey, stop_name
from bot.digest.sheets import Part, Setting, Sheet, parts_of, set_page, set_parts

COLOUR = 0x9B2C1F  # the red of the printed page's kickers
_MENUS = 10  # menus that a sheet could have, so that their numbers never meet


def render_discord(digest: Digest, key: PageKey, *, stops: bool = False) -> tuple[Message, ...]:
    """Return the page as it is posted; `stops` adds the button that ends a member's digest."""
    setting = set_page(digest)
    last = len(setting.sheets) - 1
    messages = []
    for number, sheet in enumerate(setting.sheets):
        rows = [*_menus(sheet, number, digest, key)]
        if number == last:
            rows += _buttons(digest, setting, key, stops=stops)
        messages.append(_message(sheet, number, last, digest, rows))
    return tuple(messages)


def named_in(messages: Iterable[Message]) -> set[int]:
    """Return the items that these messages name: each stands in a menu."""
    return {
        int(option.value)
        for message in messages
        for component in walk(message.components)
        if isinstance(component, Select)
        for option in component.options
    }


def render_sheet(
    digest: Digest,
    key: PageKey,
    number: int,
    *,
    verb: str,
    parts: Sequence[Part] | None = None,
    searchable: bool = True,
) -> Message:
    """Return one sheet of the whole page, or of some `parts`, for a reader who turns them.

    `verb` is what the buttons that turn them ask for.
    """
    setting = set_parts(digest, parts_of(digest) if parts is None else parts)
    last = len(setting.sheets) - 1
    number = min(max(0, number), last)
    rows = [*_menus(setting.sheets[number], number, digest, key)]
    say = _sayer(digest)
    turning = [
        Button(label=f"‹ {n + 1}/{last + 1}", custom_id=key.name(verb, n))
        if n < number
        else Button(label=f"{n + 1}/{last + 1} ›", custom_id=key.name(verb, n))
        for n in (number - 1, number + 1)
        if 0 <= n <= last
    ]
    if turning:
        rows.append(Row(tuple(turning)))
    if parts is None:
        rows.append(Row((*_turns(say, key), *((_search(say, key),) if searchable else ()))))
    return _message(setting.sheets[number], number, last, digest, rows)


def _message(sheet: Sheet, number: int, last: int, digest: Digest, rows: Sequence[Row]) -> Message:
    children: list[Text | Separator] = []
    if number:
        heading = f"{words.heading(digest.occasion)} · {number + 1}/{last + 1}"
        children.append(Text(f"-# {escape(heading)}"))
    for group in sheet.groups:
        if children:
            children.append(Separator())
        for place, text in enumerate(group):
            if place:
                children.append(Separator(line=False))
            children.append(Text(text))
    components: tuple[Component, ...] = (Container(tuple(children), colour=COLOUR), *rows)
    title = cut(words.heading(digest.occasion), MAX_THREAD_TITLE)
    return Message(components=components, thread_title=None if number else title)


def _menus(sheet: Sheet, number: int, digest: Digest, key: PageKey) -> Iterator[Row]:
    """Yield the menus that open what stands on a sheet, at most 25 entries each."""
    entries = sheet.entries
    count = -(-len(entries) // MAX_OPTIONS)
    for menu in range(count):
        part = entries[menu * len(entries) // count : (menu + 1) * len(entries) // count]
        label = i18n.text(digest.occasion.locale, "digest.read")
        if count > 1:
            label = f"{label} ({menu + 1}/{count})"
        name = key.name("read", number * _MENUS + menu)
        options = tuple(_option(entry, digest) for entry in part)
        yield Row((Select(custom_id=name, options=options, placeholder=label),))


def _option(entry: Entry, digest: Digest) -> Option:
    below = one_line(entry.source) if len(digest.sources) > 1 else one_line(entry.item.kicker or "")
    return Option(
        label=cut(words.title(entry.item, digest.occasion.locale), MAX_OPTION_TEXT),
        value=str(entry.item.id),
        description=cut(below, MAX_OPTION_TEXT) or None,
    )


def _buttons(digest: Digest, setting: Setting, key: PageKey, *, stops: bool) -> Iterator[Row]:
    say = _sayer(digest)
    row = [*_turns(say, key)]
    if digest.briefs:
        label = say("button.briefs", n=len(digest.briefs))
        row.append(Button(label=label, custom_id=key.name("briefs")))
    if not stops:  # in a direct message there is no server whose feeds could be searched
        row.append(_search(say, key))
    if setting.left:
        label = say("button.rest", n=len(setting.left))
        row.insert(0, Button(label=label, custom_id=key.name("rest"), style="primary"))
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


def _sayer(digest: Digest) -> Callable[..., str]:
    def say(name: str, **values: object) -> str:
        return i18n.text(digest.occasion.locale, f"digest.{name}", **values)

    return say
