"""Tell whether what a model says stands in the articles that it cites; pure.

Its numbers and names must; plain text holds nothing that Discord or a browser would act upon.
"""

import re

from bot import i18n
from bot.llm.common_words import CONNECTIVES, DIGITS_OF, SCALES
from bot.text.stopwords import FUNCTION_WORDS
from bot.text.words import fold, stem

_NUMBER = re.compile(r"\d+(?:[.,\u00a0\u202f ]\d{3})*(?:[.,]\d+)?")
_NOT_PLAIN = re.compile(r"https?:|www\.|\]\(|[<>`|]|\*\*|__|~~|^#|@everyone|@here", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:[.&][^\W_]+)*")
_SENTENCE_END = re.compile(r"[.!?…:]\s+$|[«“\"(]\s*$")


def is_plain(text: str) -> bool:
    """Say whether a text has no markup, links or mentions."""
    return not marks_of(text)


def marks_of(text: str) -> frozenset[str]:
    """Return what of a text is markup, or looks like it."""
    return frozenset(mark.casefold() for mark in _NOT_PLAIN.findall(text))


def numbers_of(text: str) -> set[str]:
    """Return the digits of a text's numbers, without what languages put between them."""
    return {re.sub(r"\D", "", each) for each in _NUMBER.findall(text)}


def is_grounded(sentence: str, cited: str, small: frozenset[str]) -> bool:
    """Say whether the numbers and names of a sentence stand in the articles that it cites.

    The word that begins it has a capital anyway: it is no name where some article writes it
    small (`small_words`).
    """
    return _has_numbers(sentence, cited) and _has_names(sentence, cited, small)


def small_words(text: str) -> frozenset[str]:
    """Return the stems of the words that articles write small."""
    small = {fold(word) for word in _WORD.findall(text) if word.islower()}
    return frozenset(stem(word, language) for word in small for language in i18n.LOCALES)


def _has_numbers(sentence: str, cited: str) -> bool:
    there, known = numbers_of(cited), set(_WORD.findall(fold(cited)))
    if not numbers_of(sentence) <= there:
        return False
    for word in _WORD.findall(fold(sentence)):
        if word in DIGITS_OF and word not in known and DIGITS_OF[word] not in there:
            return False
        scale = SCALES.get(word)
        if scale is not None and not any(_has_scale(cited, spelled) for spelled in scale):
            return False
    return True


def _has_scale(cited: str, spelled: str) -> bool:
    """Say whether a text has a unit such as "bn", by itself or right behind its number."""
    return re.search(rf"(?<![^\W\d]){spelled}(?![^\W\d])", fold(cited)) is not None


def _has_names(sentence: str, cited: str, small: frozenset[str]) -> bool:
    known = set(_parts_of(cited))
    for found in _WORD.finditer(sentence):
        word, before, after = found[0], sentence[: found.start()], sentence[found.end() :]
        if not any(map(str.isupper, word)) or all(part in known for part in _parts_of(word)):
            continue
        is_first = not before.strip() or _SENTENCE_END.search(before) is not None
        if len(word) == 1 and (is_first or word == "I" or after[:1] in ("'", "’")):
            continue
        if not (is_first and _is_common(word, small)):
            return False
    return True


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
