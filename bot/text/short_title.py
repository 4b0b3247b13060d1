"""Make a feed's short name of the title that its publisher gives: without slogans; pure.

short_title("Al Jazeera – Breaking News, World News and Video from Al Jazeera")   Al Jazeera
short_title("World - CBSNews.com")                                                CBS News World
short_title("NYT > World News")                                                   NYT World News
short_title("Asia", "https://www.economist.com/asia/rss.xml")                     economist.com Asia
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from bot.text.urls.masking import HIDDEN, short_address

_SEPARATOR = re.compile(r"\s+[-–—|>›»/·•]+(?:\s+|$)|(?<!^Category)\s*:\s+|\s*:$|^[-–—|>›»/·•]+\s+")
# "The Courier, the valley's daily", "The Courier is a daily that is read in every village"
_TAGLINE = re.compile(
    r"(?:,\s+(?:(?:the|an?|your|le|la|les|une?|votre|journal|média|magazine)\s+|l['’])\S"
    r"|\s+(?:is|est)\s+(?:the|an?|le|la|une?)(?=(?:\s+[^\s|–—>:-]+){4}))"
    r".*?(?=\s+[-–—|>›»]|:\s|$)",
    re.IGNORECASE,
)
_MOST_WORDS_OF_A_NAME = 5
_MOST_WORDS = 3  # of what follows the name; more is a slogan
_MOST_SMALL_WORDS = 2  # of the same in lower case, where "a daily for all" begins
_MOST_LETTERS = 32  # of all together
_NOISE = re.compile(
    r"\bsearch records found \d+|^(?:official )?rss feeds? (?:of|for|from)\s+"
    r"|^(?:toute )?l['’]actualité (?:du|de la|des|de|en(?! (?:direct|continu|temps))|sur) "
    r"|^(?:toute )?l['’]actualité de l['’]"
    r"|^(?:les )?dernières (?:actualités|infos|nouvelles) (?:du|de la|des|de|sur) "
    r"|^(?:portada|últimas noticias) (?:del|de la|de|sobre) "
    r"|^flux rss (?:(?:du|de la|des|de) )?(?=\w)|^rss (?!feed|channel)(?=(?-i:[A-ZÀ-Þ]))"
    r"|\s+(?:rss|atom|feed|rss feed|topics|\((?:unofficial |official )?rss(?: feed)?\))$",
    re.IGNORECASE,
)
_CATEGORY = re.compile(
    r"^(?:category:?|(?:posts|articles|stories) tagged(?: with)?)\s+(?P<name>.+)", re.IGNORECASE
)
_QUOTES = "'\"‘’“”«» "
# "Latest & Breaking News on The Courier"
_ALL_OF = re.compile(
    r"^(?i:the )?(?i:latest|breaking|all|top|recent)(?i: (?:&|and) (?:latest|breaking))?"
    r"(?i: (?:news|stories|posts|articles|headlines|updates))? (?:on|from|by) (?=[A-Z])"
)
_SLOGAN = re.compile(
    r"(?:the )?(?:latest|breaking|actualités? (?:et|de|du|en)|nachrichten aus)\b", re.IGNORECASE
)
# What says nothing of which feed of a publisher it is.
_GENERIC = frozenset(
    """
    rss|feed|rss feed|rss channel|news|latest|latest news|latest updates|latest posts|all|all news
    |all stories|all posts|all content|all articles|all latest|articles|blog|top|top news
    |top stories|topstories|front page|home|homepage|headlines|breaking news|publications|research
    |posts|latest stories|main|default|une|à la une|a la une|toutes les actualités|actualités|actu
    |actus|toute l'actualité|toute l'actu|l'actualité|les titres|grands titres|les grands titres
    |actualités en direct|actualité en direct|accueil|flux rss|derniers articles|dernières infos
    |dernières actualités|tous les articles|articles récents|toute l'info|l'info en continu
    |l'info en direct|toute l'info en direct|toute l'info en continu|toute l'actualité en direct
    |toute l'actualité en continu|l'actualité en direct|l'actualité en continu|l'actu en direct
    |toute l'actu en direct|l'actu en continu|l'actualité en temps réel
    |toute l'actualité en temps réel|infos en direct
    |portada|últimas noticias|ultimas noticias|noticias|titulares|lo último
    |startseite|nachrichten|schlagzeilen|alle artikel|alle nachrichten|alle meldungen|alle news
    |aktuelle nachrichten|neueste nachrichten|neueste artikel|topmeldungen|top-themen
    |aktuell|aktuelles
    """.replace("\n    ", "").strip().split("|")
)  # fmt: skip
# Sections that every publisher has: alone they say nothing of whose they are.
_SECTIONS = _GENERIC | frozenset(
    """
    world|world news|international|politics|business|economy|finance|markets|money|technology|tech
    |science|health|sport|sports|culture|arts|entertainment|lifestyle|opinion|environment|climate
    |tech news|travel|education|local|local news|nation|national|us|u.s.|uk|us news|uk news
    |africa|americas|asia|europe|middle east|video|videos|podcasts|games|books|music|food|style
    |monde|politique|économie|société|technologie|sciences|santé|sports|culture|médias|planète
    |france|afrique|asie|idées|opinions|international|en continu|le direct|vidéos
    |politik|wirtschaft|sport|kultur|wissen|wissenschaft|ausland|inland|panorama|netzwelt|meinung
    |mundo|internacional|política|economía|deportes|cultura|sociedad|ciencia|tecnología|opinión
    """.replace("\n    ", "").strip().split("|")
)  # fmt: skip
_OF_A_SERVICE = re.compile(r"^(?:feed(?:s|proxy)?|rss|www\d?|m|amp|atom|xml)\.")
# Hosts that serve other publishers' feeds.
_SERVICES = ("feedburner.com", "google.com", "rss.app", "rsshub.app", "fetchrss.com", "feedly.com")
_DOMAIN = re.compile(r"(?:www\.)?(?P<name>[\w-]+)\.(?:com|org|net|co\.uk|[a-z]{2})", re.ASCII)
_NAME_AND_ENDING = re.compile(r"(?P<name>.*\w \w+)\.(?:com|org|net|[a-z]{2})")
_ENDINGS_OF_BRANDS = re.compile(r"[A-Z]{2}|[a-z][A-Z]")  # "CNN.com", "MarketDay.com"
_BRAND_AND_WORD = re.compile(r"(?<=[A-Z])(?=[A-Z][a-z])|(?<=[a-z])(?=News$)")  # "CBSNews"


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a title, without noise."""

    text: str
    is_domain: bool = False  # it was written as the publisher's domain
    is_category: bool = False

    @property
    def folded(self) -> str:
        return self.text.casefold().replace("’", "'")

    @property
    def is_generic(self) -> bool:
        return self.folded in _GENERIC

    @property
    def names_publisher(self) -> bool:
        if self.is_category or self.folded in _SECTIONS or _SLOGAN.match(self.text):
            return False
        is_list = ", " in self.text or len(self.text.split()) > _MOST_WORDS_OF_A_NAME
        return self.is_domain or not is_list


@lru_cache(maxsize=1_024)  # asked for each article of a page
def short_title(title: str, url: str = "") -> str:
    """Return the name by which a feed is known among others; the title where it has no parts.

    One that names but a section has the host of its address before it.
    """
    name = _of_title(title)
    site = _site(url) if name.casefold() in _SECTIONS else ""
    return f"{site} {name}" if site else name


def _of_title(title: str) -> str:
    named = _ALL_OF.sub("", _TAGLINE.sub("", _NOISE.sub("", title)))
    parts = list(filter(None, map(_clean, _SEPARATOR.split(named))))
    if not parts or (len(parts) == 1 and " " not in named.strip()):
        return named.strip(" -–—|:") or title
    publisher = next((part for part in parts if part.names_publisher), None)
    name = publisher or next((part for part in parts if not part.is_generic), parts[0])
    telling = [part.text for part in parts if part is not name and _tells(part, name)]
    for others in (telling, telling[-1:]):
        whole = " ".join((name.text, *others))
        if len(whole) <= _MOST_LETTERS:
            return whole
    return name.text


def _site(url: str) -> str:
    """Return the host of an address as its publisher is known by; "" where that is not told."""
    host = _OF_A_SERVICE.sub("", short_address(url).partition("/")[0])
    is_told = "." in host and not host.endswith(_SERVICES) and HIDDEN not in host
    return host if is_told and not host.replace(".", "").isdigit() else ""


def _clean(text: str) -> _Part | None:
    """Return a part without noise; None for nothing."""
    whole = _Part(text.strip(" -–—|:,."))
    if whole.is_generic:  # "Flux RSS", of which "Flux" would be left
        return whole
    said = _ALL_OF.sub("", _NOISE.sub("", text.strip())).strip(" -–—|:,.")
    if not said:
        return None
    if category := _CATEGORY.match(said):
        return _Part(category["name"].strip(_QUOTES), is_category=True)
    if named := _NAME_AND_ENDING.fullmatch(said):
        return _Part(named["name"], is_domain=True)
    domain = _DOMAIN.fullmatch(said)
    if domain is None:
        return _Part(said)
    if not _ENDINGS_OF_BRANDS.search(domain["name"]):
        return _Part(said.removeprefix("www."), is_domain=True)
    return _Part(" ".join(_BRAND_AND_WORD.split(domain["name"])), is_domain=True)


def _tells(part: _Part, name: _Part) -> bool:
    """Say whether a part tells this feed from others of its publisher."""
    most = _MOST_SMALL_WORDS if part.text[:1].islower() else _MOST_WORDS
    return (
        len(part.text.split()) <= most
        and not (part.is_generic or part.is_domain or _SLOGAN.match(part.text))
        and name.folded not in part.folded
    )
