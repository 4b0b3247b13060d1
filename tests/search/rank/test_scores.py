"""What articles score by the index, by age and by their texts: made-up ones, one thing each."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import islice, product

import numpy as np
import pytest

from bot.model import Item
from bot.query.parser import parse_query
from bot.search.match.evaluate import Evidence, gather
from bot.search.match.highlight import OccurrenceFinder
from bot.search.match.plan import PlanContext, QueryPlan, make_plan
from bot.search.rank.bm25 import Bm25, Scorer
from bot.search.rank.feedback import telling_terms, term_scores, with_feedback
from bot.search.rank.ranking import Ranking
from bot.search.rank.rerank import Reranker
from tests.search.library import FEEDS, NOW, Library

pytestmark = pytest.mark.uncounted

FILLING = "Nothing of note is said. "


def library_of(*leads: str) -> Library:
    """Return a library of these leads beside some hundred that say nothing."""
    made = Library()
    for lead in leads:
        made.add("T", lead=lead, language="en")
    for _ in range(100):
        made.add("T", lead=FILLING, language="en")
    return made


def scorer_of(library: Library, typed: str, *, fuzzy: bool = False) -> tuple[Scorer, QueryPlan]:
    snapshot = library.snapshot(None)
    context = PlanContext(languages=snapshot.languages, feeds=FEEDS, locale="en")
    plan = make_plan(parse_query(typed), context)
    return Scorer(snapshot, plan, gather(snapshot, plan), NOW, fuzzy=fuzzy), plan


def scores_of(leads: Sequence[str], typed: str, *, fuzzy: bool = False) -> list[float]:
    """Return what each lead scores by the index alone."""
    scorer, _ = scorer_of(library_of(*leads), typed, fuzzy=fuzzy)
    everything = scorer.scores(0, np.arange(len(leads) + 100))
    picked = scorer.scores(0, np.arange(len(leads)))
    assert [*everything[: len(leads)]] == [*picked]
    return [round(float(score), 2) for score in picked]


def test_a_word_scores_by_how_often_it_stands_in_how_short_a_text() -> None:
    leads = ["An otter.", "An otter, an otter.", f"An otter. {FILLING}{FILLING}", FILLING]

    assert scores_of(leads, "otter") == [5.13, 5.57, 3.58, 0.0]


def test_a_rare_word_scores_more_than_a_usual_one() -> None:
    leads = ["An otter.", "A bridge.", "A bridge.", "A bridge.", "An otter at a bridge."]

    assert scores_of(leads, "otter bridge") == [5.63, 4.75, 4.75, 4.75, 9.17]


def test_a_similar_word_scores_a_part_where_the_word_is_rare() -> None:
    leads = ["An observatory.", "An observatoire.", "An otter."]

    assert scores_of(leads, "observatory") == [6.38, 0.0, 0.0]
    assert scores_of(leads, "observatory", fuzzy=True) == [6.38, 3.01, 0.0]
    for times, similar in ((3, 2.41), (4, 0.0)):  # of some hundred: three in a hundred are rare
        usual = ["An observatory."] * times + ["An observatoire."]
        assert scores_of(usual, "observatory", fuzzy=True)[-1] == similar


def test_a_word_that_must_stand_in_the_title_has_no_similar_ones() -> None:
    library = library_of()
    library.add("Observatoire", lead=FILLING, language="en")

    scores = {
        typed: scorer_of(library, typed, fuzzy=True)[0].scores(0, np.array([100]))[0] > 0
        for typed in ("observatory", "title:observatory", "title:observatoire")
    }

    assert scores == {"observatory": True, "title:observatory": False, "title:observatoire": True}


def test_what_is_newer_counts_a_little_more() -> None:
    scorer, _ = scorer_of(library_of("An otter."), "otter")
    ages = (-1, 0, 60, 120, 600)

    gains = scorer.freshness(np.array([(NOW - timedelta(days=n)).timestamp() for n in ages]))

    assert [round(float(gain), 4) for gain in gains] == [1.15, 1.15, 1.075, 1.0375, 1.0001]


BODIES = {
    "as it was typed": "Otters. An otter swims.",
    "another form": "Otters. Otters swim.",
    "twice as typed": "An otter. An otter swims.",
    "in a row": "An otter bridge.",
    "one word between": "An otter near bridge.",
    "two words between": "An otter near a bridge.",
    "in another row": "A bridge otter.",
    "within ten words": f"An otter. {'Word ' * 8}bridge.",
    "ten words on": f"An otter. {'Word ' * 9}bridge.",
    "with the function word": "The otter and the bridge.",
    "far down": f"{'Word ' * 800}otter bridge",
    "just far enough up": f"{'Word ' * 797}otter bridge",
}


def test_a_text_shows_more_than_the_index_knows() -> None:
    library = library_of(*BODIES.values())
    scorer, plan = scorer_of(library, "the otter bridge")
    reranker = Reranker(
        OccurrenceFinder(scorer.lookups, function_words=["the"]),
        scorer.documents,
        [1, 1],
        [2],
        [2, 0, 1],
        Bm25(documents=100, average=10),
    )

    bonuses = reranker.bonuses([item_of(body) for body in BODIES.values()], [10] * len(BODIES))

    assert plan.typed == ("the", "otter", "bridge")
    assert {name: round(bonus, 2) for name, bonus in zip(BODIES, bonuses, strict=True)} == {
        "as it was typed": 1.34,
        "another form": 0.21,
        "twice as typed": 1.72,
        "in a row": 3.71,
        "one word between": 3.71,
        "two words between": 2.81,
        "in another row": 2.81,
        "within ten words": 2.81,
        "ten words on": 2.61,
        "with the function word": 3.72,
        "far down": 0.0,
        "just far enough up": 3.71,
    }


def item_of(body: str) -> Item:
    library = Library()
    library.add("T", body=body, language="en")
    [item] = library.snapshot(None).items([1]).values()
    return item


def test_an_article_is_told_by_the_words_that_it_has_often_and_others_do_not() -> None:
    library = library_of(
        "An otter, an otter at the bridge of Morlan.", "A bridge.", "A bridge.", "An otter."
    )
    snapshot = library.snapshot(None)
    evidence = [Evidence(part) for part in snapshot.parts]

    items = snapshot.items([1, 2])
    one = telling_terms({1: 1.0}, items, snapshot, Bm25.of(evidence))
    two = telling_terms({1: 0.5, 2: 0.5, 99: 1.0}, items, snapshot, Bm25.of(evidence))

    assert {key: round(weight, 2) for key, weight in one.weights.items()} == {
        "wmorlan": 1.46,
        "wotter": 1.43,
        "wbridg": 0.93,
    }
    assert {key: round(weight, 2) for key, weight in two.weights.items()} == {
        "wbridg": 1.58,
        "wmorlan": 1.07,
        "wotter": 1.05,
    }
    scores = term_scores(evidence[0], 0, np.arange(5), one, Bm25.of(evidence))
    assert [round(float(score), 2) for score in scores] == [4.85, 1.41, 1.41, 2.15, 0.0]


def test_similar_words_begin_with_the_same_two_letters() -> None:
    leads = ["An observatory.", "An obzervatory.", "An ozservatory."]

    assert [score > 0 for score in scores_of(leads, "observatory", fuzzy=True)] == [
        True, True, False,
    ]  # fmt: skip


@pytest.mark.parametrize(("others", "is_similar"), [(4998, True), (4999, False)])
def test_where_five_thousand_words_begin_alike_a_third_letter_has_to_be(
    others: int, is_similar: bool
) -> None:
    words = islice(map("".join, product("bcdfghjklmnpqrtvwxz", repeat=3)), others)
    library = library_of(
        "An observatory.", "An obzervatory.", " ".join(f"ob{word}" for word in words)
    )

    scorer, _ = scorer_of(library, "observatory", fuzzy=True)

    assert (scorer.scores(0, np.array([1]))[0] > 0) == is_similar


def test_an_article_is_told_by_twenty_words() -> None:
    words = [f"{one}{other}" for one in ("otter", "ferry", "canal") for other in "abcdefg"]
    library = library_of(" ".join(words))
    snapshot = library.snapshot(None)

    terms = telling_terms(
        {1: 1.0}, snapshot.items([1]), snapshot, Bm25.of([Evidence(p) for p in snapshot.parts])
    )

    assert (len(words), len(terms.weights)) == (21, 20)


def test_the_best_six_lend_their_words() -> None:
    library = library_of(
        *["An otter."] * 5, "An otter, a ferry.", "An otter, a canal.", "A canal.", "A ferry."
    )
    snapshot = library.snapshot(None)
    evidence = [Evidence(part) for part in snapshot.parts]
    ids = np.arange(1, 10)
    yes = np.ones(9, np.bool_)
    ranking = Ranking(ids, ids * 0, ids - 1, np.array([1.0] * 7 + [0.5] * 2), yes, yes)

    again = with_feedback(
        ranking, snapshot.items(ids.tolist()), snapshot, evidence, Bm25.of(evidence)
    )

    scores = dict(zip(again.ids.tolist(), again.scores.tolist(), strict=True))
    assert scores[9] > scores[8] == 0.5
