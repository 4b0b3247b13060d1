"""An index of a few items in memory, built for one question; nothing of it is stored."""

from collections.abc import Sequence

import numpy as np

from bot.model import Item
from bot.search.index.analysis import analyse
from bot.search.index.memtable import to_block
from bot.search.index.postings import Postings, languages_in, to_postings
from bot.search.index.segment import SegmentView


class InMemoryIndex:
    """A `bot.search.engine.Corpus` of items that are at hand, one at least."""

    def __init__(self, items: Sequence[Item]) -> None:
        self._items = {item.id: item for item in items}
        self._block = block = to_block([(item.id, analyse(item)) for item in items])
        self.languages = languages_in(block.columns)
        everything = np.ones(len(block.columns), np.bool_)
        self.parts: Sequence[SegmentView] = [SegmentView(block.columns, everything, self.languages)]

    def postings(self, keys: Sequence[str]) -> dict[str, list[Postings]]:
        """Return the postings of each key, in one array."""
        return {key: [to_postings(self._block.rows.get(key))] for key in keys}

    def prefix_postings(self, prefix: str) -> list[Postings]:
        """Return the postings of all keys that begin so, in one array."""
        keys = self._block.with_prefix(prefix)
        return [to_postings(b"".join(self._block.rows[key] for key in keys))]

    def vocabulary(self, prefix: str) -> dict[str, int]:
        """Return the keys that begin so, with how many documents have each."""
        keys = self._block.with_prefix(prefix)
        return {key: len(to_postings(self._block.rows[key])) for key in keys}

    def items(self, ids: Sequence[int]) -> dict[int, Item]:
        return {item_id: self._items[item_id] for item_id in ids if item_id in self._items}
