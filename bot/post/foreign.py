"""Tell which items are in another language than their reader's, and show them in that; pure."""

from collections.abc import Mapping
from dataclasses import replace

from bot.message.markdown import one_line
from bot.model import Item, Translation, TranslationSource
from bot.post.title import has_title
from bot.text.language import guess_language, plain_language

MAX_LEAD = 1500  # characters of a lead that are translated; none that is shown is longer


def source_of(item: Item, locale: str) -> TranslationSource | None:
    """Return what of an item is to be translated; None where it is in `locale`, or nobody knows.

    A title that only repeats the text is not translated twice.
    """
    title = one_line(item.title) if has_title(item) else ""
    lead = one_line(item.lead)[:MAX_LEAD]
    if not (title or lead) or not is_foreign(f"{title}. {lead}", item.language, locale):
        return None
    return TranslationSource(language=locale, title=title, lead=lead)


def is_foreign(text: str, declared: str | None, locale: str) -> bool:
    """Say whether a text is in another language; what is declared may be its software's."""
    known = (declared or "").split("-")[0].split("_")[0].lower()
    if known == locale:
        return plain_language(text) not in (None, locale)
    guess = guess_language(text) or known
    return guess not in ("", locale)


def shown_in(item: Item, translation: Translation | None, locale: str) -> Item:
    """Return an item with the title and lead of its translation; its body stays as it is."""
    if translation is None:
        return item
    return replace(item, title=translation.title, lead=translation.lead, language=locale)


def translated(item: Item, known: Mapping[str, Translation], locale: str) -> Item:
    """Return an item as its reader reads it, where its translation is known."""
    source = source_of(item, locale)
    return item if source is None else shown_in(item, known.get(source.key), locale)
