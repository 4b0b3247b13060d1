"""Tell a title from the beginning of a text, which stands where there is no title; pure."""

from bot.text.words import letters_of

_CUT_ENDS = ("…", "...")
_CLOSING = ' ])»"”'  # what may stand after the sign that something is cut
_LONGEST_NAMELESS = 20
# What programs write where there is no title.
_NAMELESS = {
    "untitled", "untitled post", "no title", "no subject", "no caption", "null", "undefined",
    "none", "photo", "photoset", "image", "sans titre", "sans objet", "ohne titel", "kein titel",
    "sin título", "senza titolo", "sem título", "zonder titel", "geen titel",
}  # fmt: skip
_LEAST = 12  # letters that are no coincidence


def written_title(title: str) -> str:
    """Return a title, empty where a program only says that there is none."""
    if len(title) > _LONGEST_NAMELESS:
        return title
    return "" if title.strip("()[]<>*-–— ").casefold() in _NAMELESS else title


def is_title(title: str, text: str) -> bool:
    """Say whether `title` says something of its own: it is no beginning of `text`, cut.

    Posts of social networks have none, and programs make one of the first words and an ellipsis.
    """
    if not title:
        return False
    if not title.endswith(_CUT_ENDS) and not title.rstrip(_CLOSING).endswith(_CUT_ENDS):
        return True
    begins = _letters(text[: 3 * len(title)])
    _, _, said = title.partition(": ")  # by somebody, whose name comes first
    return not any(
        len(words) >= _LEAST and begins.startswith(words) for words in map(_letters, (title, said))
    )


def _letters(text: str) -> str:
    return letters_of(text).casefold()
