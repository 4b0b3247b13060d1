"""Read the feeds that a directory's JSON answer names: npm, Apple Podcasts, Substack; pure."""

import json
from typing import Any

from bot.feeds.discovery.autodiscovery import MAX_OFFERS, FeedLink, link_title
from bot.feeds.discovery.known_sites import repository_feeds


def feeds_in_answer(body: bytes) -> tuple[tuple[FeedLink, ...], bool]:
    """Return the feeds in a directory's answer, and whether they are several to choose from.

    Where they are not, the first that works is meant.
    """
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return (), False
    if not isinstance(answer, dict):
        return (), False
    if isinstance(results := answer.get("results"), list):
        links = _podcasts(results)[:MAX_OFFERS]
        return links, len(links) > 1
    return _repository(answer.get("repository")) + _publications(answer), False


def _podcasts(results: list[Any]) -> tuple[FeedLink, ...]:
    links = [
        FeedLink(url=url, title=link_title(result.get("collectionName")))
        for result in results
        if isinstance(result, dict) and isinstance(url := result.get("feedUrl"), str) and url
    ]
    return tuple({link.url: link for link in links}.values())


def _repository(repository: object) -> tuple[FeedLink, ...]:
    address = repository.get("url") if isinstance(repository, dict) else repository
    feeds = repository_feeds(address) if isinstance(address, str) else ()
    return tuple(FeedLink(url=url, title="") for url in feeds)


def _publications(profile: dict[str, Any]) -> tuple[FeedLink, ...]:
    """Return the feed of the newsletter that a profile of Substack is of."""
    publication = profile.get("primaryPublication")
    if not isinstance(publication, dict):
        return ()
    own, subdomain = publication.get("custom_domain"), publication.get("subdomain")
    hosts = [own] if isinstance(own, str) and own else []
    hosts += [f"{subdomain}.substack.com"] if isinstance(subdomain, str) and subdomain else []
    name = link_title(publication.get("name"))
    return tuple(FeedLink(url=f"https://{host}/feed", title=name) for host in hosts)
