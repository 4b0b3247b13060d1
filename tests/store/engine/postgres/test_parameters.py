"""What a connection is told of its own accord: a server that fell silent is noticed in seconds."""

from bot.store.engine.postgres.parameters import writing


def test_a_silent_server_is_noticed_in_seconds() -> None:
    said = writing("postgresql://gazette@db.test/news")

    lengths = ("connect_timeout", "keepalives_idle", "keepalives_interval", "keepalives_count")
    assert [int(said[name]) for name in lengths] == [5, 10, 5, 3]
    assert int(said["tcp_user_timeout"]) == 20_000
