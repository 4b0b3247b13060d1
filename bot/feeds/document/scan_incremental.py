"""Outline a document whose entries are mostly known, by their bytes: half of the cost.

A known entry was found by expat in an earlier document, so its bytes are one whole element. Known
ones are cut out, and only what is left, the head and what is new, is outlined. Whatever does not
add up then (a tag inside CDATA, an entry without an end) is left to `bot.feeds.document.scan`.
Known bytes where no entry can be, in a comment, count as listed: a feed that writes such things
keeps nobody's news back but its own.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from html import escape

from bot.feeds.document.scan import Scan, ScannedEntry, outline, without
from bot.feeds.document.scan_tags import cut
from bot.feeds.document.select import MAX_ITEMS, hashes_in

MAX_NEW = 20  # entries
# How else an identity may be written than as itself or with the usual three references.
_REFERENCES = (b"&#", b"&quot;", b"&apos;")
_ODDLY_WRITTEN = re.compile(rb"<(?:guid|id|link)\b[^<]*&(?!amp;|lt;|gt;)")


def recall(text: bytes, known: bytes) -> Scan | None:
    """Outline an XML feed in UTF-8 of which entries are `known`; None where that is not certain.

    The known ones have no words: of those the new ones share none with them.

    Raises:
        NotAFeed: as `outline`.
    """
    if b"<!DOCTYPE" in text:  # what an entry means may depend on it
        return None
    found = cut(text).entries
    seen = hashes_in(known)
    new = sum(entry.hash not in seen for entry in found)
    # Of more entries the dates are needed, and of many new ones nothing is gained.
    if not 0 < len(found) <= MAX_ITEMS or new > MAX_NEW:
        return None
    rest = outline(without(text, [entry for entry in found if entry.hash in seen]))
    if rest is None:
        return None
    entries = _merged(text, found, rest.entries, seen)
    return None if entries is None else replace(rest, entries=entries)


def _merged(
    text: bytes, found: Sequence[ScannedEntry], new: Sequence[ScannedEntry], seen: Collection[bytes]
) -> tuple[ScannedEntry, ...] | None:
    """Return `found` with the words of the `new` ones, None where they are not the same."""
    left = iter(new)
    known = b"".join([text[one.start : one.end] for one in found if one.hash in seen])
    if any(mark in known for mark in _REFERENCES) and _ODDLY_WRITTEN.search(known):
        return None
    merged: list[ScannedEntry] = []
    for one in found:
        if one.hash not in seen:
            outlined = next(left, None)
            if outlined is None or outlined.hash != one.hash:
                return None
            if any(_stands_in(known, word) for word in (outlined.guid, outlined.link)):
                return None
            one = outlined._replace(start=one.start, end=one.end)
        merged.append(one)
    return tuple(merged) if next(left, None) is None else None


def _stands_in(known: bytes, word: str) -> bool:
    """Say whether a guid or link stands in known entries, perhaps as a part of something else."""
    forms = (word.encode(), escape(word, quote=False).encode())
    return bool(word) and any(form in known for form in forms)
