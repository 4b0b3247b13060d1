"""One Discord message as a value, with Discord's limits; knows no library and sends nothing.

Renderers make these values, `check` says what Discord would refuse, `payload` writes them as
JSON. A message is either plain (`content`, `embeds`, rows of buttons) or laid out
(`components` with texts, sections, containers …); never both.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

MAX_CONTENT = 2000
MAX_COMPONENTS = 40  # nested ones count
MAX_LAYOUT_TEXT = 4000  # over all texts of a laid-out message
MAX_EMBEDS = 10
MAX_EMBED_TITLE = 256
MAX_EMBED_DESCRIPTION = 4096
MAX_EMBED_FIELDS = 25
MAX_FIELD_NAME = 256
MAX_FIELD_VALUE = 1024
MAX_EMBED_FOOTER = 2048
MAX_EMBED_AUTHOR = 256
MAX_EMBED_TEXT = 6000  # over all embeds of a message
MAX_URL = 2048
MAX_BUTTON_URL = 512
MAX_BUTTON_LABEL = 80
MAX_CUSTOM_ID = 100
MAX_ROW = 5
MAX_OPTIONS = 25
MAX_OPTION_TEXT = 100
MAX_PLACEHOLDER = 150
MAX_ALT_TEXT = 1024
MAX_GALLERY = 10
MAX_SECTION_TEXTS = 3
MAX_THREAD_TITLE = 100
MAX_TAGS = 5


@dataclass(frozen=True, slots=True)
class Text:
    """Markdown of a laid-out message."""

    content: str


@dataclass(frozen=True, slots=True)
class Picture:
    """An image by address, with the words for those who do not see it."""

    url: str
    alt: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A link (`url`) or a button that comes back to us (`custom_id`)."""

    label: str
    url: str | None = None
    custom_id: str | None = None
    style: Literal["primary", "secondary", "success", "danger"] = "secondary"
    emoji: str | None = None
    disabled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One line of a menu."""

    label: str
    value: str
    description: str | None = None
    default: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Select:
    """A menu of options."""

    custom_id: str
    options: tuple[Option, ...]
    placeholder: str | None = None
    min_values: int = 1
    max_values: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """Up to five buttons side by side, or one menu."""

    children: tuple[Button | Select, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Texts with a small picture or a button beside them."""

    texts: tuple[Text, ...]
    accessory: Picture | Button


@dataclass(frozen=True, slots=True)
class Gallery:
    """Pictures at full width."""

    pictures: tuple[Picture, ...]


@dataclass(frozen=True, slots=True)
class Separator:
    """Room, with or without a line, between two components."""

    line: bool = True
    large: bool = False


@dataclass(frozen=True, slots=True)
class Container:
    """A box around components, with a coloured edge where `colour` is given."""

    children: tuple["Text | Section | Gallery | Separator | Row", ...]
    colour: int | None = None


Component = Text | Section | Gallery | Separator | Row | Container


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbedField:
    """One named value of an embed."""

    name: str
    value: str
    inline: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Embed:
    """The older kind of box."""

    title: str | None = None
    url: str | None = None
    description: str | None = None
    author: str | None = None
    author_icon_url: str | None = None
    fields: tuple[EmbedField, ...] = ()
    footer: str | None = None
    image_url: str | None = None
    thumbnail_url: str | None = None
    colour: int | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What one message says.

    Nobody is pinged but the members of `mention_role_id`, and only where the text names it.
    `thread_title` and `tag_ids` count where the message opens a post of a forum.
    """

    content: str = ""
    embeds: tuple[Embed, ...] = ()
    components: tuple[Component, ...] = ()
    silent: bool = False
    link_previews: bool = False
    mention_role_id: int | None = None
    thread_title: str | None = None
    tag_ids: tuple[int, ...] = ()

    @property
    def laid_out(self) -> bool:
        """Say whether this is a message of Discord's second kind, without content or embeds."""
        return any(not isinstance(component, Row) for component in self.components)


def walk(components: tuple[Component, ...]) -> Iterator[object]:
    """Yield every component, nested ones and accessories too, in reading order."""
    for component in components:
        yield component
        match component:
            case Container(children=children):
                yield from walk(children)
            case Section(texts=texts, accessory=accessory):
                yield from (*texts, accessory)
            case Row(children=items):
                yield from items
            case Text() | Gallery() | Separator():
                pass


def check(message: Message) -> tuple[str, ...]:
    """Return what Discord would refuse, in words for a developer; empty when nothing."""
    found = [*_check_body(message), *_check_embeds(message.embeds)]
    for component in walk(message.components):
        found += _check_component(component)
    ids = [c.custom_id for c in walk(message.components) if isinstance(c, Button | Select)]
    known = [custom_id for custom_id in ids if custom_id is not None]
    if len(known) != len(set(known)):
        found.append("custom_id twice")
    return tuple(found)


def _check_body(message: Message) -> Iterator[str]:
    if message.laid_out and (message.content or message.embeds):
        yield "a laid-out message has neither content nor embeds"
    if not (message.content.strip() or message.embeds or message.laid_out):
        yield "empty message"
    yield from _too_long("content", message.content, MAX_CONTENT)
    every = list(walk(message.components))
    if len(every) > MAX_COMPONENTS:
        yield f"{len(every)} components"
    texts = sum(len(c.content) for c in every if isinstance(c, Text))
    if texts > MAX_LAYOUT_TEXT:
        yield f"{texts} characters of text"
    if message.thread_title is not None:
        yield from _between("thread title", message.thread_title, MAX_THREAD_TITLE)
    if len(message.tag_ids) > MAX_TAGS:
        yield f"{len(message.tag_ids)} tags"


def _check_component(component: object) -> Iterator[str]:
    match component:
        case Text(content=content):
            if not content.strip():
                yield "empty text"
        case Picture():
            yield from _check_picture(component)
        case Gallery(pictures=pictures):
            yield from _count("gallery", len(pictures), MAX_GALLERY)
            for picture in pictures:
                yield from _check_picture(picture)
        case Section(texts=texts):
            yield from _count("section", len(texts), MAX_SECTION_TEXTS)
        case Container(children=children):
            yield from _count("container", len(children), MAX_COMPONENTS)
        case Row(children=items):
            yield from _count("row", len(items), MAX_ROW)
            if len(items) > 1 and any(isinstance(item, Select) for item in items):
                yield "a menu shares its row"
        case Button():
            yield from _check_button(component)
        case Select():
            yield from _check_select(component)
        case _:
            pass


def _check_picture(picture: Picture) -> Iterator[str]:
    yield from _check_url("picture", picture.url, MAX_URL)
    if picture.alt is not None:
        yield from _between("picture's words", picture.alt, MAX_ALT_TEXT)


def _check_button(button: Button) -> Iterator[str]:
    yield from _too_long("button label", button.label, MAX_BUTTON_LABEL)
    if not (button.label or button.emoji):
        yield "empty button"
    if (button.url is None) == (button.custom_id is None):
        yield "a button has a url or a custom_id"
    if button.url is not None:
        yield from _check_url("button", button.url, MAX_BUTTON_URL)
    if button.custom_id is not None:
        yield from _between("custom_id", button.custom_id, MAX_CUSTOM_ID)


def _check_select(select: Select) -> Iterator[str]:
    yield from _between("custom_id", select.custom_id, MAX_CUSTOM_ID)
    yield from _count("menu", len(select.options), MAX_OPTIONS)
    yield from _too_long("placeholder", select.placeholder or "", MAX_PLACEHOLDER)
    for option in select.options:
        yield from _between("option label", option.label, MAX_OPTION_TEXT)
        yield from _between("option value", option.value, MAX_OPTION_TEXT)
        if option.description is not None:
            yield from _between("option description", option.description, MAX_OPTION_TEXT)


def _check_embeds(embeds: tuple[Embed, ...]) -> Iterator[str]:
    if len(embeds) > MAX_EMBEDS:
        yield f"{len(embeds)} embeds"
    if sum(map(embed_length, embeds)) > MAX_EMBED_TEXT:
        yield "embeds too long together"
    for embed in embeds:
        yield from _too_long("embed title", embed.title or "", MAX_EMBED_TITLE)
        yield from _too_long("embed description", embed.description or "", MAX_EMBED_DESCRIPTION)
        yield from _too_long("embed footer", embed.footer or "", MAX_EMBED_FOOTER)
        yield from _too_long("embed author", embed.author or "", MAX_EMBED_AUTHOR)
        if len(embed.fields) > MAX_EMBED_FIELDS:
            yield f"{len(embed.fields)} fields"
        for field in embed.fields:
            yield from _between("field name", field.name, MAX_FIELD_NAME)
            yield from _between("field value", field.value, MAX_FIELD_VALUE)
        for url in (embed.url, embed.image_url, embed.thumbnail_url, embed.author_icon_url):
            if url is not None:
                yield from _check_url("embed", url, MAX_URL)
        if not (embed_length(embed) or embed.image_url or embed.thumbnail_url):
            yield "empty embed"


def embed_length(embed: Embed) -> int:
    """Return the characters that count towards `MAX_EMBED_TEXT`."""
    texts = (embed.title, embed.description, embed.footer, embed.author)
    named = sum(len(field.name) + len(field.value) for field in embed.fields)
    return named + sum(len(text or "") for text in texts)


def _check_url(what: str, url: str, limit: int) -> Iterator[str]:
    if not url.startswith(("http://", "https://")):
        yield f"{what}: no http address"
    yield from _too_long(f"{what} address", url, limit)


def _between(what: str, text: str, limit: int) -> Iterator[str]:
    if not text.strip():
        yield f"{what}: empty"
    yield from _too_long(what, text, limit)


def _too_long(what: str, text: str, limit: int) -> Iterator[str]:
    if len(text) > limit:
        yield f"{what}: {len(text)} characters, {limit} at most"


def _count(what: str, n: int, limit: int) -> Iterator[str]:
    if not 1 <= n <= limit:
        yield f"{what}: {n} parts, 1 to {limit}"
