"""Turn the components a bot sends into what Discord answers: numbered, with defaults filled in.

Assumes that they were checked (`checks_components`). `texts` reads what is visible.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import count
from typing import Any

from sandbox.world.state import Json

ROW, BUTTON, STRING_SELECT, TEXT_INPUT = 1, 2, 3, 4
USER_SELECT, ROLE_SELECT, MENTIONABLE_SELECT, CHANNEL_SELECT = 5, 6, 7, 8
SECTION, TEXT_DISPLAY, THUMBNAIL, GALLERY, FILE, SEPARATOR = 9, 10, 11, 12, 13, 14
CONTAINER, LABEL = 17, 18
SELECTS = (STRING_SELECT, USER_SELECT, ROLE_SELECT, MENTIONABLE_SELECT, CHANNEL_SELECT)
LINK, PREMIUM = 5, 6

Resolve = Callable[[str], Json]  # an address, maybe attachment://name, to a media object


def children(component: Mapping[str, Any]) -> list[Json]:
    """Return the components directly inside, in the order they are seen."""
    inside = list(component.get("components") or [])
    return inside + [component[key] for key in ("accessory", "component") if component.get(key)]


def walk(components: list[Json]) -> Iterator[Json]:
    """Yield every component, parents before what they hold."""
    for component in components:
        yield component
        yield from walk(children(component))


def settle(components: list[Json], resolve: Resolve) -> list[Json]:
    """Return the components with ids, defaults and resolved media."""
    taken = {each.get("id") for each in walk(components)}
    numbers = (number for number in count(1) if number not in taken)
    return [_settle(each, resolve, numbers) for each in components]


def _settle(component: Json, resolve: Resolve, numbers: Iterator[int]) -> Json:
    known = {key: value for key, value in component.items() if value is not None}
    settled = _defaults(known, resolve) | {"id": known.get("id") or next(numbers)}
    if "components" in known:
        settled["components"] = [_settle(each, resolve, numbers) for each in known["components"]]
    if "accessory" in known:
        settled["accessory"] = _settle(known["accessory"], resolve, numbers)
    return settled


def _defaults(known: Json, resolve: Resolve) -> Json:
    kind = known["type"]
    if kind in SELECTS:
        return {"min_values": 1, "max_values": 1} | known
    if kind == SEPARATOR:
        return {"divider": True, "spacing": 1} | known
    if kind == CONTAINER:
        return {"accent_color": None, "spoiler": False} | known
    if kind == THUMBNAIL:
        return {"description": None, "spoiler": False} | known | _media(known, resolve)
    if kind == GALLERY:
        defaults = {"description": None, "spoiler": False}
        items = [defaults | item | _media(item, resolve) for item in known["items"]]
        return known | {"items": items}
    if kind == FILE:
        media = resolve(known["file"]["url"])
        return {"name": None, "size": None, "spoiler": False} | known | {"file": media}
    return known


def _media(holder: Json, resolve: Resolve) -> Json:
    return {"media": resolve(holder["media"]["url"])}


def texts(components: list[Json]) -> Iterator[str]:
    """Yield every text a reader sees, in reading order."""
    for component in walk(components):
        match component["type"]:
            case 10:
                yield component["content"]
            case 2:
                yield component.get("label") or ""
            case 12:
                yield from (item.get("description") or "" for item in component["items"])
            case kind if kind in SELECTS:
                yield component.get("placeholder") or ""
                yield from (option["label"] for option in component.get("options", []))
            case _:
                yield component.get("description") or ""
