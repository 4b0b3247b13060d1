"""Translate what other readers say of a feed in their OPML into settings of ours; pure.

As far as they document it: FreshRSS (docs/en/developers/OPML.md there) and Miniflux. NewsFlow-Bot
writes plain OPML without settings. What has no meaning here, or cannot be read, is passed over.
"""

import re
from datetime import timedelta
from xml.etree.ElementTree import Element

from bot.errors import UserError
from bot.follow.edit.settings import MAX_INTERVAL
from bot.query.parser import parse_filter

NOW = "now"  # paused, nobody says since when
_FRESHRSS = "{https://freshrss.org/opml}"
_MINIFLUX = "{https://miniflux.app/opml}"
_SHORTEST = timedelta(minutes=1)
_RULE = re.compile(r"(EntryTitle|EntryAuthor|EntryTag|EntryContent)=(.+)")
_FIELDS = {"EntryTitle": "title:", "EntryAuthor": "author:", "EntryTag": "category:",
           "EntryContent": ""}  # fmt: skip


def foreign_settings(element: Element) -> dict[str, str]:
    """Return what an outline's attributes of other programs mean here."""
    return _of_freshrss(element) | _of_miniflux(element)


def _of_freshrss(element: Element) -> dict[str, str]:
    settings = {}
    ttl = element.get(f"{_FRESHRSS}ttl", "")
    if re.fullmatch(r"-?[0-9]{1,9}", ttl):
        seconds = timedelta(seconds=abs(int(ttl)))
        if _SHORTEST <= seconds <= MAX_INTERVAL:
            settings["interval"] = str(int(seconds.total_seconds()))
        if ttl.startswith("-"):  # muted there
            settings["paused_at"] = NOW
    if element.get(f"{_FRESHRSS}cssFullContent"):
        settings["full_text"] = "true"
    queries = element.get(f"{_FRESHRSS}filtersActionRead", "").splitlines()
    return settings | _filter("exclude", [_freshrss_query(query) for query in queries])


def _freshrss_query(query: str) -> str:
    """Return a search of FreshRSS's in our grammar, as far as the two are alike."""
    query = re.sub(r"\b(?:intitle|intext|inurl):", _field, query)
    query = re.sub(r"(?<!\S)(-?)#(\S+)", r"\1category:\2", query)
    return re.sub(r"(?<!\S)!(?=\S)", "-", query).replace("'", '"')


def _field(named: re.Match[str]) -> str:
    return "title:" if named[0] == "intitle:" else ""


def _of_miniflux(element: Element) -> dict[str, str]:
    settings = {}
    if _is_true(element, "disabled"):
        settings["paused_at"] = NOW
    if _is_true(element, "crawler"):
        settings["full_text"] = "true"
    if _is_true(element, "ignoreEntryUpdates"):
        settings["on_change"] = "ignore"
    for name, old, new in (
        ("exclude", "blocklistRules", "blockFilterEntryRules"),
        ("include", "keeplistRules", "keepFilterEntryRules"),
    ):
        patterns = [_pattern(element.get(f"{_MINIFLUX}{old}", ""))]
        lines = element.get(f"{_MINIFLUX}{new}", "").splitlines()
        settings |= _filter(name, [*patterns, *map(_entry_rule, lines)])
    return settings


def _is_true(element: Element, name: str) -> bool:
    return element.get(f"{_MINIFLUX}{name}", "").lower() in ("true", "1", "t")


def _pattern(regex: str) -> str:
    """Return a regular expression as a filter; ours ignores case already."""
    regex = regex.strip().removeprefix("(?i)")
    return f"/{regex.replace('/', chr(92) + '/')}/" if regex else ""


def _entry_rule(line: str) -> str:
    rule = _RULE.fullmatch(line.strip())
    return f"{_FIELDS[rule[1]]}{_pattern(rule[2])}" if rule else ""


def _filter(name: str, queries: list[str]) -> dict[str, str]:
    """Return a filter of what one of these queries finds; those that cannot be read are not."""
    read = [query.strip() for query in queries if query.strip() and _is_readable(query)]
    if not read:
        return {}
    whole = " OR ".join(f"({query})" if len(read) > 1 else query for query in read)
    return {name: whole} if _is_readable(whole) else {}


def _is_readable(query: str) -> bool:
    try:
        parse_filter(query)
    except UserError:
        return False
    return True
