"""Make a feed's short name of the title that its publisher gives: without slogans; pure.

short_title("Al Jazeera – Breaking News, World News and Video from Al Jazeera")   Al Jazeera
short_title("World - CBSNews.com")                                                CBS News World
short_title("NYT > World News")                                                   NYT World News
short_title("Asia", "https://www.economist.com/asia/rss.xml")                     economist.com Asia
"""

import re
from functools import lru_cache

from bot.text.masking import HIDDEN, short_address

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
    |latest stories|à la une|a la une|toutes les actualités|actualités|accueil|flux rss
    |derniers articles|dernières infos
    |portada|últimas noticias|noticias|titulares|startseite|nachrichten|schlagzeilen|alle artikel
    """.replace("\n    ", "").strip().split("|")
)  # fmt: skip
# Sections that every publisher has: alone they say nothing of whose they are.
_SECTIONS = _GENERIC | frozenset(
    """
    world|world news|international|politics|business|economy|finance|markets|money|technology|tech
    |science|health|sport|sports|culture|arts|entertainment|lifestyle|opinion|environment|climate
    |travel|education|local|local news|nation|national|us|u.s.|uk|us news|uk news|africa|americas
    |asia|europe|middle east|video|videos|podcasts|games|books|music|food|style
    |monde|politique|économie|société|technologie|sciences|santé|sports|culture|médias|planète
    |france|afrique|asie|idées|opinions|international|en continu|le direct|vidéos
    |politik|wirtschaft|sport|kultur|wissen|wissenschaft|ausland|inland|panorama|netzwelt|meinung
    |mundo|internacional|política|economía|deportes|cultura|sociedad|ciencia|tecnología|opinión
    """.replace("\n    ", "").strip().split("|")
)  # fmt: skip
_OF_A_SERVICE = re.compile(r"^(?:feed(?:s|proxy)?|rss|www\d?|m|amp|atom|xml)\.")
# Hosts that serve other publishers' feeds.
_SERVICES = ("feedburner.com", "google.com", "rss.app", "rsshub.app", "fetchrss.com", "feedly.com")
_DOMAIN = re.compile(r"(?:www\.)?(?P<name>[\w-]+)\.(?:com|org|net|co\.uk|[a-z]{2})")
_CAMEL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])|(?<=[A-ZÀ-Þ])(?=[A-ZÀ-Þ][a-zà-ÿ])")


@lru_cache(maxsize=1_024)  # asked for each article of a page
def short_title(title: str, url: str = "") -> str:
    """Return the name by which a feed is known among others; the title where it has no parts.

    One that names but a section has the host of its address before it.
    """
    name = _of_title(title)
    site = _site(url) if name.casefold() in _SECTIONS else ""
    return f"{site} {name}" if site else name


def _of_title(title: str) -> str:
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


def _site(url: str) -> str:
    """Return the host of an address as its publisher is known by; "" where that is not told."""
    host = _OF_A_SERVICE.sub("", short_address(url).partition("/")[0])
    is_told = "." in host and not host.endswith(_SERVICES) and HIDDEN not in host
    return host if is_told and not host.replace(".", "").isdigit() else ""


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
