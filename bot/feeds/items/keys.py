"""The keys that items are deduplicated by (guid, link, title and date), and a feed's choice; pure.

A key is a short hash of a few fields. What a known key means, `decide` says.
"""

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.feeds.items.believed_dates import dated, has_time
from bot.feeds.items.canonical_url import canonical
from bot.model import ParsedFeed, ParsedItem
from bot.text.words import fold

KEY_BYTES = 12
_LEAST_SLUG = 10  # letters of several words, which no two articles of a second share
_MOST = 0.8  # of a document's items must have a field of their own for it to be chosen


class IdentityScheme(StrEnum):
    """By which fields a feed's items are known again: the column `feeds.identity`, chosen once."""

    GUID = "guid"
    DOUBTED = "guid, changed once"
    LINK = "link"
    GUID_LINK = "guid and link"
    LINK_DATE = "link and date"
    TITLE_DATE = "title and date"
    TEXT = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyedItem:
    """An item of a document with its keys.

    One `strong` key is enough to know it again; a `weak` one is if the title or date agrees; `bulk`
    only where a whole document seems new. A weak key that is not in `by_guid` says that the item
    has got another guid.
    """

    parsed: ParsedItem
    link: str | None  # canonical
    strong: tuple[bytes, ...]
    weak: tuple[bytes, ...] = ()
    by_guid: tuple[bytes, ...] = ()
    bulk: bytes
    keys: tuple[bytes, ...]  # each once, the strongest first


def choose_scheme(items: Sequence[ParsedItem]) -> IdentityScheme:
    """Return the first of the ways that tells nearly all of a document's items apart."""
    if len(set(filter(None, map(_guid, items)))) >= _MOST * len(items):
        return IdentityScheme.GUID  # of nearly all feeds: spares them the search for duplicates
    distinct = list({(i.guid, i.link, i.title, dated(i)): i for i in items}.values())
    ways: tuple[tuple[IdentityScheme, Callable[[ParsedItem], str | None]], ...] = (
        (IdentityScheme.GUID, _guid),
        (IdentityScheme.LINK, lambda item: canonical(item.link or "")),
        (IdentityScheme.GUID_LINK, lambda item: _both(_guid(item), canonical(item.link or ""))),
        (IdentityScheme.LINK_DATE, lambda item: _both(canonical(item.link or ""), _stamp(item))),
        (IdentityScheme.TITLE_DATE, lambda item: _both(fold(item.title), _stamp(item))),
    )
    for scheme, field_of in ways:
        values = {value for item in distinct if (value := field_of(item))}
        if len(values) >= _MOST * len(distinct):
            return scheme
    return IdentityScheme.TEXT


def key_items(parsed: ParsedFeed, scheme: IdentityScheme) -> list[KeyedItem]:
    """Return a document's items with their keys; a second entry of one item is left out."""
    links = [canonical(item.link) if item.link else None for item in parsed.items]
    counts = Counter(links)
    titles = Counter(item.title for item in parsed.items)
    by_key: dict[bytes, KeyedItem] = {}
    twins: dict[tuple[str, str, str], bytes] = {}
    for item, link in zip(parsed.items, links, strict=True):
        is_alone = link is not None and counts[link] == 1 and item.link not in parsed.repeated
        keyed = _key(item, link, scheme, parsed.repeated, link_is_own=is_alone)
        strong = keyed.strong[0]
        place = link if link and not is_alone else None
        if link and titles[item.title] > 1 and _has_time(item):
            place = _place_on_site(link) or place
        if place and (stamp := _stamp(item)):
            strong = twins.setdefault((fold(item.title), place, stamp), strong)
        first = by_key.setdefault(strong, keyed)
        if first is not keyed:  # it is known by both names
            keys = tuple(dict.fromkeys((*first.keys, *keyed.keys)))
            by_key[strong] = replace(first, keys=keys)
    return list(by_key.values())


def _key(
    item: ParsedItem,
    link: str | None,
    scheme: IdentityScheme,
    repeated: frozenset[str],
    *,
    link_is_own: bool,
) -> KeyedItem:
    guid = _guid(item)
    bulk = _hash("bulk", fold(item.title), _day(item) or item.lead[:200])
    at = _hash("at", link) if link and link_is_own else None
    weak: tuple[bytes, ...] = ()
    by_guid: tuple[bytes, ...] = ()
    match scheme:
        case IdentityScheme.GUID | IdentityScheme.DOUBTED if guid:
            name = _hash("guid", guid)
            if item.guid in repeated:
                strong = _hash("guid and link", guid, link or item.title)
                weak = by_guid = (name, at) if at else (name,)
            else:
                spelled = link if guid == item.link else canonical(guid)
                strong, by_guid = name, (_hash("at", spelled),) if spelled else ()
                weak = (*by_guid, at) if at else by_guid
        case IdentityScheme.GUID_LINK if guid and link:
            strong = _hash("guid and link", guid, link)
        case IdentityScheme.LINK_DATE if link and _stamp(item):
            strong = _hash("link and date", link, _stamp(item) or "")
        case IdentityScheme.TITLE_DATE if _stamp(item):
            strong = _hash("title and date", fold(item.title), _stamp(item) or "")
        case IdentityScheme.TEXT:
            strong = _text(item)
        case _:
            named = _hash("guid", guid) if guid and item.guid not in repeated else None
            strong = at or named or _text(item)
    keys = tuple(dict.fromkeys((strong, *weak, bulk)))
    return KeyedItem(
        parsed=item, link=link, strong=(strong,), weak=weak, by_guid=by_guid, bulk=bulk, keys=keys
    )


def _text(item: ParsedItem) -> bytes:
    return _hash("text", item.title, item.lead, item.body)


def _guid(item: ParsedItem) -> str | None:
    """Return the guid with its letters in one form, never in one case: YouTube's differ in it."""
    guid = " ".join((item.guid or "").split())
    return guid if guid.isascii() else unicodedata.normalize("NFC", guid)


def _place_on_site(link: str) -> str:
    """Return where an article stands, whichever sub-domain or section it is told in."""
    path = link.partition("/")[2]
    slug = path.rpartition("/")[2]
    is_telling = len(slug) >= _LEAST_SLUG and "-" in slug and "?" not in path
    return slug if is_telling else path


def _has_time(item: ParsedItem) -> bool:
    at = dated(item)
    return at is not None and has_time(at)


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


def all_keys(items: Iterable[KeyedItem]) -> set[bytes]:
    """Return every key of a document: what the store is asked for."""
    return {key for item in items for key in item.keys}
