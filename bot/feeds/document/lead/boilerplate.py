"""Boilerplate above a text: what software or an editor puts there, and is nobody's lead; pure.

What is below a text is the matter of `goodbyes`; the phrases of both are in `phrases.toml`.
"""

import re
from collections.abc import Iterator
from typing import Final

from bot.feeds.document.dates.grammar import parse_written
from bot.feeds.document.lead.phrases import FIRST_WORD, Beginnings, any_of, fold_case, phrases
from bot.text.clean import one_line
from bot.text.markup import BlockKind, MarkupPart, write
from bot.text.patterns import compiled

_LONGEST_LINE = 200
_LONGEST_CREDIT = 80
_LONGEST_HEADING = 60
_LONGEST_DATE = 40

_DIGIT = re.compile(r"\d")
SOURCE_LINES: Final = (  # Reddit's, and those of a reader of Hacker News
    r"submitted by ?.{1,300}\[(?:link|comments|\d+ comments?)\\?\].{0,300}"
    r"|(?:article url|comments url): .+|points: \d+|comments: \d+"
    r"|submitted by \S{1,80} to \S{1,80}(?:\n\d+ points? \\?\| .{0,300})?|\d+ points? \\?\| .{1,80}"
)
_SHOP = re.compile(r"Vendor: .*\nType: .*\nPrice: ")  # as Shopify begins each product
_ARCHIVE = "arXiv:"
# A warning of the weather: "* WHAT...Flooding. * WHERE...The river."
_WARNING = "* WHAT..."
_POINT_OF_WARNING = re.compile(r"\*\s*([A-Z][A-Z /]{2,40})\.\.\.\s*")
_ABSTRACT = re.compile(r"arXiv:\S+\s+Announce Type:\s*\S+\s*(?:Abstract:\s*)?")
OPEN_WORDS: Final = frozenset(phrases("open"))

_AFTER = r"\W*"
_LAYOUT = Beginnings(phrases("layout"), _AFTER)
_ASIDES = Beginnings(
    (each for each in phrases("aside", "layout") if not each.startswith("{}")), _AFTER
)
_BY_ANYBODY = any_of(each for each in phrases("aside") if each.startswith("{}"))
# What those have in common that begin with anybody's name, and a source's lines.
_TELLING = [max(each.split("{}"), key=len) for each in phrases("aside") if each.startswith("{}")]
_SOURCE_WORDS = {"submitted", "article", "comments", "points"}
_SOURCE = re.compile(rf"(?:{SOURCE_LINES})\s*", re.DOTALL)
_ASIDE = re.compile(f"(?:{_BY_ANYBODY}|{SOURCE_LINES})[\\s:.…!]*", re.DOTALL)
_BUTTONS = Beginnings(phrases("button"), r"(?!\w)")
BUTTON_WORDS: Final = frozenset(_BUTTONS.words)
_NO_ROW = re.compile(r"[=+]")  # what does not stand between two buttons
_RELATED = Beginnings(phrases("related"), r"[\s:.…!*]*")
_BYLINES = Beginnings(phrases("byline"), r"(?:(?<=:)\s*|\s+)")
_DATED = Beginnings(phrases("dated"), r"\W(?:[^.]|(?<=\d)\.){0,40}\d(?:[^.]|(?<=\d)\.){0,30}")
_NOTES = Beginnings(phrases("note"), r"(?!\w)")
_CAPTIONS = Beginnings(
    phrases("caption"),
    r"(?:\s*(?:[:©/|]|\d)|\s+(?:by|credit|courtesy|via|source|par|von|de|di|door)\b).*",
)
_ABOUT = frozenset().union(_BYLINES.words, _DATED.words, _NOTES.words, _CAPTIONS.words)
_CITATION = re.compile(r"\bdoi\W{1,3}10\.\d|\bdoi\.org/10\.\d")
# What a text is about, at its beginning: "Holm, I., Ek, P. (2026), Tides. https://doi.org/10.1/x".
_REFERENCE = re.compile(
    r"(?:\w+: )?[^\W\d_][\w’'-]+, (?:[A-ZÀ-Þ]\.[-, ]{0,3}){1,4}[^\n]{10,450}?"
    r"\bdoi(?:\.org/|: ?)10\.\d\S+\s+(?=[^\W\d_a-z])"
)
_SOURCE_ALONE = re.compile(r"\[[^\W\d_][^\[\]]{1,39}\]")  # "[The Herald]"
_CREDIT_END = re.compile(rf"\((?:{any_of(phrases('caption'))})[^()]{{0,80}}\)\W*$")
_AGENCY = re.compile(r".{0,60}getty images\W*$")
_SMALL_WORDS = {
    "and", "et", "und", "y", "e", "en", "de", "van", "von", "der", "den", "da", "di", "do", "dos",
    "das", "del", "la", "le", "du", "with", "avec", "mit", "con", "com", "met", "for", "at",
    "dpa", "afp", "ap", "by", "par", "por", "door", "photo", "photos", "words", "text", "video",
}  # fmt: skip
# Whose news it is and where they were written: "PARIS (AFP) - ", "(ANSA) - ROMA, 17 FEB - ".
_AGENCIES = (
    "AP|AFP|A[AN]P|ADNKRONOS|Adnkronos|AGI|ANI|ANSA|APA|ATS|Agência Brasil|Anadolu|BTA|Belga"
    "|Bloomberg|CNN|CP|ČTK|DPA|dpa|EFE|EP|EUROPA PRESS|Europa Press|epd|Hina|IANS|Interfax|Jiji"
    "|KNA|Keystone-SDA|Kyodo|Lusa|LUSA|MTI|NTB|Notimex|PAP|PTI|REUTERS|Reuters|Ritzau|SDA|SID|STA"
    "|TASR|TASS|TT|awp|Tanjug|The Canadian Press|UPI|Xinhua|Yonhap|askanews|ots|sid|sda"
    "|BUSINESS WIRE|Business Wire|GLOBE NEWSWIRE|ACCESSWIRE|PRNewswire|PR Newswire|CNW|Newswire"
)
# A picture's caption whose tags were dropped, by where pictures are had from.
_FLAT_CAPTION = (
    r"(?:[^.\n]{0,120}\. )?(?:(?:Cover|Featured|Header|Main) image|Image|Photo|Picture)s? "
    r"(?:by|from|of|via)\b"
    r"[^.!?\n]{2,80}?"
    r"\b(?:on|via|from|at) (?:Unsplash|Pexels|Pixabay|Flickr|Wikimedia(?: Commons)?|Freepik|Vimeo)"
    r"(?:\.\s*|\s*(?=[A-Z]))"
)
# The year of a work whose name ran into the text, as a caption without its tags.
_WORKS_YEAR = re.compile(r"\(\d{4}\)(?=[A-ZÀ-Þ][\w'’]*[, ])")
_SENTENCE_END = re.compile(r"[.!?]\s")
_LONGEST_HEAD, _LONGEST_TAIL = 100, 50
_ENDS = (".", "…", "!", "?")
_LEAST_LEFT = 30  # letters after what stands before a text
_FIRST_EASTERN = "\u3000"
_BESIDE = re.compile(r"\s+[|·•—–-]\s+")
EASTERN: Final = "[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
_NAME = re.compile(r"[^\W\d_][\w'’.-]*")
# What stands before a text, an agency most of all; few workers need it.
_HEAD = (
    rf"(?!The (?!Hague))(?:[^\W\d_][^()\n/]{{0,60}}|\d)?\(\s*"
    rf"(?:(?:{_AGENCIES})(?:[/ ,][^()\n]{{0,25}})?\)\s*\.?\s*[-–—_:]+"
    r"|(?:AFP|ANI|IANS|PTI|dpa|sda|Belga)\)\.?(?=\s))\s*"
    r"(?:[A-ZÀ-Ý'. ]{2,40}, \d{1,2} [A-Z]{3}\.?\s*[-–—]\s*)?"
    rf"|[^\W\d_][^()\n/]{{1,60}}/(?:{_AGENCIES}|ТАСС)[^/\n]{{0,20}}/[\s.–—-]*"
    r"|[А-ЯЁ][^()\n/.]{1,40}\s[–—-]\s(?:РИА Новости|ТАСС|Интерфакс)\.\s*"
    r"|[^\W\d_][^.\n]{2,80}, (?:Ahead of Print|Volume \d[^.\n]{2,60}\d{4})\.\s*(?:Abstract\W+)?"
    r"|[^\n]{5,90}\bdoi:[^\n]{5,60}?ABSTRACT\W*"
    rf"|{_FLAT_CAPTION}"
    r"|(?:新华社|中新社|中新网|人民网)[^\s，。（）]{2,20}电(?:[（(][^（）()]{1,30}[)）])?\s*"
    r"|(?:\[[^\[\]]{1,12}=[^\[\]]{1,12}\]|\([^()]{1,12}=[^()]{1,12}\))\s*"
    r"(?:[가-힣]{2,4} 기자 =\s*)?"
    r"|(?:Listen|Watch) now \(\d+ mins?\) \| |\[[^\[\]]{2,40}\]\s+"
)
# A first section's heading that ran into its text, by the word that can only begin a sentence.
_SECTIONS = (
    "Introduction", "Intro ", "Overview", "Background", "Abstract", "Preface", "Foreword",
    "Motivation", "Einleitung", "Einführung", "Introducción", "Introduzione", "Introdução",
    "Inleiding",
)  # fmt: skip
_SECTION = (
    rf"(?:{'|'.join(map(str.strip, _SECTIONS))})\s+(?=[“‘«„]\w|(?:The|A|An|This|These|In|I|We|You"
    r"|It|If|When|While|What|How|Why|My|Our|There|As|Have|Let|Le|La|Les|L|Un|Une|Des|Dans|Ce|Cet"
    r"|Cette|Je|Nous|Der|Die|Das|Ein|Eine|Ich|Wir|El|Los|Las|En|Este|Il|Lo|Gli|O|Os|Um|Uma|De|Het"
    r"|Een)\b)"
)
# An agency's name behind a text.
_TAIL = (
    rf"(?<=[.!?…»”\"])\s*(?:[(\[](?:[\w ]{{1,30}}/)?(?:{_AGENCIES})\s*[)\]]"
    rf"|[–—-]\s*(?:{_AGENCIES}))\.?$"
)


def without_source(parts: tuple[MarkupPart, ...]) -> tuple[MarkupPart, ...]:
    """Drop the words that an archive puts before an abstract, and a shop's table after it."""
    if parts and _SHOP.match(parts[0].markup):
        return (*parts[1:], parts[0])
    if not parts:
        return parts
    if parts[0].markup.find(_WARNING, 0, _LONGEST_LINE) >= 0:
        return (*_points_of_warning(parts[0]), *parts[1:])
    if not parts[0].markup.startswith(_ARCHIVE):
        return parts
    text = _ABSTRACT.sub("", parts[0].markup)
    return (parts[0]._replace(markup=text), *parts[1:]) if text else parts[1:]


def _points_of_warning(part: MarkupPart) -> Iterator[MarkupPart]:
    """Yield what a warning says, point by point, without the line of capitals above.

    With one point behind other words it is somebody's text, and stays as it is.
    """
    before, *pieces = _POINT_OF_WARNING.split(part.markup)
    if before and len(pieces) <= 2:
        yield part
        return
    for name, said in zip(pieces[::2], pieces[1::2], strict=True):
        yield write(BlockKind.ITEM, f"{name.capitalize()}: {one_line(said)}")


def without_agency(lead: str) -> str:
    """Return a lead without what an agency or a program puts before it, or behind."""
    if lead and not lead.endswith(_ENDS) and len(lead) > _LONGEST_TAIL:
        begin = len(lead) - _LONGEST_TAIL
        lead = lead[:begin] + compiled(_TAIL).sub("", lead[begin:])
    if "doi" in lead and (reference := _REFERENCE.match(lead)):
        lead = lead[reference.end() :]
    return "" if _SOURCE_ALONE.fullmatch(lead) else _without_head(lead)


def without_section(lead: str) -> str:
    """Return a lead without the first section's heading whose tags a program dropped."""
    heading = compiled(_SECTION).match(lead) if lead.startswith(_SECTIONS) else None
    return lead[heading.end() :] if heading else lead


def _without_head(lead: str) -> str:
    begin = lead[:_LONGEST_HEAD]
    has_sign = (
        "doi:" in begin
        or "(" in begin
        or "/" in begin
        or "[" in begin
        or ", A" in begin
        or ", Vol" in begin
    )
    is_caption = "hoto" in begin or "mage" in begin or "icture" in begin
    if not (has_sign or is_caption) and (begin.isascii() or begin[0] < "А"):
        return lead
    head = compiled(_HEAD).match(lead) or _work_in(begin)
    # A sign says as much as three letters.
    least = _LEAST_LEFT if begin[0] < _FIRST_EASTERN else _LEAST_LEFT // 3
    return lead[head.end() :] if head and len(lead) - head.end() >= least else lead


def _work_in(begin: str) -> re.Match[str] | None:
    """Return where a work's name ends that a lead begins with: "The Bridge (1924)It is old"."""
    year = _WORKS_YEAR.search(begin)
    return None if year is None or _SENTENCE_END.search(begin, 0, year.start()) else year


def is_layout(line: str) -> bool:
    """Say whether a line is the software's: who submitted a post, a reading time."""
    if len(line) > _LONGEST_LINE or (word := FIRST_WORD.match(line)) is None:
        return False
    folded, at = fold_case(line), word.start(1)
    first = folded[at : word.end(1)]
    if (pattern := _LAYOUT.of(first)) and pattern.fullmatch(folded, at):
        return True
    return first in _SOURCE_WORDS and _SOURCE.fullmatch(folded, at) is not None


def is_aside(line: str) -> bool:
    """Say whether a line is none of the text: a credit, an advertisement, a word of the layout."""
    if len(line) > _LONGEST_LINE or (word := FIRST_WORD.match(line)) is None:
        return False
    folded, at = fold_case(line), word.start(1)
    first = folded[at : word.end(1)]
    if (pattern := _ASIDES.of(first)) and pattern.fullmatch(folded, at):
        return True
    if first in BUTTON_WORDS and buttons_in(folded, at) > (" " not in line):
        return True
    if len(line) > _LONGEST_CREDIT and first != "submitted":
        return False
    may_be = may_be_source(first) or any(map(folded.__contains__, _TELLING))
    return may_be and _ASIDE.fullmatch(folded, at) is not None


def may_be_source(first: str) -> bool:
    """Say whether one of `SOURCE_LINES` can begin with this word."""
    return first in _SOURCE_WORDS or first.isdecimal()


def buttons_in(folded: str, at: int) -> int:
    """Return how many buttons a folded text is from `at` on, 0 where it is anything else."""
    count = 0
    while word := FIRST_WORD.match(folded, at):
        pattern = _BUTTONS.of(word[1])
        button = pattern.match(folded, word.start(1)) if pattern else None
        if button is None or (count and _NO_ROW.search(folded, at, word.start(1))):
            return 0
        count += 1
        at = button.end()
    return count


def is_related(heading: str) -> bool:
    """Say whether a line stands above a list of other articles."""
    if len(heading) > _LONGEST_HEADING or (word := FIRST_WORD.match(heading)) is None:
        return False
    folded = fold_case(heading)
    pattern = _RELATED.of(folded[word.start(1) : word.end(1)])
    return pattern is not None and pattern.fullmatch(folded, word.start(1)) is not None


def is_passed_over(line: str) -> bool:
    """Say whether a line is about the text, and no lead where there is more: a byline, a date."""
    if len(line) <= _LONGEST_CREDIT and _DIGIT.search(line) and _is_dated(line):
        return True
    folded = fold_case(line[: _LONGEST_LINE + 1])
    is_short = len(line) <= _LONGEST_LINE
    word = FIRST_WORD.match(folded)
    if word is not None and word[1] in _ABOUT:
        at = word.start(1)
        if (note := _NOTES.of(word[1])) and note.match(folded, at):
            return True
        wholes = filter(None, (_CAPTIONS.of(word[1]), _DATED.of(word[1])))
        if is_short and any(whole.fullmatch(folded, at) for whole in wholes):
            return True
        if is_short and _is_byline(line, folded, at):
            return True
    return is_short and (_is_credited(folded) or ("doi" in folded and _is_citation(folded)))


def _is_citation(folded: str) -> bool:
    """Say whether a line says where an article was printed: "J Tide Biol. 2026;12. doi: 10.1/x"."""
    return _CITATION.search(folded) is not None


def _is_credited(folded: str) -> bool:
    """Say whether a line is a picture's, by the sign or the name of whoever owns it."""
    if folded.startswith("©") or _CREDIT_END.search(folded):
        return True
    return "getty images" in folded and _AGENCY.match(folded) is not None


def _is_dated(line: str) -> bool:
    """Say whether a line is a date, perhaps beside names: "Ann Smith | 9 December 2025"."""
    pieces = _BESIDE.split(line)
    others = [piece for piece in pieces if not _is_date(piece)]
    return len(others) < len(pieces) and all(map(is_names, others))


def _is_date(text: str) -> bool:
    word = FIRST_WORD.match(text)
    if word is None or len(text) > _LONGEST_DATE or _DIGIT.search(text) is None:
        return False
    return parse_written(text[word.start(1) :], None) is not None


def _is_byline(line: str, folded: str, at: int) -> bool:
    word = FIRST_WORD.match(folded, at)
    pattern = _BYLINES.of(word[1]) if word else None
    opening = pattern.match(folded, at) if pattern else None
    if opening is None:
        return False
    names = line[opening.end() :]
    digit = _DIGIT.search(names)
    if digit is not None and _is_date(names[digit.start() :]):
        names = names[: digit.start()]
    return is_names(names)


def is_names(text: str) -> bool:
    """Say whether a text has nothing but names, small words between them: no sentence."""
    words = _NAME.findall(text)
    named = [word for word in words if word.lower() not in _SMALL_WORDS]
    if not text.isascii() and compiled(EASTERN).search(text):  # where no letter is a capital
        return False
    return 0 < len(named) <= 12 and all(word[0].isupper() for word in named)
