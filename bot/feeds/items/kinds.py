"""Tell an item's kind, article or brief, by a feed's rules; read and write the rules; stores none.

Rules are text that a moderator edits, one a line, in any of our languages:

    brief: title ☕️, Brief:            the title begins with one of these marks
    brief: category Brief, In short    one of the item's categories is this
    brief: under 400 characters        the text is shorter than this
    article: title Opinion             the first line that fits decides

What no line fits is an article, so no rules at all make everything an article.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from bot import i18n
from bot.errors import Typed, UserError
from bot.model import Kind, ParsedItem
from bot.text.clean import one_line
from bot.text.markup import plain
from bot.text.words import fold

MAX_TEXT = 1_000
MAX_RULES = 20

_UNSEEN = re.compile("[\ufe00-\ufe0f\u200b-\u200d\u2060]")  # ☕ and ☕️ are one mark
_RULE = re.compile(r"(?P<kind>[^:]*?)\s*:\s*(?P<test>\w*)\s*(?P<values>.*)")
_NUMBER = re.compile(r"(?:(?:than|de|que)\s+)?(\d{1,6})(?:\s+\w+)?")


class RuleField(StrEnum):
    """What a rule looks at."""

    TITLE = "title"
    CATEGORY = "category"
    LENGTH = "length"


# As every language writes them: what stands before the colon, and the first word behind it.
_KINDS = {
    fold(language.kind_rules[kind]).strip(" :\u00a0"): kind
    for language in i18n.languages().values()
    for kind in Kind
}
_TESTS = {
    fold(language.kind_rules[test].split()[0]): test
    for language in i18n.languages().values()
    for test in RuleField
}


def _compared(text: str) -> str:
    """Return a text as it is compared."""
    text = fold(text)
    return (text if text.isascii() else _UNSEEN.sub("", text)).strip()


_compared_again = lru_cache(maxsize=512)(_compared)  # for marks and categories: they recur


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Items that fit are of `kind`; `values` are as written, `length` is in characters."""

    kind: Kind
    by: RuleField
    values: tuple[str, ...] = ()
    length: int = 0
    compared: tuple[str, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Bring the values into the form in which they are compared."""
        object.__setattr__(self, "compared", tuple(map(_compared_again, self.values)))


@dataclass(frozen=True, slots=True, kw_only=True)
class KindRules:
    """A feed's rules in order."""

    rules: tuple[Rule, ...]


# Marks and categories that mean a brief wherever they are used. No length: many feeds give only
# a short text of each article.
DEFAULTS = KindRules(
    rules=(
        Rule(kind=Kind.BRIEF, by=RuleField.TITLE, values=("☕️",)),
        Rule(
            kind=Kind.BRIEF,
            by=RuleField.CATEGORY,
            values=("Brief", "Briefs", "In brief", "News in brief", "Brève", "Brèves", "En bref"),
        ),
    )
)


class KindRuleError(UserError):
    """A line of the rules cannot be read."""

    def __init__(self, reason: str, *, line: int = 0, word: str = "") -> None:
        super().__init__(f"kinds.error.{reason}", line=line, word=Typed(word))


def kind_of(item: ParsedItem, rules: KindRules) -> Kind:
    """Return what the first fitting rule says, an article where none fits."""
    for rule in rules.rules:  # of every item: a generator would cost as much as a rule
        if _fits(item, rule):
            return rule.kind
    return Kind.ARTICLE


def read_rules(text: str | None) -> KindRules:
    """Read the rules as a moderator wrote them; None means the defaults.

    Raises:
        KindRuleError: a line cannot be read, or there are too many.
    """
    if text is None:
        return DEFAULTS
    if len(text) > MAX_TEXT:
        raise KindRuleError("too_long")
    rules = tuple(_read(text))
    if len(rules) > MAX_RULES:
        raise KindRuleError("too_many")
    return KindRules(rules=rules)


def write_rules(rules: KindRules, locale: str) -> str:
    """Return rules as text in the moderator's language; `read_rules` reads it back."""
    words = i18n.language(locale).kind_rules
    return "\n".join(
        words[rule.kind] + words[rule.by].format(values=", ".join(rule.values), length=rule.length)
        for rule in rules.rules
    )


def _read(text: str) -> Iterator[Rule]:
    for number, written in enumerate(text.splitlines(), 1):
        line = one_line(written)
        if not line:
            continue
        match = _RULE.fullmatch(line)
        if match is None:
            raise KindRuleError("no_colon", line=number, word=line)
        kind = _KINDS.get(fold(match["kind"]))
        if kind is None:
            raise KindRuleError("unknown_kind", line=number, word=match["kind"])
        by = _TESTS.get(fold(match["test"]))
        if by is None:
            raise KindRuleError("unknown_test", line=number, word=match["test"])
        yield _rule(kind, by, match["values"], number)


def _rule(kind: Kind, by: RuleField, written: str, line: int) -> Rule:
    if by is RuleField.LENGTH:
        number = _NUMBER.fullmatch(written)
        if number is None or not int(number[1]):
            raise KindRuleError("no_number", line=line, word=written)
        return Rule(kind=kind, by=by, length=int(number[1]))
    values = tuple(value for part in written.split(",") if _compared_again(value := part.strip()))
    if not values:
        raise KindRuleError("no_value", line=line)
    return Rule(kind=kind, by=by, values=values)


def _fits(item: ParsedItem, rule: Rule) -> bool:
    match rule.by:
        case RuleField.TITLE:
            title = _compared(item.title[:MAX_TEXT])
            return title.startswith(rule.compared) and _ends_word(title, rule.compared)
        case RuleField.CATEGORY:
            return any(map(rule.compared.__contains__, map(_compared_again, item.categories)))
        case RuleField.LENGTH:
            return len(item.lead) + len(plain(item.body)) < rule.length


def _ends_word(title: str, marks: Iterable[str]) -> bool:
    """Say whether one of the marks, with which the title begins, ends where a word does."""
    return any(
        title.startswith(mark) and not (mark[-1].isalnum() and title[len(mark) :][:1].isalnum())
        for mark in marks
    )
