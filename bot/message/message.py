"""One Discord message as a value: its text and components; knows no library and sends nothing.

Renderers make these values, `payload` writes them as JSON. A message is either plain (`content`
and rows of buttons) or laid out (`components` with texts, sections, containers …); never both.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal


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


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelSelect:
    """A menu of the server's channels that can be posted to, which Discord fills."""

    custom_id: str
    placeholder: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """Up to five buttons side by side, or one menu."""

    children: tuple[Button | Select | ChannelSelect, ...]


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
class Message:
    """What one message says.

    Nobody is pinged but the members of `mention_role_id`, or everybody with `mention_everyone`, and
    only where the text names them.
    """

    content: str = ""
    components: tuple[Component, ...] = ()
    silent: bool = False
    mention_role_id: int | None = None
    mention_everyone: bool = False

    @property
    def laid_out(self) -> bool:
        """Say whether this is a message of Discord's second kind, without content."""
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
