from bot.follow.lookup.spread import spread
from bot.model import Item
from tests.digest.build import make_item


def feed_of(item: Item) -> int:
    return item.feed_id


def test_one_paper_does_not_take_the_whole_page() -> None:
    items = [make_item(n, 1) for n in range(12)] + [make_item(100 + n, 2 + n) for n in range(7)]

    first, second = spread(items, feed_of)

    assert [item.feed_id for item in first].count(1) == 3
    assert [item.id for item in first][:3] == [0, 1, 2]
    assert [item.id for item in second] == list(range(3, 12))


def test_a_page_is_full_where_there_is_only_one_paper() -> None:
    first, second = spread([make_item(n, 1) for n in range(12)], feed_of)

    assert (len(first), len(second)) == (10, 2)
    assert [item.id for item in [*first, *second]] == list(range(12))
