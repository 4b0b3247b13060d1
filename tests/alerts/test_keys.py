"""An alert that matches an item is always among those that the item's keys name."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.alerts.keys import keys_of_item, keys_of_query
from bot.model import Feed, Item, Kind
from bot.query.match import matches
from bot.query.nodes import And, Comparison, Field, Node, Not, Or, Query, Term
from bot.query.parser import parse_filter
from bot.query.searchable import Searchable

NOON = datetime(2025, 12, 9, 12, tzinfo=UTC)
FEED = Feed(id=1, url="https://a.test/", title="Courier", due_at=NOON, interval=timedelta(hours=1))
WORDS = [
    "dam",
    "data centre",
    "C++",
    "é",
    "gpt4",
    "东京",
    "東京タワー",
    "🔥",
    "a-b",
    "l'eau",
    "x_y",
]


def item(title: str, body: str = "") -> Searchable:
    made = Item(
        id=1,
        feed_id=1,
        guid="1",
        link=None,
        title=title,
        kicker=None,
        lead="",
        body=body,
        kind=Kind.ARTICLE,
        image_url=None,
        language=None,
        published_at=NOON,
        received_at=NOON,
        position=0,
        authors=("Ada Okoro",),
        categories=("Town Hall",),
    )
    return Searchable(made, FEED)


terms = st.builds(
    Term,
    text=st.one_of(st.sampled_from(WORDS), st.text(min_size=1, max_size=6)),
    form=st.sampled_from([Comparison.WORD, Comparison.PREFIX, Comparison.PHRASE]),
    field=st.sampled_from([Field.ANY, Field.TITLE, Field.AUTHOR, Field.CATEGORY]),
)
nodes: st.SearchStrategy[Node] = st.recursive(
    terms,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.builds(And, st.lists(inner, min_size=2, max_size=3).map(tuple)),
        st.builds(Or, st.lists(inner, min_size=2, max_size=3).map(tuple)),
    ),
    max_leaves=5,
)
texts = st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=8)), max_size=6).map(" ".join)


@given(nodes, texts, texts)
def test_what_matches_has_a_key_of_the_query(node: Node, title: str, body: str) -> None:
    looked_at = item(title, body)
    keys = keys_of_query(node)

    if keys is not None and matches(Query(root=node, text=""), looked_at).passed:
        assert keys & keys_of_item(looked_at)


@pytest.mark.parametrize(
    ("words", "keys"),
    [
        ("dam", {"dam"}),
        ('"data centre"', {"centre"}),
        ("licenci*", {"lic*"}),
        ("dam bridge", {"bridge"}),
        ("dam OR bridge", {"dam", "bridge"}),
        ("bridge -toll", {"bridge"}),
        ("kind:article bridge", {"bridge"}),
        ("feed:courier", None),
        ("-toll", None),
        ("/dam.?/", None),
        ("dam OR /x/", None),
        ("da*", None),
    ],
)
def test_a_query_is_kept_under_its_most_telling_word(words: str, keys: set[str] | None) -> None:
    assert keys_of_query(parse_filter(words).root) == keys
