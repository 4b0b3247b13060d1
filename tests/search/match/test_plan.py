"""What a query looks up for each of its words, and what a looser one would."""

import pytest

from bot.query.parser import parse_query
from bot.search.index.analysis import LANGUAGES
from bot.search.match.plan import Leaf, PlanContext, QueryPlan, loosened, make_plan

FEEDS = {1: ("Next", "next.ink"), 2: ("The Courier", "courier.test")}


def plan_of(typed: str, locale: str = "en") -> QueryPlan:
    languages = [LANGUAGES.index(language) for language in ("en", "fr")]
    return make_plan(
        parse_query(typed), PlanContext(languages=languages, feeds=FEEDS, locale=locale)
    )


def written(leaf: Leaf) -> str:
    """Return a leaf as `word=keys+joined~3"?": read the text; or its feeds."""
    lookups = [
        "".join(
            (
                each.word,
                "*" * (each.prefix is not None),
                "=" + ",".join(key for key, _ in each.keys) if each.keys else "",
                "+" + ",".join(key for key, _ in each.joined) if each.joined else "",
                f"~{len(each.synonyms)}" if each.synonyms else "",
                "/" + ",".join(each.doubtful) if each.doubtful else "",
            )
        )
        for each in leaf.lookups
    ]
    feeds = [] if leaf.feeds is None else [f"feeds {sorted(leaf.feeds)}"]
    return " ".join((*lookups, *feeds)) + "?" * (not leaf.sure)


PLANS = {
    "en": {
        "otters bridge": ["otters=wotter+wottersbridg", "bridge=wbridg+wottersbridg"],
        "the otter of the bridge": ["otter=wotter+wotterbridg", "bridge=wbridg+wotterbridg"],
        "the of": ["the=wthe+wtheof", "of=wof+wtheof"],
        "US and IT": ["us=wus+wusit", "it=wit+wusit"],
        "data-centers": ["data=wdata,wdat+wdatacent~4 centers=wcenter,wcent+wdatacent~4"],
        "wifi 6": ["wifi=wwifi,wwif+wwifi6", "6=w6+wwifi6"],
        "1 234 567 votes": [
            "1=w1+w1234,w1234567",
            "234=w234+w1234,w234567,w1234567",
            "567=w567+w234567,w567vote,w1234567,w567vot",
            "votes=wvote,wvot+w567vote,w567vot",
        ],
        "12 345 6789": ["12=w12+w12345", "345=w345+w12345,w3456789", "6789=w6789+w3456789"],
        "o'brien": ["obrien=wobrien+wbrien"],
        "AI law": [
            "ai=wai+wailaw~3",
            "law=wlaw+wailaw",
        ],
        "earthquake": ["earthquake=wearthquak~3"],
        "(AI OR law)": ["ai=wai", "law=wlaw"],
        "otter OR the": ["otter=wotter", "the=wthe"],
        '"otter bridge"': ["otter=wotter bridge=wbridg?"],
        '"otter" bridge': ["otter=wotter?", "bridge=wbridg"],
        "otter*": ["otter*/wott,wotte"],
        "ot*": ["ot*"],
        "title:otter bridge": ["otter=totter", "bridge=wbridg"],
        "author:manach": ["manach=amanach"],
        "feed:courier otter": ["feeds [2]", "otter=wotter"],
        "kind:brief otter": ["", "otter=wotter"],
        "otter -bridge": ["otter=wotter", "bridge=wbridg"],
        "東京 猫": ["東京=w東京", "猫*"],
        "München": ["munchen=wmunchen+wmuenchen"],
    },
    "fr": {
        "l'open source": [
            "open=wopen+wopensourc~3",
            "source=wsourc+wopensourc~3",
        ],
        "l'iphone 16": ["iphone=wiphon+wiphone16", "16=w16+wiphone16"],
        "d'or noir": ["or=wor+wornoir", "noir=wnoir+wornoir"],
        "peut-on nager": ["nager=wnager,wnag"],
        "loi IA": [
            "loi=wloi+wloiia",
            "ia=wia+wloiia,wloi~3",
        ],
    },
}


@pytest.mark.parametrize("locale", PLANS)
def test_each_word_looks_up_its_stem_and_what_is_as_good(locale: str) -> None:
    found = {
        typed: [written(leaf) for leaf in plan_of(typed, locale).leaves.values()]
        for typed in PLANS[locale]
    }

    assert found == PLANS[locale]


@pytest.mark.parametrize(
    ("typed", "left_out"),
    [
        ("the otter of the bridge", "of the"),
        ("THE OTTER OF", "of the"),
        ("US and IT", "and"),
        ("otter is I", "i is"),
        ("the of", ""),
        ("the kind:brief", ""),
        ("the feed:next", "the"),
        ("title:the otter", ""),
        ("otter OR the", ""),
    ],
)
def test_words_that_hold_others_together_are_left_out(typed: str, left_out: str) -> None:
    assert " ".join(sorted(plan_of(typed).function_words)) == left_out


def test_a_looser_query_wants_any_of_the_words_and_all_that_is_no_word() -> None:
    looser = {
        "otter": "None",
        "otter otter": "None",
        "otter kind:brief": "None",
        "otter bridge": "otter OR bridge",
        "otter bridge -dam": "-dam (otter OR bridge)",
        "otter bridge feed:next": "feed:next (otter OR bridge)",
        "otter bridge before:2025-12-02": "before:2025-12-02 (otter OR bridge)",
    }

    assert {typed: str(loosened(parse_query(typed).root)) for typed in looser} == looser
