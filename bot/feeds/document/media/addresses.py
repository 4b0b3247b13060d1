"""Tell pictures, sounds and videos by what their addresses end in; fetches nothing."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

_ENDING = re.compile(r"\.([a-z0-9]{2,5})(?:[:!@].{0,40})?$")
_PICTURES = {"jpg", "jpeg", "jpe", "jfif", "png", "gif", "webp", "avif", "bmp"}
_SOUNDS = {"mp3", "m4a", "m4b", "aac", "ogg", "oga", "opus", "flac", "wav", "wma"}
_SOUND_TYPES = {"application/ogg", "application/x-ogg"}
_VIDEOS = {"mp4", "m4v", "mov", "webm", "mkv", "avi", "mpg", "mpeg", "ogv", "wmv", "flv", "m3u8"}
_UNSAID = {"", "application/octet-stream", "binary/octet-stream", "application/binary"}


def is_picture(url: str, media_type: str = "") -> bool:
    """Say whether a file is a picture, by its type or else its address."""
    return _is(url, media_type, "image/", _PICTURES)


def is_sound(url: str, media_type: str = "") -> bool:
    """Say whether a file is sound alone, by its type (also "x-audio/mp3") or else its address."""
    kind = media_type.strip().lower()
    is_named = kind in _SOUND_TYPES or "audio" in kind
    return is_named or _is(url, media_type, "audio/", _SOUNDS)


def enclosures(entry: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the files that an entry encloses, also as RSS 1.0 does, with their `href`."""
    for link in entry.get("links") or ():
        if link.get("rel") == "enclosure":
            yield link
    enclosed = entry.get("enc_enclosure")
    if enclosed and isinstance(enclosed, Mapping):
        address = enclosed.get("resource") or enclosed.get("rdf:resource") or enclosed.get("url")
        yield {**enclosed, "href": address or ""}


def enclosed_type(link: Mapping[str, Any]) -> str:
    """Return the type of an enclosed file; both readers call it a page where none is written."""
    media_type = str(link.get("type", ""))
    return "" if media_type == "text/html" else media_type


def is_unsaid(media_type: str) -> bool:
    """Say whether a type says nothing."""
    return media_type.strip().lower() in _UNSAID


def has_known_ending(url: str) -> bool:
    """Say whether an address says what kind of file it is."""
    return _ending(url) in _PICTURES | _SOUNDS | _VIDEOS


def _is(url: str, media_type: str, family: str, endings: set[str]) -> bool:
    kind = media_type.strip().lower()
    if "/" not in kind:  # "image", "jpeg", or nothing
        return kind == family[:-1] or kind in endings or (not kind and _ending(url) in endings)
    return kind.startswith(family) or (kind in _UNSAID and _ending(url) in endings)


def _ending(url: str) -> str:
    path = url.partition("?")[0].partition("#")[0].rstrip("/").lower()
    ending = _ENDING.search(path[-60:])
    return ending[1] if ending else ""
