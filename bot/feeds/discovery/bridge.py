"""The operator's own bridge (RSS-Bridge or RSSHub): what it makes a feed of, for a page; pure.

RSS-Bridge says which of its bridges know an address (`action=findfeed`). RSSHub has rules of a
domain (`/api/radar/rules/…`), and the matching is ours. What `BRIDGE_URL` has behind `?`, such as
a key, goes along with each question.
"""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

from bot.feeds.discovery.autodiscovery import MAX_OFFERS, FeedLink, link_title

_MOST_DOMAINS = 3
_QUERY = re.compile(r"\?[\w-]+=.*")
_PARAMETER = re.compile(r":(\w+)(?:\{[^}]*\})?(\??)")


def bridge_questions(bridge_url: str, page_url: str) -> tuple[str, ...]:
    """Return what a bridge is asked about a page, one after the other until it knows."""
    base, key = _base_and_key(bridge_url)
    labels = (urlsplit(page_url).hostname or "").split(".")
    domains = [".".join(labels[at:]) for at in range(len(labels) - 1)][:_MOST_DOMAINS]
    rules = [f"{base}/api/radar/rules/{domain}{key.replace('&', '?', 1)}" for domain in domains]
    return f"{base}/?action=findfeed&format=Atom&url={quote(page_url, safe='')}{key}", *rules


def bridge_detection(bridge_url: str, page_url: str) -> str:
    """Return the address at which RSS-Bridge redirects to the feed of a page, if it has one."""
    base, key = _base_and_key(bridge_url)
    return f"{base}/?action=detect&format=Atom&url={quote(page_url, safe='')}{key}"


def _base_and_key(bridge_url: str) -> tuple[str, str]:
    """Return where a bridge is, and what goes along with each question, with `&` before it."""
    parts = urlsplit(bridge_url)
    base = f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"
    return base, f"&{parts.query}" if parts.query else ""


def bridged_feeds(answer: bytes, question: str, page_url: str) -> tuple[FeedLink, ...]:
    """Return the feeds that a bridge's answer to one of its questions offers for the page."""
    try:
        document = json.loads(answer)
    except (ValueError, RecursionError):
        return ()
    if isinstance(document, list):
        links = _rss_bridge(document, question)
    elif isinstance(document, dict):
        links = _rss_hub(document, question, page_url)
    else:
        return ()
    return tuple({link.url: link for link in links}.values())[:MAX_OFFERS]


def _rss_bridge(matches: list[Any], question: str) -> Iterator[FeedLink]:
    base, _, query = question.partition("?")
    key = query.partition("&url=")[2].partition("&")[2]
    for match in matches:
        if isinstance(match, dict) and isinstance(address := match.get("url"), str):
            meta = match.get("bridgeMeta")
            title = link_title(meta.get("name")) if isinstance(meta, dict) else ""
            url = urljoin(base, address)
            if url.startswith(base):
                yield FeedLink(url=f"{url}&{key}" if key else url, title=title)


def _rss_hub(rules: dict[str, Any], question: str, page_url: str) -> Iterator[FeedLink]:
    base, _, domain = question.partition("?")[0].partition("/api/radar/rules/")
    key = question.partition("?")[2]
    parts = urlsplit(page_url)
    subdomain = (parts.hostname or "").removesuffix(domain).strip(".") or "."
    for name in (subdomain, {".": "www", "www": "."}.get(subdomain, "")):
        for rule in rules.get(name, ()) if isinstance(rules.get(name), list) else ():
            if isinstance(rule, dict) and (route := _route(rule, parts.path)):
                url = f"{base}{route}?{key}" if key else base + route
                yield FeedLink(url=url, title=link_title(rule.get("title")))


def _route(rule: dict[str, Any], path: str) -> str | None:
    """Return the route that a rule of RSSHub's makes of a path, None where it knows it not."""
    sources, target = rule.get("source"), rule.get("target")
    if not isinstance(target, str):
        return None
    for source in sources if isinstance(sources, list) else [sources]:
        if isinstance(source, str) and (names := _match(source, path)) is not None:
            wanted = [name for name, optional in _PARAMETER.findall(target) if not optional]
            if all(name in names for name in wanted):
                route = _PARAMETER.sub(lambda name: quote(names.get(name[1], ""), safe=""), target)
                return route.rstrip("/") if route.startswith("/") and "*" not in route else None
    return None


def _match(source: str, path: str) -> dict[str, str] | None:
    """Match a path with one of RSSHub's patterns: `:name` is one part of it, `*` what is left."""
    names: dict[str, str] = {}
    parts = [part for part in path.split("/") if part]
    patterns = [part for part in _QUERY.sub("", source).split("/") if part]
    for at, pattern in enumerate(patterns):
        if pattern.startswith("*"):
            return names
        if at >= len(parts):
            return names if pattern.endswith("?") else None
        if pattern.startswith(":"):
            names[pattern[1:].rstrip("?")] = parts[at]
        elif pattern != parts[at]:
            return None
    return names if len(parts) == len(patterns) else None
