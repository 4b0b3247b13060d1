"""Know where well-known sites keep their feeds: what was typed to addresses to try; pure.

Also typed words that are no addresses: `r/python`, `@name@mastodon.social`, `pypi:httpx`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qs, quote, urlsplit

MAX_TYPED = 20  # addresses in one list

_SEPARATORS = re.compile(r"[\s,;]+")
_SCHEME = re.compile(r"(?:feed|rss|web\+feed):(?://)?(?=https?:)", re.IGNORECASE)
_FEED_SCHEME = re.compile(r"(?:feed|rss|itpc|podcast|pcast)://", re.IGNORECASE)
_HAS_HOST = re.compile(r"https?://[^/?#\s@:]", re.IGNORECASE)
_BARE_HOST = re.compile(r"[^\s/:@]+\.[^\s/:@]{2,}(?::\d+)?(?:[/?#]|$)")
_NAME = r"[\w.-]{1,100}"
_WORDS = (
    (re.compile(rf"/?r/({_NAME})/?"), "https://www.reddit.com/r/{}/"),
    (re.compile(rf"/?u/({_NAME})/?"), "https://www.reddit.com/user/{}/"),
    (re.compile(rf"@({_NAME})@({_NAME}\.[a-z]{{2,}})"), "https://{1}/@{0}"),
    (re.compile(rf"@({_NAME}\.[a-z]{{2,}})"), "https://bsky.app/profile/{}"),
    (re.compile(rf"@({_NAME})"), "https://www.youtube.com/@{}"),
    (re.compile(rf"pypi:({_NAME})"), "https://pypi.org/project/{}/"),
    (re.compile(rf"npm:((?:@{_NAME}/)?{_NAME})"), "https://www.npmjs.com/package/{}"),
    (re.compile(rf"github:({_NAME}/{_NAME})"), "https://github.com/{}"),
)

COMMON_PATHS = (
    "feed/", "rss.xml", "feed.xml", "atom.xml", "index.xml", "rss", "feed.json",
    "feeds/posts/default",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownSite:
    """Feeds to try in this order; `lookup` is a JSON document that names a repository first."""

    feeds: tuple[str, ...] = ()
    lookup: str | None = None


def typed_addresses(typed: str) -> tuple[str, ...]:
    """Return the addresses in what was typed or pasted, each once, in order, as full URLs.

    Words that cannot be an address are left out.
    """
    found = (_address(word.strip("<>()[]\"'«»“”,")) for word in _SEPARATORS.split(typed))
    return tuple(dict.fromkeys(url for url in found if url))


def shortcut(url: str) -> KnownSite:
    """Return where the feeds of a page of a well-known site are; nothing where it is none."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower().removeprefix("www.").removeprefix("m.")
    except ValueError:
        return KnownSite()
    path = [quote(name, safe="@%:+~!$&'()*,;=") for name in parts.path.split("/") if name]
    site = _SITES.get(host)
    if site is not None:
        return site(parts, path)
    return _fediverse(parts, path)


def common_feeds(url: str) -> tuple[str, ...]:
    """Return the usual addresses of feeds: beside the page first, then at the site's root."""
    parts = urlsplit(url)
    root = f"{parts.scheme}://{parts.netloc}/"
    folder = parts.path if parts.path.endswith("/") else f"{parts.path}/"
    beside = (
        () if folder == "/" else tuple(f"{root}{folder[1:]}{path}" for path in COMMON_PATHS[:2])
    )
    return beside + tuple(root + path for path in COMMON_PATHS)


def repository_feeds(repository: str) -> tuple[str, ...]:
    """Return the feeds of releases of a repository, as a package's description names it."""
    text = repository.strip().removeprefix("git+").removesuffix(".git")
    text = re.sub(r"^(?:git|ssh)(?:://|@)(?:git@)?", "https://", text)
    text = re.sub(r"^github:", "https://github.com/", text)
    if re.fullmatch(rf"{_NAME}/{_NAME}", text):
        text = f"https://github.com/{text}"
    text = re.sub(r"^https://([\w.-]+):(?!\d)", r"https://\1/", text)
    return shortcut(text).feeds


def _address(word: str) -> str | None:
    """Return one typed word as a URL, None where it is not meant as one."""
    for pattern, address in _WORDS:
        if found := pattern.fullmatch(word):
            return address.format(*found.groups())
    url = _FEED_SCHEME.sub("https://", _SCHEME.sub("", word))
    if "://" not in url:
        if not _BARE_HOST.match(url):
            return None
        url = f"https://{url}"
    return url if _HAS_HOST.match(url) else None


def _youtube(parts: SplitResult, path: list[str]) -> KnownSite:
    feed = "https://www.youtube.com/feeds/videos.xml"
    playlist = parse_qs(parts.query).get("list", [""])[0]
    match path:
        case ["channel", channel, *_] if channel.startswith("UC"):
            return KnownSite(feeds=(f"{feed}?channel_id={channel}",))
        case ["user", name, *_]:
            return KnownSite(feeds=(f"{feed}?user={name}",))
        case ["playlist", *_] if re.fullmatch(r"[\w-]+", playlist):
            return KnownSite(feeds=(f"{feed}?playlist_id={playlist}",))
        case _:
            return KnownSite()  # a handle: its page names the channel


def _reddit(_parts: SplitResult, path: list[str]) -> KnownSite:
    if path and (path[0] in ("r", "user", "u")) and not path[-1].endswith(".rss"):
        return KnownSite(feeds=(f"https://www.reddit.com/{'/'.join(path)}/.rss",))
    return KnownSite()


def _github(_parts: SplitResult, path: list[str]) -> KnownSite:
    match path:
        case [owner] if "." not in owner:
            return KnownSite(feeds=(f"https://github.com/{owner}.atom",))
        case [owner, repository] | [owner, repository, "releases", *_]:
            base = f"https://github.com/{owner}/{repository.removesuffix('.git')}"
            return KnownSite(feeds=(f"{base}/releases.atom", f"{base}/tags.atom"))
        case [owner, repository, "tags"]:
            return KnownSite(feeds=(f"https://github.com/{owner}/{repository}/tags.atom",))
        case [owner, repository, "commits" | "tree", *branch] if branch:
            where = f"https://github.com/{owner}/{repository}/commits/{'/'.join(branch)}"
            return KnownSite(feeds=() if where.endswith(".atom") else (f"{where}.atom",))
        case _:
            return KnownSite()


def _gitlab(_parts: SplitResult, path: list[str]) -> KnownSite:
    project = path[: path.index("-")] if "-" in path else path
    if len(project) < 2:
        return KnownSite()
    return KnownSite(feeds=(f"https://gitlab.com/{'/'.join(project)}/-/tags?format=atom",))


def _bluesky(_parts: SplitResult, path: list[str]) -> KnownSite:
    match path:
        case ["profile", handle, *rest] if rest != ["rss"]:
            return KnownSite(feeds=(f"https://bsky.app/profile/{handle}/rss",))
        case _:
            return KnownSite()


def _pypi(_parts: SplitResult, path: list[str]) -> KnownSite:
    match path:
        case ["project", name, *_]:
            return KnownSite(feeds=(f"https://pypi.org/rss/project/{name}/releases.xml",))
        case _:
            return KnownSite()


def _npm(_parts: SplitResult, path: list[str]) -> KnownSite:
    """Npm has no feed of a package, so those of its repository's releases are meant."""
    match path:
        case ["package", scope, name, *_] if scope.startswith("@"):
            return KnownSite(lookup=f"https://registry.npmjs.org/{scope}/{name}/latest")
        case ["package", name, *_]:
            return KnownSite(lookup=f"https://registry.npmjs.org/{name}/latest")
        case _:
            return KnownSite()


def _medium(_parts: SplitResult, path: list[str]) -> KnownSite:
    if path and path[0] != "feed":
        return KnownSite(feeds=(f"https://medium.com/feed/{path[0]}",))
    return KnownSite()


def _fediverse(parts: SplitResult, path: list[str]) -> KnownSite:
    """Mastodon and its kin keep an account's feed at the account's address with `.rss`."""
    match path:
        case [account] if re.fullmatch(rf"@{_NAME}", account) and not account.endswith(".rss"):
            return KnownSite(feeds=(f"{parts.scheme}://{parts.netloc}/{account}.rss",))
        case _:
            return KnownSite()


_SITES: dict[str, Callable[[SplitResult, list[str]], KnownSite]] = {
    "youtube.com": _youtube,
    "reddit.com": _reddit,
    "old.reddit.com": _reddit,
    "github.com": _github,
    "gitlab.com": _gitlab,
    "bsky.app": _bluesky,
    "pypi.org": _pypi,
    "npmjs.com": _npm,
    "medium.com": _medium,
}
