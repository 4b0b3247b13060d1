"""Recognize what a message of ours shows, read back as JSON: items, or a digest's page; pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.digest.render.page_key import PageKey, pattern, read_name
from bot.feeds.items.canonical_url import canonical
from bot.message.item_keys import address_keys, canonical_keys, name_keys, title_keys
from bot.message.payload import fingerprint

_PAGE = re.compile(pattern(r"\w+"))
_HEADING = "### "
_SMALL = "-# "
_GROUPED = re.compile(r"- <t:\d+:t> ")
_ENTRY = re.compile(r"(?:- |### )")
_CALLED_ROLE = re.compile(r"<@&\d+>\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognized:
    """What a message shows; `page` is None where it is no digest's."""

    keys: frozenset[str]
    several: bool
    page: PageKey | None = None


def recognize(payload: Mapping[str, Any]) -> Recognized:
    """Return which items a message of ours shows."""
    components = payload.get("components") or ()
    lines = [line for text in _texts(components) for line in text.splitlines()]
    if (page := _page_of(components)) is not None:
        shown = [line for line in lines if _ENTRY.match(line)]
        return Recognized(keys=_keys(shown, every=lines), several=True, page=page)
    if grouped := [_GROUPED.sub("", line) for line in lines if _GROUPED.match(line)]:
        return Recognized(keys=_keys(grouped), several=True)
    if lines:
        headings = [line for line in lines if line.startswith(_HEADING)]
        notes = [line for line in lines if line.startswith(_SMALL)]  # under a post without a title
        return Recognized(keys=_keys(headings[:1], every=() if headings else notes), several=False)
    return Recognized(keys=_keys_of_plain(payload.get("content") or ""), several=False)


def is_wordless(payload: Mapping[str, Any]) -> bool:
    """Say whether Discord hid the words of a message from us, as it may of a webhook's."""
    return not fingerprint(payload)


def _keys(lines: Sequence[str], every: Sequence[str] = ()) -> frozenset[str]:
    """Return the keys of `lines`, each a title; of `every` line only the addresses."""
    found = [pair for line in {*lines, *every} for pair in address_keys(line)]
    titles = {key for line in lines for key in title_keys(_ENTRY.sub("", line))}
    return frozenset(
        {key for _, key in found}
        | canonical_keys(canonical(address) for address, _ in found)
        | titles
    )


def _keys_of_plain(content: str) -> frozenset[str]:
    """Return the keys of a message that is one line, or a template of a moderator's."""
    words = _CALLED_ROLE.sub("", content)
    found = list(address_keys(words, bare=True))
    if not found:
        return frozenset(name_keys(words) | title_keys(words.partition("\n")[0]))
    return frozenset(
        {key for _, key in found} | canonical_keys(canonical(address) for address, _ in found)
    )


def _page_of(components: Sequence[Mapping[str, Any]]) -> PageKey | None:
    for component in components:
        found = _PAGE.fullmatch(component.get("custom_id") or "")
        if found is not None and (asked := read_name(found)) is not None:
            return asked.key
        if (inner := _page_of(component.get("components") or ())) is not None:
            return inner
    return None


def _texts(components: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for component in components:
        yield component.get("content") or ""
        yield from _texts(component.get("components") or ())
