"""Goodbyes: what software puts below a text, which leads to its page or names it again; pure.

Looked at is the end of the last block, where a sentence begins with a phrase's first word: whole
sentences (`goodbye`), words that lead on with the page's name after them (`more`), and rows of
what can be pressed (`button`).
"""

import re

from bot.feeds.document.lead.boilerplate import (
    BUTTON_WORDS,
    SOURCE_LINES,
    buttons_in,
    may_be_source,
)
from bot.feeds.document.lead.phrases import FIRST_WORD, Beginnings, any_of, fold_case, phrases
from bot.text.markup import BlockKind, MarkupPart

_LONGEST = 600  # characters of a goodbye, with its addresses
_LONGEST_TAIL = 200  # letters after "Continue reading", which are the page's title
_MOST = 60  # goodbyes below one text
_LEAST_TITLE = 8  # letters that are not in any sentence by chance

_NEXT_SENTENCE = re.compile(r"[.!?…\[\])»\"”\n][\W_]*([^\W_]+)")
_SOURCE = re.compile(SOURCE_LINES, re.DOTALL)
_GOODBYES = Beginnings(
    (each for each in phrases("goodbye") if not each.startswith("{}")), r"[\s.!?)。]*"
)
_MORES = Beginnings(phrases("more"), r"(?!\w)")
_FIRST_WORDS = frozenset().union(_GOODBYES.words, _MORES.words, BUTTON_WORDS)
# Those that anybody's name begins, by words that only they have.
_NAMED_FIRST = [
    (max(phrase.split("{}"), key=len).strip(), re.compile(any_of([phrase]) + r"\W*", re.DOTALL))
    for phrase in phrases("goodbye")
    if phrase.startswith("{}")
]
_LINK_TARGET = re.compile(r"\]\((https?://[^\s()]+)\)")
_LINK_SIGNS = re.compile(r"\]\(https?://[^\s()]+\)|[\[\]\\]")
_LAST_LINK = re.compile(r"\[((?:\\.|[^\[\]\\])+)\]\(https?://[^\s()]+\)\W*$")
_AFTER_LINK = " \n\xa0.,;:!?…»→›>*_-"
_QUOTED = re.compile(r"[„“\"«‘»].*[“”\"»’«]")
_COPYRIGHT = re.compile(r"(?:^|[.!?…»”\"\n])\s*©[^\n]{0,150}$")
_INNER_END = re.compile(r"[.!?…]\s+\w")
_LOOSE_END = " \t\n\xa0\u202f[(\\|·–—∞#-"
# Several links of a word or two, side by side: "Discussion | Link"; or in brackets, as tags.
_LINK = r"\[[^\[\]\n]{1,24}\]\([^()\s]+\)"
_LINKS = re.compile(rf"\W*{_LINK}(?:\s*[|·•/]\s*{_LINK})+\W*")
_TAGS = re.compile(rf"(?:^|(?<=[.!?…]))\s*\((?:{_LINK},\s*)+{_LINK}\)\W*$")
# What comes after "Read more" is a page's name behind one of these, or before an arrow.
_NAMES_PAGE = re.compile(
    r"\s*(?:[:→»…(\[\"“„«-]|(?:about|at|from|here|in|of|on|this|via|ici|sur|dans|de|du|auf|bei|hier|im|über"
    r"|aquí|en|sobre|qui|su|di|em|no|na|aqui|op|in|over|van)\b)(?:[^.!?]|\.(?=\w))*\W*|[^.!?]*[→»›>…]\W*"
)
_BEFORE_BUTTON = " \t\xa0[(→>»|·-#*\\"
_CLOSING = ("]", ")")
_LONGEST_MORE = 40  # letters in brackets, with them
_LAST_OF_MORE = ("more", "mehr", "weiter", "suite", "más", "segue", "meer", "mais")
_AFTER_MORE = "])\\.…"
# "[mehr]", also as a link: what leads on where nothing is said of what it leads to.
_MORE_IN_BRACKETS = re.compile(
    r"(?:\\?[\[(]){1,3}(?:more|mehr|weiter|(?:la |lire la )?suite|(?:leer )?más|segue|meer|mais)"
    r"(?:…|\.\.\.)?(?:\\?[\])]){1,2}(?:\(https?://[^\s()]+\))?$"
)
_QUOTES = " :→»›>…\"'“”„«‘’"
_SENTENCE_ENDS = frozenset('.!?…])»"”\n')


def without_goodbyes(parts: tuple[MarkupPart, ...], title: str = "") -> tuple[MarkupPart, ...]:
    """Drop what leads to the page and names it again at the end of a text."""
    for _ in range(_MOST):
        if not parts:
            break
        part = parts[-1]
        kept = _without_goodbye(part, title)
        if kept is None:
            parts = parts[:-1]
        elif kept is not part:
            parts = (*parts[:-1], kept)
        else:
            break
    return parts


def _without_goodbye(part: MarkupPart, title: str) -> MarkupPart | None:
    """Return a block without the goodbye at its end: itself if there is none, None if it is one."""
    if part.kind is BlockKind.CODE:
        return part
    begin = max(len(part.markup) - _LONGEST, 0)
    text = part.markup[begin:]
    at = _goodbye_in(text, title, is_whole=begin == 0)
    if at is None:
        return part
    before = part.markup[: begin + at].rstrip(_LOOSE_END)
    return part._replace(markup=before) if any(map(str.isalnum, before)) else None


def _goodbye_in(text: str, title: str, *, is_whole: bool) -> int | None:
    """Return where a goodbye begins that ends a text, None where there is none."""
    folded = fold_case(text)
    starts = _sentence_starts(folded)
    may_be = is_whole and starts and may_be_source(starts[0][1])
    if may_be and _SOURCE.fullmatch(folded, starts[0].start(1)):
        return 0
    if "](" in text:
        if is_whole and _LINKS.fullmatch(text):
            return 0
        if (at := _last_link(text, folded, title)) is not None:
            return at
    if text.endswith(_CLOSING) and (more := _more_in_brackets(folded)):
        return more.start()
    if "©" in text and (mark := _COPYRIGHT.search(text)):
        return text.index("©", mark.start())
    for start in reversed(starts):
        word = start[1]
        may_be = word in _FIRST_WORDS or word[0] <= "9"
        if may_be and _is_goodbye(text, folded, start, title):
            return start.start(1)
    return _named_first(folded, starts)


def _more_in_brackets(folded: str) -> re.Match[str] | None:
    """Return what leads on in brackets, looked for only where one of its words ends the text."""
    at = folded.rfind("(")
    is_linked = folded.startswith("(http", at) and folded.find(")", at) == len(folded) - 1
    end = at if is_linked else len(folded)
    if not folded[:end].rstrip(_AFTER_MORE).endswith(_LAST_OF_MORE):
        return None
    return _MORE_IN_BRACKETS.search(folded, max(end - _LONGEST_MORE, 0))


def _sentence_starts(folded: str) -> list[re.Match[str]]:
    """Return where a word begins a sentence, in order."""
    first = FIRST_WORD.match(folded)
    return [first, *_NEXT_SENTENCE.finditer(folded, first.end())] if first else []


def _last_link(text: str, folded: str, title: str) -> int | None:
    """Return where links begin that are none of the text: an arrow, tags, a title to read more."""
    end = text.rstrip(_AFTER_LINK)
    if not end.endswith(")"):
        return None
    if end.endswith("))") and (tags := _TAGS.search(text)):
        return tags.start()
    link = _LAST_LINK.search(folded)
    if link is None or not _ends_sentence(text[: link.start()]):
        return None
    label = link[1]
    if not any(map(str.isalnum, label)):
        return link.start() if title or any(map(str.isalnum, text[: link.start()])) else None
    rest = _QUOTED.sub("", label.replace(title.lower(), "") if title else label)
    if rest == label or (word := FIRST_WORD.match(rest)) is None:
        return None
    more = pattern.match(rest, word.start(1)) if (pattern := _MORES.of(word[1])) else None
    is_more = more is not None and not any(map(str.isalnum, rest[more.end() :]))
    return link.start() if is_more else None


def _is_goodbye(text: str, folded: str, start: re.Match[str], title: str) -> bool:
    at, word = start.start(1), start[1]
    goodbye = _GOODBYES.of(word) if at == 0 or not text[at].islower() else None
    if goodbye and goodbye.fullmatch(_LINK_SIGNS.sub("", folded[at:])):
        return True
    if word in BUTTON_WORDS or word.isdecimal():
        count = buttons_in(_LINK_SIGNS.sub("", folded[at:]), 0)
        if count and _is_pressed(text, at, count, title):
            return True
    more_words = _MORES.of(word)
    more = more_words.match(folded, at) if more_words else None
    return more is not None and _leads_on(text, at, more.end(), title)


def _named_first(folded: str, starts: list[re.Match[str]]) -> int | None:
    for words, pattern in _NAMED_FIRST:
        if words not in folded:
            continue
        for start in reversed(starts):
            at = start.start(1)
            is_address = folded.startswith("http", at) or folded[at - 1 : at] in (".", "/")
            if not is_address and pattern.fullmatch(_LINK_SIGNS.sub("", folded[at:])):
                return at
    return None


def _is_pressed(text: str, at: int, count: int, title: str) -> bool:
    """Say whether words that could be buttons are: several, a line of its own, or a link.

    A link of a post that has no title is what its author points to.
    """
    if at and text[at - 1] not in f"{_BEFORE_BUTTON}\n":
        return False
    before = text[:at].rstrip(_BEFORE_BUTTON)
    if "](" in text[at:]:
        return bool(title) and (not before or before[-1] in _SENTENCE_ENDS)
    if count > 1:
        return _ends_sentence(before)
    return before.endswith("\n") or (not before and bool(title) and not text.startswith("- "))


def _ends_sentence(before: str) -> bool:
    before = before.rstrip(" \t\xa0\\[(→>»|·")
    return not before or before[-1] in _SENTENCE_ENDS


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
    return " " in text[at:end] and _NAMES_PAGE.fullmatch(fold_case(words)) is not None


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
