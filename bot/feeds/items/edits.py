"""Tell what became of an item that was seen: an edit to show, a quiet one, or a mere loss; pure."""

from enum import Enum

from bot.feeds.items.canonical_url import canonical
from bot.feeds.items.keys import KeyedItem
from bot.model import Item

_ELLIPSES = ("…", "...", "[…]", "[...]")
_SIGNS = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "..."})


class Edit(Enum):
    """What is done with an edit: readers are shown it, or it is only stored."""

    SHOWN = "shown"
    QUIET = "quiet"


def edit_of(item: KeyedItem, stored: Item) -> Edit | None:
    """Return what kind of edit turned `stored` into `item`, None where there is none to keep.

    An article that only lost words or its link is as readers know it; nobody is told of other
    quotation marks.
    """
    parsed = item.parsed
    old_link = canonical(stored.link) if stored.link else None
    fields = (
        (parsed.title, stored.title),
        (parsed.lead, stored.lead),
        (item.link or "", old_link or ""),
    )
    changed = [(new, old) for new, old in fields if new != old]
    if changed and all(_is_loss(new, old) for new, old in changed):
        return None
    if any(_without_signs(new) != _without_signs(old) for new, old in changed):
        return Edit.SHOWN
    beside = (parsed.body, parsed.image_url, parsed.audio, parsed.comments_url)
    is_other = beside != (stored.body, stored.image_url, stored.audio, stored.comments_url)
    return Edit.QUIET if changed or is_other else None


def _is_loss(new: str, old: str) -> bool:
    """Tell whether a text is nothing any more, or the beginning of what it was."""
    ellipsis = next((sign for sign in _ELLIPSES if new.endswith(sign)), "")
    is_cut = bool(ellipsis) and old.startswith(new.removesuffix(ellipsis).rstrip())
    return not new or (is_cut and len(new) < len(old))


def _without_signs(text: str) -> str:
    return " ".join(text.translate(_SIGNS).split())
