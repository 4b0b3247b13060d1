"""Check the components of messages and modals as Discord does; change nothing."""

from collections import Counter
from collections.abc import Iterable

from sandbox.checks.urls import LINKS, check_url
from sandbox.errors import FormErrors
from sandbox.payloads import components as c
from sandbox.world.state import Json

Path = tuple[str | int, ...]

_LEGACY = (c.ROW,)
_TOP = (c.ROW, c.SECTION, c.TEXT_DISPLAY, c.GALLERY, c.FILE, c.SEPARATOR, c.CONTAINER)
_IN_CONTAINER = tuple(kind for kind in _TOP if kind != c.CONTAINER)
_IN_ROW = (c.BUTTON, *c.SELECTS)
_IN_MODAL = (c.ROW, c.TEXT_DISPLAY, c.LABEL)
MAX_COMPONENTS = 40
MAX_TEXT = 4000


def check_message(form: FormErrors, components: list[Json], *, v2: bool) -> None:
    """Note what is wrong with a message's components."""
    at: Path = ("components",)
    every = list(c.walk(components))
    if v2 and len(every) > MAX_COMPONENTS:
        told = f"Total number of components cannot exceed {MAX_COMPONENTS} components"
        form.wrong(at, "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", told)
    if not v2:
        form.length(at, components, 5)
    total = sum(len(each.get("content") or "") for each in every if each["type"] == c.TEXT_DISPLAY)
    if total > MAX_TEXT:
        told = f"Total displayable text size exceeds maximum size of {MAX_TEXT}"
        form.wrong(at, "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", told)
    _list(form, at, components, _TOP if v2 else _LEGACY)
    _check_duplicates(form, at, components)


def check_modal(form: FormErrors, data: Json) -> None:
    """Note what is wrong with a modal's title and components."""
    at: Path = ("data",)
    form.length((*at, "title"), data.get("title") or "", 45, least=1)
    form.length((*at, "custom_id"), data.get("custom_id") or "", 100, least=1)
    form.length((*at, "components"), data.get("components") or [], 5, least=1)
    components = data.get("components") or []
    for index, component in enumerate(components):
        here: Path = (*at, "components", index)
        _kind(form, here, component, _IN_MODAL)
        if component["type"] == c.LABEL:
            form.length((*here, "label"), component.get("label") or "", 45, least=1)
            form.length((*here, "description"), component.get("description"), 100)
        inner = (*here, "component")
        for child in c.children(component):
            _input(form, inner, child)
    _check_duplicates(form, at, components)


def _input(form: FormErrors, at: Path, component: Json) -> None:
    form.length((*at, "custom_id"), component.get("custom_id") or "", 100, least=1)
    if component["type"] == c.TEXT_INPUT:
        form.length((*at, "value"), component.get("value"), 4000)
        form.length((*at, "placeholder"), component.get("placeholder"), 100)
        form.length((*at, "label"), component.get("label"), 45)
        if (component.get("max_length") or 1) > 4000:
            told = "int value should be less than or equal to 4000."
            form.wrong((*at, "max_length"), "NUMBER_TYPE_MAX", told)
    elif component["type"] in c.SELECTS:
        _select(form, at, component)


def _list(form: FormErrors, at: Path, components: list[Json], allowed: tuple[int, ...]) -> None:
    for index, component in enumerate(components):
        here: Path = (*at, index)
        if _kind(form, here, component, allowed):
            _one(form, here, component)


def _kind(form: FormErrors, at: Path, component: Json, allowed: tuple[int, ...]) -> bool:
    if component["type"] in allowed:
        return True
    told = f'Value of field "type" must be one of {allowed}.'
    form.wrong((*at, "type"), "UNION_TYPE_CHOICES", told)
    return False


def _one(form: FormErrors, at: Path, component: Json) -> None:
    kind = component["type"]
    inner = component.get("components") or []
    below: Path = (*at, "components")
    if kind == c.ROW:
        _row(form, below, inner)
    elif kind == c.CONTAINER:
        form.length(below, inner, MAX_COMPONENTS, least=1)
        _list(form, below, inner, _IN_CONTAINER)
    elif kind == c.SECTION:
        form.length(below, inner, 3, least=1)
        _list(form, below, inner, (c.TEXT_DISPLAY,))
        _accessory(form, (*at, "accessory"), component.get("accessory"))
    elif kind == c.TEXT_DISPLAY:
        form.length((*at, "content"), component.get("content") or "", MAX_TEXT, least=1)
    elif kind == c.GALLERY:
        form.length((*at, "items"), component.get("items") or [], 10, least=1)
        for index, item in enumerate(component.get("items") or []):
            _media(form, (*at, "items", index), item)
    elif kind in c.SELECTS:
        _select(form, at, component)
    elif kind == c.BUTTON:
        _button(form, at, component)
    elif kind == c.THUMBNAIL:
        _media(form, at, component)


def _media(form: FormErrors, at: Path, holder: Json) -> None:
    form.length((*at, "description"), holder.get("description"), 1024)
    url = (holder.get("media") or {}).get("url")
    if not url:
        form.required((*at, "media", "url"))
    else:
        check_url(form, (*at, "media", "url"), url)


def _accessory(form: FormErrors, at: Path, accessory: Json | None) -> None:
    if accessory is None:
        form.required(at)
    elif _kind(form, at, accessory, (c.BUTTON, c.THUMBNAIL)):
        _one(form, at, accessory)


def _row(form: FormErrors, at: Path, inner: list[Json]) -> None:
    most = 5 if all(each["type"] == c.BUTTON for each in inner) else 1
    form.length(at, inner, most, least=1)
    _list(form, at, inner, _IN_ROW)


def _button(form: FormErrors, at: Path, button: Json) -> None:
    form.length((*at, "label"), button.get("label"), 80)
    form.choice((*at, "style"), button.get("style"), (1, 2, 3, 4, 5, 6))
    if button.get("style") == c.LINK:
        if not button.get("url"):
            told = "A url is required"
            form.wrong((*at, "url"), "BUTTON_COMPONENT_URL_REQUIRED", told)
        else:
            check_url(form, (*at, "url"), button["url"], schemes=LINKS, most=512)
    elif button.get("style") != c.PREMIUM:
        form.length((*at, "custom_id"), button.get("custom_id") or "", 100, least=1)
    if not button.get("label") and not button.get("emoji") and button.get("style") != c.PREMIUM:
        told = "A label or emoji is required"
        form.wrong((*at, "label"), "BUTTON_COMPONENT_LABEL_REQUIRED", told)


def _select(form: FormErrors, at: Path, select: Json) -> None:
    form.length((*at, "custom_id"), select.get("custom_id") or "", 100, least=1)
    form.length((*at, "placeholder"), select.get("placeholder"), 150)
    if select["type"] != c.STRING_SELECT:
        return
    options = select.get("options") or []
    form.length((*at, "options"), options, 25, least=1)
    for index, option in enumerate(options):
        here: Path = (*at, "options", index)
        form.length((*here, "label"), option.get("label") or "", 100, least=1)
        form.length((*here, "value"), option.get("value") or "", 100, least=1)
        form.length((*here, "description"), option.get("description"), 100)
    for value in _twice(option.get("value") for option in options):
        told = f"The specified option value is already used: {value}"
        form.wrong((*at, "options"), "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", told)


def _check_duplicates(form: FormErrors, at: Path, components: list[Json]) -> None:
    for _ in _twice(each.get("custom_id") for each in c.walk(components)):
        told = "Component custom id cannot be duplicated"
        form.wrong((*at, "components"), "COMPONENT_CUSTOM_ID_DUPLICATED", told)
    for _ in _twice(each.get("id") or None for each in c.walk(components)):
        form.wrong(at, "COMPONENT_ID_DUPLICATED", "Component id cannot be duplicated")


def _twice(values: Iterable[object]) -> list[object]:
    return [value for value, times in Counter(values).items() if value is not None and times > 1]
