"""What is known of sites, their platforms and the operator's bridge leads to feeds."""

import json

import pytest

from bot.errors import BadStatus
from bot.feeds.discovery.bridge import bridge_detection, bridge_questions
from bot.feeds.http.fetch import Fetcher
from tests.feeds.discovery.web import EMPTY, FEED, LINK, PAGE, Web, look, named


async def test_a_well_known_site_is_asked_for_its_feed_only() -> None:
    web = Web(**{"https://www.reddit.com/r/python/.rss": FEED.format("r/python")})

    discovery = await look(web, "r/python")

    assert [offer.title for offer in discovery.feeds] == ["r/python"]
    assert web.asked == ["https://www.reddit.com/r/python/.rss"]


async def test_of_a_repository_the_asker_chooses_what_there_is() -> None:
    web = Web(
        **{
            "https://github.com/o/n/releases.atom": EMPTY,
            "https://github.com/o/n/tags.atom": FEED.format("Tags"),
            "https://github.com/o/n/commits.atom": named("Commits", "c1"),
        }
    )

    discovery = await look(web, "gh:o/n")

    assert [offer.title for offer in discovery.feeds] == ["Tags", "Commits"]
    del web.pages["https://github.com/o/n/commits.atom"]
    assert [offer.title for offer in (await look(web, "github.com/o/n")).feeds] == ["Tags"]


CHANNEL = "UCaaaaaaaaaaaaaaaaaaaaaa"
VIDEOS = "https://www.youtube.com/feeds/videos.xml"


@pytest.mark.parametrize(
    "head",
    [
        f'<script>x = {{"externalId":"{CHANNEL}"}}</script>',
        f"<link rel='alternate' type='application/rss+xml' href='{VIDEOS}?channel_id={CHANNEL}'>",
    ],
)
async def test_of_a_channel_the_asker_chooses_videos_shorts_or_live(head: str) -> None:
    web = Web(
        **{
            "https://www.youtube.com/@name": PAGE.format(head),
            f"{VIDEOS}?channel_id={CHANNEL}": named("All", "v1", "s1"),
            f"{VIDEOS}?playlist_id=UULF{CHANNEL[2:]}": named("Videos", "v1"),
            f"{VIDEOS}?playlist_id=UUSH{CHANNEL[2:]}": named("Shorts", "s1"),
        }
    )

    discovery = await look(web, "yt:name")

    assert [offer.title for offer in discovery.feeds] == ["All", "Videos", "Shorts"]


async def test_a_channel_that_has_but_videos_is_no_choice() -> None:
    web = Web(
        **{
            f"{VIDEOS}?channel_id={CHANNEL}": named("All", "v1"),
            f"{VIDEOS}?playlist_id=UULF{CHANNEL[2:]}": named("Videos", "v1"),
        }
    )

    discovery = await look(web, f"https://www.youtube.com/channel/{CHANNEL}")

    assert [offer.title for offer in discovery.feeds] == ["All"]


async def test_a_podcast_is_found_by_its_page_and_by_its_title() -> None:
    one = {"collectionName": "One", "feedUrl": "https://a.test/1"}
    two = {"collectionName": "Two", "feedUrl": "https://a.test/2"}
    itunes = "https://itunes.apple.com"
    web = Web(
        **{
            f"{itunes}/lookup?id=123": json.dumps({"results": [one]}),
            f"{itunes}/search?media=podcast&limit=10&term=a+title": json.dumps(
                {"results": [one, two]}
            ),
            "https://a.test/1": FEED.format("One"),
        }
    )

    page = await look(web, "https://podcasts.apple.com/fr/podcast/one/id123")
    title = await look(web, "podcast:a title")

    assert [offer.url for offer in page.feeds] == ["https://a.test/1"]
    assert [offer.title for offer in title.feeds] == ["One", "Two"]


async def test_a_newsletter_is_found_by_its_author() -> None:
    profile = {"primaryPublication": {"subdomain": "paper", "custom_domain": None}}
    web = Web(
        **{
            "https://substack.com/api/v1/user/name/public_profile": json.dumps(profile),
            "https://paper.substack.com/feed": FEED.format("Paper"),
        }
    )

    discovery = await look(web, "https://substack.com/@name")

    assert [offer.title for offer in discovery.feeds] == ["Paper"]


async def test_a_short_link_to_a_well_known_site_leads_to_its_feeds() -> None:
    web = Web(
        **{
            "https://github.com/o/n": PAGE.format(LINK.format("/o/n/commits/main.atom")),
            "https://github.com/o/n/releases.atom": FEED.format("Releases"),
        }
    )
    web.leads = {"https://short.test/x": "https://github.com/o/n"}

    assert [offer.title for offer in (await look(web, "short.test/x")).feeds] == ["Releases"]
    web.pages["https://short.test/x"] = PAGE.format(
        "<meta http-equiv='refresh' content='0;url=https://github.com/o/n'>"
    )
    web.leads = {}
    del web.pages["https://github.com/o/n"]  # which may refuse us
    assert [offer.title for offer in (await look(web, "short.test/x")).feeds] == ["Releases"]


async def test_an_account_whose_pages_are_on_another_host_is_found_by_its_handle() -> None:
    profile = {"rel": "http://webfinger.net/rel/profile-page", "href": "https://s.e.test/@name"}
    web = Web(
        **{
            "https://e.test/.well-known/webfinger?resource=acct:name@e.test": json.dumps(
                {"links": [profile]}
            ),
            "https://s.e.test/@name.rss": FEED.format("Name"),
        }
    )

    for typed in ("@name@e.test", "https://social.test/@name@e.test"):
        assert [offer.title for offer in (await look(web, typed)).feeds] == ["Name"]


async def test_a_shop_is_followed_where_its_platform_keeps_the_feed() -> None:
    web = Web(
        **{
            "https://e.test": PAGE.format("<script src='https://cdn.shopify.com/x.js'></script>"),
            "https://e.test/blogs/news.atom": EMPTY,
            "https://e.test/collections/all.atom": FEED.format("Shop"),
        }
    )

    assert [offer.title for offer in (await look(web, "e.test")).feeds] == ["Shop"]


async def test_a_tag_of_another_network_is_found_though_its_page_says_nothing() -> None:
    web = Web(**{"https://social.test/tags/news.rss": FEED.format("#news")})

    for page in (PAGE.format(""), None):
        if page:
            web.pages["https://social.test/tags/news"] = page
        else:
            del web.pages["https://social.test/tags/news"]
        discovery = await look(web, "masto:#news@social.test")
        assert [offer.title for offer in discovery.feeds] == ["#news"]


BRIDGE = "http://bridge.lan"


async def test_the_bridge_is_asked_last_and_for_pages_only() -> None:
    questions = bridge_questions(BRIDGE, "https://e.test")
    feed = f"{BRIDGE}/?action=display&bridge=E&format=Atom"
    web = Web(
        **{
            "https://e.test": PAGE.format(""),
            questions[0]: json.dumps([{"url": "./?action=display&bridge=E&format=Atom"}]),
            feed: FEED.format("E by a bridge"),
        }
    )

    discovery = await look(web, "e.test", BRIDGE)
    del web.pages["https://e.test"]  # a page that refuses us may be one that the bridge reads
    refused = await look(web, "e.test", BRIDGE)

    assert [offer.url for offer in (*discovery.feeds, *refused.feeds)] == [feed, feed]
    with pytest.raises(BadStatus):
        await look(web, "e.test")
    web.pages["https://e.test"] = FEED.format("E")
    web.asked = []
    assert [offer.title for offer in (await look(web, "e.test", BRIDGE)).feeds] == ["E"]
    assert web.asked == ["https://e.test"]


async def test_an_older_bridge_leads_straight_to_the_feed() -> None:
    question = bridge_detection(BRIDGE, "https://e.test")
    web = Web(**{"https://e.test": PAGE.format(""), question: FEED.format("E by a bridge")})

    discovery = await look(web, "e.test", BRIDGE)

    assert [offer.title for offer in discovery.feeds] == ["E by a bridge"]
    assert question == f"{BRIDGE}/?action=detect&format=Atom&url=https%3A%2F%2Fe.test"


async def test_of_several_routes_of_a_hub_the_asker_chooses() -> None:
    rules = {"www": [{"title": title, "source": "/", "target": f"/e/{title}"} for title in "AB"]}
    web = Web(
        **{
            "https://www.e.test/": PAGE.format(""),
            f"{BRIDGE}/api/radar/rules/e.test": json.dumps(rules),
        }
    )

    discovery = await look(web, "https://www.e.test/", BRIDGE)

    assert [(offer.url, offer.title) for offer in discovery.feeds] == [
        (f"{BRIDGE}/e/A", "A"),
        (f"{BRIDGE}/e/B", "B"),
    ]


async def test_a_package_of_npm_is_followed_by_its_repository() -> None:
    web = Web(
        **{
            "https://registry.npmjs.org/n/latest": '{"repository":{"url":"git+ssh://git@github.com/o/n.git"}}',
            "https://github.com/o/n/releases.atom": FEED.format("Releases"),
        }
    )

    discovery = await look(web, "https://www.npmjs.com/package/n")

    assert [offer.title for offer in discovery.feeds] == ["Releases"]


async def test_a_page_of_a_well_known_kind_may_be_another(fetcher: Fetcher) -> None:
    web = Web(
        **{
            "https://e.test/@name": PAGE.format(LINK.format("/news")),
            "https://e.test/news": FEED.format("News"),
        }
    )

    assert [offer.title for offer in (await look(web, "e.test/@name")).feeds] == ["News"]
