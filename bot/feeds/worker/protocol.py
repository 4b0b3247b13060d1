"""The protocol between the bot and a parse worker: frames of bytes over pipes; opens nothing.

A frame is its length in four bytes and as many bytes. A request is three: a JSON object, the
known hashes, the body; some come in a batch, whose answers are sent when the last of it is read. An
answer is a JSON object, the feed's or the error's, then the items,
a few in each frame, so that the bot's event loop never decodes much at a time, and then an empty
frame. JSON, not pickle: the worker has read what strangers wrote, and whoever could deceive it must
not get at the bot through it.
"""

import json
import struct
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any, Final

from bot.errors import FeedError, NotAFeed, TooCostly, TooLarge
from bot.parsed_feed import Audio, ParsedFeed, ParsedItem

MAX_ANSWER: Final = 8 * 1024 * 1024  # bytes of one frame of an answer
PACKED: Final = 20_000  # characters of items in a frame, and one item more

_LENGTH = struct.Struct(">I")
LENGTH_BYTES: Final = _LENGTH.size
_FEED_PLAIN = ("title", "site_url", "icon_url", "hub_url", "own_url", "language", "listed", "whole")
_ITEM_DATES = ("published_at", "updated_at")
_ITEM_LISTS = ("authors", "categories")
_ITEM_FIELDS = tuple(field.name for field in fields(ParsedItem))
_values_of = attrgetter(*_ITEM_FIELDS)


def _odd_to_json(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Audio):
        return [value.url, value.length and value.length.total_seconds(), value.size]
    raise TypeError(type(value))


_write = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), default=_odd_to_json, check_circular=False
).encode


def frame(data: bytes) -> bytes:
    return _LENGTH.pack(len(data)) + data


def length_of(head: bytes) -> int:
    (length,) = _LENGTH.unpack(head)
    return int(length)


def to_json(value: object) -> bytes:
    return _write(value).encode("utf-8", "replace")


def feed_to_json(feed: ParsedFeed) -> dict[str, object]:
    """Return a feed without its items."""
    return {name: getattr(feed, name) for name in _FEED_PLAIN} | {
        "ttl": feed.ttl and feed.ttl.total_seconds(),
        "skip_hours": sorted(feed.skip_hours),
        "skip_days": sorted(feed.skip_days),
        "hashes": feed.hashes.hex(),
        "repeated": sorted(feed.repeated),
    }


def feed_from_json(value: Mapping[str, Any], items: tuple[ParsedItem, ...]) -> ParsedFeed:
    return ParsedFeed(
        **{name: value[name] for name in _FEED_PLAIN},
        items=items,
        ttl=None if value["ttl"] is None else timedelta(seconds=value["ttl"]),
        skip_hours=frozenset(value["skip_hours"]),
        skip_days=frozenset(value["skip_days"]),
        hashes=bytes.fromhex(value["hashes"]),
        repeated=frozenset(value["repeated"]),
    )


def pack(items: Iterable[ParsedItem]) -> Iterator[bytes]:
    """Yield items in frames: their values alone, for the names would be a fifth of the whole."""
    some: list[object] = []
    size = 0
    for item in items:
        some.append(_values_of(item))
        size += len(item.lead) + len(item.body) + 500
        if size >= PACKED:
            yield to_json(some)
            some, size = [], 0
    if some:
        yield to_json(some)


def unpack(packed: bytes) -> Iterator[ParsedItem]:
    """Yield the items of a frame."""
    return map(_item_from_json, json.loads(packed))


def _item_from_json(listed: list[Any]) -> ParsedItem:
    values = dict(zip(_ITEM_FIELDS, listed, strict=True))
    for name in _ITEM_DATES:
        when = values[name]
        values[name] = when and datetime.fromisoformat(when)
    for name in _ITEM_LISTS:
        values[name] = tuple(values[name])
    if values["audio"] is not None:
        url, seconds, size = values["audio"]
        length = None if seconds is None else timedelta(seconds=seconds)
        values["audio"] = Audio(url=url, length=length, size=size)
    return ParsedItem(**values)


def error_to_json(error: FeedError) -> dict[str, object]:
    return {"name": type(error).__name__, "cause": error.cause, "detail": error.detail}


def error_from_json(value: Mapping[str, Any]) -> FeedError:
    match value["name"]:
        case "TooLarge":
            return TooLarge(value["detail"])
        case "TooCostly":
            return TooCostly(value["detail"])
        case _:
            return NotAFeed(value["cause"], value["detail"])
