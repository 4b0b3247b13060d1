"""What the operator's own bridge is asked, and what its answers mean."""

import json

import pytest

from bot.feeds.discovery.bridge import bridge_questions, bridged_feeds

PAGE = "https://www.e.test/@name/posts"
QUESTION, *RULES = bridge_questions("http://bridge.lan/b?token=k", PAGE)


def bridged(answer: object, question: str = QUESTION, page: str = PAGE) -> list[tuple[str, str]]:
    links = bridged_feeds(json.dumps(answer).encode(), question, page)
    return [(link.url, link.title) for link in links]


def test_a_bridge_is_asked_for_the_page_and_a_hub_for_the_rules_of_its_domains() -> None:
    assert QUESTION == (
        "http://bridge.lan/b/?action=findfeed&format=Atom"
        "&url=https%3A%2F%2Fwww.e.test%2F%40name%2Fposts&token=k"
    )
    assert RULES == [
        "http://bridge.lan/b/api/radar/rules/www.e.test?token=k",
        "http://bridge.lan/b/api/radar/rules/e.test?token=k",
    ]
    assert bridge_questions("http://b.lan", "https://e.test")[1] == (
        "http://b.lan/api/radar/rules/e.test"
    )


def test_what_a_bridge_found_is_at_the_bridge() -> None:
    answer = [
        {"url": "./?action=display&bridge=One&u=name&format=Atom", "bridgeMeta": {"name": "One"}},
        {"url": "https://elsewhere.test/"},
        {"url": 7},
        "nonsense",
    ]

    assert bridged(answer) == [
        ("http://bridge.lan/b/?action=display&bridge=One&u=name&format=Atom&token=k", "One")
    ]


@pytest.mark.parametrize(
    ("source", "target", "route"),
    [
        ("/:user/posts", "/e/user/:user", "/e/user/%40name"),
        (["/about", "/:user/*"], "/e/:user", "/e/%40name"),
        ("/:user/:tab?", "/e/:user/:tab?", "/e/%40name/posts"),
        ("/:user/posts/:page?", "/e/:user/:page?", "/e/%40name"),
        ("/:user", "/e/:user", None),
        ("/:user/posts", "/e/:id", None),
        ("/:user/posts", None, None),
        ("/:user/posts", "https://elsewhere.test/:user", None),
        (None, "/e", None),
    ],
)
def test_a_rule_of_a_hub_makes_a_route_of_a_path(
    source: object, target: object, route: str | None
) -> None:
    rules = {"_name": "E", "www": [{"title": "Posts", "source": source, "target": target}]}

    offered = bridged(rules, RULES[1])

    assert offered == ([(f"http://bridge.lan/b{route}?token=k", "Posts")] if route else [])


def test_rules_of_the_bare_domain_are_for_www_too() -> None:
    rules = {".": [{"title": "Posts", "source": "/:user/posts", "target": "/e/:user"}]}

    assert len(bridged(rules, RULES[1])) == 1
    assert len(bridged(rules, RULES[1], "https://e.test/name/posts")) == 1


@pytest.mark.parametrize("answer", [b"<html>", b"[[[", b"7", b"{}", b"[]", b'{".": 7, "www": [7]}'])
def test_other_answers_offer_nothing(answer: bytes) -> None:
    assert bridged_feeds(answer, RULES[1], PAGE) == ()


def test_a_hub_is_asked_for_the_rules_of_three_domains() -> None:
    _, *rules = bridge_questions("http://b.lan", "https://a.b.c.e.test")

    assert [rule.rpartition("/")[2] for rule in rules] == ["a.b.c.e.test", "b.c.e.test", "c.e.test"]
