"""Clean text that strangers wrote for one line of plain text; knows nothing of markup or Discord.

What is removed can only deceive or disturb: controls that turn or hide text, halves of
characters, towers of accents. What carries meaning stays: joined emoji, no-break spaces.
"""

import html
import re
import unicodedata
from functools import lru_cache
from typing import Final

from bot.text.patterns import compiled

ELLIPSIS: Final = "…"
_LONGEST_TITLE = 20_000  # characters, of which some hundred are kept
_LONGEST_AUTHOR = 400  # characters that are looked at for a name and an address

_ACCENT = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_HARMFUL = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # controls, but not white space
    "\xad\u034f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"  # lone surrogates, non-characters
    "\U000e0000-\U000e0fff]"  # tags and rare selectors: text that nobody sees
    "|(?<![^\x00-\x7f\\s])[\u200c\u200d]|[\u200c\u200d](?![^\x00-\x7f\\s])"  # joins nothing
    "|(?<=[\ufe00-\ufe0f])[\ufe00-\ufe0f]+|(?<![^\\s])[\ufe00-\ufe0f]"
)
_MARKS = re.compile(f"[{_ACCENT}\ufe00-\ufe0f\U000e0100-\U000e01ef]")  # printable, and yet harmful
_TOWER = re.compile(f"([{_ACCENT}]{{3}})[{_ACCENT}]+")
_BREAKABLE = re.compile("[ \t-\r\x85\u2028\u2029]+")
_NO_BREAK = re.compile("([\xa0\u202f])[\xa0\u202f]+")
_TAG = re.compile(
    r"<!--(?:(?!<!--|-->).)*-->|</?(?:a|abbr|acronym|b|bdi|bdo|big|blink|blockquote|br|center|cite|code|del|dfn|div|em"
    r"|font|h[1-6]|hr|i|img|ins|kbd|li|mark|nobr|ol|p|pre|q|s|samp|script|small|span|strike"
    r"|strong|style|sub|sup|svg|time|tt|u|ul|var|wbr)\b(?:\s[^<>]*)?/?>"
    r"|<(?P<other>\w{3,10})\s+[\w-]+\s*=[^<>]*>(?:\s*</(?P=other)\s*>)?",  # with attributes
    re.IGNORECASE | re.DOTALL,
)
_TAG_NAME = re.compile(r"<(/?)(\w+)")
_VOID = {"br", "hr", "img", "wbr"}
_CODE = re.compile(r"<(script|style)\b[^<>]*>.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_GLUED = re.compile(f"[{_ACCENT}\ufe00-\ufe0f\u200d\U0001f3fb-\U0001f3ff]")
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]")
_SPACELESS = "[\u2e80-\u2fff\u3001-\ua4cf\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef]"
_FIRST_SPACELESS = "\u2e80"
_EMAIL = re.compile(
    r"(?<![^\s<(\[,;:/])(?:mailto:(?://)?)?[^\s@<>()\[\],;:/]+@[\w-]+(?:\.[\w-]+)+", re.IGNORECASE
)
# As forums write an account before its name; two accounts, or one and somebody, are no such.
_ACCOUNT = re.compile(r"@[^\s,;]+ (?!(?:and|et|und|y|e|en) )(?=[^\W\d_][^@]*$)")
_BY = re.compile(r"(?i:by)\s+(?=[A-ZÀ-Þ])")
# Names of accounts that nobody is called by.
_NOBODY = {
    "admin",
    "administrator",
    "root",
    "super user",
    "unknown",
    "webadmin",
    "webmaster",
    "wpadmin",
}
_BRACKETS = re.compile(r"[<(\[]\s*(?:mailto:)?\s*[>)\]]", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"[(\[](.*)[)\]]")


def neutral(text: str) -> str:
    """Return `text` without what deceives the eye; lines and spaces stay as they are."""
    if _is_harmless(text):
        return text
    return _TOWER.sub(r"\1", _HARMFUL.sub("", text))


def _is_harmless(text: str) -> bool:
    """Say quickly that there is nothing to remove; what is not printable may be a blank."""
    if not text.isprintable():
        text = text.replace("\n", " ").replace("\xa0", " ").replace("\u202f", " ")
    return text.isprintable() and (text.isascii() or _MARKS.search(text) is None)


def one_line(text: str, limit: int | None = None) -> str:
    """Return `text` on one line, neutral, composed (NFC), trimmed, at most `limit` long."""
    if text.isascii() and text.isprintable():
        line = " ".join(text.split()) if "  " in text else text.strip()
    else:
        composed = unicodedata.normalize("NFC", neutral(text))
        line = _NO_BREAK.sub(r"\1", _BREAKABLE.sub(" ", composed)).strip()
    return line if limit is None else shorten(line, limit)


def title(text: str, limit: int = 300, *, is_text: bool = False) -> str:
    """Return a title or a name as plain text: known HTML tags go, entities are read once.

    `a < b` and `vector<int>` are no tags and stay; scripts go with their code. Where the title
    `is_text`, a tag alone is a word of it: `How to center a <div>`.
    """
    text = text[:_LONGEST_TITLE]
    if "<" in text:
        text = _CDATA.sub(r"\1", _CODE.sub(" ", text))
        text = _TAG.sub(lambda tag: tag[0] if _is_written(tag, is_text=is_text) else "", text)
    return one_line(html.unescape(text), limit)


def _is_written(tag: re.Match[str], *, is_text: bool) -> bool:
    """Say whether a tag is a word of its text, or of HTML that it would end open."""
    is_last = " " not in tag[0] and tag.start() > 0 and not tag.string[tag.end() :].strip()
    return (is_text or is_last) and _is_word(tag[0], tag.string)


def _is_word(tag: str, text: str) -> bool:
    """Say whether a tag is neither opened nor closed by another one, nor stands alone ever."""
    name = _TAG_NAME.match(tag)
    if name is None or name[2].lower() in _VOID:
        return False
    other = f"<{'' if name[1] else '/'}{name[2]}"
    return other.lower() not in text.lower()


@lru_cache(maxsize=1024)  # a feed has a few, who come again with every item
def author(text: str) -> str:
    """Return the name alone, also from `mail@host (Name)` and `Name <mail@host>`.

    An address alone is no name, of mail or of a page, nor what software calls its first user.
    """
    text = " ".join(text[:_LONGEST_AUTHOR].split())
    if text.startswith(("http://", "https://")):
        return ""
    if "@" in text and _EMAIL.search(text):
        text = _BRACKETS.sub(" ", _EMAIL.sub("", text)).strip(" ,;:-–|/")
        whole = _IN_BRACKETS.fullmatch(text)
        text = whole[1] if whole else text
    elif account := _ACCOUNT.match(text):
        text = text[account.end() :]
    text = _BY.sub("", text) if text[:3] in ("By ", "by ", "BY ") else text
    return "" if text.lower() in _NOBODY else title(text, 100)


def shorten(text: str, limit: int) -> str:
    """Return `text`, or its beginning with an ellipsis, `limit` characters at most.

    Cuts between words; inside a word only where the word alone is longer than `limit`, and
    then never inside an emoji or between a letter and its accent.
    """
    if len(text) <= limit:
        return text
    if limit < 1:
        return ""
    end = limit - 1
    cut = next((at for at in range(end, 0, -1) if _may_end(text, at)), 0)
    return text[: cut or _character_end(text, end)].rstrip(" \t\n\xa0\u202f,;:–—-([«") + ELLIPSIS


def _may_end(text: str, at: int) -> bool:
    if text[at].isspace():
        return not text[at - 1].isspace()
    if text[at] < _FIRST_SPACELESS and text[at - 1] < _FIRST_SPACELESS:
        return False
    is_spaceless = compiled(_SPACELESS).match
    return bool(is_spaceless(text[at]) or is_spaceless(text[at - 1])) and not _GLUED.match(text[at])


def _character_end(text: str, at: int) -> int:
    """Return the largest end up to `at` that splits no visible character."""
    end = at
    while end > 1 and (_GLUED.match(text[end]) or text[end - 1] == "\u200d"):
        end -= 1
    if _FLAG.match(text[end]):
        run = end
        while run > 0 and _FLAG.match(text[run - 1]):
            run -= 1
        end -= (end - run) % 2
    return end or at
