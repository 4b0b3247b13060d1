"""Known sites (YouTube, Reddit, …): from a page's address to where its feeds are; asks nobody.

Most are rows of a table (`site_rules`); what needs more thought than a row is a function here.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qs, parse_qsl, quote, urlencode, urlsplit

from bot.feeds.discovery.site_rules import RULES, SiteRule

_NAME = r"[\w.-]{1,100}"
_YOUTUBE_FEED = "https://www.youtube.com/feeds/videos.xml"
_PEERTUBE = "/feeds/videos.xml?"
_TABS = {"videos": "UULF", "shorts": "UUSH", "streams": "UULV", "live": "UULV"}
_REDDIT_PAGES = ("r", "user", "u", "domain", "search", "best", "hot", "new", "top", "rising",
                 "controversial")  # fmt: skip
_REDDIT_KEYS = ("t", "sort", "q", "restrict_sr", "type", "include_over_18", "limit")
_GITHUB_PAGES = frozenset(
    ("about", "apps", "collections", "explore", "features", "login", "marketplace", "new",
     "notifications", "orgs", "pricing", "search", "settings", "sponsors", "stars", "topics",
     "trending")
)  # fmt: skip
_REPOSITORY_PAGES = frozenset(
    ("actions", "activity", "branches", "compare", "contributors", "graphs", "issues", "labels",
     "merge_requests", "milestones", "network", "pipelines", "projects", "pull", "pulls", "pulse",
     "security", "wikis")
)  # fmt: skip
_GITLAB_PAGES = frozenset(
    ("admin", "dashboard", "explore", "groups", "help", "public", "search", "snippets", "users")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownSite:
    """Feeds to try in this order; with `is_choice` each of them that works is offered.

    `lookups` are JSON documents that name feeds; they are asked before `feeds`, or after them with
    `lookups_last`. `guesses` are tried only after what the page itself offers, because other sites
    have pages at such addresses, too.
    """

    feeds: tuple[str, ...] = ()
    is_choice: bool = False
    lookups: tuple[str, ...] = ()
    lookups_last: bool = False
    guesses: tuple[str, ...] = ()


def known_feeds(url: str) -> KnownSite:
    """Return where the feeds of a page of a known site are; nothing where it is none."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower().removeprefix("www.").removeprefix("m.")
    except ValueError:
        return KnownSite()
    path = [quote(name, safe="@%:+~!$&'()*,;=") for name in parts.path.split("/") if name]
    for rule in RULES:
        if (site := _by_rule(rule, host, parts)) is not None:
            return site
    site_function = _SITES.get(host)
    if site_function is not None:
        return site_function(parts, path)
    if "-" in path or host.startswith("gitlab."):
        return gitlab_feeds(f"{parts.scheme}://{parts.netloc}", path)
    return _fediverse(parts, path)


def repository_feeds(repository: str) -> tuple[str, ...]:
    """Return the feeds of releases of a repository, as a package's description names it."""
    text = repository.strip().removeprefix("git+").removesuffix(".git")
    text = re.sub(r"^(?:git|ssh)(?:://|@)(?:git@)?", "https://", text)
    text = re.sub(r"^github:", "https://github.com/", text)
    if re.fullmatch(rf"{_NAME}/{_NAME}", text):
        text = f"https://github.com/{text}"
    text = re.sub(r"^https://([\w.-]+):(?!\d)", r"https://\1/", text)
    if on_github := re.match(rf"https://github\.com/{_NAME}/{_NAME}", text):
        text = f"{on_github[0].removesuffix('.git')}/releases"
    return known_feeds(text).feeds


def youtube_channel(channel_id: str, page_url: str = "") -> KnownSite:
    """Return the feeds of a channel: all of it, its videos, shorts and live streams.

    The one whose tab the page is comes first.
    """
    tab = next((name for name in urlsplit(page_url).path.split("/")[2:] if name in _TABS), "")
    feeds = [f"{_YOUTUBE_FEED}?channel_id={channel_id}"]
    for prefix in dict.fromkeys(_TABS.values()):
        feed = f"{_YOUTUBE_FEED}?playlist_id={prefix}{channel_id[2:]}"
        feeds.insert(0 if _TABS.get(tab) == prefix else len(feeds), feed)
    return KnownSite(feeds=tuple(feeds), is_choice=True)


def gitlab_feeds(origin: str, path: list[str]) -> KnownSite:
    """Return the feeds of a page of GitLab, of gitlab.com or anybody's own."""
    at = path.index("-") if "-" in path else len(path)
    project, rest = path[:at], path[at + 1 :]
    if project[:1] == ["groups"]:
        project = project[1:]
        path = [*project, "-"]
    base = f"{origin}/{'/'.join(project)}"
    if not project or path[0] in _GITLAB_PAGES or path[-1].endswith(".atom"):
        return KnownSite()
    if len(project) < 2:
        return KnownSite(feeds=(f"{base}.atom",) if rest in ([], ["activity"]) else ())
    releases = (f"{base}/-/releases.atom", f"{base}/-/tags?format=atom")
    branch = "/".join(rest[1:]) or "HEAD"
    commits = f"{base}/-/commits/{branch}?format=atom"
    match rest:
        case [] | ["tree" | "blob" | "blame", *_]:
            return KnownSite(feeds=(*releases, commits), is_choice=True)
        case ["releases", *_]:
            return KnownSite(feeds=releases)
        case ["tags", *_]:
            return KnownSite(feeds=releases[1:])
        case ["commits", *_]:
            return KnownSite(feeds=(commits,))
        case ["issues" | "merge_requests" as what]:
            return KnownSite(feeds=(f"{base}/-/{what}.atom",))
        case [page, *_] if page in _REPOSITORY_PAGES:
            head = f"{base}/-/commits/HEAD?format=atom"
            return KnownSite(feeds=(*releases, head), is_choice=True)
        case _:
            return KnownSite()


def _by_rule(rule: SiteRule, host: str, parts: SplitResult) -> KnownSite | None:
    its_host = rule.host.fullmatch(host)
    its_path = rule.path.fullmatch(quote(parts.path or "/", safe="/@%:+~!$&'()*,;="))
    if its_host is None or its_path is None:
        return None
    names = its_host.groupdict() | its_path.groupdict()
    if rule.query is not None:
        its_query = rule.query.search(parts.query)
        if its_query is None:
            return None
        names |= its_query.groupdict()
    query = f"?{parts.query}" if rule.keep_query and parts.query else ""
    feeds = tuple(feed.format(**names) + query for feed in rule.feeds)
    lookups = tuple(lookup.format(**names) + query for lookup in rule.lookups)
    return KnownSite(feeds=feeds, lookups=lookups)


def _youtube(parts: SplitResult, path: list[str]) -> KnownSite:
    playlist = parse_qs(parts.query).get("list", [""])[0]
    if re.fullmatch(r"(?!RD|WL|LL)[\w-]+", playlist):  # a mix, and one's own lists, have none
        return KnownSite(feeds=(f"{_YOUTUBE_FEED}?playlist_id={playlist}",))
    match path:
        case ["channel", channel, *_] if channel.startswith("UC"):
            return youtube_channel(channel, parts.geturl())
        case ["user", name, *_]:  # its page names the channel
            return KnownSite(guesses=(f"{_YOUTUBE_FEED}?user={name}",))
        case _:
            return KnownSite()  # a handle or a video: its page names the channel


def _reddit(parts: SplitResult, path: list[str]) -> KnownSite:
    if path and (path[-1].endswith(".rss") or path[0] not in _REDDIT_PAGES):
        return KnownSite()
    if path[2:3] == ["s"]:  # a shared link, which leads on; we may not be shown where
        return KnownSite(guesses=(f"https://www.reddit.com/{'/'.join(path[:2])}/.rss",))
    parameters = dict(parse_qsl(parts.query))
    if flair := parameters.get("f", ""):  # r/python/?f=flair_name:"News": a search, in truth
        path = [*path, "search"]
        parameters = {"q": flair, "restrict_sr": "1", "sort": "new"}
    kept = {key: value for key, value in parameters.items() if key in _REDDIT_KEYS}
    query = f"?{urlencode(kept)}" if kept else ""
    end = ".rss" if path and path[-1] == "search" else "/.rss" if path else ".rss"
    return KnownSite(feeds=(f"https://www.reddit.com/{'/'.join(path)}{end}{query}",))


def _github(_parts: SplitResult, path: list[str]) -> KnownSite:
    if not path or path[0] in _GITHUB_PAGES or path[-1].endswith(".atom"):
        return KnownSite()
    if len(path) == 1:
        return KnownSite(feeds=(f"https://github.com/{path[0]}.atom",))
    base = f"https://github.com/{path[0]}/{path[1].removesuffix('.git')}"
    releases, tags = f"{base}/releases.atom", f"{base}/tags.atom"
    match path[2:]:
        case []:
            return KnownSite(feeds=(releases, tags, f"{base}/commits.atom"), is_choice=True)
        case ["releases", *_]:
            return KnownSite(feeds=(releases, tags))
        case ["tags", *_]:
            return KnownSite(feeds=(tags,))
        case [page, *_] if page in _REPOSITORY_PAGES:  # they have no feed of their own
            return KnownSite(feeds=(releases, tags, f"{base}/commits.atom"), is_choice=True)
        case ["wiki", *_]:
            return KnownSite(feeds=(f"{base}/wiki.atom",))
        case ["discussions", "categories", category, *_]:
            return KnownSite(feeds=(f"{base}/discussions/categories/{category}.atom",))
        case ["discussions", *_]:
            return KnownSite(feeds=(f"{base}/discussions.atom",))
        case ["commits" | "tree" | "blob" | "blame", *branch]:
            return KnownSite(feeds=(f"{'/'.join([base, 'commits', *branch])}.atom",))
        case _:
            return KnownSite()


def _gitlab(parts: SplitResult, path: list[str]) -> KnownSite:
    return gitlab_feeds(f"https://{parts.hostname}", path)


def _fediverse(parts: SplitResult, path: list[str]) -> KnownSite:
    """Mastodon and its kin keep the feed of an account or a tag at its address with `.rss`.

    An account of another host is asked for there. Lemmy and PeerTube keep theirs elsewhere.
    """
    origin = f"{parts.scheme}://{parts.netloc}"
    if path[:1] in (["web"], ["deck"]):
        path = path[1:]
    match path:
        case [account, *_] if remote := re.fullmatch(rf"@({_NAME})@({_NAME}\.[a-z]+)", account):
            return _account(f"https://{remote[2]}", remote[1])
        case [account] if re.fullmatch(rf"@{_NAME}", account) and not account.endswith(".rss"):
            return _account(origin, account[1:])
        case [account, section, *_] if re.fullmatch(rf"@{_NAME}", account):
            tagged = (
                f"/{'/'.join(path[1:])}" if section in ("tagged", "with_replies", "media") else ""
            )
            return KnownSite(guesses=(f"{origin}/{account}{tagged}.rss",))
        case ["users", name]:
            return KnownSite(guesses=(f"{origin}/users/{name}.rss",))
        case ["tags", name] if not name.endswith(".rss"):
            return KnownSite(guesses=(f"{origin}/tags/{name}.rss",))
        case [("c" | "u") as kind, name]:
            lemmy = f"{origin}/feeds/{kind}/{name}.xml"
            peertube = f"{origin}{_PEERTUBE}videoChannelName={name}"
            return KnownSite(guesses=(f"{lemmy}?sort=New", lemmy, peertube))
        case ["c" | "video-channels", name, "videos"]:
            return KnownSite(guesses=(f"{origin}{_PEERTUBE}videoChannelName={name}",))
        case ["a" | "accounts", name, *_]:
            return KnownSite(guesses=(f"{origin}{_PEERTUBE}accountName={name}",))
        case ["channel", channel, *_] if channel.startswith("UC"):  # another face of YouTube
            own = f"{origin}/feed/channel/{channel}"
            return KnownSite(guesses=(own, f"{_YOUTUBE_FEED}?channel_id={channel}"))
        case _:
            return KnownSite()


def _account(origin: str, name: str) -> KnownSite:
    """Return the feed of an account; the host of its handle may have its pages on another."""
    handle = f"{name}@{urlsplit(origin).netloc}"
    return KnownSite(
        feeds=(f"{origin}/@{name}.rss",),
        lookups=(f"{origin}/.well-known/webfinger?resource=acct:{handle}",),
        lookups_last=True,
    )


_SITES: dict[str, Callable[[SplitResult, list[str]], KnownSite]] = {
    "youtube.com": _youtube,
    "music.youtube.com": _youtube,
    "gaming.youtube.com": _youtube,
    "tv.youtube.com": _youtube,
    "youtube-nocookie.com": _youtube,
    "youtu.be": _youtube,
    "reddit.com": _reddit,
    "old.reddit.com": _reddit,
    "new.reddit.com": _reddit,
    "np.reddit.com": _reddit,
    "sh.reddit.com": _reddit,
    "amp.reddit.com": _reddit,
    "i.reddit.com": _reddit,
    "github.com": _github,
    "gitlab.com": _gitlab,
}
