"""Tell a title from the beginning of a text, which stands where there is no title; pure."""

_CUT_ENDS = ("…", "...")
_LEAST = 12  # letters that are no coincidence


def is_title(title: str, text: str) -> bool:
    """Say whether `title` says something of its own: it is no beginning of `text`, cut.

    Posts of social networks have none, and programs make one of the first words and an ellipsis.
    """
    if not title:
        return False
    if not title.endswith(_CUT_ENDS):
        return True
    words = _letters(title)
    return len(words) < _LEAST or not _letters(text[: 3 * len(title)]).startswith(words)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()
