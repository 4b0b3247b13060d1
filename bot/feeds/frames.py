"""What a parse worker and the bot say to each other, as frames of bytes; opens nothing.

A frame is its length in four bytes and as many bytes. A request is three: a JSON object, the
known hashes, the body. An answer is a JSON object, the feed's or the error's, and then one for
each item, so that the bot's event loop never decodes more than one item at a time. JSON, not
pickle: the worker has read what strangers wrote, and whoever could deceive it must not get at the
bot through it.
"""

import json
import struct
from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any, Final

from bot.errors import FeedError, NotAFeed, TooCostly, TooLarge
from bot.model import ParsedFeed, ParsedItem

MAX_ANSWER: Final = 8 * 1024 * 1024  # bytes of one frame of an answer

_LENGTH = struct.Struct(">I")
LENGTH_BYTES: Final = _LENGTH.size
_FEED_TEXTS = ("title", "site_url", "icon_url", "language", "listed", "whole")
_ITEM_DATES = ("published_at", "updated_at")
_ITEM_LISTS = ("authors", "categories")
_ITEM_FIELDS = tuple(field.name for field in fields(ParsedItem))


def frame(data: bytes) -> bytes:
    return _LENGTH.pack(len(data)) + data


def length_of(head: bytes) -> int:
    (length,) = _LENGTH.unpack(head)
    return int(length)


def to_json(value: Mapping[str, object]) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def feed_to_json(feed: ParsedFeed) -> dict[str, object]:
    """Return a feed without its items."""
    return {name: getattr(feed, name) for name in _FEED_TEXTS} | {
        "ttl": feed.ttl and feed.ttl.total_seconds(),
        "skip_hours": sorted(feed.skip_hours),
        "skip_days": sorted(feed.skip_days),
        "hashes": feed.hashes.hex(),
        "repeated": sorted(feed.repeated),
    }


def feed_from_json(value: Mapping[str, Any], items: tuple[ParsedItem, ...]) -> ParsedFeed:
    return ParsedFeed(
        **{name: value[name] for name in _FEED_TEXTS},
        items=items,
        ttl=None if value["ttl"] is None else timedelta(seconds=value["ttl"]),
        skip_hours=frozenset(value["skip_hours"]),
        skip_days=frozenset(value["skip_days"]),
        hashes=bytes.fromhex(value["hashes"]),
        repeated=frozenset(value["repeated"]),
    )


def item_to_json(item: ParsedItem) -> bytes:
    values = {name: getattr(item, name) for name in _ITEM_FIELDS}
    for name in _ITEM_DATES:
        when = values[name]
        values[name] = when and when.isoformat()
    return to_json(values)


def item_from_json(data: bytes) -> ParsedItem:
    values: dict[str, Any] = json.loads(data)
    for name in _ITEM_DATES:
        when = values[name]
        values[name] = when and datetime.fromisoformat(when)
    for name in _ITEM_LISTS:
        values[name] = tuple(values[name])
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
