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

MAX_TITLE = 250
MAX_KICKER = 150
MAX_LEAD = 700
MAX_POST = 1500
MAX_ALT = 200
MAX_GROUP = 3500
MAX_TEMPLATED = 1900  # leaves room for the called role
MAX_CATEGORIES = 3  # of an item, in a template
MAX_SHORT_LINK = 200  # an address is left out of a template only when it is longer
MAX_MESSAGES = 6  # of one text; what is longer is read on its own page
MAX_SLACK = 60  # for the called role
_NAMED_SOURCES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderContext:
    """What a message needs to know beside the item: whose, how, for whom, what became of it."""

    feed: Feed
    look: Look
    locale: str
    also_in: tuple[str, ...] = ()
    updated: bool = False
    mention: bool = False
    everyone: bool = False  # the role that is called is everybody's
    delivery_id: int = 0  # of a group, whose button asks for the rest
    translated: bool = False  # what is shown; a button has the original
    named: bool = True  # False where the message's author has the feed's name already


def render_item(item: Item, setting: RenderContext) -> tuple[Message, ...]:
    """Return the messages that show `item`: one, but for the full style."""
    messages = _in_style(item, setting)
    return (_with_original(messages[0], setting), *messages[1:])


def _in_style(item: Item, setting: RenderContext) -> tuple[Message, ...]:
    match setting.look.style:
        case Style.COMPACT:
            return (_compact(item, setting),)
        case Style.TEMPLATE if setting.look.template:
            return (_templated(item, setting, setting.look.template),)
        case Style.FULL:
            return _full(item, setting)
        case Style.CARD | Style.TEMPLATE:
            return (_card(item, setting),)


def render_group(items: Sequence[Item], setting: RenderContext) -> Message:
    """Return one message that names all of `items`, the newest first, or as many as it can hold.

    The others are behind a button.
    """
    count = i18n.text(setting.locale, "delivery.group", n=len(items))
    head = "\n".join([*_byline(setting), f"### {escape(count)}"])
    said = _notes(replace(setting, updated=False))
    notes = f"-# {said}" if said else ""
    lines = _lines_of(items, setting, MAX_GROUP - len(head) - len(notes))
    texts = [Text(text) for text in (head, "\n".join(lines), notes) if text]
    box = Container(tuple(texts), colour=setting.look.colour)
    return _with_original(laid_out((box, *_rest(items, len(lines), setting)), setting), setting)


def _with_original(message: Message, setting: RenderContext) -> Message:
    """Return a message with the button that shows what was translated as it was written."""
    if not setting.translated:
        return message
    label = i18n.text(setting.locale, "delivery.original")
    button = Row((Button(label=label, custom_id=f"post:original:{setting.delivery_id}"),))
    return replace(message, components=(*message.components, button))


def render_rest(items: Sequence[Item], begin: int, setting: RenderContext) -> Message:
    """Return the items of a group from the `begin`-th newest on, as many as a message holds."""
    lines = _lines_of(items[: max(len(items) - begin, 0)], setting, MAX_GROUP)
    box = Container((Text("\n".join(lines) or "…"),), colour=setting.look.colour)
    return Message(components=(box, *_rest(items, begin + len(lines), setting)))


def _lines_of(items: Sequence[Item], setting: RenderContext, room: int) -> list[str]:
    """Return a line for each of `items`, the newest first, as far as there is room."""
    lines: list[str] = []
    for item in reversed(items):
        # A date with its time would break the line on a phone.
        when = i18n.timestamp(item.published_at, "t" if _is_of_the_day(item) else "R")
        line = f"- {when} {title_link(item, setting)}"
        if len(line) + 1 > room:
            break
        room -= len(line) + 1
        lines.append(line)
    return lines


def _rest(items: Sequence[Item], shown: int, setting: RenderContext) -> tuple[Row, ...]:
    """Return a button to what comes after the first `shown`."""
    if shown >= len(items):
        return ()
    label = i18n.text(setting.locale, "delivery.more", n=len(items) - shown)
    custom_id = f"post:rest:{setting.delivery_id}:{shown}"
    return (Row((Button(label=label, custom_id=custom_id),)),)


def _is_of_the_day(item: Item) -> bool:
    """Say whether an item came on the day of its date, so that the clock alone tells when."""
    return item.published_at.date() == item.received_at.date()


def _head(item: Item, setting: RenderContext) -> str:
    """Return what stands above the text; a post that has no title begins with its text."""
    head = _byline(setting)
    if not _is_post(item):
        head.append(f"### {title_link(item, setting)}")
    if kicker := fit(one_line(item.kicker or ""), MAX_KICKER):
        head.append(f"**{kicker}**")
    return "\n".join(head)


def _is_post(item: Item) -> bool:
    """Say whether an item is a text without a title, as posts of social networks are."""
    return bool(one_line(item.lead)) and not has_title(item)


def _card(item: Item, setting: RenderContext) -> Message:
    texts = [_head(item, setting), _post_text(item, setting) or fit(one_line(item.lead), MAX_LEAD)]
    children: list[Text | Gallery] = [Text(text) for text in texts if text]
    children += picture_of(item, setting.look)
    if audio := _audio(item, setting):
        children.append(Text(audio))
    children.append(Text(_foot(item, setting)))
    return laid_out((Container(tuple(children), colour=setting.look.colour),), setting)


def _post_text(item: Item, setting: RenderContext) -> str:
    """Return a post's text with its links and paragraphs, as much as a message shows well.

    Of a translated one there is the lead alone.
    """
    if setting.translated or not _is_post(item):
        return ""
    pieces = write_body(_text_of(item), MAX_POST, MAX_POST, most=2)
    return f"{pieces[0]}…" if len(pieces) > 1 else "".join(pieces)


def _full(item: Item, setting: RenderContext) -> tuple[Message, ...]:
    """Return the whole text, in as many messages as it takes; only the first notifies."""
    head, foot, audio = _head(item, setting), _foot(item, setting), _audio(item, setting)
    later = MAX_LAYOUT_TEXT - len(foot) - len(audio) - MAX_SLACK
    pieces = write_body(_text_of(item), later - len(head), later, most=MAX_MESSAGES + 1)
    if not pieces:  # nothing that can be seen
        return (_card(item, setting),)
    if len(pieces) > MAX_MESSAGES:
        more = link(i18n.text(setting.locale, "delivery.read_on"), item.link)
        pieces = [*pieces[: MAX_MESSAGES - 1], more]
    messages: list[Message] = []
    for number, piece in enumerate(pieces):
        first, last = number == 0, number == len(pieces) - 1
        children: list[Text | Gallery] = [Text(head)] if first and head else []
        children += picture_of(item, setting.look) if first else []
        children.append(Text(piece))
        children += [Text(audio)] if last and audio else []
        children += [Text(foot)] if last else []
        box = Container(tuple(children), colour=setting.look.colour)
        messages.append(laid_out((box,), setting if first else _following(setting)))
    return tuple(messages)


def _text_of(item: Item) -> str:
    """Return the body, after the lead where it does not begin with it."""
    start = _letters(markup.plain(item.body[: 2 * len(item.lead) + 500]))
    if all(_letters(point) in start for point in item.lead.split(" · ")):
        return item.body
    opening = markup.write(markup.BlockKind.PARAGRAPH, markup.escape(item.lead))
    return f"{opening.markup}\n\n{item.body}"


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def _following(setting: RenderContext) -> RenderContext:
    """Return how the later messages of one text look: they call and notify nobody."""
    return replace(setting, mention=False, look=replace(setting.look, silent=True))


def _compact(item: Item, setting: RenderContext) -> Message:
    """Return one line without a time: Discord shows one beside every message."""
    by = source(setting.feed) if setting.named else ""
    parts = (title_link(item, setting), by, _notes(setting))
    return plain(" · ".join(filter(None, parts)), setting)


def _templated(item: Item, setting: RenderContext, template: str) -> Message:
    try:
        read = parse_template(template)
    except UserError:  # saved by an older Gazette that knew another name
        return _card(item, setting)

    # A post's text stands once, in the place of the title.
    is_post = "title" in read.names and _is_post(item)
    value = cache(partial(_value, item, setting.locale, _words(item, setting, is_post=is_post)))
    notes = _notes(setting)
    filled = fill(read, value, MAX_TEMPLATED - len(notes))
    pictures = picture_of(item, setting.look) if _shows_picture(read) else []
    if not filled and not pictures:
        return _compact(item, setting)
    text = f"{filled}\n-# {notes}" if notes else filled
    if not pictures:
        return plain(text, setting)
    texts = [Text(text)] if text else []
    is_first = read.text.startswith("{image}")
    return laid_out(tuple([*pictures, *texts] if is_first else [*texts, *pictures]), setting)


def _words(item: Item, setting: RenderContext, *, is_post: bool) -> dict[str, str]:
    """Return what the placeholders for words stand for, uncut but for the title."""
    lead = one_line(item.lead)
    return {
        "title": lead if is_post else cut(title_of(item, setting.locale), MAX_TITLE),
        "lead": "" if is_post else lead,
        "kicker": one_line(item.kicker or ""),
        "feed": given_title(setting.feed),
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


def _byline(setting: RenderContext) -> list[str]:
    return [f"-# {source(setting.feed)}"] if setting.named else []


def source(feed: Feed) -> str:
    """Return the feed's title, written for markdown."""
    return written_title(feed)


def title_link(item: Item, setting: RenderContext) -> str:
    return link(cut(title_of(item, setting.locale), MAX_TITLE), item.link)


def footer(item: Item, setting: RenderContext) -> str:
    """Return when, where else, and whether changed, in one line."""
    when = i18n.timestamp(item.published_at, "f")
    return " · ".join(filter(None, (when, _notes(setting))))


def _foot(item: Item, setting: RenderContext) -> str:
    """Return the footer of a text; with the page where no title leads to it, and the comments."""
    pages = [("open", item.link)] if _is_post(item) else []
    if _is_another_page(item.comments_url, item.link):
        pages.append(("comments", item.comments_url))
    links = [(name, url) for name, url in pages if safe_url(url)]
    written = [link(i18n.text(setting.locale, f"delivery.{name}"), url) for name, url in links]
    return " · ".join([f"-# {footer(item, setting)}", *written])


def _is_another_page(url: str | None, page: str | None) -> bool:
    """Say whether comments stand elsewhere than below the article, as everybody expects them."""
    return url is not None and url.partition("#")[0].rstrip("/") != (page or "").rstrip("/")


def _audio(item: Item, setting: RenderContext) -> str:
    return audio_line(item.audio, setting.locale) if item.audio is not None else ""


def _notes(setting: RenderContext) -> str:
    notes = [also_in(setting.also_in, setting.locale)] if setting.also_in else []
    if setting.updated:
        notes.append(i18n.text(setting.locale, "delivery.updated"))
    if setting.translated:
        notes.append(i18n.text(setting.locale, "delivery.translated"))
    return " · ".join(notes)


def also_in(feeds: Sequence[str], locale: str) -> str:
    """Return "also in: B, C", the first few of them."""
    names = [fit(one_line(name), MAX_FEED_TITLE) for name in feeds[:_NAMED_SOURCES]]
    if len(feeds) > _NAMED_SOURCES:
        names.append(f"+{len(feeds) - _NAMED_SOURCES}")
    return i18n.text(locale, "delivery.also_in", feeds=", ".join(names))


def picture_of(item: Item, look: Look) -> list[Gallery]:
    """Return the item's picture at full width, where there is one and it is wanted."""
    picture = to_picture(item) if look.picture else None
    return [] if picture is None else [Gallery((picture,))]


def to_picture(item: Item) -> Picture | None:
    """Return the item's picture with its words; None where it has none that may be shown."""
    url = safe_url(item.image_url)
    if url is None:
        return None
    return Picture(url, cut(one_line(item.title) or one_line(item.lead), MAX_ALT) or None)


def laid_out(components: tuple[Component, ...], setting: RenderContext) -> Message:
    """Return a laid-out message, the role that is to be called before it."""
    if called := _called(setting):
        components = (Text(called), *components)
    return _calling(Message(components=components, silent=setting.look.silent), setting)


def plain(content: str, setting: RenderContext) -> Message:
    """Return a message of text alone, the role that is to be called before it."""
    if called := _called(setting):
        content = f"{called} {content}"
    return _calling(Message(content=content, silent=setting.look.silent), setting)


def _called(setting: RenderContext) -> str:
    """Return whom a message calls as Discord reads it; everybody is no role that is written so."""
    if not setting.mention or setting.look.mention_role_id is None:
        return ""
    return "@everyone" if setting.everyone else f"<@&{setting.look.mention_role_id}>"


def _calling(message: Message, setting: RenderContext) -> Message:
    if not setting.mention or setting.look.mention_role_id is None:
        return message
    if setting.everyone:
        return replace(message, mention_everyone=True)
    return replace(message, mention_role_id=setting.look.mention_role_id)
