"""Make text and addresses from outside harmless in Discord's markdown; renders nothing itself.

What Discord does, and what that means here: a backslash hides markdown in running text, but
inside a masked link's label it stays visible (discord-api-docs#6185). So words with marks that
would act there stand before the link, whose label is an arrow; only where a moderator's template
wants them as a label the marks are exchanged for look-alikes. A bare address is matched before
backslashes are read, so it is left as it is, all of it. An emoji in a label can break the link, so
a leading one is put before it.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from urllib.parse import quote, urlsplit

from bot.message.limits import MAX_URL

ELLIPSIS = "…"
MAX_HOST = 60  # of a host that is named: its end says whose it is
MAX_LINK = 1000  # of an address within text: longer ones would leave no room for words

_MAX_MARKS = 4  # combining marks on one letter; more is an attack on the reader's screen
_UNSEEN = re.compile("[\u00ad\u200b\u2060-\u206f\u202a-\u202e\ufeff\ufff9-\uffff\ud800-\udfff]")
# No-break spaces stay: French sets them before « : ; ? ! », and a line may not end there.
_SPACES = re.compile("[^\\S\n\u00a0\u202f]+")
_BREAKS = re.compile("[^\\S\u00a0\u202f]+")
# Whatever an address may hold, it ends where it would close a label and open another address.
_BARE_URL = re.compile(r"https?://(?:(?!\]\()[^\s<>`\\\"])+")
_URL_END = ".,:;!?'\""  # what Discord takes for the sentence's, not the address's
_AROUND = "*_~|"  # marks that can stand around an address
_BRACKETS = {")": "(", "]": "["}
_INLINE = re.compile(r"([\\*_~`|<>\[\]])")
_LINE_START = re.compile(r"^(\s*)(?=[#+-])|^(\s*\d+)(?=[.)]\s)", re.MULTILINE)
_EVERYBODY = re.compile(r"@(?=everyone|here)", re.IGNORECASE)
_INVITE = re.compile(
    r"(discord(?:app)?\s*\.)(?=\s*(?:gg|com/invite|me|io)\b)|(dsc\.)(?=gg\b)", re.IGNORECASE
)
_ZERO_WIDTH = "\u200b"
_LOOK_ALIKE = str.maketrans(
    {"[": "(", "]": ")", "*": "∗", "`": "ˋ", "~": "∼", "|": "ǀ", "<": "‹", ">": "›", "\\": "⧵"}
)
# What would act in a label: emphasis, code, spoilers, mentions, and whatever ends the label.
_ACTING = re.compile(
    r"[\[\]`\\]|\*\*|\*\S.*\*|~~|\|\||<(?:[@#:/]|a:|t:|id:|https?:)"
    r"|(?<![^\W_])_.*_(?![^\W_])",
    re.DOTALL,
)
_ARROW = "↗"
_LOOSE_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
# Discord makes links of `steam://` and its like, which start programs.
_PROGRAM = re.compile(r"(?<![^\W_])(?!https?:)[a-z][a-z\d+.-]{1,30}:(?=//)", re.IGNORECASE)
_CLAIM = re.compile(
    r"(?:https?://|\bwww\.)(?P<said>[^\s/?#:]+)|^(?P<alone>[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,})(?:[/?#]\S*)?$",
    re.IGNORECASE,
)
_PLAIN = re.compile(r"(?:[^\W_]| |,|')*")  # nothing that Discord reads as a mark, or as a link
_SCHEME = re.compile(r"\b(?:https?|discord|steam)://", re.IGNORECASE)


def sanitise(text: str) -> str:
    """Return `text` without what is not seen: controls, direction overrides, piled-up marks."""
    if text.isascii() and text.isprintable():
        return (_SPACES.sub(" ", text) if "  " in text else text).strip()
    text = _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept: list[str] = []
    marks = 0
    for char in text:
        category = unicodedata.category(char)
        if category == "Cc" and char not in "\n\t":
            continue
        marks = marks + 1 if category in ("Mn", "Me") else 0
        if marks <= _MAX_MARKS:
            kept.append(char)
    return _SPACES.sub(" ", "".join(kept)).strip()


def one_line(text: str) -> str:
    text = sanitise(text)
    return text if text.isprintable() else _BREAKS.sub(" ", text)


def escape(text: str) -> str:
    """Return running text that Discord shows as it was written, pinging and linking nobody.

    Bare http addresses stay links; invites and everything that looks like a mention do not work.
    """
    text = sanitise(text)
    if _PLAIN.fullmatch(text):
        return text
    parts: list[str] = []
    end = 0
    for found in _BARE_URL.finditer(text):
        url = _trimmed(found[0], text[end : found.start()])
        parts.append(_escape_words(text[end : found.start()]))
        end = found.start() + len(url)
        # A backslash after it would be taken for a part of it.
        is_marked = text[end : end + 1] in {*_AROUND, "[", "`", "\\"} - {""}
        parts.append(f"<{url}>" if is_marked else url)
    parts.append(_escape_words(text[end:]))
    return _LINE_START.sub(r"\g<0>\\", _disarm("".join(parts)))


def _trimmed(url: str, before: str) -> str:
    """Return an address without what belongs to the text around it."""
    while url:
        last = url[-1]
        opening = _BRACKETS.get(last)
        is_theirs = opening is not None and url.count(last) > url.count(opening)
        if not (is_theirs or last in _URL_END or (last in _AROUND and before.endswith(last))):
            break
        url = url[:-1]
    return url


def _escape_words(text: str) -> str:
    return _INLINE.sub(r"\\\1", text)


def _disarm(text: str) -> str:
    text = _EVERYBODY.sub("@" + _ZERO_WIDTH, text)
    text = _PROGRAM.sub(lambda found: found[0] + _ZERO_WIDTH, text)
    return _INVITE.sub(lambda found: found[0] + _ZERO_WIDTH, text)


def mention_channel(channel_id: int) -> str:
    return f"<#{channel_id}>"


def label(text: str) -> str:
    """Return one line that is safe between the brackets of a masked link."""
    text = _SCHEME.sub("", one_line(text))
    if _ACTING.search(text):
        text = _LOOSE_UNDERSCORE.sub("ˍ", text.translate(_LOOK_ALIKE))
    return _disarm(text)


def link(text: str, url: str | None) -> str:
    """Return `text` as a masked link to `url`, or escaped where the address cannot be one.

    Where it would act in a label it stands before the link, escaped, as it was written.
    """
    address = safe_url(url)
    if address is not None and len(address) > MAX_LINK:
        address = None
    mark, rest = _leading_symbol(one_line(text))
    words = label(honest(rest, address))
    if address is None or not words:
        return escape(one_line(text))
    if _ACTING.search(_SCHEME.sub("", rest)):
        shown = escape(one_line(text)).replace("](", "]\\(")
        return f"{shown} [{_ARROW}](<{address}>)"
    return f"{mark}[{words}](<{address}>)"


def honest(text: str, url: str | None) -> str:
    """Return the words of a link to `url`; where they name another host, with the true one."""
    claim = _CLAIM.search(text)
    host = urlsplit(url).hostname if claim and url else None
    if claim is None or host is None:
        return text
    named = (claim["said"] or claim["alone"]).lower().removeprefix("www.").rstrip(".")
    if host == named or host.endswith(f".{named}"):
        return text
    return f"{text} ({host[-MAX_HOST:]})"


def _leading_symbol(text: str) -> tuple[str, str]:
    """Part an emoji at the start from what follows."""
    first, _, rest = text.partition(" ")
    if rest and len(first) <= 8 and any(unicodedata.category(char) == "So" for char in first):
        return escape(first) + " ", rest
    return "", text


def safe_url(url: str | None) -> str | None:
    """Return an http(s) address fit for markdown and media, without credentials; else None."""
    if not url or len(url) > MAX_URL:
        return None
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host or not _is_host(host):
        return None
    written = f"[{host}]" if ":" in host else host
    netloc = written if port is None else f"{written}:{port}"
    clean = parts._replace(netloc=netloc).geturl()
    quoted = quote(clean, safe="%/:?#@!$&'*+,;=~[]", errors="ignore")
    quoted = quoted.replace("[", "%5B").replace("]", "%5D") if ":" not in host else quoted
    return quoted if len(quoted) <= MAX_URL else None


def _is_host(host: str) -> bool:
    return not re.search(r"[\s<>()\[\]|*`\\\"'{}^]", host)


def joins(before: str, after: str) -> bool:
    """Say whether two neighbouring characters are drawn as one, so no cut may part them."""
    if unicodedata.category(after) in ("Mn", "Me", "Mc") or "\u200d" in (before, after):
        return True
    if "\U0001f3fb" <= after <= "\U0001f3ff" or "\U000e0020" <= after <= "\U000e007f":
        return True
    return _is_regional(before) and _is_regional(after)


def _is_regional(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _is_unspaced(char: str) -> bool:
    """Say whether the script of `char` parts its words without spaces."""
    return (
        "\u0e00" <= char <= "\u0eff" or "\u3040" <= char <= "\u30ff" or "\u3400" <= char <= "\u9fff"
    )


def cut(text: str, limit: int) -> str:
    """Return `text` in at most `limit` characters, an ellipsis after its last whole word."""
    if len(text) <= limit:
        return text
    if limit < 1:
        return ""
    end = last_boundary(text, limit - 1)
    return text[:end].rstrip().rstrip(",;:-–—(«").rstrip() + ELLIPSIS


def last_boundary(text: str, at: int) -> int:
    """Return the last place up to `at` where a word ends; where a word is too long, inside it."""
    for end in range(at, 0, -1):
        before, after = text[end - 1], text[end]
        if after.isspace() or (
            _is_unspaced(before) and _is_unspaced(after) and not joins(before, after)
        ):
            return end
    while at > 0 and joins(text[at - 1], text[at]):
        at -= 1
    return at


def fit(text: str, limit: int, write: Callable[[str], str] = escape) -> str:
    """Return `write(text)` in at most `limit` characters, cut before it is written.

    A cut after escaping could part a backslash from its mark; so the source is cut, and cut
    shorter while what comes out is too long.
    """
    room = min(limit, len(text))
    written = write(cut(text, room))
    while len(written) > limit:
        room = room * limit // len(written)
        written = write(cut(text, room))
    return written


def whole_lines(lines: Iterable[str], limit: int) -> str:
    """Return the first lines that go into `limit` characters together, joined, none of them cut."""
    kept: list[str] = []
    for line in lines:
        limit -= len(line) + 1
        if limit < -1:
            break
        kept.append(line)
    return "\n".join(kept)
