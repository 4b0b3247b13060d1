"""Read what somebody typed or pasted as addresses: one, a list, or words such as `r/python`; pure.

A list is parted by blanks and lines, and by a comma or semicolon where what follows is plainly
another address. Commas, semicolons and brackets inside an address are its own.
"""

import re
from collections.abc import Callable
from urllib.parse import quote_plus

from bot.feeds.discovery.autodiscovery import same_feed
from bot.text.clean import neutral

MAX_TYPED = 20  # addresses in one list

_BETWEEN = re.compile(
    r"\s+|(?<=[^\s,;|])[\"'>)\]]{0,3}[,;|]+(?=[\"'<(\[]{0,3}(?:https?|feed):)", re.IGNORECASE
)
# What stands glued before an address: `feed:`, a label, a tag's beginning, a word of ours.
_LABEL = re.compile(r"(?:[a-z][\w+-]{0,20}|<a href)[:=](?://)?[\"'<(]*(?=https?://)", re.IGNORECASE)
_FEED_SCHEME = re.compile(
    r"(?:feed|rss|itpc|podcast|pcast):(?://|(?=[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}(?:[:/?#]|$)))",
    re.IGNORECASE,
)
_MISTYPED = re.compile(r"https?(?::/?(?=[^/])|//|:///+)(?=[^/\s]*\.)", re.IGNORECASE)
_TWICE = re.compile(r"https?://(?=https?://)", re.IGNORECASE)
_HAS_HOST = re.compile(r"https?://(?:\[[0-9a-f:.]+\]|[^/?#\s@:.\[])", re.IGNORECASE)
_BARE_HOST = re.compile(r"[^\s/:@,;]+\.[^\s/:@,;]{2,}(?::\d+)?(?:[/?#]|$)")
_MARKDOWN = re.compile(r"\[[^\[\]]{0,300}\]\((https?://\S+)\)", re.IGNORECASE)
_ORIGIN = re.compile(r"(?P<scheme>https?)://(?P<user>[^/?#]*@)?(?P<host>[^/?#@]*)", re.IGNORECASE)
_DEFAULT_PORTS = {"http": ":80", "https": ":443"}
_HOST_THEN_MORE = re.compile(
    r"((?:https?://)?[^/?#,;\s:]+\.[^/?#,;\s]+)[,;]+([^,;\s].*)"  # no host has a comma
    r"|([^:,;\s]+\.[^:,;\s]+)[,;]+((?:[\w-]+\.)+[a-z]{2,}/.*)",  # where nobody wrote schemes
    re.IGNORECASE,
)
_LETTER = re.compile(r"[^\W\d_]")
_OPENING = "<([{\"'«“‹‘„‚`"
_ENDING = ".,;:!?…>\"'»”“›’‘`"
_STRESS = "*_~|"  # Discord's, around a word
_PAIRS = {")": "(", "]": "[", "}": "{"}

_NAME = r"[\w.-]{1,100}"
_NAMES = r"[\w.+-]{1,300}"  # r/python+rust
_PAGES = rf"(?:/{_NAME}){{0,4}}"
_HOST = r"[\w.-]{1,100}\.[a-z]{2,30}"
# Words whose rest is a search: it may hold blanks, so it reaches to the end of its line.
_SEARCH = re.compile(r"^\s*(gnews|podcast|hn):(?!//|\s*https?:)\s*(.*?)\s*$", re.IGNORECASE)
_WORD_THEN_BLANK = re.compile(
    r"\b(reddit|gh|github|yt|youtube|masto|mastodon|steam|pypi|npm):[ \t]+(?![^\s/]*[:/]{2})",
    re.IGNORECASE,
)
_HN_LISTS = {"front": "frontpage", "frontpage": "frontpage", "newest": "newest", "new": "newest",
             "ask": "ask", "show": "show", "best": "best", "jobs": "jobs"}  # fmt: skip
_WORDS = tuple(
    (re.compile(pattern, re.IGNORECASE), address)
    for pattern, address in (
        (rf"(?:reddit:)?/?r/({_NAMES}{_PAGES})/?", "https://www.reddit.com/r/{}/"),
        (rf"(?:reddit:)?/?u(?:ser)?/({_NAME}{_PAGES})/?", "https://www.reddit.com/user/{}/"),
        (rf"reddit:({_NAMES}{_PAGES})/?", "https://www.reddit.com/r/{}/"),
        (rf"(?:masto(?:don)?:)?@({_NAME})@({_HOST})", "https://{1}/@{0}"),
        (rf"masto(?:don)?:({_NAME})@({_HOST})", "https://{1}/@{0}"),
        (rf"masto(?:don)?:({_HOST})/@({_NAME})/?", "https://{0}/@{1}"),
        (rf"(?:masto(?:don)?:)?#(\w{{1,100}})@({_HOST})", "https://{1}/tags/{0}"),
        (rf"@({_HOST})", "https://bsky.app/profile/{}"),
        (r"(?:yt|youtube):(UC[\w-]{22})", "https://www.youtube.com/channel/{}"),
        (r"(?:yt|youtube):((?:PL|OL|UU)[\w-]{10,60})", "https://www.youtube.com/playlist?list={}"),
        (
            rf"(?:(?:yt|youtube):@?|@)({_NAME}(?:/(?:videos|shorts|streams|live))?)/?",
            "https://www.youtube.com/@{}",
        ),
        (rf"pypi:({_NAME})", "https://pypi.org/project/{}/"),
        (rf"npm:((?:@{_NAME}/)?{_NAME})", "https://www.npmjs.com/package/{}"),
        (rf"(?:gh|github):@?({_NAME}{_PAGES})/?", "https://github.com/{}"),
        (r"steam:(?:app/)?(\d{1,10})/?", "https://store.steampowered.com/app/{}/"),
        (rf"steam:(?:groups?/)({_NAME})/?", "https://steamcommunity.com/groups/{}"),
        (rf"steam:({_NAME})", "https://steamcommunity.com/games/{}"),
    )
)


def typed_addresses(typed: str) -> tuple[str, ...]:
    """Return the addresses in what was typed or pasted, each once, in order, as full URLs.

    Words that cannot be an address are left out: `other_words` returns those.
    """
    addresses: dict[str, str] = {}
    for _, address in _read(typed):
        if address:
            addresses.setdefault(same_feed(address), address)
    return tuple(addresses.values())


def is_address(url: str) -> bool:
    """Say whether a whole URL, as a file has it, is one that could be typed as well."""
    return _HAS_HOST.match(url) is not None


def other_words(typed: str) -> tuple[str, ...]:
    """Return the words in what was typed that are no address, each once, in order.

    The signs and numbers of a list are no words.
    """
    others = (word for word, address in _read(typed) if not address and _LETTER.search(word))
    return tuple(dict.fromkeys(others))


def _read(typed: str) -> list[tuple[str, str | None]]:
    """Return each word that was typed, and the address that it means."""
    words: list[tuple[str, str | None]] = []
    for line in typed.splitlines():
        if search := _SEARCH.match(line):
            words.append((line.strip(), _SEARCHES[search[1].lower()](search[2])))
        else:
            line = _WORD_THEN_BLANK.sub(r"\1:", line)
            words_of_line = _BETWEEN.split(_MARKDOWN.sub(r" \1 ", line))
            pieces = [piece for word in words_of_line for piece in _hosts(_bare(word))]
            words += [(piece, _address(piece)) for piece in pieces]
    return words


def _hosts(word: str) -> list[str]:
    """Part `a.test,b.test/feed` and `a.test/feed,b.test/feed`."""
    hosts = []
    while parted := _HOST_THEN_MORE.fullmatch(word):
        hosts.append(parted[1] or parted[3])
        word = parted[2] or parted[4]
    return [*hosts, word]


def _bare(word: str) -> str:
    """Return a word without what people and programs write around an address."""
    word = neutral(word)
    while word and word[0] in _STRESS and word[0] == word[-1]:
        word = word[1:-1]
    word = word.lstrip(_OPENING)
    while word:
        last = word[-1]
        is_unpaired = last in _PAIRS and word.count(last) > word.count(_PAIRS[last])
        if last not in _ENDING and not is_unpaired:
            break
        word = word[:-1]
    return word


def _address(word: str) -> str | None:
    """Return one typed word as a URL, None where it is not meant as one."""
    if search := _SEARCH.match(word):
        return _SEARCHES[search[1].lower()](search[2])
    for pattern, address in _WORDS:
        if meant := pattern.fullmatch(word):
            return _normal(address.format(*meant.groups()))
    url = _FEED_SCHEME.sub("https://", _LABEL.sub("", word, count=1), count=1).removeprefix("//")
    url = _TWICE.sub("", _MISTYPED.sub("https://", url, count=1), count=1)
    url = re.split(r"[\"<>]", url, maxsplit=1)[0]
    if "://" not in url:
        if not _BARE_HOST.match(url):
            return None
        url = f"https://{url}"
    return _normal(url) if is_address(url) else None


def _normal(url: str) -> str:
    """Return a URL with its scheme and host in small letters: phones begin with a capital."""
    found = _ORIGIN.match(url)
    assert found
    scheme, user, host = found["scheme"].lower(), found["user"] or "", found["host"].lower()
    return f"{scheme}://{user}{host.removesuffix(_DEFAULT_PORTS[scheme])}{url[found.end() :]}"


def _google_news(words: str) -> str | None:
    return f"https://news.google.com/rss/search?q={quote_plus(words)}" if words else None


def _podcast(words: str) -> str | None:
    """Return where Apple's directory answers; it names the feeds."""
    if number := re.fullmatch(r"(?:id)?(\d{1,12})", words):
        return f"https://itunes.apple.com/lookup?id={number[1]}"
    if not words:
        return None
    return f"https://itunes.apple.com/search?media=podcast&limit=10&term={quote_plus(words)}"


def _hacker_news(words: str) -> str | None:
    if not words:
        return "https://news.ycombinator.com/rss"
    if (listed := _HN_LISTS.get(words.lower())) is not None:
        return f"https://hnrss.org/{listed}"
    return f"https://hnrss.org/newest?q={quote_plus(words)}"


_SEARCHES: dict[str, Callable[[str], str | None]] = {
    "gnews": _google_news,
    "podcast": _podcast,
    "hn": _hacker_news,
}
