"""Boilerplate: what software adds to an author's text, told by the phrases of `phrases.toml`; pure.

Every language is looked for in every feed: what software speaks is not what its author writes.
Looked at is only where a sentence begins with one of the first words of those phrases: nearly no
text has one, and what has none costs nothing.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from importlib import resources

from bot.feeds.document.dates.grammar import parse_written
from bot.text.markup import BlockKind, MarkupPart

_LONGEST = 600  # characters of a goodbye, with its addresses
_LONGEST_TAIL = 200  # letters after "Continue reading", which are the page's title
_LEAST_TITLE = 8  # letters that are not in any sentence by chance
_LONGEST_LINE = 200
_LONGEST_CREDIT = 80
_LONGEST_HEADING = 60
_LONGEST_DATE = 40

_LANGUAGES: dict[str, dict[str, list[str]]] = tomllib.loads(
    resources.files(__package__).joinpath("phrases.toml").read_text(encoding="utf-8")
)


def _all(*kinds: str) -> list[str]:
    """Return the phrases of some kinds in all languages, each once, the longest first."""
    said = {
        phrase for language in _LANGUAGES.values() for kind in kinds for phrase in language[kind]
    }
    return sorted({phrase.lower().lstrip("([#∞ ") for phrase in said}, key=len, reverse=True)


def _any_of(phrases: Iterable[str]) -> str:
    """Return a pattern of the phrases: `{}` stands for any words, `<a|b|>` for one of some."""
    pieces = (_PLACEHOLDER.split(phrase) for phrase in phrases)
    return "|".join(_whole_pattern(phrase) for phrase in pieces)


def _whole_pattern(pieces: Sequence[str]) -> str:
    """Return the pattern of a phrase: what ends it names a page, and is no text that goes on."""
    if len(pieces) > 2 and pieces[-2:] == ["{}", ""]:
        return "".join(map(_pattern, pieces[:-2])) + r"(?:(?![.!?…]\s.{60}).){1,400}?"
    return "".join(map(_pattern, pieces))


def _pattern(piece: str) -> str:
    if piece == "{}":
        return "(?:.{1,400}?)"
    if piece.startswith("<"):
        return f"(?:{'|'.join(map(re.escape, piece[1:-1].split('|')))})"
    return re.escape(piece)


class _Beginnings:
    """Phrases by their first words, so that few are tried anywhere; compiled when asked for."""

    def __init__(self, phrases: Iterable[str], after: str) -> None:
        self._phrases: dict[str, list[str]] = {}
        for phrase in phrases:
            for word in _first_words(phrase):
                self._phrases.setdefault(word, []).append(phrase)
        self._after = after
        self._compiled: dict[str, re.Pattern[str]] = {}

    def __contains__(self, word: str) -> bool:
        return word in self._phrases

    def of(self, word: str) -> re.Pattern[str] | None:
        """Return a pattern of the phrases that begin with a word, and of what may follow."""
        compiled = self._compiled.get(word)
        if compiled is None and word in self._phrases:
            several = f"(?:{_any_of(self._phrases[word])}){self._after}"
            compiled = self._compiled[word] = re.compile(several, re.DOTALL)
        return compiled


def _first_words(phrase: str) -> Iterator[str]:
    end = phrase.find(">") + 1 if phrase.startswith("<") else 0
    for first in phrase[1 : end - 1].split("|") if end else [""]:
        if word := _FIRST_WORD.match(first + phrase[end:]):
            yield word[1]


_PLACEHOLDER = re.compile(r"(\{\}|<[^<>]*>)")
_DIGIT = re.compile(r"\d")
_FIRST_WORD = re.compile(r"[\W_]*([^\W_]+)")
_NEXT_SENTENCE = re.compile(r"[.!?…\[\])»\"”\n][\W_]*([^\W_]+)")
_SOURCE_LINES = (  # Reddit's, and those of a reader of Hacker News
    r"submitted by ?.{1,300}\[(?:link|comments|\d+ comments?)\\?\].{0,300}"
    r"|(?:article url|comments url): .+|points: \d+|comments: \d+"
    r"|submitted by \S{1,80} to \S{1,80}(?:\n\d+ points? \\?\| .{0,300})?|\d+ points? \\?\| .{1,80}"
)
_SHOP = re.compile(r"Vendor: .*\nType: .*\nPrice: ")  # as Shopify begins each product
_ARCHIVE = "arXiv:"
_ABSTRACT = re.compile(r"arXiv:\S+\s+Announce Type:\s*\S+\s*(?:Abstract:\s*)?")
_SOURCE = re.compile(_SOURCE_LINES, re.DOTALL)
OPEN_WORDS = frozenset(_all("open"))
_GOODBYES = _Beginnings(_all("goodbye"), r"[\s.!)。]*")
_MORES = _Beginnings(_all("more"), r"(?!\w)")
_LINK_TARGET = re.compile(r"\]\((https?://[^\s()]+)\)")
_INNER_END = re.compile(r"[.!?…]\s+\w")
_LOOSE_END = re.compile(r"[\s\[(\\|·–—∞#-]+$")
# Several links of a word or two, side by side: "Discussion | Link".
_LINK = r"\[[^\[\]\n]{1,24}\]\([^()\s]+\)"
_LINKS = re.compile(rf"\W*{_LINK}(?:\s*[|·•/]\s*{_LINK})+\W*")
# What comes after "Read more" is a page's name behind one of these, or before an arrow.
_NAMES_PAGE = re.compile(
    r"\s*(?:[:→»…(\[\"“„«-]|(?:about|at|from|here|in|of|on|this|via|ici|sur|dans|de|du|auf|bei|hier|im|über"
    r"|aquí|en|sobre|qui|su|di|em|no|na|aqui|op|in|over|van)\b)[^.!?]*\W*|[^.!?]*[→»›>…]\W*"
)
_QUOTES = " :→»›>…\"'“”„«‘’"
_SENTENCE_ENDS = frozenset('.!?…])»"”\n')

_ASIDES = _Beginnings((phrase for phrase in _all("aside") if phrase[0] != "{"), r"[\s:,.…!]*")
_BY_ANYBODY = _any_of(phrase for phrase in _all("aside") if phrase[0] == "{")
_ASIDE = re.compile(f"(?:{_BY_ANYBODY}|{_SOURCE_LINES})[\\s:.…!]*", re.DOTALL)
_RELATED = _Beginnings(_all("related"), r"[\s:.…!*]*")
_BYLINE = re.compile(f"(?:{_any_of(_all('byline'))})(?:(?<=:)\\s*|\\s+)")
_DATED = re.compile(f"(?:{_any_of(_all('dated'))})\\W[^.]{{0,40}}\\d[^.]{{0,30}}")
_NOTE = re.compile(f"(?:{_any_of(_all('note'))})(?!\\w)")
_CAPTION_WORD = f"(?:{_any_of(_all('caption'))})"
_CAPTION = re.compile(
    _CAPTION_WORD
    + r"(?:\s*(?:[:©/|]|\d)|\s+(?:by|credit|courtesy|via|source|par|von|de|di|door)\b).*"
)
_CREDIT_END = re.compile(rf"\({_CAPTION_WORD}[^()]{{0,80}}\)\W*$")
_AGENCY = re.compile(r".{0,60}getty images\W*$")
_ABOUT = _Beginnings(_all("byline", "dated", "note", "caption"), "")
_SMALL_WORDS = {
    "and", "et", "und", "y", "e", "en", "de", "van", "von", "der", "den", "da", "di", "do", "dos",
    "das", "del", "la", "le", "du", "with", "avec", "mit", "con", "com", "met", "for", "at",
    "dpa", "afp", "ap",
}  # fmt: skip
_BESIDE = re.compile(r"\s+[|·•—–-]\s+")
_NAME = re.compile(r"[^\W\d_][\w'’.-]*")


def without_goodbyes(parts: tuple[MarkupPart, ...], title: str = "") -> tuple[MarkupPart, ...]:
    """Drop what leads to the page and names it again at the end of a text."""
    while parts:
        part = parts[-1]
        kept = _without_goodbye(part, title)
        if kept is part:
            break
        parts = (*parts[:-1], kept) if kept is not None else parts[:-1]
    return parts


def without_source(parts: tuple[MarkupPart, ...]) -> tuple[MarkupPart, ...]:
    """Drop the words that an archive puts before an abstract, and a shop's table after it."""
    if parts and _SHOP.match(parts[0].markup):
        return (*parts[1:], parts[0])
    if not parts or not parts[0].markup.startswith(_ARCHIVE):
        return parts
    text = _ABSTRACT.sub("", parts[0].markup)
    return (replace(parts[0], markup=text), *parts[1:]) if text else parts[1:]


def is_aside(line: str) -> bool:
    """Say whether a line is none of the text: a credit, an advertisement, a word of the layout."""
    if len(line) > _LONGEST_LINE or (word := _FIRST_WORD.match(line)) is None:
        return False
    folded, at = _folded(line), word.start(1)
    first = folded[at : word.end(1)]
    if (pattern := _ASIDES.of(first)) and pattern.fullmatch(folded, at):
        return True
    is_short = len(line) <= _LONGEST_CREDIT or first == "submitted"
    return is_short and _ASIDE.fullmatch(folded, at) is not None


def is_related(heading: str) -> bool:
    """Say whether a line stands above a list of other articles."""
    if len(heading) > _LONGEST_HEADING or (word := _FIRST_WORD.match(heading)) is None:
        return False
    folded = _folded(heading)
    pattern = _RELATED.of(folded[word.start(1) : word.end(1)])
    return pattern is not None and pattern.fullmatch(folded, word.start(1)) is not None


def is_passed_over(line: str) -> bool:
    """Say whether a line is about the text, and no lead where there is more: a byline, a date."""
    if len(line) <= _LONGEST_CREDIT and _DIGIT.search(line) and _is_dated(line):
        return True
    folded = _folded(line[: _LONGEST_LINE + 1])
    is_short = len(line) <= _LONGEST_LINE
    word = _FIRST_WORD.match(folded)
    if word is not None and word[1] in _ABOUT:
        at = word.start(1)
        if _NOTE.match(folded, at):
            return True
        if is_short and (_CAPTION.fullmatch(folded, at) or _DATED.fullmatch(folded, at)):
            return True
        if is_short and _is_byline(line, folded, at):
            return True
    return is_short and _is_credited(folded)


def _is_credited(folded: str) -> bool:
    """Say whether a line is a picture's, by the sign or the name of whoever owns it."""
    if folded.startswith("©") or _CREDIT_END.search(folded):
        return True
    return "getty images" in folded and _AGENCY.match(folded) is not None


def _is_dated(line: str) -> bool:
    """Say whether a line is a date, perhaps beside names: "Ann Smith | 9 December 2025"."""
    pieces = _BESIDE.split(line)
    others = [piece for piece in pieces if not _is_date(piece)]
    return len(others) < len(pieces) and all(map(_is_names, others))


def _is_date(text: str) -> bool:
    word = _FIRST_WORD.match(text)
    if word is None or len(text) > _LONGEST_DATE or _DIGIT.search(text) is None:
        return False
    return parse_written(text[word.start(1) :], None) is not None


def _is_byline(line: str, folded: str, at: int) -> bool:
    opening = _BYLINE.match(folded, at)
    if opening is None:
        return False
    names = line[opening.end() :]
    digit = _DIGIT.search(names)
    if digit is not None and _is_date(names[digit.start() :]):
        names = names[: digit.start()]
    return _is_names(names)


def _is_names(text: str) -> bool:
    words = _NAME.findall(text)
    named = [word for word in words if word.lower() not in _SMALL_WORDS]
    return 0 < len(named) <= 12 and all(word[0].isupper() for word in named)


def _folded(text: str) -> str:
    """Return a text to be looked through, as long as it was."""
    lower = text.lower()
    return (lower if len(lower) == len(text) else text).replace("’", "'")


def _without_goodbye(part: MarkupPart, title: str) -> MarkupPart | None:
    """Return a block without the goodbye at its end: itself if there is none, None if it is one."""
    begin = max(len(part.markup) - _LONGEST, 0)
    text = part.markup[begin:]
    folded = _folded(text)
    starts = _sentence_starts(folded)
    if starts and begin == 0 and _SOURCE.fullmatch(folded, starts[0].start(1)):
        return None
    if begin == 0 and "](" in text and _LINKS.fullmatch(text):
        return None
    for start in reversed(starts):
        if not _is_goodbye(text, folded, start, title):
            continue
        before = _LOOSE_END.sub("", part.markup[: begin + start.start(1)])
        if not before.strip("-> |*"):
            return None
        if part.kind is not BlockKind.CODE:
            return replace(part, markup=before)
    return part


def _sentence_starts(folded: str) -> list[re.Match[str]]:
    """Return where a word begins a sentence, in order."""
    first = _FIRST_WORD.match(folded)
    return [first, *_NEXT_SENTENCE.finditer(folded, first.end())] if first else []


def _is_goodbye(text: str, folded: str, start: re.Match[str], title: str) -> bool:
    at = start.start(1)
    goodbye, more_words = _GOODBYES.of(start[1]), _MORES.of(start[1])
    if goodbye and goodbye.fullmatch(folded, at) and not (at and text[at].islower()):
        return True
    more = more_words.match(folded, at) if more_words else None
    return more is not None and _leads_on(text, at, more.end(), title)


def _leads_on(text: str, at: int, end: int, title: str) -> bool:
    """Say whether nothing but a title comes after "Read more": no sentence of the author's."""
    rest = text[end:]
    linked = _LINK_TARGET.search(rest)
    words = _LINK_TARGET.sub("", rest)
    if len(words) > _LONGEST_TAIL or not _may_begin(text, at, is_link=linked is not None):
        return False
    if not any(map(str.isalnum, words)) or _stands_in(title, words):
        return True
    if _INNER_END.search(words):
        return False
    if linked is not None:
        return not any(map(str.isalnum, rest[linked.end() :]))
    return " " in text[at:end] and _NAMES_PAGE.fullmatch(_folded(words)) is not None


def _stands_in(title: str, words: str) -> bool:
    title, words = title.casefold(), words.casefold()
    is_certain = len(title) >= _LEAST_TITLE and title in words
    return is_certain or (bool(title) and words.strip(_QUOTES) == title)


def _may_begin(text: str, at: int, *, is_link: bool) -> bool:
    """Say whether a sentence begins `at` there: after another's end, or a capital in a link."""
    before = text[:at].rstrip(" \t\xa0\\[(>→»∞#|")
    if not before or before[-1] in _SENTENCE_ENDS:
        return True
    return is_link and text[at].isupper() and text[at - 1] == "["
