"""A table of known sites: which pages of a host have which feeds; data, matched by `known_sites`.

A rule has a host, a path, and the addresses of the feeds, with the named groups of both in them.
Paths are matched whole; what a path ends with where it does not matter is `_REST`.
"""

import re
from dataclasses import dataclass

_REST = r"(?:/.*)?"
_NOT = r"(?!(?:{})(?:/|$))"  # names that are pages of the site itself


@dataclass(frozen=True, slots=True)
class SiteRule:
    """Pages of one kind, and their feeds in the order in which they are tried.

    `keep_query` hands the page's query on to its feeds; `query` has to be found in it, and its
    named groups count as well. `lookups` are asked first, in turn, for a JSON document that names
    feeds.
    """

    host: re.Pattern[str]
    path: re.Pattern[str]
    feeds: tuple[str, ...]
    keep_query: bool = False
    lookups: tuple[str, ...] = ()
    query: re.Pattern[str] | None = None


def _rule(
    host: str,
    path: str,
    *feeds: str,
    keep_query: bool = False,
    lookups: tuple[str, ...] = (),
    query: str = "",
) -> SiteRule:
    searched = re.compile(query) if query else None
    return SiteRule(re.compile(host), re.compile(path), feeds, keep_query, lookups, searched)


def _parameter(name: str) -> str:
    return rf"(?:^|&){name}=(?P<{name}>[^&]+)"


_DEVIANT = "https://backend.deviantart.com/rss.xml?type=deviation&q="
_STEAM_APP = ("https://store.steampowered.com/feeds/news/app/{id}/",
              "https://steamcommunity.com/games/{id}/rss/")  # fmt: skip
_TUMBLR = _NOT.format("explore|dashboard|search|tagged|login|register|settings|about|policy|likes")
_MEDIUM = _NOT.format("feed|m|me|search|tag|topic|plans|membership|about|p")
_DAILYMOTION = _NOT.format("video|rss|search|playlist|embed|signin|feed|topics|channel")
_DEVIANTS = _NOT.format("tag|search|about|topic|watch|daily-deviations|shop|join|popular|team")

_APPLE = r"(?:embed\.)?podcasts\.apple\.com|(?:geo\.)?itunes\.apple\.com"
_SHOW = "https://itunes.apple.com/lookup?id={id}"
_VIDEO = "https://api.dailymotion.com/video/{id}?fields=owner.username"
_ACCOUNT = r"(?:/u/\d)?"  # of several that a browser has
_ARXIV = r"(?:export\.)?arxiv\.org"
_BBC = r"bbc\.(?:com|co\.uk)"
_STACK = (r"(?P<site>(?:[a-z]{2}\.)?stackoverflow\.com|(?:superuser|serverfault|askubuntu)\.com"
          r"|mathoverflow\.net|(?!api\.)[\w.-]+\.stackexchange\.com)")  # fmt: skip
_DOCS = _NOT.format("releases|about|crate|std|-|rustdoc-static")

RULES: tuple[SiteRule, ...] = (
    _rule(r"bsky\.app", rf"/profile/(?P<who>[^/]+)(?!/rss){_REST}",
          "https://bsky.app/profile/{who}/rss"),
    _rule(r"pypi\.org", rf"/project/(?P<name>[^/]+){_REST}",
          "https://pypi.org/rss/project/{name}/releases.xml"),
    _rule(_ARXIV, r"/a/(?P<who>[a-z-]+_\w+)/?",
          "https://arxiv.org/a/{who}.atom"),
    _rule(r"crates\.io|lib\.rs", rf"/crates/(?P<name>[^/]+){_REST}",
          "https://static.crates.io/rss/crates/{name}.xml"),
    _rule(r"docs\.rs", rf"/(?:crate/)?{_DOCS}(?P<name>[\w-]+){_REST}",
          "https://static.crates.io/rss/crates/{name}.xml"),
    _rule(r"crates\.io", r"/(?:crates)?/?", "https://static.crates.io/rss/updates.xml"),
    _rule(r"npmjs\.com", rf"/package/(?P<name>@[^/]+/[^/]+|[^@/][^/]*){_REST}",
          lookups=("https://registry.npmjs.org/{name}/latest",)),
    _rule(_APPLE, r"/(?P<country>[a-z]{2})/(?:.*/)?(?:podcast/)?id(?P<id>\d+)/?",
          lookups=(_SHOW, _SHOW + "&country={country}")),
    _rule(_APPLE, r"/(?:.*/)?(?:podcast/)?id(?P<id>\d+)/?", lookups=(_SHOW,)),
    _rule(r"overcast\.fm", rf"/itunes(?P<id>\d+){_REST}", lookups=(_SHOW,)),
    _rule(r"pod\.link", rf"/(?P<id>\d+){_REST}", lookups=(_SHOW,)),
    _rule(r"castro\.fm|pca\.st", r"/itunes/(?P<id>\d+)/?", lookups=(_SHOW,)),
    _rule(r"itunes\.apple\.com", r"/(?P<what>search|lookup)", keep_query=True,
          lookups=("https://itunes.apple.com/{what}",)),
    _rule(r"store\.steampowered\.com", rf"/(?:agecheck/|news/|newshub/)?app/(?P<id>\d+){_REST}",
          *_STEAM_APP),
    _rule(r"store\.steampowered\.com", r"/news/?", *_STEAM_APP, query=r"(?:^|&)appids=(?P<id>\d+)"),
    _rule(r"steamcommunity\.com|steamdb\.info", rf"/app/(?P<id>\d+){_REST}", *_STEAM_APP),
    _rule(r"s\.team", r"/a/(?P<id>\d+)/?", *_STEAM_APP),
    _rule(r"store\.steampowered\.com", r"/news/?(?:collection/.*)?",
          "https://store.steampowered.com/feeds/news.xml"),
    _rule(r"store\.steampowered\.com", rf"/news(?:hub)?/group/(?P<id>\d+){_REST}",
          "https://store.steampowered.com/feeds/news/group/{id}/"),
    _rule(r"steamcommunity\.com",
          rf"/(?P<kind>games|groups|ogg|gid)/(?P<name>[^/]+)(?!/rss){_REST}",
          "https://steamcommunity.com/{kind}/{name}/rss/"),
    _rule(r"news\.google\.com", rf"{_ACCOUNT}/(?:home|topstories|foryou)?/?",
          "https://news.google.com/rss", keep_query=True),
    _rule(r"news\.google\.com", rf"{_ACCOUNT}/local/section/geo/(?P<place>[^/]+)",
          "https://news.google.com/rss/headlines/section/geo/{place}", keep_query=True),
    _rule(r"news\.google\.com",
          rf"{_ACCOUNT}/(?P<what>search|(?:topics|publications|stories|headlines)/.+)",
          "https://news.google.com/rss/{what}", keep_query=True),
    _rule(r"google\.(?:com?\.)?[a-z]{2,3}", r"/search",
          "https://news.google.com/rss/search?q={q}",
          query=r"(?=.*\btbm=nws\b)(?:.*&)?q=(?P<q>[^&]+)"),
    _rule(_ARXIV, rf"/(?:list|archive|year)/(?P<list>[\w.-]+){_REST}",
          "https://rss.arxiv.org/rss/{list}", "https://export.arxiv.org/rss/{list}"),
    _rule(_ARXIV, r"/search(?:/.*)?",
          "https://export.arxiv.org/api/query?search_query=all:{query}"
          "&sortBy=submittedDate&sortOrder=descending&max_results=50",
          query=_parameter("query")),
    _rule(r"hn\.algolia\.com", r"/?", "https://hnrss.org/newest?q={q}", query=_parameter("q")),
    _rule(r"news\.ycombinator\.com", r"/from", "https://hnrss.org/newest?q={site}&search_attrs=url",
          query=_parameter("site")),
    _rule(r"news\.ycombinator\.com", r"/front", "https://hnrss.org/frontpage"),
    _rule(r"news\.ycombinator\.com", r"/(?:news)?", "https://news.ycombinator.com/rss"),
    _rule(r"news\.ycombinator\.com",
          r"/(?P<what>newest|ask|show|best|jobs|user|item|threads|submitted)",
          "https://hnrss.org/{what}", keep_query=True),
    _rule(_BBC, r"/?", "https://feeds.bbci.co.uk/news/rss.xml"),
    _rule(_BBC, r"/(?P<part>news|sport)/?",
          "https://feeds.bbci.co.uk/{part}/rss.xml"),
    _rule(_BBC, r"/(?P<part>news|sport)/(?P<section>[a-z_-]{3,}\d?(?:/[a-z_-]+)*)/?",
          "https://feeds.bbci.co.uk/{part}/{section}/rss.xml",
          "https://feeds.bbci.co.uk/{part}/rss.xml"),
    _rule(_BBC, r"/(?P<part>news|sport)/.+",
          "https://feeds.bbci.co.uk/{part}/rss.xml"),
    _rule(_BBC, r"/(?:programmes|sounds/(?:brand|series))/(?P<show>[a-z]\d[a-z0-9]{6})(?:/.*)?",
          "https://podcasts.files.bbci.co.uk/{show}.rss"),
    _rule(_BBC, r"/(?P<part>future|culture|travel|worklife)(?:/.*)?",
          "https://www.bbc.com/{part}/feed.rss", "https://feeds.bbci.co.uk/{part}/rss.xml"),
    _rule(_BBC, r"/(?P<language>[a-z]{4,20}/(?:simp|trad|lat|cyr))(?:/.*)?",
          "https://feeds.bbci.co.uk/{language}/rss.xml"),
    _rule(_BBC, r"/(?P<language>[a-z]{4,20})(?:/(?:articles|topics)/.*)?/?",
          "https://feeds.bbci.co.uk/{language}/rss.xml"),
    _rule(r"(?P<user>[\w-]+)\.itch\.io", r"/(?P<game>[^/.]+)(?:/(?:devlog(?:/.*)?)?)?",
          "https://{user}.itch.io/{game}/devlog.rss"),
    _rule(r"itch\.io",
          r"/(?P<list>(?:games|tools|game-assets|comics|books|soundtracks|physical-games)(?:/[^.]*)?)",
          "https://itch.io/{list}.xml"),
    _rule(r"(?P<blog>[\w-]+)\.tumblr\.com", r"/tagged/(?P<tag>[^/]+)/?",
          "https://{blog}.tumblr.com/tagged/{tag}/rss"),
    _rule(r"(?!at\.)(?P<blog>[\w-]+)\.tumblr\.com", rf"(?!.*/rss){_REST}", "https://{blog}.tumblr.com/rss"),
    _rule(r"tumblr\.com", rf"/{_TUMBLR}(?P<blog>[\w-]+)/tagged/(?P<tag>[^/]+)/?",
          "https://{blog}.tumblr.com/tagged/{tag}/rss"),
    _rule(r"tumblr\.com",
          rf"/(?:dashboard/)?(?:blog/(?:view/)?)?@?{_TUMBLR}(?P<blog>[\w-]+){_REST}",
          "https://{blog}.tumblr.com/rss"),
    _rule(r"dailymotion\.com", rf"/playlist/(?P<id>\w+){_REST}",
          "https://www.dailymotion.com/rss/playlist/{id}"),
    _rule(r"dailymotion\.com", rf"/(?:embed/)?video/(?P<id>\w+){_REST}", lookups=(_VIDEO,)),
    _rule(r"dai\.ly", r"/(?P<id>\w+)/?", lookups=(_VIDEO,)),
    _rule(r"dailymotion\.com",
          rf"(?:/[a-z]{{2}}(?=/user/))?/(?:user/)?{_DAILYMOTION}(?P<user>[\w.-]+){_REST}",
          "https://www.dailymotion.com/rss/user/{user}"),
    _rule(r"vimeo\.com", r"/(?P<user>(?!\d+$)[\w-]+)(?:/videos)?/?",
          "https://vimeo.com/{user}/videos/rss"),
    _rule(r"deviantart\.com", r"/(?:search(?:/.*)?)?", _DEVIANT + "{q}+sort%3Atime",
          query=_parameter("q")),
    _rule(r"deviantart\.com", r"/tag/(?P<tag>[^/]+)/?", _DEVIANT + "tag%3A{tag}+sort%3Atime"),
    _rule(r"deviantart\.com", rf"/{_DEVIANTS}(?P<who>[\w-]+)/gallery/(?P<id>\d+){_REST}",
          _DEVIANT + "gallery%3A{who}%2F{id}"),
    _rule(r"deviantart\.com", rf"/{_DEVIANTS}(?P<who>[\w-]+)/favourites/(?P<id>\d+){_REST}",
          _DEVIANT + "favby%3A{who}%2F{id}"),
    _rule(r"deviantart\.com", rf"/{_DEVIANTS}(?P<who>[\w-]+)/favourites{_REST}",
          _DEVIANT + "favby%3A{who}"),
    _rule(r"deviantart\.com", rf"/{_DEVIANTS}(?P<who>[\w-]+){_REST}",
          _DEVIANT + "by%3A{who}+sort%3Atime+meta%3Aall", _DEVIANT + "gallery%3A{who}"),
    _rule(r"(?!backend)(?P<who>[\w-]+)\.deviantart\.com", r".*",
          _DEVIANT + "by%3A{who}+sort%3Atime+meta%3Aall", _DEVIANT + "gallery%3A{who}"),
    _rule(r"medium\.com", rf"/(?:tag|topic)/(?P<tag>[^/]+){_REST}",
          "https://medium.com/feed/tag/{tag}"),
    _rule(r"medium\.com", rf"/{_MEDIUM}(?P<who>@?[\w.-]+)/tagged/(?P<tag>[^/]+)/?",
          "https://medium.com/feed/{who}/tagged/{tag}"),
    _rule(r"medium\.com", rf"/{_MEDIUM}(?P<who>@?[\w.-]+){_REST}",
          "https://medium.com/feed/{who}"),
    _rule(r"(?!link\.)(?P<who>[\w-]+)\.medium\.com", rf"(?!/feed){_REST}", "https://{who}.medium.com/feed"),
    _rule(r"substack\.com", rf"/@(?P<who>[\w-]+){_REST}", "https://{who}.substack.com/feed",
          lookups=("https://substack.com/api/v1/user/{who}/public_profile",)),
    _rule(r"open\.substack\.com", rf"/pub/(?P<who>[\w-]+){_REST}",
          "https://{who}.substack.com/feed"),
    _rule(r"(?!open\.)(?P<who>[\w-]+)\.substack\.com", rf"(?!/feed){_REST}",
          "https://{who}.substack.com/feed"),
    _rule(r"vimeo\.com", r"/(?P<kind>channels|groups)/(?P<name>[\w-]+)(?:/videos)?/?",
          "https://vimeo.com/{kind}/{name}/videos/rss"),
    _rule(r"(?P<language>[a-z-]{2,12})\.wikipedia\.org", r"/wiki/(?P<title>(?!\w+:)[^/]+)",
          "https://{language}.wikipedia.org/w/index.php?title={title}&action=history&feed=atom"),
    _rule(r"sourceforge\.net", rf"/projects/(?P<name>[\w.-]+)(?!/rss){_REST}",
          "https://sourceforge.net/projects/{name}/rss?path=/"),
    _rule(r"git\.sr\.ht", rf"/(?P<name>~[\w.-]+/[\w.-]+)(?!.*\.xml){_REST}",
          "https://git.sr.ht/{name}/refs/rss.xml", "https://git.sr.ht/{name}/log/rss.xml"),
    _rule(r"codeberg\.org", r"/(?P<name>[\w.-]+/[\w.-]+)/(?P<what>releases|tags)/?",
          "https://codeberg.org/{name}/{what}.rss"),
    _rule(r"etsy\.com", rf"(?:/[a-z-]{{2,5}})?/shop/(?P<name>\w+)(?!/rss){_REST}",
          "https://www.etsy.com/shop/{name}/rss"),
    _rule(_STACK, r"/questions/tagged/(?P<tag>[^/]+)/?", "https://{site}/feeds/tag/{tag}"),
    _rule(_STACK, r"/questions/(?P<id>\d+)(?:/.*)?", "https://{site}/feeds/question/{id}"),
    _rule(_STACK, r"/users/(?P<id>\d+)(?:/.*)?", "https://{site}/feeds/user/{id}"),
    _rule(_STACK, r"/(?:questions/?)?", "https://{site}/feeds"),
    _rule(r"dev\.to", r"/t/(?P<tag>\w+)/?", "https://dev.to/feed/tag/{tag}"),
    _rule(r"letterboxd\.com", r"/(?P<who>\w+)/?", "https://letterboxd.com/{who}/rss/"),
    _rule(r"(?:[a-z]{2}\.)?pinterest\.(?:com|[a-z]{2})", r"/(?P<who>\w+)/?",
          "https://www.pinterest.com/{who}/feed.rss"),
    _rule(r"(?:[a-z]{2}\.)?pinterest\.(?:com|[a-z]{2})",
          rf"/{_NOT.format('pin|ideas|search')}(?P<who>\w+)/(?P<board>(?!feed)[\w-]+)/?",
          "https://www.pinterest.com/{who}/{board}.rss"),
    _rule(r"rubygems\.org", r"/gems/(?P<name>[\w.-]+?)(?!\.atom)(?:/versions(?!\.atom).*)?/?",
          "https://rubygems.org/gems/{name}/versions.atom"),
    _rule(r"codeberg\.org",
          r"/(?P<owner>(?!explore|user|-)[\w.-]+)/(?P<name>[\w.-]+)(?:/releases)?/?",
          "https://codeberg.org/{owner}/{name}/releases.rss",
          "https://codeberg.org/{owner}/{name}.rss"),
    _rule(r"packagist\.org", r"/packages/(?P<name>[\w.-]+/[\w.-]+)/?",
          "https://packagist.org/feeds/package.{name}.rss"),
    _rule(r"kickstarter\.com", rf"/projects/(?P<who>[^/]+)/(?P<name>[^/]+)(?!.*\.atom){_REST}",
          "https://www.kickstarter.com/projects/{who}/{name}/posts.atom"),
    _rule(r"gist\.github\.com", r"/(?P<user>[\w-]+)/?", "https://gist.github.com/{user}.atom"),
    _rule(r"github\.com",
          r"/orgs/(?P<org>[\w-]+)(?:/(?:repositories|people|packages|projects)?)?/?",
          "https://github.com/{org}.atom"),
    _rule(r"github\.com", rf"/orgs/(?P<org>[\w-]+)/discussions(?!.*\.atom){_REST}",
          "https://github.com/orgs/{org}/discussions.atom"),
)  # fmt: skip
