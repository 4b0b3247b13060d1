"""The feeds that directories name."""

import json

import pytest

from bot.feeds.discovery.lookups import feeds_in_answer


def test_of_several_podcasts_the_asker_chooses() -> None:
    results = [
        {"collectionName": "One", "feedUrl": "https://a.test/1"},
        {"collectionName": "None"},
        {"collectionName": "Two", "feedUrl": "https://a.test/2"},
        {"collectionName": "Two again", "feedUrl": "https://a.test/2"},
    ]

    links, is_choice = feeds_in_answer(json.dumps({"results": results}).encode())

    assert [link.url for link in links] == ["https://a.test/1", "https://a.test/2"]
    assert is_choice
    assert feeds_in_answer(json.dumps({"results": results[:1]}).encode())[1] is False


def test_a_profile_leads_to_its_newsletter() -> None:
    publication = {"name": "Paper", "subdomain": "name", "custom_domain": "www.paper.test"}

    links, _ = feeds_in_answer(json.dumps({"primaryPublication": publication}).encode())

    assert [(link.url, link.title) for link in links] == [
        ("https://www.paper.test/feed", "Paper"),
        ("https://name.substack.com/feed", "Paper"),
    ]


def test_a_package_leads_to_the_releases_of_its_repository() -> None:
    for repository in ("owner/name", {"url": "git+https://github.com/owner/name.git"}):
        links, _ = feeds_in_answer(json.dumps({"repository": repository}).encode())
        assert links[0].url == "https://github.com/owner/name/releases.atom"


def test_a_video_leads_to_who_published_it() -> None:
    ((link,), _) = feeds_in_answer(b'{"owner.username": "a b"}')

    assert link.url == "https://www.dailymotion.com/rss/user/a%20b"


def test_a_handle_leads_to_the_pages_of_its_account() -> None:
    profile = {"rel": "http://webfinger.net/rel/profile-page", "href": "https://s.a.test/@name"}
    other = {"rel": "self", "href": "https://s.a.test/users/name"}

    ((link,), _) = feeds_in_answer(json.dumps({"links": [other, 1, profile]}).encode())

    assert link.url == "https://s.a.test/@name.rss"


@pytest.mark.parametrize(
    "answer", [b"", b"[1]", b"{", b'{"results": [1, {"feedUrl": 2}]}', b'{"repository": 7}',
               b'{"primaryPublication": {"subdomain": null}}',
               b'{"owner.username": 7}', b'{"links": 7}', b'{"links": [{"rel": "x"}]}',
               b"[" * 100_000]
)  # fmt: skip
def test_other_answers_name_no_feed(answer: bytes) -> None:
    assert feeds_in_answer(answer) == ((), False)
