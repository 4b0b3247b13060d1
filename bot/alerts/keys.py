"""Keys of an inverted index over alerts: which alerts can match an item at all; pure.

An alert is kept under keys of which an item that matches must have one, so that a poll looks at
the few alerts that its items may concern, however many there are. What has no such key (a pattern,
a bound, a negation alone) is no alert: it would match nearly everything.
"""

import re
from collections.abc import Iterable, Iterator

from bot.query.nodes import And, Comparison, Day, Field, Node, Not, Or, Term
from bot.query.searchable import Searchable, flat

_BEGINNING = 3  # letters of a prefix
_LOOKED_AT = (Field.ANY, Field.AUTHOR, Field.CATEGORY)
_TOKEN = re.compile(r"[^\W_]+|[^\s\w]|_")
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7ff]"
)


def keys_of_query(node: Node | None) -> frozenset[str] | None:
    """Return keys of which every match has at least one; None where there are none."""
    match node:
        case Term():
            return _keys_of_term(node)
        case And(nodes=nodes):
            known = [keys for each in nodes if (keys := keys_of_query(each)) is not None]
            return max(known, key=_selectivity, default=None)
        case Or(nodes=nodes):
            several = [keys_of_query(each) for each in nodes]
            if any(keys is None for keys in several):
                return None
            return frozenset().union(*[keys for keys in several if keys is not None])
        case Day() | Not() | None:
            return None


def keys_of_item(item: Searchable) -> frozenset[str]:
    """Return every key under which an alert could stand that matches the item."""
    texts = [text for field in _LOOKED_AT for text in item.flat[field]]
    return frozenset(key for text in texts for key in _all_keys(text))


def _selectivity(keys: frozenset[str]) -> tuple[int, int]:
    """Say how telling keys are: long words, and few of them."""
    return min(map(len, keys)), -len(keys)


def _keys_of_term(term: Term) -> frozenset[str] | None:
    if term.field in (Field.KIND, Field.FEED) or term.form is Comparison.REGEX:
        return None
    text = flat(term.text)
    keys = [*_exact_keys(text, ends_open=term.form is Comparison.PREFIX)]
    return frozenset([max(keys, key=len)]) if keys else None


def _exact_keys(text: str, *, ends_open: bool) -> Iterator[str]:
    """Yield the keys that a text with these words has; the last word may go on."""
    tokens = list(_TOKEN.finditer(text))
    for token in tokens:
        word = token[0]
        if unspaced := _UNSPACED.search(word):
            yield unspaced[0]
        elif ends_open and token.end() == len(text):
            if len(word) >= _BEGINNING:
                yield f"{word[:_BEGINNING]}*"
        else:
            yield word


def _all_keys(text: str) -> Iterable[str]:
    for token in _TOKEN.finditer(text):
        word = token[0]
        yield word
        yield f"{word[:_BEGINNING]}*"
        yield from _UNSPACED.findall(word)
        if _UNSPACED.search(word):  # a word may begin or end beside such a letter
            for part in _UNSPACED.split(word):
                yield part
                yield f"{part[:_BEGINNING]}*"
