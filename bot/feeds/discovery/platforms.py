"""Platforms by the marks in their pages, and where each keeps its feeds; also the usual addresses.

A shop or a blog often has a feed that its page does not name. What it was made with shows in the
addresses of its pictures and scripts, and says where to look.
"""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from bot.feeds.discovery.known_sites import gitlab_feeds

COMMON_PATHS = (
    "feed/", "rss.xml", "feed.xml", "atom.xml", "index.xml", "rss", "feed.json",
    "feeds/posts/default",
)  # fmt: skip
_DEEPER_PATHS = (  # of a site whose root was typed
    "blog/feed.xml", "blog/rss.xml", "blog/index.xml", "blog/atom.xml", "blog/feed/", "blog/rss",
    "rss/index.xml", "feed/index.xml", "rss/news.xml", "news/rss.xml", "news/feed/", "feed.rss",
    "rss.php", "index.rdf", "feeds/all.atom.xml", "posts/index.xml", "blog.xml", "atom",
)  # fmt: skip

_BLOG_LINK = re.compile(r"href=[\"'](?:https?://[^/\"']+)?(/blogs/[\w-]{1,80})(?=[/\"'?#])")
_SECTION_LINK = re.compile(
    r"href=[\"'](?:https?://[^/\"']+)?(/(?:[\w-]{0,30}-)?(?:blog|news|journal|articles|stories|posts"
    r"|updates|writing|essays|notes|thoughts|press|podcast|episodes|magazine|actualites)"
    r"(?:-[\w-]{0,30})?)/?[\"'?#]",
    re.IGNORECASE,
)
_WORDPRESS_AT = re.compile(
    r"https?:(?:\\?/){2}[^/\"'\\]{1,200}((?:\\?/[\w.-]{1,60}){0,3}?)\\?/wp-(?:content|includes)\\?/"
)
_FILE = re.compile(r"\.(?:html?|php|aspx?|jsp|cfm)$", re.IGNORECASE)
_COMMUNITY = re.compile(r"href=[\"']/(c)/([\w.@-]{1,100})[\"']")
_MOST_LINKS = 3
_NEAR = 2  # folders


def platform_feeds(text: str, url: str) -> tuple[str, ...]:
    """Return where a page's platform keeps its feeds, as addresses to try."""
    parts = urlsplit(url)
    origin, path = f"{parts.scheme}://{parts.netloc}", parts.path.rstrip("/")
    for marks, feeds in _PLATFORMS:
        if marks.search(text):
            return tuple(dict.fromkeys(origin + feed for feed in feeds(text, path)))
    return ()


def common_feeds(url: str) -> tuple[str, ...]:
    """Return the usual addresses of feeds: beside the page, above it, then at the site's root."""
    parts = urlsplit(url)
    root = f"{parts.scheme}://{parts.netloc}/"
    folders = _folders(parts.path)
    if not folders:
        return tuple(root + path for path in (*COMMON_PATHS, *_DEEPER_PATHS))
    beside = (f"{root}{folder}{path}" for folder in folders for path in COMMON_PATHS[:5])
    return (*beside, *(root + path for path in COMMON_PATHS))


def _folders(path: str) -> list[str]:
    """Return the page as a folder, and the folders that it is in, without the root."""
    names = [name for name in path.split("/") if name]
    is_file = bool(names) and _FILE.search(names[-1]) is not None
    inner = [names[:count] for count in range(len(names) - is_file, 0, -1)]
    near, far = inner[:_NEAR], inner[_NEAR:]
    return ["/".join(folder) + "/" for folder in (*near, *far[-1:])]  # /blog/2026/11/25/a-story


def _shopify(text: str, path: str) -> list[str]:
    page = re.match(r"(/[a-z]{2}(?:-[a-z]{2})?)?(/(?:blogs|collections)/[\w-]+)", path)
    blogs = list(dict.fromkeys(_BLOG_LINK.findall(text)))[:_MOST_LINKS]
    typed = [page[0], page[2]] if page else []
    return [f"{part}.atom" for part in (*typed, *blogs, "/blogs/news", "/collections/all")]


def _squarespace(text: str, path: str) -> list[str]:
    sections = list(dict.fromkeys(_SECTION_LINK.findall(text)))[:_MOST_LINKS]
    typed = [f"/{folder}".rstrip("/") for folder in _folders(path)]
    return [f"{page}?format=rss" for page in (*typed, *sections, "/blog", "/news", "/")]


def _wordpress(text: str, path: str) -> list[str]:
    at = _WORDPRESS_AT.search(text)
    root = at[1].replace("\\", "") if at else ""
    feeds = [f"{path}/feed/", f"{root}/feed/", f"{root}/?feed=rss2", "/feed/", "/blog/feed/"]
    if "woocommerce" in text:
        feeds += [f"{root}/shop/feed/", f"{root}/?post_type=product&feed=rss2"]
    return feeds


def _gitlab(_text: str, path: str) -> list[str]:
    project = path.partition("/-/")[0]
    activity = [f"{project}.atom"] if project else []
    return [*gitlab_feeds("", path.strip("/").split("/")).feeds, *activity]


def _lemmy(text: str, path: str) -> list[str]:
    is_post = path.startswith(("/post/", "/comment/"))  # of the community that it links to
    page = re.match(r"/([cu])/([\w.@-]+)", path) or (_COMMUNITY.search(text) if is_post else None)
    feed = f"/feeds/{page[1]}/{page[2]}.xml" if page else "/feeds/local.xml"
    return [f"{feed}?sort=New"]


def _discourse(_text: str, path: str) -> list[str]:
    return [f"{path}.rss", "/latest.rss"] if path else ["/latest.rss"]


def _joomla(_text: str, path: str) -> list[str]:
    return [f"{path or '/'}?format=feed&type=rss"]


def _phpbb(_text: str, path: str) -> list[str]:
    board = path.rpartition("/")[0]
    return [f"{board}/feed.php", f"{board}/app.php/feed"]


def _xenforo(_text: str, path: str) -> list[str]:
    board = re.match(r"(/[\w-]+)?/(?:forums|threads|members)\b", path)
    folder = (board[1] or "") if board else path
    return list(dict.fromkeys((f"{folder}/forums/-/index.rss", "/forums/-/index.rss")))


def _always(*feeds: str) -> Callable[[str, str], list[str]]:
    """Return what a platform has wherever the page is."""
    return lambda _text, _path: list(feeds)


_PLATFORMS: tuple[tuple[re.Pattern[str], Callable[[str, str], list[str]]], ...] = (
    (re.compile(r"cdn\.shopify\.com|myshopify\.com|Shopify\.theme"), _shopify),
    (re.compile(r"(?:static\d*|assets)\.squarespace\.com|squarespace-cdn\.com|Static\.SQUARESPACE"),
     _squarespace),
    (re.compile(r"static\.wixstatic\.com|static\.parastorage\.com|Wix\.com Website"),
     _always("/blog-feed.xml")),
    (re.compile(r"/wp-(?:content|includes)\\?/|content=[\"']WordPress|https://api\.w\.org/"),
     _wordpress),
    (re.compile(r"content=[\"']GitLab[\"']|\bgon\.gitlab_url\b|/-/manifest\.json"), _gitlab),
    (re.compile(r"window\.isoData\b|content=[\"']Lemmy[\"']|lemmy-ui"), _lemmy),
    (re.compile(r"content=[\"']Discourse\b"), _discourse),
    (re.compile(r"cdn-client\.medium\.com|substackcdn\.com"), _always("/feed")),
    (re.compile(r"(?:assets|static)\.tumblr\.com"), _always("/rss")),
    (re.compile(r"content=[\"']Ghost\b"), _always("/rss/")),
    (re.compile(r"content=[\"']Joomla"), _joomla),
    (re.compile(r"content=[\"']MediaWiki\b"),
     _always("/index.php?title=Special:RecentChanges&feed=atom",
             "/w/index.php?title=Special:RecentChanges&feed=atom")),
    (re.compile(r"id=[\"']phpbb[\"']"), _phpbb),
    (re.compile(r"id=[\"']XF[\"']"), _xenforo),
    (re.compile(r"content=[\"']SPIP\b"), _always("/spip.php?page=backend")),
    (re.compile(r"content=[\"']Docusaurus\b"), _always("/blog/rss.xml", "/blog/atom.xml")),
)  # fmt: skip
