"""Write items as Discord messages in a subscription's look; pure, sends and stores nothing.

Every text from outside goes through `bot.message.markdown`; a field that an item does not have
leaves no trace. All that comes out keeps Discord's limits, whatever goes in.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial

from bot import i18n
from bot.errors import UserError
from bot.message.feed_title import MAX_FEED_TITLE, given_title, written_title
from bot.message.limits import MAX_LAYOUT_TEXT
from bot.message.long_text import write_body
from bot.message.markdown import cut, escape, fit, honest, label, link, one_line, safe_url
from bot.message.message import Button, Component, Container, Gallery, Message, Picture, Row, Text
from bot.model import Feed, Item, Look, Style
from bot.post.audio import audio_line
from bot.post.template import Place, Template, fill, parse_template
from bot.post.title import has_title, title_of
from bot.text import markup
from bot.text.summarize.summary import Article, summarise
from bot.text.words import letters_of

MAX_TITLE = 250
MAX_KICKER = 150
MAX_LEAD = 700
MAX_POST = 1500
MAX_ALT = 200
MAX_GROUP = 3500
MAX_TEMPLATED = 1900  # leaves room for the mentioned role
MAX_CATEGORIES = 3  # of an item, in a template
MAX_SHORT_LINK = 200  # an address is left out of a template only when it is longer
MAX_MESSAGES = 6  # of one text; what is longer is read on its own page
MAX_MENTION = 60  # of the mentioned role
_NAMED_SOURCES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderContext:
    """What a message is made from beside its item: the feed, the look, the locale, the state."""

    feed: Feed
    look: Look
    locale: str
    also_in: tuple[str, ...] = ()
    updated: bool = False
    mention: bool = False
    everyone: bool = False  # the mentioned role is @everyone
    delivery_id: int = 0  # of a group, whose button asks for the rest
    translated: bool = False  # what is shown; a button has the original
    named: bool = True  # False where the message's author has the feed's name already


def render_item(item: Item, context: RenderContext) -> tuple[Message, ...]:
    """Return the messages that show `item`: one, but for the full style."""
    messages = _in_style(item, context)
    return (_with_original(messages[0], context), *messages[1:])


def _in_style(item: Item, context: RenderContext) -> tuple[Message, ...]:
    match context.look.style:
        case Style.COMPACT:
            return (_compact(item, context),)
        case Style.TEMPLATE if context.look.template:
            return (_templated(item, context, context.look.template),)
        case Style.FULL:
            return _full(item, context)
        case Style.CARD | Style.TEMPLATE:
            return (_card(item, context),)


def render_group(items: Sequence[Item], context: RenderContext) -> Message:
    """Return one message that names all of `items`, the newest first, or as many as it can hold.

    The others are behind a button.
    """
    count = i18n.text(context.locale, "delivery.group", n=len(items))
    head = "\n".join([*_byline(context), f"### {escape(count)}"])
    said = _notes(replace(context, updated=False))
    notes = f"-# {said}" if said else ""
    lines = _lines_of(items, context, MAX_GROUP - len(head) - len(notes))
    texts = [Text(text) for text in (head, "\n".join(lines), notes) if text]
    box = Container(tuple(texts), colour=context.look.colour)
    return _with_original(_laid_out((box, *_rest(items, len(lines), context)), context), context)


def _with_original(message: Message, context: RenderContext) -> Message:
    """Return a message with the button that shows what was translated as it was written."""
    if not context.translated:
        return message
    label = i18n.text(context.locale, "delivery.original")
    button = Row((Button(label=label, custom_id=f"post:original:{context.delivery_id}"),))
    return replace(message, components=(*message.components, button))


def render_rest(items: Sequence[Item], begin: int, context: RenderContext) -> Message:
    """Return the items of a group from the `begin`-th newest on, as many as a message holds."""
    lines = _lines_of(items[: max(len(items) - begin, 0)], context, MAX_GROUP)
    box = Container((Text("\n".join(lines) or "…"),), colour=context.look.colour)
    return Message(components=(box, *_rest(items, begin + len(lines), context)))


def _lines_of(items: Sequence[Item], context: RenderContext, room: int) -> list[str]:
    """Return a line for each of `items`, the newest first, as far as there is room."""
    lines: list[str] = []
    for item in reversed(items):
        # A date with its time would break the line on a phone.
        when = i18n.timestamp(item.published_at, "t" if _is_of_the_day(item) else "R")
        line = f"- {when} {_title_link(item, context)}"
        if len(line) + 1 > room:
            break
        room -= len(line) + 1
        lines.append(line)
    return lines


def _rest(items: Sequence[Item], shown: int, context: RenderContext) -> tuple[Row, ...]:
    """Return a button to what comes after the first `shown`."""
    if shown >= len(items):
        return ()
    label = i18n.text(context.locale, "delivery.more", n=len(items) - shown)
    custom_id = f"post:rest:{context.delivery_id}:{shown}"
    return (Row((Button(label=label, custom_id=custom_id),)),)


def _is_of_the_day(item: Item) -> bool:
    """Say whether an item came on the day of its date, so that the clock alone tells when."""
    return item.published_at.date() == item.received_at.date()


def _head(item: Item, context: RenderContext) -> str:
    """Return what stands above the text; a post that has no title begins with its text."""
    head = _byline(context)
    if not _is_post(item):
        head.append(f"### {_title_link(item, context)}")
    if kicker := fit(one_line(item.kicker or ""), MAX_KICKER):
        head.append(f"**{kicker}**")
    return "\n".join(head)


def _is_post(item: Item) -> bool:
    """Say whether an item is a text without a title, as posts of social networks are."""
    return bool(one_line(item.lead)) and not has_title(item)


def _card(item: Item, context: RenderContext) -> Message:
    texts = [_head(item, context), _post_text(item, context) or fit(one_line(item.lead), MAX_LEAD)]
    children: list[Text | Gallery] = [Text(text) for text in texts if text]
    children += _picture_of(item, context.look)
    if audio := _audio(item, context):
        children.append(Text(audio))
    children.append(Text(_foot(item, context)))
    return _laid_out((Container(tuple(children), colour=context.look.colour),), context)


def _post_text(item: Item, context: RenderContext) -> str:
    """Return a post's text with its links and paragraphs, as much as a message shows well.

    Of a translated one there is the lead alone.
    """
    if context.translated or not _is_post(item):
        return ""
    pieces = write_body(_text_of(item), MAX_POST, MAX_POST, most=2)
    return f"{pieces[0]}…" if len(pieces) > 1 else "".join(pieces)


def _full(item: Item, context: RenderContext) -> tuple[Message, ...]:
    """Return the whole text, in as many messages as it takes; only the first notifies."""
    head, foot, audio = _head(item, context), _foot(item, context), _audio(item, context)
    later = MAX_LAYOUT_TEXT - len(foot) - len(audio) - MAX_MENTION
    pieces = write_body(_text_of(item), later - len(head), later, most=MAX_MESSAGES + 1)
    if not pieces:  # nothing that can be seen
        return (_card(item, context),)
    if len(pieces) > MAX_MESSAGES:
        more = link(i18n.text(context.locale, "delivery.read_on"), item.link)
        pieces = [*pieces[: MAX_MESSAGES - 1], more]
    messages: list[Message] = []
    for number, piece in enumerate(pieces):
        first, last = number == 0, number == len(pieces) - 1
        children: list[Text | Gallery] = [Text(head)] if first and head else []
        children += _picture_of(item, context.look) if first else []
        children.append(Text(piece))
        children += [Text(audio)] if last and audio else []
        children += [Text(foot)] if last else []
        box = Container(tuple(children), colour=context.look.colour)
        messages.append(_laid_out((box,), context if first else _following(context)))
    return tuple(messages)


def _text_of(item: Item) -> str:
    """Return the body, after the lead where it does not begin with it."""
    start = letters_of(markup.plain(item.body[: 2 * len(item.lead) + 500]))
    if all(letters_of(point) in start for point in item.lead.split(" · ")):
        return item.body
    opening = markup.write(markup.BlockKind.PARAGRAPH, markup.escape(item.lead))
    return f"{opening.markup}\n\n{item.body}"


def _following(context: RenderContext) -> RenderContext:
    """Return the context of a text's later messages, which mention and notify nobody."""
    return replace(context, mention=False, look=replace(context.look, silent=True))


def _compact(item: Item, context: RenderContext) -> Message:
    """Return one line without a time: Discord shows one beside every message."""
    by = written_title(context.feed) if context.named else ""
    parts = (_title_link(item, context), by, _notes(context))
    return _plain(" · ".join(filter(None, parts)), context)


def _templated(item: Item, context: RenderContext, template: str) -> Message:
    try:
        read = parse_template(template)
    except UserError:  # saved by an older Gazette that knew another name
        return _card(item, context)

    # A post's text stands once, in the place of the title.
    is_post = "title" in read.names and _is_post(item)
    value = cache(partial(_value, item, context.locale, _words(item, context, is_post=is_post)))
    notes = _notes(context)
    filled = fill(read, value, MAX_TEMPLATED - len(notes))
    pictures = _picture_of(item, context.look) if _shows_picture(read) else []
    if not filled and not pictures:
        return _compact(item, context)
    text = f"{filled}\n-# {notes}" if notes else filled
    if not pictures:
        return _plain(text, context)
    texts = [Text(text)] if text else []
    is_first = read.text.startswith("{image}")
    return _laid_out(tuple([*pictures, *texts] if is_first else [*texts, *pictures]), context)


def _words(item: Item, context: RenderContext, *, is_post: bool) -> dict[str, str]:
    """Return what the placeholders for words stand for, uncut but for the title."""
    lead = one_line(item.lead)
    return {
        "title": lead if is_post else cut(title_of(item, context.locale), MAX_TITLE),
        "lead": "" if is_post else lead,
        "kicker": one_line(item.kicker or ""),
        "feed": given_title(context.feed),
        "author": one_line(", ".join(item.authors)),
        "category": one_line(", ".join(item.categories[:MAX_CATEGORIES])),
    }


def _value(
    item: Item, locale: str, words: Mapping[str, str], name: str, place: Place, longest: int
) -> str:
    """Return what a placeholder stands for in a place of a template."""
    match name:
        case "image" if place is not Place.ADDRESS:
            return ""  # shown as a picture, beside the text
        case "summary":
            return fit(_summary(item), longest)
        case "time":
            return i18n.timestamp(item.published_at, "f")
        case "audio" if place is Place.TEXT:
            return audio_line(item.audio, locale) if item.audio else ""
        case "link" | "audio" | "comments" | "image":
            address = safe_url(_address(item, name)) or ""
            return address if len(address) <= max(longest, MAX_SHORT_LINK) else ""
        case _ if place is Place.LABEL:
            return fit(honest(words[name], item.link), longest, label)
        case _:
            return fit(words[name], longest)


def _address(item: Item, name: str) -> str | None:
    match name:
        case "link":
            return item.link
        case "audio":
            return item.audio.url if item.audio else None
        case "comments":
            return item.comments_url
        case _:
            return item.image_url


def _shows_picture(template: Template) -> bool:
    """Say whether a template has a place for the picture itself, not only for its address."""
    return "{image}" in template.text.replace("({image})", "")


def _summary(item: Item) -> str:
    """Return the sentences that say what an item says, chosen and not written; none of a title."""
    text = markup.plain(item.body) or item.lead
    article = Article(title=item.title, text=text, lead=item.lead, language=item.language)
    picked = summarise(article, sentences=2)
    return " ".join([one_line(each.text) for each in picked]) or one_line(item.lead)


def _byline(context: RenderContext) -> list[str]:
    return [f"-# {written_title(context.feed)}"] if context.named else []


def _title_link(item: Item, context: RenderContext) -> str:
    return link(cut(title_of(item, context.locale), MAX_TITLE), item.link)


def _foot(item: Item, context: RenderContext) -> str:
    """Return the last line: date, notes, the page where no title links to it, and the comments."""
    pages = [("open", item.link)] if _is_post(item) else []
    if _is_another_page(item.comments_url, item.link):
        pages.append(("comments", item.comments_url))
    links = [(name, url) for name, url in pages if safe_url(url)]
    written = [link(i18n.text(context.locale, f"delivery.{name}"), url) for name, url in links]
    when = i18n.timestamp(item.published_at, "f")
    return "-# " + " · ".join(filter(None, (when, _notes(context), *written)))


def _is_another_page(url: str | None, page: str | None) -> bool:
    """Say whether comments stand elsewhere than below the article, as everybody expects them."""
    return url is not None and url.partition("#")[0].rstrip("/") != (page or "").rstrip("/")


def _audio(item: Item, context: RenderContext) -> str:
    return audio_line(item.audio, context.locale) if item.audio is not None else ""


def _notes(context: RenderContext) -> str:
    notes = [also_in(context.also_in, context.locale)] if context.also_in else []
    if context.updated:
        notes.append(i18n.text(context.locale, "delivery.updated"))
    if context.translated:
        notes.append(i18n.text(context.locale, "delivery.translated"))
    return " · ".join(notes)


def also_in(feeds: Sequence[str], locale: str) -> str:
    """Return "also in: B, C", the first few of them."""
    names = [fit(one_line(name), MAX_FEED_TITLE) for name in feeds[:_NAMED_SOURCES]]
    if len(feeds) > _NAMED_SOURCES:
        names.append(f"+{len(feeds) - _NAMED_SOURCES}")
    return i18n.text(locale, "delivery.also_in", feeds=", ".join(names))


def _picture_of(item: Item, look: Look) -> list[Gallery]:
    """Return the item's picture at full width, where there is one and it is wanted."""
    picture = to_picture(item) if look.picture else None
    return [] if picture is None else [Gallery((picture,))]


def to_picture(item: Item) -> Picture | None:
    """Return the item's picture with its words; None where it has none that may be shown."""
    url = safe_url(item.image_url)
    if url is None:
        return None
    return Picture(url, cut(one_line(item.title) or one_line(item.lead), MAX_ALT) or None)


def _laid_out(components: tuple[Component, ...], context: RenderContext) -> Message:
    """Return a laid-out message; the role that it mentions stands first."""
    if mention := _mention(context):
        components = (Text(mention), *components)
    return _with_mention(Message(components=components, silent=context.look.silent), context)


def _plain(content: str, context: RenderContext) -> Message:
    """Return a message of text alone; the role that it mentions stands first."""
    if mention := _mention(context):
        content = f"{mention} {content}"
    return _with_mention(Message(content=content, silent=context.look.silent), context)


def _mention(context: RenderContext) -> str:
    """Return the mention of a role, empty without one; @everyone is not written as other roles."""
    if not context.mention or context.look.mention_role_id is None:
        return ""
    return "@everyone" if context.everyone else f"<@&{context.look.mention_role_id}>"


def _with_mention(message: Message, context: RenderContext) -> Message:
    if not context.mention or context.look.mention_role_id is None:
        return message
    if context.everyone:
        return replace(message, mention_everyone=True)
    return replace(message, mention_role_id=context.look.mention_role_id)
