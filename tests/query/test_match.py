"""What a filter means: whole words, accents and case apart, and which of them decided."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import i18n
from bot.model import Feed, Item, Kind
from bot.query.match import MatchReason, judge, matches, mute
from bot.query.nodes import And, Comparison, Day, Field, Node, Not, Or, Query, Term
from bot.query.parser import parse_filter
from bot.query.searchable import Searchable

NOON = datetime(2025, 12, 9, 12, tzinfo=UTC)
FEED = Feed(
    id=1,
    url="https://next.ink/feed/free",
    title="Next – Flux gratuit",
    due_at=NOON,
    interval=timedelta(hours=1),
)
ITEM = Item(
    id=1,
    feed_id=1,
    guid=None,
    link=None,
    title="☕️ Les data-centres d’OVHcloud : l’État s’inquiète",
    kicker="Cœur de réseau",
    lead="La CNIL enquête sur des données de santé.",
    body="## Contexte\n\nEn C++ comme en Java, 東京都は首都です. Il dit « jamais ».\n\nFin.",
    authors=("Jean-Marc Manach", "Élodie Dupont"),
    categories=("Sécurité informatique", "Droit"),
    kind=Kind.BRIEF,
    image_url=None,
    language="fr",
    published_at=NOON,
    received_at=NOON,
    position=0,
)

HARD_CASES = {
    "donnees": True,
    "DONNÉES": True,
    "donnée": False,  # whole words: no stems in a filter
    "donnée*": True,
    "onnées": False,
    "état": True,
    "l'etat": True,
    "coeur": True,
    "data-centres": True,
    '"data centres"': True,
    '"data-centres d\'OVHcloud"': True,
    '"données de santé"': True,
    '"données santé"': False,
    '"dit jamais"': True,  # punctuation parts words, it does not keep them apart
    '"réseau la CNIL"': False,  # kicker and lead are two texts
    "☕": True,
    "☕️": True,
    "🚀": False,
    "C++": True,
    "C": True,
    "C#": False,
    "東京": True,
    "京都": True,
    "大阪": False,
    "首都*": True,
    "title:cnil": False,
    "title:ovhcloud": True,
    "author:manach": True,
    'author:"elodie dupont"': True,
    "manach": True,
    "category:sécurité": True,
    "category:secu": False,
    "droit": False,  # a category is no text
    "feed:next": True,
    "feed:next.ink": True,
    "feed:lemonde": False,
    "kind:brief": True,
    "kind:article": False,
    "after:2025-12-09": True,
    "before:2025-12-09": False,
    "before:2025-12-10": True,
    "after:2026": False,
    "cnil -bitcoin": True,
    "-(cnil bitcoin)": True,
    "-(cnil OR bitcoin)": False,
    "-(-(cnil -bitcoin))": True,
    "NOT (cnil AND NOT (bitcoin OR java))": True,
    "bitcoin OR (cnil (ethereum OR NOT solana))": True,
    "/donn[ée]es de \\w+/": True,
    "title:/^.{0,3}les/": True,
    "title:/données/": False,
    "/JAVA/": True,
}


def passes(text: str, item: Item = ITEM) -> bool:
    return matches(parse_filter(text), Searchable(item, FEED)).passed


@pytest.mark.parametrize("text", HARD_CASES)
def test_hard_cases(text: str) -> None:
    assert passes(text) is HARD_CASES[text]


def test_a_pattern_that_hangs_other_engines_is_answered_on_a_long_text() -> None:
    assert not passes("/(a+)+$/", replace(ITEM, title="", body="a" * 100_000 + "!", lead=""))


@pytest.mark.parametrize(
    ("include", "exclude", "passed", "reason", "because"),
    [
        (None, None, True, MatchReason.NO_FILTER, ""),
        ("", "", True, MatchReason.NO_FILTER, ""),
        ("cnil OR bitcoin", None, True, MatchReason.INCLUDED, "cnil"),
        ("cnil java", None, True, MatchReason.INCLUDED, "cnil, java"),
        ("cnil title:bitcoin x", None, False, MatchReason.NOT_INCLUDED, "title:bitcoin"),
        ("bitcoin OR solana", None, False, MatchReason.NOT_INCLUDED, "bitcoin, solana"),
        ("-cnil", None, False, MatchReason.NOT_INCLUDED, "-cnil"),
        (None, "bitcoin OR ☕", False, MatchReason.EXCLUDED, "☕"),
        ("cnil", 'kind:brief "de santé"', False, MatchReason.EXCLUDED, 'kind:brief, "de santé"'),
        (None, "bitcoin", True, MatchReason.NOT_EXCLUDED, "bitcoin"),
        ("cnil", "bitcoin", True, MatchReason.INCLUDED, "cnil"),
        ("bitcoin", "cnil", False, MatchReason.NOT_INCLUDED, "bitcoin"),
    ],
)
def test_the_verdict_names_the_words_that_decided(
    include: str | None, exclude: str | None, passed: bool, reason: MatchReason, because: str
) -> None:
    verdict = judge(
        Searchable(ITEM, FEED),
        include=None if include is None else parse_filter(include),
        exclude=None if exclude is None else parse_filter(exclude),
    )

    assert (verdict.passed, verdict.reason, verdict.because) == (passed, reason, because)


@pytest.mark.parametrize(
    ("muted", "because"), [("cnil OR bitcoin", "cnil"), ("bitcoin", None), ("", None), (None, None)]
)
def test_what_is_muted_is_refused_by_its_words(muted: str | None, because: str | None) -> None:
    query = None if muted is None else parse_filter(muted)

    refusal = mute(Searchable(ITEM, FEED), query)

    assert (refusal and refusal.because) == because
    assert refusal is None or (refusal.passed, refusal.reason) == (False, MatchReason.MUTED)


@pytest.mark.parametrize("reason", MatchReason)
@pytest.mark.parametrize("locale", i18n.LOCALES)
def test_every_verdict_has_its_sentence(reason: MatchReason, locale: str) -> None:
    assert i18n.text(locale, f"filters.verdict.{reason}", words="cnil", why="it matches cnil")


# Against a plain evaluator, written apart: an item is its set of words.

VOCABULARY = ("alpha", "alphabet", "beta", "été", "ETE", "gamma")
PLAIN = {"été": "ete", "ETE": "ete"}


def plainly(node: Node, title: list[str], body: list[str], day: date) -> bool:
    """Evaluate as one would explain it."""
    match node:
        case And(nodes=nodes):
            return all(plainly(child, title, body, day) for child in nodes)
        case Or(nodes=nodes):
            return any(plainly(child, title, body, day) for child in nodes)
        case Not(node=child):
            return not plainly(child, title, body, day)
        case Day(field=Field.BEFORE, day=bound):
            return day < bound
        case Day(day=bound):
            return day >= bound
        case Term(text=text, form=form, field=where):
            texts = [title] if where is Field.TITLE else [title, body]
            wanted = [PLAIN.get(word, word) for word in text.split()]
            return any(plainly_in(wanted, form, [PLAIN.get(w, w) for w in some]) for some in texts)


def plainly_in(wanted: list[str], form: Comparison, words: list[str]) -> bool:
    if form is Comparison.PREFIX:
        return any(word.startswith(wanted[0]) for word in words)
    size = len(wanted)
    return any(words[i : i + size] == wanted for i in range(len(words)))


WORDS = st.sampled_from(VOCABULARY)
LEAVES = st.one_of(
    st.builds(
        Term,
        text=WORDS,
        form=st.sampled_from([Comparison.WORD, Comparison.PREFIX]),
        field=st.sampled_from([Field.ANY, Field.TITLE]),
    ),
    st.builds(
        Term,
        text=st.lists(WORDS, min_size=1, max_size=3).map(" ".join),
        form=st.just(Comparison.PHRASE),
        field=st.sampled_from([Field.ANY, Field.TITLE]),
    ),
    st.builds(
        Day,
        field=st.sampled_from([Field.BEFORE, Field.AFTER]),
        day=st.dates(min_value=date(2025, 12, 7), max_value=date(2025, 12, 11)),
    ),
)
NODES = st.recursive(
    LEAVES,
    lambda nodes: st.one_of(
        st.lists(nodes, min_size=2, max_size=3).map(tuple).map(And),
        st.lists(nodes, min_size=2, max_size=3).map(tuple).map(Or),
        nodes.map(Not),
    ),
    max_leaves=10,
)
TEXTS = st.lists(WORDS, max_size=5)


@given(NODES, TEXTS, TEXTS)
def test_a_query_means_what_a_plain_evaluator_says(
    node: Node, title: list[str], body: list[str]
) -> None:
    item = replace(ITEM, title=" ".join(title), kicker=None, lead="", body=" ".join(body))
    item = replace(item, authors=())

    verdict = matches(Query(root=node, text=""), Searchable(item, FEED))

    assert verdict.passed is plainly(node, title, body, NOON.date())


@given(NODES, TEXTS)
def test_a_written_query_means_the_same_when_read_again(node: Node, title: list[str]) -> None:
    item = replace(ITEM, title=" ".join(title))

    read = matches(parse_filter(str(node)), Searchable(item, FEED))

    assert read.passed is matches(Query(root=node, text=""), Searchable(item, FEED)).passed
