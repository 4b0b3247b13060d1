"""Tell whether what a model says stands in the articles that it cites; pure.

Its numbers and names must; plain text holds nothing that Discord or a browser would act upon.
"""

import re

from bot import i18n
from bot.llm.common_words import CONNECTIVES, SCALES, TELLING, VERBS_TOO
from bot.llm.quantities import quantities_of, scales_alone
from bot.text.stopwords import FUNCTION_WORDS
from bot.text.words import fold, stem

_NOT_PLAIN = re.compile(r"https?:|www\.|\]\(|[<>`|]|\*\*|__|~~|^#|@everyone|@here", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:[.&][^\W_]+)*")
_SENTENCE_END = re.compile(r"[.!?…:]\s+$|[«“\"(]\s*$")


def is_plain(text: str) -> bool:
    """Say whether a text has no markup, links or mentions."""
    return not marks_of(text)


def marks_of(text: str) -> frozenset[str]:
    """Return what of a text is markup, or looks like it."""
    return frozenset(mark.casefold() for mark in _NOT_PLAIN.findall(text))


def is_grounded(sentence: str, cited: str, small: frozenset[str]) -> bool:
    """Say whether the numbers and names of a sentence stand in the articles that it cites.

    The word that begins it has a capital anyway: it is no name where some article writes it
    small (`small_words`).
    """
    return (
        _has_quantities(sentence, cited)
        and _has_telling_words(sentence, cited)
        and _has_names(sentence, cited, small)
    )


def small_words(text: str) -> frozenset[str]:
    """Return the stems of the words that articles write small."""
    small = {fold(word) for word in _WORD.findall(text) if word.islower()}
    return frozenset(stem(word, language) for word in small for language in i18n.LOCALES)


def _has_quantities(sentence: str, cited: str) -> bool:
    there = quantities_of(cited)
    if not all(any(map(said.is_borne_out_by, there)) for said in quantities_of(sentence)):
        return False
    known = [frozenset(SCALES[word]) for word in map(fold, _WORD.findall(cited)) if word in SCALES]
    return all(any(scale & each for each in known) for scale in scales_alone(sentence))


def _has_telling_words(sentence: str, cited: str) -> bool:
    """Say whether the days, months and shares of a sentence stand there, in some language."""
    known = set(_parts_of(cited))
    for word in _WORD.findall(sentence):
        forms = TELLING.get(fold(word))
        if forms is not None and word not in VERBS_TOO and known.isdisjoint(forms):
            return False
    return True


def _has_names(sentence: str, cited: str, small: frozenset[str]) -> bool:
    known = set(_parts_of(cited))
    for found in _WORD.finditer(sentence):
        word, before, after = found[0], sentence[: found.start()], sentence[found.end() :]
        is_name = any(map(str.isupper, word)) and fold(word) not in TELLING
        if not is_name or all(_is_known(part, known) for part in _parts_of(word)):
            continue
        is_first = not before.strip() or _SENTENCE_END.search(before) is not None
        if len(word) == 1 and (is_first or word == "I" or after[:1] in ("'", "’")):
            continue
        if not (is_first and _is_common(word, small)):
            return False
    return True


def _is_known(part: str, known: set[str]) -> bool:
    """Say whether a part of a name stands there, if only in the plural or without it."""
    return (
        part in known or f"{part}s" in known or (len(part) > 3 and part.removesuffix("s") in known)
    )


def _is_common(word: str, small: frozenset[str]) -> bool:
    """Say whether a word that begins a sentence is none that names something."""
    if word[1:] != word[1:].lower():  # as OpenAI, NASA
        return False
    lower = fold(word)
    if lower in CONNECTIVES or any(lower in words for words in FUNCTION_WORDS.values()):
        return True
    return any(stem(lower, language) in small for language in i18n.LOCALES)


def _parts_of(text: str) -> list[str]:
    """Return the words of a text as they are compared; "S.N.C.F." is SNCF."""
    words = [fold(found) for found in _WORD.findall(text)]
    joined = [word.replace(".", "") for word in words if "." in word]
    return [*joined, *(part for word in words for part in re.split(r"[.&]", word))]
