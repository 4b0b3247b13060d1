"""Put a page's foreign titles and leads into its language, as far as translations are there."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import replace

from bot.digest.compose import Page, PageEntry
from bot.model import Translation, TranslationSource
from bot.post.foreign import source_of, translated
from bot.store.database import Database
from bot.store.llm.translations import fetch_translations

MAX_TRANSLATED = 60  # of a page, those that stand first


async def translate_page(database: Database, page: Page) -> Page:
    """Return a page with the translations that are known."""
    sources = await asyncio.to_thread(foreign_on, page)
    known = await fetch_translations(database.fetch_all, [source.key for source in sources])
    return await asyncio.to_thread(with_translations, page, known) if known else page


def foreign_on(page: Page) -> list[TranslationSource]:
    """Return what of a page is in another language than its own, in its order; stories first."""
    entries = list(page.entries())
    mentioned = [mention.item for entry in entries for mention in entry.also]
    found: dict[str, TranslationSource] = {}
    for item in [*(entry.item for entry in entries), *mentioned]:
        source = source_of(item, page.occasion.locale)
        if source is not None:
            found.setdefault(source.key, source)
        if len(found) == MAX_TRANSLATED:
            break
    return list(found.values())


def with_translations(page: Page, known: Mapping[str, Translation]) -> Page:
    """Return a page in which these translations stand in the place of what was translated."""
    return replace(
        page,
        sections=tuple(
            [
                replace(section, entries=_entries(section.entries, known, page))
                for section in page.sections
            ]
        ),
        briefs=_entries(page.briefs, known, page),
        translated=True,
    )


def _entries(
    entries: Iterable[PageEntry], known: Mapping[str, Translation], page: Page
) -> tuple[PageEntry, ...]:
    locale = page.occasion.locale
    return tuple(
        [
            replace(
                entry,
                item=translated(entry.item, known, locale),
                also=tuple(
                    [
                        replace(mention, item=translated(mention.item, known, locale))
                        for mention in entry.also
                    ]
                ),
            )
            for entry in entries
        ]
    )
