"""Write feeds of the shapes of real ones, with made-up words: the samples in `tests/feeds/data`.

    python -m tools.anonymize_feeds ../shared/feeds/real tests/feeds/data

Of each feed a few entries are kept, with its structure, lengths, namespaces, attributes, encoding
and oddities; every word, name and address is replaced by a made-up one of as many characters of
the same script, the same word by the same one (in one feed). What stays is vocabulary: names of
elements and attributes, namespaces, media types, dates, languages. Of all feeds in a folder those
are written that show something no earlier one shows. The same input gives the same files.
"""

import codecs
import json
import re
import sys
import unicodedata
from calendar import day_name, month_name
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from random import Random
from xml.etree.ElementTree import ParseError, fromstring

FILES = 42
MAX_BYTES = 14_000  # of a file; what needs more for one entry is left out
MAX_ENTRIES = 3

# Elements and attributes whose words are vocabulary, by their bare names.
_KEPT_ELEMENTS = {
    "pubdate", "published", "updated", "date", "issued", "modified", "created", "lastbuilddate",
    "language", "day", "hour", "ttl", "updateperiod", "updatefrequency", "updatebase", "explicit",
    "duration", "episodetype", "block", "date_published", "date_modified", "version",
}  # fmt: skip
_KEPT_ATTRIBUTES = {
    "type", "rel", "medium", "version", "encoding", "ispermalink", "lang", "width", "height",
    "length", "mode", "isdefault", "space", "parsetype", "filesize", "duration", "standalone",
    "charset", "expression", "mime_type",
}  # fmt: skip
# What may stand in addresses, styles and escaped markup, and means something there.
VOCABULARY = frozenset(
    {
        "http", "https", "mailto", "href", "html", "index", "feed", "feeds", "atom", "jpeg", "webp",
        "version", "jsonfeed", "hourly", "daily", "weekly", "monthly", "yearly", "true", "false",
        "full", "bonus", "trailer", *(name.lower() for name in (*day_name[:], *month_name[:])),
    }
)  # fmt: skip
_IN_ADDRESSES = {
    "http", "https", "mailto", "www", "html", "htm", "php", "xml", "rss", "jpg", "jpeg", "png",
    "gif", "webp", "svg", "mp3", "mp4", "m4a", "pdf", "feed", "tag",
}  # fmt: skip

_TOKEN = re.compile(
    r"(?P<doctype><!DOCTYPE(?:\s[^\[>]*(?:\[.*?\]\s*)?)?>)"
    r"|(?P<cdata><!\[CDATA\[|\]\]>)|(?P<comment><!--.*?-->)"
    r"|(?P<instruction><\?.*?\?>)"
    r"|(?P<tag></?[A-Za-z_][^<>]*>)"
    r"|(?P<escaped>&lt;/?[A-Za-z](?:(?!&lt;|&gt;)[^<>])*&gt;)"
    r"|(?P<reference>&(?:amp;)*(?:#[0-9]+|#[xX][0-9a-fA-F]+|[A-Za-z]\w*);)"
    r"|(?P<percent>%[0-9a-fA-F]{2})"
    r"|(?P<host>//[\w.-]+\.[A-Za-z]{2,}(?=[/:?#\"'<&\s]|$))"
    r"|(?P<word>[^\W_]+)",
    re.DOTALL,
)
_TAG_PART = re.compile(
    r"(?P<name>^(?:<|&lt;)/?[A-Za-z_][\w:.-]*)"
    r"|(?P<attribute>[A-Za-z_][\w:.-]*)(?P<equals>\s*=\s*)"
    r"(?P<value>\"[^\"]*\"|'[^']*'|&quot;.*?&quot;|[^\s\"'>&]+)",
    re.DOTALL,
)
_ENTRY = re.compile(r"<(item|entry)(?=[\s>]).*?</\1\s*>", re.DOTALL)
_MARKS = ("<![CDATA[", "<!DOCTYPE", "&lt;", "&amp;lt;", "xml:base", "xhtml")
_OVERHEAD = 2_000  # bytes that a file costs us, however small it is
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]+)""")
_WORD = re.compile(r"[^\W_]+")
_LETTERS = re.compile(r"[^\W\d_]{4,}")


class Anonymizer:
    """Made-up words for one feed: never one of its own."""

    def __init__(self, text: str, encoding: str) -> None:
        self._own = {word.lower() for word in _WORD.findall(text)}
        self._encoding = encoding

    def text(self, text: str) -> str:
        """Return `text` with its words replaced; markup in it stays."""
        kept = ""  # the name of the element whose text is vocabulary

        def replace(token: re.Match[str]) -> str:
            nonlocal kept
            match token.lastgroup:
                case "tag" | "escaped":
                    name = _bare(re.match(r"(?:<|&lt;)/?([\w:.-]+)", token[0]))
                    is_end = token[0].removeprefix("&lt;").removeprefix("<").startswith("/")
                    if token.lastgroup == "tag":
                        kept = name if name in _KEPT_ELEMENTS and not is_end else ""
                    return self._tag(token[0])
                case "instruction":
                    return token[0] if token[0].startswith("<?xml ") else self._tag(token[0])
                case "comment":
                    return f"<!--{self.text(token[0][4:-3])}-->"
                case "reference":
                    return self._reference(token[0])
                case "host":
                    return self._host(token[0])
                case "word" if not kept:
                    return self.word(token[0])
                case _:
                    return token[0]

        return _TOKEN.sub(replace, text)

    def word(self, word: str) -> str:
        """Return the made-up word for a word, of the same length and script."""
        if word.lower() in _IN_ADDRESSES or (word.isdecimal() and len(word) < 3):
            return word
        for attempt in range(100):
            made = self._made(word, attempt)
            if len(word) < 4 or made.lower() not in self._own:
                return made
        return made

    @lru_cache(maxsize=100_000)  # noqa: B019  # it lives as long as one feed is written
    def _made(self, word: str, attempt: int) -> str:
        seed = blake2b(f"{attempt}{word.lower()}".encode("utf-8", "replace"), digest_size=8)
        dice = Random(int.from_bytes(seed.digest()))
        return "".join(dice.choice(_alike(character, self._encoding)) for character in word)

    def _tag(self, tag: str) -> str:
        def replace(part: re.Match[str]) -> str:
            if part["name"]:
                return part["name"]
            name = part["attribute"].lower()
            is_kept = name.startswith("xmlns") or name.rpartition(":")[2] in _KEPT_ATTRIBUTES
            value = part["value"] if is_kept else self.text(part["value"])
            return f"{part['attribute']}{part['equals']}{value}"

        return _TAG_PART.sub(replace, tag)

    def _reference(self, reference: str) -> str:
        """Replace a letter that is written as a number; other signs stay."""
        before, _, digits = reference[:-1].rpartition("#")
        if not before:
            return reference
        is_hex = digits[0] in "xX"
        code = int(digits[1:], 16) if is_hex else int(digits)
        if code > 0x10FFFF or not chr(code).isalpha():
            return reference
        made = ord(self.word(chr(code)))
        return f"{before}#{digits[0]}{made:x};" if is_hex else f"{before}#{made};"

    def _host(self, host: str) -> str:
        """Replace a host by one that cannot be: its top level is none."""
        name, _, top = host.rpartition(".")
        return f"{_WORD.sub(lambda word: self.word(word[0]), name)}.{('test' * 4)[: len(top)]}"


def _bare(found: re.Match[str] | None) -> str:
    return found[1].rpartition(":")[2].lower() if found else ""


@lru_cache(maxsize=10_000)
def _alike(character: str, encoding: str) -> str:
    """Return characters of the same kind and script, which the encoding can write."""
    code = ord(character)
    if character.isascii():
        if character.isdigit():
            return "0123456789"
        vowels, others = "aeiou", "bdfgklmnprstv"
        group = vowels if character.lower() in "aeiouy" else others
        return group.upper() if character.isupper() else group
    begin = code & ~0x3F
    kind = unicodedata.category(character)
    alike = [c for c in map(chr, range(begin, begin + 64))
             if unicodedata.category(c) == kind and _is_writable(c, encoding)]  # fmt: skip
    return "".join(alike) or character


def _is_writable(character: str, encoding: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeError:
        return False
    return True


def anonymized(body: bytes) -> bytes:
    """Return a feed cut to a few entries, with made-up words, in its encoding."""
    text, encoding = _decoded(body)
    if text.lstrip("\ufeff \r\n\t").startswith("{"):
        return _anonymized_json(text)
    short = _cut(text)
    return Anonymizer(text, encoding).text(short).encode(encoding, "surrogateescape")


def _anonymized_json(text: str) -> bytes:
    document = json.loads(text)
    document["items"] = document["items"][:MAX_ENTRIES]
    words = Anonymizer(text, "utf-8")

    def made_up(value: object, name: str = "") -> object:
        if isinstance(value, dict):
            return {key: made_up(inner, key) for key, inner in value.items()}
        if isinstance(value, list):
            return [made_up(inner, name) for inner in value]
        if not isinstance(value, str) or name in _KEPT_ELEMENTS | _KEPT_ATTRIBUTES:
            return value
        return words.text(value)

    return json.dumps(made_up(document), ensure_ascii=False, indent=1).encode()


def _decoded(body: bytes) -> tuple[str, str]:
    """Return a feed as text, and the encoding that gives the same bytes again."""
    declared = _DECLARED.search(body)
    names = ["utf-16"] if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else []
    names += ["utf-8", *([declared[1].decode()] if declared else []), "latin-1"]
    for name in names:
        try:
            text = body.decode(name)
        except (UnicodeError, LookupError):
            continue
        return text, name
    raise AssertionError("latin-1 reads everything")


def _cut(text: str) -> str:
    """Return a document with its first entries only."""
    entries = list(_ENTRY.finditer(text))
    kept, end, size = [], 0, len(text) - sum(len(entry[0]) for entry in entries)
    for number, entry in enumerate(entries):
        size += len(entry[0])
        if number and (number >= MAX_ENTRIES or size > MAX_BYTES):
            kept.append(text[end : entry.start()])
            end = entry.end()
    return re.sub(r"\n\s*\n\s*\n+", "\n\n", "".join([*kept, text[end:]]))


def survivors(original: bytes, made: bytes) -> set[str]:
    """Return the words of four letters or more that both have outside of tags: vocabulary only."""
    return {word for word in _words(original) & _words(made) if word not in VOCABULARY}


def _words(body: bytes) -> set[str]:
    text, _ = _decoded(body)
    if text.lstrip().startswith("{"):
        text = re.sub(r'"[\w:-]+"\s*:', "", text)  # names of members
    bare = _TOKEN.sub(lambda token: token[0] if token.lastgroup in ("word", "host") else " ", text)
    return {word.lower() for word in _LETTERS.findall(bare)}


def shape(body: bytes) -> Counter[str]:
    """Return what a feed shows, with its worth: elements where they stand, attributes, oddities."""
    text, encoding = _decoded(body)
    features = {f"encoding {encoding.lower()}": 20, f"begins {text.lstrip()[:9]}": 5}
    features |= {mark: 5 for mark in _MARKS if mark in text}
    try:
        fromstring(body)
    except (ParseError, ValueError):
        features["not well-formed"] = 20
    open_elements = [""]
    for tag in re.finditer(r"<(/?)([A-Za-z_][\w:.-]*)([^<>]*?)(/?)>", text):
        if tag[1]:
            open_elements = open_elements[:-1] or [""]
            continue
        features[f"{open_elements[-1]}>{tag[2]}"] = 1
        features |= {f"{tag[2]} {name}": 1 for name in re.findall(r"([\w:-]+)\s*=", tag[3])}
        if not tag[4]:
            open_elements.append(tag[2])
    return Counter(features)


def choose(made: Iterable[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    """Return the files that together show most, each something that none before it shows."""
    left = {name: (body, shape(body)) for name, body in made}
    seen: Counter[str] = Counter()
    chosen: list[tuple[str, bytes]] = []
    while left and len(chosen) < FILES:
        # What is new for its size; the names only settle what is equal.
        best = max(
            ((features - seen).total() / (_OVERHEAD + len(body)), name)
            for name, (body, features) in left.items()
        )[1]
        body, features = left.pop(best)
        seen |= features
        chosen.append((best, body))
    return chosen


def main() -> None:
    """Write the files."""
    source, target = Path(sys.argv[1]), Path(sys.argv[2])
    made = []
    for entry in json.loads((source / "index.json").read_text(encoding="utf-8")):
        original = (source / entry["id"]).read_bytes()
        body = anonymized(original)
        if len(body) > MAX_BYTES * 1.4:
            continue
        left = survivors(original, body)
        if left:
            print(entry["id"], "left out:", " ".join(sorted(left)[:8]))
            continue
        made.append((entry["id"], body))
    target.mkdir(exist_ok=True)
    for name, body in choose(made):
        (target / name).write_bytes(body)


if __name__ == "__main__":
    main()
