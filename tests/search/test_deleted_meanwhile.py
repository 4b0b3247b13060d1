"""An article that is deleted while a search reads it is left out, and the search goes on."""

import pytest

from bot.query.parser import parse_query
from bot.search.engine import Order, SearchRequest, find
from bot.search.index.memtable import MemTable
from bot.search.index.segment import ColumnCache
from bot.search.index.snapshot import Snapshot
from bot.search.match.plan import PlanContext, make_plan
from bot.store.search.segments import SegmentReader
from tests.search.library import FEEDS, NOW, Library

# One by the index alone, one that must read the text, one so long that its best hits teach words.
QUESTIONS = ["otter", '"the otter"', "which otter was seen near the old bridge of the harbour"]


@pytest.mark.parametrize("typed", QUESTIONS)
@pytest.mark.parametrize("order", Order)
def test_the_others_are_found(typed: str, order: Order) -> None:
    library = Library()
    for place in ("north", "south", "east"):
        body = f"Near the old bridge of the harbour the otter was seen in the {place}. " * 3
        library.add(f"An otter in the {place}", body=body, language="en")
    cache, memtable = ColumnCache(), MemTable()
    snapshot = Snapshot(SegmentReader(library.connection), cache, memtable, None)
    context = PlanContext(languages=snapshot.languages, feeds=FEEDS, locale="en")
    library.connection.execute("DELETE FROM items WHERE title = 'An otter in the south'")

    found = find(
        snapshot, make_plan(parse_query(typed), context), SearchRequest(now=NOW, order=order)
    )

    assert {item.title for item in found.items} == {"An otter in the north", "An otter in the east"}


def test_an_article_that_is_gone_before_it_was_analysed_is_not_looked_for() -> None:
    library = Library()
    library.add("An otter", language="en")
    library.add("Another otter", language="en")
    library.connection.execute("DELETE FROM items WHERE title = 'An otter'")
    library.connection.execute("INSERT OR IGNORE INTO search_pending (item_id) VALUES (1)")

    assert library.titles("otter", locale="en") == ["Another otter"]
