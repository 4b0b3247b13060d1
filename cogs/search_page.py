"""A page of search hits as one message, and an article as it is shared; asks nobody anything."""

from collections.abc import Callable, Iterator, Sequence

from bot import i18n
from bot.message.limits import MAX_LAYOUT_TEXT, MAX_OPTION_TEXT
from bot.message.markdown import cut, escape, fit, link, mention_channel, one_line
from bot.message.message import Button, Component, Message, Option, Row, Section, Select, Text
from bot.model import Item
from bot.post.title import lead_under, title_of
from bot.search.engine import Order
from bot.search.service import HITS, Hit, SearchAnswer, SearchOptions
from bot.search.snippet import TITLE_SHOWN, Piece
from cogs.ui.pages import page_buttons

MAX_QUERY = 100  # characters of a query that are repeated
MAX_SOURCE = 50
MAX_LEAD = 600
MAX_MEANT = 3
MAX_SYNONYMS = 4

_CONTEXTS = (1_000, 60, 30, 12)  # characters around the words, the first that have room
_LEFT_OUT = " … "
_ROOM = MAX_LAYOUT_TEXT - 100  # for the hits and the heading

# Where an item's message can be read by the asker; None: nowhere.
MessageLink = Callable[[Hit], str | None]


def search_page(
    answer: SearchAnswer,
    ask: SearchOptions,
    ask_id: int,
    locale: str,
    *,
    where: MessageLink,
    meant: Sequence[tuple[str, int]] = (),
) -> Message:
    """Return the answer laid out; `meant` are other queries with the ids under which they run.

    Where the question was corrected, `meant` is the one as it was typed.
    """
    heading = _heading(answer, ask, locale)
    if answer.synonyms:
        heading += "\n" + _synonyms(answer.synonyms, locale)
    if answer.corrected is not None:
        heading += "\n" + corrected_note(ask.text, locale)
    elif meant:
        heading += "\n" + i18n.text(locale, "search.meant")
    parts: list[Component] = [Text(heading)]
    if answer.corrected is not None:
        parts.append(Row(tuple([_as_typed_button(text, id_, locale) for text, id_ in meant])))
    elif meant:
        parts.append(Row(tuple([_meant_button(text, id_) for text, id_ in meant[:MAX_MEANT]])))
    written = _fitted(answer, locale, where, _ROOM - len(heading))
    parts += [
        Section((Text(text),), _share_button(hit, locale))
        for hit, text in zip(answer.hits, written, strict=True)
    ]
    if answer.hits:
        parts.append(Row((_like_menu(answer, locale),)))
    if buttons := _turning(answer, ask, ask_id, locale):
        parts.append(Row(tuple(buttons)))
    return Message(components=tuple(parts))


def shared(item: Item, feed: str, member: str, locale: str) -> Message:
    """Return an article as a member shares it."""
    title = cut(title_of(item, locale), 250)
    lines = [f"**{link(title, item.link)}**"]
    if lead := fit(lead_under(title, item), MAX_LEAD):
        lines.append(lead)
    by = i18n.text(locale, "search.shared_by", member=member)
    when = i18n.timestamp(item.published_at, "D")
    lines.append(f"-# {_source(feed)} · {when} · {by}")
    return Message(components=(Text("\n".join(lines)),))


def _heading(answer: SearchAnswer, ask: SearchOptions, locale: str) -> str:
    if answer.like is not None:
        key = "search.like" if answer.total else "search.like_none"
        return i18n.text(locale, key, title=quoted_query(title_of(answer.like, locale), locale))
    query = quoted_query(ask.text if answer.corrected is None else answer.corrected, locale)
    if not answer.total:
        return _nothing(answer, ask, query, locale)
    if not ask.text.strip():
        return i18n.text(locale, "search.newest")
    if not answer.whole:
        return i18n.text(locale, "search.some_words", query=query)
    count = i18n.text(locale, "search.found", n=answer.whole)
    if answer.more:
        count = i18n.text(locale, "search.at_least", found=count)
    if answer.whole < answer.total:
        key = "search.then_some"
    else:
        key = "search.title_by_date" if ask.order is Order.DATE else "search.title"
    return i18n.text(locale, key, found=count, query=query)


def _nothing(answer: SearchAnswer, ask: SearchOptions, query: str, locale: str) -> str:
    """Say that nothing was found, and name all that narrowed the search."""
    narrowed = [
        i18n.text(locale, f"search.narrowed.{name}", **values)
        for name, values in _options(answer, ask, locale)
    ]
    if ask.text.strip():
        parts = "".join([f", {part}" for part in narrowed])
        nothing = i18n.text(locale, "search.nothing", query=query, narrowed=parts)
    elif narrowed:
        nothing = i18n.text(locale, "search.nothing_within", narrowed=", ".join(narrowed))
    else:
        return i18n.text(locale, "search.nothing_yet")
    return f"{nothing}\n{i18n.text(locale, 'search.hint')}"


def _options(
    answer: SearchAnswer, ask: SearchOptions, locale: str
) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield what the options of the command narrow a search to, each with its values."""
    if answer.feed is not None:
        yield "feed", {"feed": _source(answer.feed)}
    if ask.channel_id is not None:
        yield "channel", {"channel": mention_channel(ask.channel_id)}
    if ask.kind is not None:
        yield ask.kind.value, {}
    if ask.since is not None:
        yield "since", {"day": i18n.format_day(locale, ask.since)}
    if ask.until is not None:
        yield "until", {"day": i18n.format_day(locale, ask.until)}


def _synonyms(names: Sequence[str], locale: str) -> str:
    """Say by which other words some hits were found."""
    words = ", ".join([quoted_query(name, locale) for name in names[:MAX_SYNONYMS]])
    return i18n.text(locale, "search.synonyms", words=words)


def quoted_query(text: str, locale: str) -> str:
    """Return a query as it is repeated in an answer."""
    return i18n.text(locale, "search.quoted", query=escape(cut(one_line(text), MAX_QUERY)))


def corrected_note(typed: str, locale: str) -> str:
    """Return what says that another query was answered than what was typed."""
    count = sum(any(map(str.isalnum, word)) for word in typed.split())
    return i18n.text(locale, "search.corrected", n=count, query=quoted_query(typed, locale))


def _fitted(answer: SearchAnswer, locale: str, where: MessageLink, room: int) -> list[str]:
    """Return the text of each hit; long addresses go where the words found would have no room."""
    written: list[str] = []
    for number, hit in enumerate(answer.hits, start=answer.offset + 1):
        each = room // (len(answer.hits) - len(written))
        title, small = _title(number, hit, locale), _small(hit, locale, where)
        shown = write_snippet(hit.pieces, each - len(title) - len(small) - 2)
        if shown is None:
            title = f"{number}. {escape(cut(title_of(hit.item, locale), TITLE_SHOWN))}"
            shown = write_snippet(hit.pieces, each - len(title) - len(small) - 2) or ""
        written.append("\n".join([line for line in (title, shown, small) if line]))
        room -= len(written[-1])
    return written


def _title(number: int, hit: Hit, locale: str) -> str:
    return f"{number}. **{link(cut(title_of(hit.item, locale), TITLE_SHOWN), hit.item.link)}**"


def _small(hit: Hit, locale: str, where: MessageLink) -> str:
    parts = [_source(hit.feed), i18n.timestamp(hit.item.published_at, "D")]
    if (posted := where(hit)) is not None:
        parts.append(posted)
    return "-# " + " · ".join(parts)


def _source(feed: str) -> str:
    return escape(cut(one_line(feed), MAX_SOURCE))


def write_snippet(pieces: Sequence[Piece], room: int) -> str | None:
    """Return the pieces in so many characters, what was looked for in bold.

    Where all is too long, less is left around the words; None where they have no room at all.
    """
    if not any(piece.marked for piece in pieces):
        return fit("".join([piece.text for piece in pieces]).strip(), room) if room > 0 else None
    for context in _CONTEXTS:
        text = "".join([_written(piece) for piece in _squeezed(pieces, context)]).strip()
        if len(text) <= room:
            return text
    return None


def _squeezed(pieces: Sequence[Piece], context: int) -> Iterator[Piece]:
    """Yield pieces with at most so many characters of context on each side of what is marked."""
    last = len(pieces) - 1
    for number, piece in enumerate(pieces):
        before = context if number else 0  # it follows a marked one
        after = context if number < last else 0
        if piece.marked or len(piece.text) <= before + after + len(_LEFT_OUT):
            yield piece
        else:
            end = piece.text[len(piece.text) - after :]
            yield Piece(f"{piece.text[:before]}{_LEFT_OUT}{end}")


def _written(piece: Piece) -> str:
    """Return a piece escaped, with the blanks around it that escaping would take away."""
    core = piece.text.strip()
    before = piece.text[: len(piece.text) - len(piece.text.lstrip())]
    after = piece.text[len(piece.text.rstrip()) :] if core else ""
    inside = escape(core)
    return f"{before}**{inside}**{after}" if piece.marked else f"{before}{inside}{after}"


def _share_button(hit: Hit, locale: str) -> Button:
    return Button(
        label=i18n.text(locale, "search.button.share"), custom_id=f"search:share:{hit.item.id}"
    )


def _like_menu(answer: SearchAnswer, locale: str) -> Select:
    """Return the menu that shows what is like one of the hits."""
    options = [
        Option(
            label=cut(f"{number}. {title_of(hit.item, locale)}", MAX_OPTION_TEXT),
            value=str(hit.item.id),
        )
        for number, hit in enumerate(answer.hits, start=answer.offset + 1)
    ]
    placeholder = i18n.text(locale, "search.button.like")
    return Select(custom_id="search:like", options=tuple(options), placeholder=placeholder)


def _as_typed_button(text: str, ask_id: int, locale: str) -> Button:
    label = i18n.text(locale, "search.button.as_typed", query=one_line(text))
    return Button(label=cut(label, 75), custom_id=f"search:page:{ask_id}:0")


def _meant_button(text: str, ask_id: int) -> Button:
    return Button(label=cut(one_line(text), 75) or "?", custom_id=f"search:page:{ask_id}:0")


def _turning(answer: SearchAnswer, ask: SearchOptions, ask_id: int, locale: str) -> list[Button]:
    """Return the buttons under a page: back, where one is, on, and the other order."""
    page, last = answer.offset // HITS, max(0, answer.total - 1) // HITS
    buttons = [
        *page_buttons(
            locale,
            page,
            None if answer.more else last + 1,
            lambda number: f"search:page:{ask_id}:{number}",
            has_next=answer.offset + HITS < answer.total or answer.more,
        )
    ]
    if answer.total > 1 and ask.text.strip():
        other = Order.RELEVANCE if ask.order is Order.DATE else Order.DATE
        name = "by_date" if other is Order.DATE else "by_relevance"
        buttons.append(
            Button(
                label=i18n.text(locale, f"search.button.{name}"),
                custom_id=f"search:{other.value}:{ask_id}:0",
            )
        )
    return buttons
