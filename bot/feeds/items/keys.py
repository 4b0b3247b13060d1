"""The keys by which a document's items are known again, and which of them a feed can trust; pure.

A key is a short hash of a few fields. What a known key means, `identity` says.
"""

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.feeds.items.believed_dates import dated
from bot.feeds.items.canonical_url import canonical
from bot.model import ParsedFeed, ParsedItem
from bot.text.words import fold

KEY_BYTES = 12
_MOST = 0.8  # of a document's items must have a field of their own for it to be chosen


class IdentityBy(StrEnum):
    """What a feed's items are known by: `feeds.identity`, chosen once."""

    GUID = "guid"
    DOUBTED = "guid, changed once"
    LINK = "link"
    GUID_LINK = "guid and link"
    LINK_DATE = "link and date"
    TITLE_DATE = "title and date"
    TEXT = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Keyed:
    """An item of a document with its keys.

    One of `own` is enough to know it again; one of `like` is if the title or date agrees; `bulk`
    only where a whole document seems new. A key of `like` that is not in `by_guid` says that the
    item has got another guid.
    """

    item: ParsedItem
    link: str | None  # canonical
    own: tuple[bytes, ...]
    like: tuple[bytes, ...] = ()
    by_guid: tuple[bytes, ...] = ()
    bulk: bytes
    keys: tuple[bytes, ...]  # each once, the strongest first


def choose(items: Sequence[ParsedItem]) -> IdentityBy:
    """Return the first of the ways that tells nearly all of a document's items apart."""
    if len(set(filter(None, map(_guid, items)))) >= _MOST * len(items):
        return (
            IdentityBy.GUID
        )  # as in nearly all feeds, without a look for entries that are there twice
    distinct = list({(i.guid, i.link, i.title, dated(i)): i for i in items}.values())
    ways: tuple[tuple[IdentityBy, Callable[[ParsedItem], str | None]], ...] = (
        (IdentityBy.GUID, lambda item: _guid(item)),
        (IdentityBy.LINK, lambda item: canonical(item.link or "")),
        (IdentityBy.GUID_LINK, lambda item: _both(_guid(item), canonical(item.link or ""))),
        (IdentityBy.LINK_DATE, lambda item: _both(canonical(item.link or ""), _stamp(item))),
        (IdentityBy.TITLE_DATE, lambda item: _both(fold(item.title), _stamp(item))),
    )
    for by, field_of in ways:
        values = {value for item in distinct if (value := field_of(item))}
        if len(values) >= _MOST * len(distinct):
            return by
    return IdentityBy.TEXT


def keyed(parsed: ParsedFeed, by: IdentityBy) -> list[Keyed]:
    """Return a document's items with their keys; a second entry of one item is left out."""
    links = [canonical(item.link) if item.link else None for item in parsed.items]
    counts = Counter(links)
    found: dict[bytes, Keyed] = {}
    for item, link in zip(parsed.items, links, strict=True):
        alone = link is not None and counts[link] == 1 and item.link not in parsed.repeated
        one = _keyed(item, link, by, parsed.repeated, link_is_own=alone)
        found.setdefault(one.own[0], one)
    return list(found.values())


def _keyed(
    item: ParsedItem,
    link: str | None,
    by: IdentityBy,
    repeated: frozenset[str],
    *,
    link_is_own: bool,
) -> Keyed:
    guid = _guid(item)
    bulk = _hash("bulk", fold(item.title), _day(item) or item.lead[:200])
    at = _hash("at", link) if link and link_is_own else None
    like: tuple[bytes, ...] = ()
    by_guid: tuple[bytes, ...] = ()
    match by:
        case IdentityBy.GUID | IdentityBy.DOUBTED if guid:
            name = _hash("guid", guid)
            if item.guid in repeated:
                own = _hash("guid and link", guid, link or item.title)
                like = by_guid = (name, at) if at else (name,)
            else:
                spelled = link if guid == item.link else canonical(guid)
                own, by_guid = name, (_hash("at", spelled),) if spelled else ()
                like = (*by_guid, at) if at else by_guid
        case IdentityBy.GUID_LINK if guid and link:
            own = _hash("guid and link", guid, link)
        case IdentityBy.LINK_DATE if link and _stamp(item):
            own = _hash("link and date", link, _stamp(item) or "")
        case IdentityBy.TITLE_DATE if _stamp(item):
            own = _hash("title and date", fold(item.title), _stamp(item) or "")
        case IdentityBy.TEXT:
            own = _text(item)
        case _:
            named = _hash("guid", guid) if guid and item.guid not in repeated else None
            own = at or named or _text(item)
    keys = tuple(dict.fromkeys((own, *like, bulk)))
    return Keyed(item=item, link=link, own=(own,), like=like, by_guid=by_guid, bulk=bulk, keys=keys)


def _text(item: ParsedItem) -> bytes:
    return _hash("text", item.title, item.lead, item.body)


def _guid(item: ParsedItem) -> str | None:
    """Return the guid with its letters in one form, never in one case: YouTube's differ in it."""
    guid = " ".join((item.guid or "").split())
    return guid if guid.isascii() else unicodedata.normalize("NFC", guid)


def _stamp(item: ParsedItem) -> str | None:
    at = dated(item)
    return None if at is None else str(int(at.timestamp()))


def _day(item: ParsedItem) -> str | None:
    at = dated(item)
    return None if at is None else str(int(at.timestamp()) // 86_400)


def _both(one: str | None, other: str | None) -> str | None:
    return f"{one}\0{other}" if one and other else None


def _hash(*parts: str) -> bytes:
    text = "\0".join(parts).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(text, digest_size=KEY_BYTES).digest()


def all_keys(items: Iterable[Keyed]) -> set[bytes]:
    """Return every key of a document: what the store is asked for."""
    return {key for one in items for key in one.keys}
