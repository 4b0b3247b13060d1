"""Read past the grammar of a question: French inversions, contracted function words (stop words).

as_stated(embauche-t-elle)         -> embauche
is_function_word("c'est", "fr")    -> True
is_function_word("l'or", "fr")     -> False: gold, though `or` alone is a stop word
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.query.nodes import And, Comparison, Field, Node, Not, Or, Term
from bot.text.words import fold, is_stop_word

_QUESTION_WORDS = {"fr": frozenset({"combien"}), "en": frozenset({"many"})}  # how many
# A verb's pronoun behind it: coûte-t-il, peut-on, avez-vous; but rendez-vous is a noun.
_INVERSION = re.compile(
    r"[-‐‑](?:t[-‐‑'’](?:ils?|elles?|on)"  # the hyphens and apostrophes of texts
    r"|(?<=[td][-‐‑])(?:ils?|elles?|on)|(?<=t[-‐‑])ce|(?<=[si][-‐‑])je|(?<=[sx][-‐‑])tu"
    r"|(?<=ons[-‐‑])nous|(?<=ez[-‐‑])(?<!rendez[-‐‑])vous)\W*$",
    re.IGNORECASE,
)
# The same after a blank, where the hyphen reads as an exclusion: "sont -ils"; but Elle is a name.
_PRONOUN = re.compile(r"(?:t[-‐‑'’])?(?:ils?|elles?|on)|je|tu|ce")
_APOSTROPHE = re.compile("['’ʼ]")
# What is elided before a verb or a pronoun. Before a noun (l'est, d'or) it tells of no function
# word, but for these few.
_BEFORE_VERBS = frozenset(
    {"c", "j", "m", "n", "qu", "s", "t", "jusqu", "lorsqu", "puisqu", "quoiqu"}
)
_BEFORE_NOUNS = frozenset({"d", "l"})
_NEVER_NOUNS = frozenset({"un", "une", "on", "ou", "autre", "autres", "elle", "elles", "eux"})
_CONTRACTED = frozenset({"s", "re", "ve", "ll", "d", "m"})  # what's, they're


def as_stated(node: Node | None, locale: str | None) -> Node | None:
    """Return a tree without the pronouns that French questions put behind their verbs."""
    if locale != "fr":
        return node
    match node:
        case Term(form=Comparison.WORD, text=text) if _INVERSION.search(text):
            return replace(node, text=_INVERSION.sub("", text))
        case Not(node=Term(form=Comparison.WORD, field=Field.ANY, text=text)):
            return None if _PRONOUN.fullmatch(text) else node
        case And(nodes=nodes) | Or(nodes=nodes):
            kept = _stated(nodes, locale)
            return type(node)(tuple(kept)) if len(kept) > 1 else next(iter(kept), None)
        case _:
            return node


def _stated(nodes: Sequence[Node], locale: str | None) -> list[Node]:
    return [stated for node in nodes if (stated := as_stated(node, locale)) is not None]


def is_function_word(text: str, locale: str | None) -> bool:
    """Say whether a word as it was typed only holds a sentence of this language together.

    In capitals a word is a name: US, IT, AI, and so is what such a word owns.
    """
    if is_stop_word(text, locale) or fold(text) in _QUESTION_WORDS.get(locale or "", ()):
        return True
    before, *after = _APOSTROPHE.split(text)
    if len(after) != 1 or (len(before) > 1 and before.isupper()):
        return False
    return _is_contracted(fold(before), fold(after[0]), locale)


def _is_contracted(before: str, after: str, locale: str | None) -> bool:
    if locale == "fr":
        if before in _BEFORE_NOUNS:
            return after in _NEVER_NOUNS
        return before in _BEFORE_VERBS and is_stop_word(after, locale)
    if after in _CONTRACTED and is_stop_word(before, locale):
        return True
    return is_stop_word(before + after, locale)  # don't
