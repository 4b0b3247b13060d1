"""Read the feeds that a directory's JSON answer names; pure.

npm names a repository, Apple a podcast's feed, Substack a newsletter, Dailymotion a user, webfinger
the page of an account of the fediverse.
"""

import json
from typing import Any
from urllib.parse import quote

from bot.feeds.discovery.autodiscovery import MAX_OFFERS, FeedLink, link_title
from bot.feeds.discovery.known_sites import repository_feeds

_PROFILE_PAGE = "http://webfinger.net/rel/profile-page"


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
    named = (
        *_repository(answer.get("repository")),
        *_publications(answer),
        *_video_owner(answer.get("owner.username")),
        *_profile_pages(answer.get("links")),
    )
    return named, False


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


def _video_owner(name: object) -> tuple[FeedLink, ...]:
    """Return the feed of who published a video at Dailymotion."""
    if not isinstance(name, str) or not name:
        return ()
    url = f"https://www.dailymotion.com/rss/user/{quote(name, safe='')}"
    return (FeedLink(url=url, title=""),)


def _profile_pages(links: object) -> tuple[FeedLink, ...]:
    """Return the feed beside the page that webfinger names an account's profile."""
    pages = [
        link["href"]
        for link in (links if isinstance(links, list) else ())
        if isinstance(link, dict)
        and link.get("rel") == _PROFILE_PAGE
        and isinstance(link.get("href"), str)
    ]
    return tuple(FeedLink(url=f"{page.rstrip('/')}.rss", title="") for page in pages)
