"""A statement of the shared subset in PostgreSQL's words."""

import pytest

from bot.store.engine.postgres.dialect import statement


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("a = ? AND b = ?", "a = $1 AND b = $2"),
        ("a = :x AND b = :x AND c = :y", "a = $1 AND b = $1 AND c = $2"),
        ("a = ':x ?' AND b = :y", "a = ':x ?' AND b = $1"),
        ("a IN (SELECT value FROM json_each(?))", "a = ANY($1)"),
        ("a NOT IN (SELECT value FROM json_each(:x))", "a <> ALL($1)"),
        ("FROM json_each(:x) AS feed", "FROM unnest($1::bigint[]) AS feed (value)"),
        ("FROM json_each(?) WHERE", "FROM unnest($1::bigint[]) AS json_each (value) WHERE"),
        ("a IS NOT :x", "a IS DISTINCT FROM $1"),
        ("a IS NOT coalesce(b, c)", "a IS DISTINCT FROM coalesce(b, c)"),
        ("a IS :x AND b = :y", "(a = $1 OR (a IS NULL AND $2 = 1)) AND b = $3"),
        ("a IS ? AND b = ?", "(a = $1 OR (a IS NULL AND $2 = 1)) AND b = $3"),
        ("a IS NULL AND b IS NOT NULL", "a IS NULL AND b IS NOT NULL"),
        ("(:x IS NULL OR a = :x)", "(($1 = 1) OR a = $2)"),
        ("a LIKE :x ESCAPE '!'", "a ILIKE $1 ESCAPE '!'"),
        ("ORDER BY feeds.title COLLATE NOCASE, id", "ORDER BY lower(feeds.title), id"),
        ("a JOIN b -- on :what?\nON a = b", "a JOIN b \nON a = b"),
        ("LIMIT :n /*pg FOR UPDATE */", "LIMIT $1 FOR UPDATE "),
        ("a /* ? */ = ?", "a  = $1"),
        ("coalesce(zone, default_zone())", "coalesce(zone, 'Asia/Tokyo')"),
    ],
)
def test_what_the_engines_spell_differently_is_rewritten(ours: str, theirs: str) -> None:
    assert statement(ours, "Asia/Tokyo").sql == theirs


@pytest.mark.parametrize(
    ("sql", "given", "bound"),
    [
        ("? ?", ("a", 2), ("a", 2)),
        (":b :a", {"a": 1, "b": None}, (None, 1)),
        ("a IN (SELECT value FROM json_each(:ids))", {"ids": "[1, 2]"}, ([1, 2],)),
        ("a IN (SELECT value FROM json_each(:ids))", {"ids": None}, (None,)),
        ("a IS ? AND b = ?", (None, 7), (None, 1, 7)),
        ("a IS ? AND b = ?", (5, 7), (5, 0, 7)),
        ("(:x IS NULL OR a = :x)", {"x": "b"}, (0, "b")),
        ("?", (True,), (1,)),
        ("?", ("no\0 NUL\0",), ("no NUL",)),
    ],
)
def test_values_are_bound_in_their_places(
    sql: str, given: tuple[object, ...] | dict[str, object], bound: tuple[object, ...]
) -> None:
    assert statement(sql).bind(given) == bound


@pytest.mark.parametrize(
    ("sql", "prepare"),
    [
        ("SELECT 1 FROM items WHERE id = :id", None),
        ("SELECT 1 FROM items WHERE id IN (SELECT value FROM json_each(:ids))", False),
        ("SELECT 1 FROM json_each(?) AS feed", False),
    ],
)
def test_a_statement_is_planned_by_the_list_it_is_given(sql: str, prepare: bool | None) -> None:
    assert statement(sql).prepare is prepare
