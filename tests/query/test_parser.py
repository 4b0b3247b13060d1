"""The grammar of filters and search: one reading, strict or kind."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import i18n
from bot.query.nodes import And, Comparison, Day, Field, Node, Not, Or, Term, wanted_terms
from bot.query.parser import FilterError, parse_filter, parse_query

MAX_CHARS = 1000

READINGS = {
    "données": "données",
    "a b": "a b",
    "a AND b": "a b",
    "a ET b": "a b",
    "a b OR c d": "(a b) OR (c d)",
    "a OU b": "a OR b",
    "a (b OR (c d))": "a (b OR (c d))",
    "-a": "-a",
    "NOT a": "-a",
    "a SAUF b": "a -b",
    "NOT (a OR NOT b)": "-(a OR -b)",
    "NOT NOT a": "a",
    "-(-a)": "a",
    "or not and ou": "or not and ou",
    '"données de santé"': '"données de santé"',
    "«données de santé»": '"données de santé"',
    "“data centre”": '"data centre"',
    "licenci*": "licenci*",
    "title:nitrates": "title:nitrates",
    "titre: nitrates": "title:nitrates",
    'author:"Jean Dupont"': 'author:"Jean Dupont"',
    "title:(a OR -b)": "title:a OR -title:b",
    "-title:a": "-title:a",
    "title:-a": "-title:a",
    "Catégorie:droit": "category:droit",
    "flux:next": "feed:next",
    "kind:brève": "kind:brief",
    "before:2025-12-02": "before:2025-12-02",
    "après:2025-12": "after:2025-12-01",
    "avant:2025": "before:2025-01-01",
    "after:2/12/2025": "after:2025-12-02",
    "data-centre": "data-centre",
    "C++ .NET #cyber": "C++ .NET #cyber",
    "10:30 http://next.ink/feed": "10:30 http://next.ink/feed",
    "☕️": "☕️",
    "東京都": "東京都",
}


@pytest.mark.parametrize("text", READINGS)
def test_filters_and_search_read_the_same_thing(text: str) -> None:
    assert str(parse_filter(text)) == READINGS[text]
    assert str(parse_query(text)) == READINGS[text]


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("", ""),
        ("   ", ""),
        ('12" vinyl', "12 vinyl"),
        ('"open', "open"),
        ("a ) b", "a b"),
        ("((a", "a"),
        ("a () b", "a b"),
        ("OR a AND", "a"),
        ("a AND OR b", "a OR b"),
        ("Paris - Lyon ?", "Paris Lyon"),
        ("title:", ""),
        ("*", ""),
        ('""', ""),
        ("before:soon dam", "dam"),
        ("kind:poem", "poem"),
        ("foo:bar", "foo:bar"),
        ("/etc/passwd", "/etc/passwd"),
        ("(" * 500 + "a", "a"),
        ("NOT " * 200 + "a", "a"),
    ],
)
def test_a_search_leaves_out_what_makes_no_sense(text: str, reading: str) -> None:
    assert str(parse_query(text)) == reading


@pytest.mark.parametrize(
    ("text", "reason", "at"),
    [
        ('a "open', "unclosed_quote", 2),
        ("a ) b", "stray_parenthesis", 2),
        ("a ((b)", "open_parenthesis", 2),
        ("a ()", "empty_parenthesis", 2),
        ("OR a", "operator_alone", 0),
        ("a AND", "operator_alone", 2),
        ("a AND OR b", "operator_alone", 2),
        ("a NOT", "nothing_follows", 2),
        ("a - b", "nothing_follows", 2),
        ("title:", "nothing_follows", 0),
        ("a ?", "no_word", 2),
        ('""', "no_word", 0),
        ("before:soon", "bad_day", 7),
        ("before:2025-02-30", "bad_day", 7),
        ("kind:poem", "unknown_kind", 5),
        ("titel:a", "unknown_field", 0),
        ("/etc/passwd", "unclosed_regex", 0),
        ("kind:/a/", "no_pattern_here", 5),
        ("a /(?=b)/", "look_around", 2),
        (r"/(a)\1/", "back_reference", 0),
        ("/[a/", "open_class", 0),
        ("/[z-a]/", "bad_class", 0),
        ("/a**{2}{3}/", "repeated_twice", 0),
        (r"/a\\\/", "unclosed_regex", 0),
        ("/(a{999}){999}/", "repeated_too_often", 0),
        ("(" * 20 + "a" + ")" * 20, "too_deep", 12),
        ("a " * 61, "too_many", 120),
        ("a" * (MAX_CHARS + 1), "too_long", MAX_CHARS),
    ],
)
def test_a_filter_refuses_what_it_would_have_to_guess(text: str, reason: str, at: int) -> None:
    with pytest.raises(FilterError) as refused:
        parse_filter(text)

    assert (refused.value.reason, refused.value.at) == (reason, at)
    for locale in i18n.LOCALES:
        assert i18n.text(locale, refused.value.key, **refused.value.params)


@pytest.mark.parametrize("text", ["(" * 12 + "a" + ")" * 12, "a " * 60, "a" * MAX_CHARS])
def test_a_filter_may_be_as_large_as_its_limits(text: str) -> None:
    assert parse_filter(text).root is not None


def test_a_pattern_keeps_its_signs() -> None:
    root = parse_filter(r'title:/(a|b)\/"c d"\d+/i').root

    assert root == Term(text=r'(a|b)/"c d"\d+', form=Comparison.REGEX, field=Field.TITLE)


def test_wanted_terms_leave_out_what_is_negated() -> None:
    root = parse_query('a -b (c OR "d e") -(f g) before:2025').root

    assert [term.text for term in wanted_terms(root)] == ["a", "c", "d e"]


WORDS = st.sampled_from(["data", "été", "C++", "☕", "東京", "10:30"])
TERMS = st.builds(
    Term,
    text=WORDS,
    form=st.sampled_from([Comparison.WORD, Comparison.PREFIX, Comparison.PHRASE]),
    field=st.sampled_from([Field.ANY, Field.TITLE, Field.AUTHOR, Field.FEED, Field.CATEGORY]),
)
DAYS = st.builds(
    Day,
    field=st.sampled_from([Field.BEFORE, Field.AFTER]),
    day=st.dates(min_value=date(1000, 1, 1)),
)


def compound(nodes: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(nodes, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        several.filter(lambda some: not any(isinstance(n, And) for n in some)).map(And),
        several.filter(lambda some: not any(isinstance(n, Or) for n in some)).map(Or),
        nodes.filter(lambda node: not isinstance(node, Not)).map(Not),
    )


@given(st.recursive(st.one_of(TERMS, DAYS), compound, max_leaves=12))
def test_what_is_written_reads_back_as_it_was(root: Node) -> None:
    assert parse_filter(str(root)).root == root
    assert parse_query(str(root)).root == root


@given(st.text(alphabet=st.sampled_from('ab é"«»()-*:/\\ ANDORT title:before:2025 '), max_size=60))
def test_a_search_never_fails_and_a_filter_refuses_only_by_its_own_error(text: str) -> None:
    kind = parse_query(text)
    assert parse_query(str(kind)).root == kind.root

    with suppress(FilterError):
        strict = parse_filter(text)
        assert parse_filter(str(strict)).root == strict.root


@given(st.text())
def test_no_text_at_all_breaks_a_search(text: str) -> None:
    parse_query(text)


@pytest.mark.parametrize(
    ("typed", "explicit"),
    [
        ("dam nitrates", False),
        ("dam AND nitrates", True),
        ("barrage OU digue", True),
        ("(dam river) nitrates", True),
        ("dam -river", False),
        ("dam AND", False),  # it stands between nothing
        ("dam nitrates :)", False),
        ("(one two three four five)", True),
        ("(one two three four five six)", False),
        ("what became of the dam (built in 1920) above the village", False),
    ],
)
def test_operators_and_parentheses_make_a_query_explicit(typed: str, *, explicit: bool) -> None:
    assert parse_query(typed).explicit is explicit
