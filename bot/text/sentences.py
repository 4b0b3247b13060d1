"""Cut a text into sentences. Knows marks and abbreviations, nothing of what is said.

A full stop ends a sentence unless what stands before it is an abbreviation, an initial or a
number, or what follows goes on in lower case. A short quotation stays in one piece with the
words around it: « Non. Jamais », dit-il.
"""

import re

from bot.text.spans import Spans
from bot.text.words import fold


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# A quotation longer than this is cut like any other text.
_LONGEST_QUOTATION = 240

_MARK = re.compile(
    r"(?P<mark>[.!?…؟۔]+|[।॥։።。！？｡]+)"
    r"(?:[ \u00a0\u202f]?»|\"(?!\w)|'(?!\w)|[”’)\]」』）》])*"
)
_FULL_WIDTH = frozenset("।॥։።。！？｡")
_QUOTATION = re.compile(
    rf"«[^«»]{{1,{_LONGEST_QUOTATION}}}»"
    rf"|“[^“”]{{1,{_LONGEST_QUOTATION}}}”"
    rf"|(?<![^\s(\[.!?…])\"(?=\S)[^\"]{{1,{_LONGEST_QUOTATION}}}(?<=\S)\"(?!\w)"
    r"|「[^「」]{1,120}」"
)
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|(?<!\S)[^\s@]{1,200}@\S+", re.IGNORECASE)
_PARAGRAPH = re.compile(r"\n\s*\n|\n(?=\s*(?:[-•*–—▪●]|\d+[.)])\s)")
_SPACES = re.compile(r"[ \t\r\n\f\v]+")
_OPENING = re.compile(r"[\s«“„‘\"'(\[¿¡—–-]*")
_TOKEN_BEFORE = re.compile(r"[^\s«“„‘’\"'(\[—–]*$")
_LONGEST_TOKEN = 40
_DOTTED = re.compile(r"(?:[^\W\d]{1,2}\.-?)+[^\W\d]{1,2}")
_WORD = re.compile(r"\w+['’]?")

# "Booking.Com" and "ASP.Net" are names, not sentences joined without a blank.
_DOMAINS = _set("com org net fr io eu info tv js")

# Never the end of a sentence: a name or a further word follows.
_TITLES = _set(
    "M MM Mme Mmes Mlle Mlles Dr Drs Mr Mrs Ms Mx Messrs Prof Pr Mgr St Ste Gen Gal Lt Col Capt"
    " Cdt Cmdr Sgt Sen Rep Gov Rev Hon Maj Adm Insp Supt Pres Amb Det Brig Sr Sra Srta Sig Dott"
)
_NEVER_LAST = _set("vs cf e.g i.e eg ie z.B d.h bzw ex approx env al")
# The end of a sentence only where a usual first word follows, as after U.S., a.m., initials.
_SOMETIMES = _set("Jr Inc Ltd Co Corp Bros Dept Ave Blvd Rd Mt Ft Univ Assn Cie av apr ap")
# An abbreviation only before a number.
_BEFORE_NUMBERS = _set(
    "no nos n nº p pp art arts fig vol chap ch sec par tel jan janv feb fev mar apr avr aug sep"
    " sept oct nov dec juil ep"
)
# Words that begin sentences far oftener than they belong to a name.
_STARTERS = _set(
    "the a an this that these those it its he she they we you i in on at but and so if when while"
    " as for with after before there his her their our what who why how however meanwhile many"
    " some most no not one two by from to since now then also yet"
    " le la les l' un une des ce cet cette ces c' il elle ils elles nous vous je j' mais et or car"
    " donc si quand en au aux dans pour par avec apres avant depuis selon son sa ses leur leurs"
    " d' du qu' que qui y plus pas sans sur sous chez lors lorsque puis ainsi enfin cela"
    " der die das ein eine er sie es wir im am und aber doch el los las lo il gli"
)


def split_sentences(text: str, language: str | None = None) -> list[str]:
    """Return the sentences of `text` in order, each on one line, no visible character lost.

    Blank lines and list marks end sentences; a single line break is a blank. Where the blank
    after a full stop is missing ("mot.Autre"), because paragraphs were joined, the sentence ends
    all the same. `language` matters only for German, whose ordinals end in a full stop.
    """
    return [
        sentence
        for paragraph in _PARAGRAPH.split(text.replace("\u200b", " "))
        for sentence in _split_paragraph(paragraph, language)
    ]


def _split_paragraph(text: str, language: str | None) -> list[str]:
    whole = [Spans(text, pattern) for pattern in (_QUOTATION, _ADDRESS)]
    sentences = []
    start = 0
    for match in _MARK.finditer(text):
        if any(spans.hold(match.start(), match.end()) for spans in whole):
            continue
        if _ends_sentence(text, start, match, language):
            sentences.append(text[start : match.end()])
            start = match.end()
    sentences.append(text[start:])
    return [line for sentence in sentences if (line := _SPACES.sub(" ", sentence).strip())]


def _ends_sentence(text: str, start: int, match: re.Match[str], language: str | None) -> bool:
    mark, end = match["mark"], match.end()
    if mark[0] in _FULL_WIDTH:
        return not text.startswith("と", end)  # the Japanese particle that ends a quotation
    opening = _OPENING.match(text, end)
    following = text[opening.end() : opening.end() + 30] if opening else ""
    if not following:
        return True
    if not following[0].isalnum():
        return following[0] not in ".,;:!?…)»”%/" and text[end].isspace()
    if following[0].islower():  # "etc. et", "« Non ! » dit-il"; but a brand may begin a sentence
        return text[end].isspace() and following[1:2].isupper()
    token = _token_before(text, start, match.start())
    if not text[end].isspace():
        return _is_blank_missing(token, mark, match.group(), following)
    return mark != "." or not _is_abbreviation(
        text[start : match.start()], token, following, language
    )


def _token_before(text: str, start: int, end: int) -> str:
    found = _TOKEN_BEFORE.search(text, max(start, end - _LONGEST_TOKEN), end)
    return found.group() if found else ""


def _is_blank_missing(token: str, mark: str, closed: str, following: str) -> bool:
    word = _first_word(following)
    if not following[0].isupper() or fold(word) in _DOMAINS:
        return False
    if word[1:].isupper():  # "fin.PARIS" but neither "ASP.NET" nor "U.S.A"
        return len(token) > 2 and token.islower()
    if mark != "." or closed != mark or not token:
        return True
    return len(token) > 1 and token not in _TITLES and not _DOTTED.fullmatch(token)


def _is_abbreviation(before: str, token: str, following: str, language: str | None) -> bool:
    if token in _TITLES or token in _NEVER_LAST:
        return True
    if token.isdigit():  # "1. First", and German "am 3. Oktober"
        return before.strip() == token or (language == "de" and len(token) < 3)
    if following[0].isdigit():
        return fold(token) in _BEFORE_NUMBERS
    is_initial = len(token) == 1 and token.isupper()
    if is_initial or token in _SOMETIMES or _DOTTED.fullmatch(token):
        return fold(_first_word(following)) not in _STARTERS
    return False


def _first_word(text: str) -> str:
    found = _WORD.match(text)
    return found.group() if found else ""
