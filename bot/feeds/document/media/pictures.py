"""Choose the picture of an entry among those that it names and those in its text; pure.

A picture is what a reader would miss: no tracker, no face of its author, no badge or button, and
nothing that stands in most articles of the feed.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from bot.feeds.document.media.addresses import (
    enclosed_type,
    enclosures,
    has_known_ending,
    is_picture,
    is_unsaid,
)
from bot.text.html import Image
from bot.text.urls.links import resolve

_MIN_SIDE = 80  # pixels; below, a picture is an icon, a counter, a smiley
# By whole names only: an article about share prices or a phone called Pixel has pictures too.
_HOSTS = (
    r"(?:img\.)?shields\.io|badge\.fury\.io|badgen\.net|pixel\.wp\.com|stats\.wordpress\.com"
    r"|[^/]*addtoany\.com|[^/]*sharethis\.com"
    r"|(?:tracking\.)?feedpress\.(?:me|it)|api\.follow\.it"
)
_DOMAINS = (
    r"gravatar\.com/|pheedo\.com/|feeds\.feedburner\.com/~|feedsportal\.com/|doubleclick\.net/"
    r"|quantserve\.com/|met\.vgwort\.de/|scorecardresearch\.com/|google-analytics\.com/|facebook\.com/tr$"
)
_FOLDERS = "filetypes?|emojis?|smilies|smileys|avatars?|profile_images"
_NAMES = (
    "pixel|icons?|share|badges?|buttons?|tracking|track|ads?|display-ad|spacer|blank|1x1"
    "|empty|lazy|lazyload|loader|loading|transparent|avatar|emoji|badge|placeholder|no[-_]?(?:image|photo|picture)"
)
_ENDS = (
    r"(?:icon(?:[-_](?:large|small))?|avatar|badge|share|emoji|placeholder)\.\w+$"
    r"|(?:rss|tracking)-pixel|(?:468x60|728x90|970x90|970x250|160x600)\.\w+$"
)
_BANNERS = {(728, 90), (970, 90), (970, 250), (120, 600), (160, 600)}  # sides of what is sold
# What a site shows where an article has no picture, by the name of its file.
_KINDS = "news|images?|img|thumb|thumbnail|photo|pic|picture|share|social|og|cover|featured|logo"
_DEFAULT = re.compile(rf"[/_-](?:default[-_](?:{_KINDS})|(?:{_KINDS})[-_]default)(?![a-z])[^/]*$")
_FORMULA = re.compile(r"/(?:latex|mathtex|mimetex)\.(?:php|cgi)$|//latex\.codecogs\.com/")
_TINY = "|".join(  # named by its sides in pixels
    rf"{sign}(?P<side{n}>[2-7]\d)x(?P=side{n})(?=[/._-]|$)" for n, sign in enumerate("/_-")
)
# Each form begins with a sign that is written out, so that the search skips all the others.
_NO_PICTURE = re.compile(
    rf"//(?:{_HOSTS})/|//medium\.com/_/stat|/(?:{_DOMAINS})|\.(?:{_DOMAINS})"
    rf"|/(?:{_FOLDERS})/|/(?:{_NAMES})(?:/|\.\w+$|$)|/share[-_][^/]*\.\w+$|/twemoji"
    r"|/(?:btn|social)/|/(?:tracker|beacon|(?:hit)?counter|count|hits?|stats?)\.\w+$"
    rf"|/(?:matomo|piwik)\.php$|/\.\w+$|\.svg$|/(?:rss|tracking)-pixel|-(?:{_ENDS})|_(?:{_ENDS})"
    rf"|/(?:undefined|null|none|nan|false|true)$|{_TINY}"
)
# Where a site was written; readers find nothing there, unless its feed is there too.
_LOCAL = re.compile(r"^https?://(?:localhost|127\.|10\.|192\.168\.)")
# A button's sign, but where authors keep their own pictures.
_SIGN = re.compile(
    r"/(?:facebook|twitter|x|linkedin|pinterest|whatsapp|telegram|instagram|reddit|tumblr|mastodon"
    r"|bluesky|youtube|e?mail|print|like|feed|rss)\.(?:png|gif)$"
)
_SIGN_ENDINGS = (".png", ".gif")
_OWN = ("/uploads/", "/content/images/")
_SMALL_COPY = re.compile(r"/s72-(?:[\w-]*-)?c/")  # Blogger's, of 72 pixels
_CUT_DOWN = re.compile(r"\?w=\d{1,3}(?:&.*)?$")
# What only a film or a sound has.
_MOVING = ("duration", "bitrate", "framerate", "samplingrate", "channels")

# Elements of no format whose text or attribute is a picture's address, the largest first.
PLAIN_NAMES: Final = (
    "fullimage", "featured_image", "featuredimage", "cover_image", "image_url", "imageurl",
    "image_link", "g_image_link", "picture", "photo", "img", "thumbimage", "thumbnail", "thumb",
)  # fmt: skip

_PLAIN_NAMES = frozenset(PLAIN_NAMES)

Said = Mapping[str, Any]


def named_pictures(entry: Said) -> Iterator[Image]:
    """Yield the pictures beside a text, the best first: large ones of Media RSS, enclosures."""
    if contents := entry.get("media_content"):
        yield from sorted(map(_picture, filter(_is_content, contents)), key=_width, reverse=True)
    for link in enclosures(entry):
        address = str(link.get("href", ""))
        if is_picture(address, enclosed_type(link)):
            yield Image(url=address)
    if thumbnails := entry.get("media_thumbnail"):
        yield from sorted(map(_picture, thumbnails), key=_width, reverse=True)
    if address := _string(entry.get("image") or {}, "href"):
        yield Image(url=address)
    if address := _string(entry, "entryimage"):
        yield Image(url=address)
    if not _PLAIN_NAMES.isdisjoint(entry):
        yield from (Image(url=url) for url in map(_address_in, map(entry.get, PLAIN_NAMES)) if url)


def _address_in(said: object) -> str:
    """Return the address that an element is, or has: of no format, as programs make them up."""
    if isinstance(said, Mapping):
        said = next(filter(None, map(said.get, ("url", "href", "src"))), "")
    return said if isinstance(said, str) and "/" in said and " " not in said else ""


def choose_picture(
    pictures: Iterable[Image], base_url: str, is_common: Callable[[str], bool]
) -> str | None:
    """Return the address of the first that is one; `is_common` knows what most entries have."""
    for picture in pictures:
        url = resolve(_whole(picture.url), base_url) if _is_shown(picture) else None
        if url and not _is_furniture(url) and not is_common(url) and _is_reached(url, base_url):
            return url
    return None


def _whole(url: str) -> str:
    """Return the address of a picture whose small copy is named, where its host keeps both."""
    return _CUT_DOWN.sub("", url) if ".files.wordpress.com/" in url else url


def _is_reached(url: str, base_url: str) -> bool:
    """Say whether readers of what stands at `base_url` can open an address."""
    return _LOCAL.match(url) is None or _LOCAL.match(base_url) is not None


def _is_furniture(url: str) -> bool:
    address = url.partition("?")[0].lower()
    if _NO_PICTURE.search(address) or "idsite=" in url or "cht=tx" in url:  # counts, draws
        return True
    if ("default" in address and _DEFAULT.search(address)) or (
        "tex." in address and _FORMULA.search(address)
    ):
        return True
    if not address.endswith(_SIGN_ENDINGS) or _SIGN.search(address) is None:
        return False
    return not any(folder in address for folder in _OWN)


def _is_content(said: Said) -> bool:
    """Say whether a `media:content` is a picture: by its medium, type or address, else its size."""
    medium, media_type = str(said.get("medium", "")).lower(), str(said.get("type", ""))
    address = str(said.get("url", ""))
    if medium:
        return medium == "image"
    if is_picture(address, media_type):
        return True
    has_size = "width" in said or "height" in said
    is_other = has_known_ending(address) or any(name in said for name in _MOVING)
    return is_unsaid(media_type) and has_size and not is_other


def _picture(said: Said) -> Image:
    address = _string(said, "url")
    if (larger := _SMALL_COPY.sub(r"/s640/", address)) != address:
        return Image(url=larger)
    sides = (str(said.get(side, "")) for side in ("width", "height"))
    width, height = (int(side) if side.isdecimal() and len(side) < 6 else None for side in sides)
    return Image(url=address, width=width, height=height)


def _is_shown(picture: Image) -> bool:
    is_wide = picture.width is None or picture.width >= _MIN_SIDE
    if (picture.width, picture.height) in _BANNERS:
        return False
    return is_wide and (picture.height is None or picture.height >= _MIN_SIDE)


def _width(picture: Image) -> int:
    return picture.width or 0


def _string(values: Said, name: str) -> str:
    value = values.get(name)
    return value if isinstance(value, str) else ""
