"""Instants as the database keeps them."""

from datetime import UTC, datetime

from bot.store.times import sent_at, to_unix


def test_a_messages_id_says_when_it_was_stored() -> None:
    assert sent_at(0) == to_unix(datetime(2015, 1, 1, tzinfo=UTC))
    assert sent_at(999 << 22) == sent_at(0)
    assert sent_at(1000 << 22) == sent_at(0) + 1
