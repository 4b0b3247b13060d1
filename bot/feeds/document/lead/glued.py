"""Part sentences that stand glued ("the end.Next one"), as where tags were dropped; pure.

`http.Client` looks the same. So what begins a sentence in no program (a pronoun, an article) must
stand glued somewhere in the text; then names that begin one are parted as well.
"""

import re

from bot.feeds.document.lead.phrases import phrases
from bot.text.markup import BlockKind, MarkupPart
from bot.text.stopwords import FUNCTION_WORDS

# A sentence's end and the next one's first word, with no blank between them.
# It begins with a set of signs, so that the search skips all other letters.
_GLUED = re.compile(
    r"[.!?](?:(?<=[^\W\d_A-Z]{2}.)|(?<=[^\W\d_A-Z]\.{3})|(?<=\w[ \xa0\u202f][!?]))[”»]?"
    r"(?=[„«]?([^\W\d_a-z][^\W\d_]*)(?:['’]\w+)?,?\s)"
)
# A first look, which jumps from one such sign to the next.
_ODD = {
    sign: re.compile(
        rf"{re.escape(sign)}(?:(?<=[^\W\d_A-Z]{{2}}.)|(?<=\.{{3}}))[”»]?(?=[„«]?[^\W\d_a-z])"
    )
    for sign in (".", "!", "?")
}
_GLUED_DASH = re.compile(r"[-–—](?<=\w[.!?].)(?=\s?[^\W\d_a-z])\s?")
_IN_CODE = {"As", "Do", "Go", "Is", "To"}
_BEGINNING_WORDS = {
    word.title()
    for word in (*phrases("open", "begin"), *frozenset().union(*FUNCTION_WORDS.values()))
    if len(word) > 1
} - _IN_CODE
_NAMES_WITH_STOPS = {"AI", "COM", "Com", "IO", "Io", "JS", "Js", "NET", "Net", "ORG", "Org"}
_PACKAGES = re.compile(  # as Go and others write what is in them
    r"(?:^|\W)(?:app|bytes|console|context|errors|fmt|http|json|math|net|os|self|std|strings|sync"
    r"|system|this|time)\.$"
)
# What is called of whom, where a word of either alone may end a sentence, or begin one.
_CALLED = re.compile(
    r"(?:^|\W)(?:args?|array|buf|buffer|builder|client|cmd|config|ctx|db|dict|document|event|file"
    r"|io|items?|list|logger|map|node|obj|object|path|queue|req|request|res|response|server|set|slice"
    r"|stack|str|string|table|user|window|writer|reader)\.$"
)
_METHODS = {
    "Add", "Append", "Apply", "Call", "Clear", "Clone", "Close", "Contains", "Copy", "Count",
    "Create", "Delete", "Each", "Equal", "Equals", "Error", "Exists", "Filter", "Find", "First",
    "Format", "Get", "Insert", "Join", "Last", "Len", "Length", "Load", "Map", "New", "Next",
    "Open", "Parse", "Pop", "Print", "Push", "Put", "Query", "Read", "Remove", "Replace",
    "Reset", "Run", "Save", "Select", "Send", "Set", "Size", "Sort", "Split", "Start", "Stop",
    "String", "Trim", "Update", "Value", "Where", "Write",
}  # fmt: skip
_LONGEST_PACKAGE = 10
_BLOCKS, _LETTERS = 2, 700  # in which most leads end


def without_glue(parts: tuple[MarkupPart, ...]) -> tuple[MarkupPart, ...]:
    """Return blocks whose sentences are parted; the first tell whether they may have to be."""
    if not any(map(_is_odd, parts[:_BLOCKS])) or not any(map(_is_surely_glued, parts)):
        return parts
    return tuple(map(_parted, parts))


def _is_odd(part: MarkupPart) -> bool:
    text = part.markup
    return any(sign in text and odd.search(text, 0, _LETTERS) for sign, odd in _ODD.items())


def _is_surely_glued(part: MarkupPart) -> bool:
    ends = () if part.kind is BlockKind.CODE else _GLUED.finditer(part.markup)
    return any(end[1] in _BEGINNING_WORDS for end in ends)


def _parted(part: MarkupPart) -> MarkupPart:
    if part.kind is BlockKind.CODE:
        return part
    text = _GLUED.sub(_blank_after, _GLUED_DASH.sub(_blanks_around, part.markup))
    return part._replace(markup=text) if text != part.markup else part


def _blanks_around(dash: re.Match[str]) -> str:
    return f" {dash[0][0]} "


def _blank_after(end: re.Match[str]) -> str:
    before = end.string[max(end.start() - _LONGEST_PACKAGE, 0) : end.end()]
    is_name = end[1] in _NAMES_WITH_STOPS or _PACKAGES.search(before) is not None
    is_name = is_name or (end[1] in _METHODS and _CALLED.search(before) is not None)
    return end[0] if is_name else f"{end[0]} "
