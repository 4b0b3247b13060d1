"""Make a feed's short name of the title that its publisher gives: without slogans; pure.

short_title("Al Jazeera – Breaking News, World News and Video from Al Jazeera")   Al Jazeera
short_title("World - CBSNews.com")                                                CBS News World
short_title("NYT > World News")                                                   NYT World News
"""

import re

_SEPARATOR = re.compile(r"\s+[-–—|>›»/·•]+(?:\s+|$)|\s*:\s+|\s*:$|^[-–—|>›»/·•]+\s+")
_MOST_WORDS = 3  # of what follows the name; more is a slogan
_MOST_LETTERS = 32  # of both together
_NOISE = re.compile(
    r"\bsearch records found \d+|\bcategory:?\s+|^(?:official )?rss feeds? (?:of|for|from)\s+"
    r"|\s+(?:rss|atom|feed|rss feed)$",
    re.IGNORECASE,
)
# What says nothing of which feed of a publisher it is.
_GENERIC = frozenset(
    """
    rss|feed|rss feed|news|latest|latest news|all|all news|all stories|all posts|articles|blog
    |top stories|front page|home|homepage|headlines|breaking news|publications|research|posts
    |à la une|toutes les actualités|actualités|accueil|flux rss|derniers articles|dernières infos
    |portada|últimas noticias|noticias|titulares|startseite|nachrichten|schlagzeilen|alle artikel
    """.replace("\n    ", "").strip().split("|")
)  # fmt: skip
_DOMAIN = re.compile(r"(?:www\.)?(?P<name>[\w-]+)\.(?:com|org|net|co\.uk|[a-z]{2})")
_CAMEL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])|(?<=[A-ZÀ-Þ])(?=[A-ZÀ-Þ][a-zà-ÿ])")


def short_title(title: str) -> str:
    """Return the name by which a feed is known among others; the title where it has no parts."""
    parts = [part for part in map(_clean, _SEPARATOR.split(_NOISE.sub("", title))) if part]
    if not parts:
        return title.strip(" -–—|:") or title
    parts.sort(key=lambda part: part[1], reverse=True)  # a domain names the publisher
    names = [name for name, _ in parts]
    if len(names) > 1 and names[0].casefold() in _GENERIC:
        names.append(names.pop(0))
    name, *others = names
    telling = [other for other in others if _tells(other, name)]
    if not telling:
        return name
    both = f"{name}: {telling[-1]}" if ": " in title else f"{name} {telling[-1]}"
    return both if len(both) <= _MOST_LETTERS else name


def _clean(part: str) -> tuple[str, bool] | None:
    """Return a part without noise, and whether it is the publisher's domain; None for nothing."""
    said = _NOISE.sub("", part).strip(" -–—|:,")
    if not said:
        return None
    domain = _DOMAIN.fullmatch(said)
    if domain is None:
        return said, False
    words = _CAMEL.split(domain["name"])
    return (" ".join(words), True) if len(words) > 1 else (said, True)


def _tells(other: str, name: str) -> bool:
    """Say whether a part tells this feed from others of its publisher."""
    words = other.split()
    return (
        len(words) <= _MOST_WORDS
        and other.casefold() not in _GENERIC
        and name.casefold() not in other.casefold()
    )
