"""The page for everybody: put there by a moderator, read by anybody, gone when it is revoked."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.feeds.discovery.autodiscovery import offered_feeds
from bot.feeds.document.parse import read_document
from bot.model import Mode
from sandbox import Refused, Reply
from tests.support.gazette import COARSE, Gazette
from tests.web.visitor import ANYWHERE, PUBLIC, ask

URL = "https://courier.test/feed"


@pytest.fixture
async def published(tmp_path: Path) -> AsyncIterator[Gazette]:
    """Lend a Gazette whose digest of #news was printed twice, and is on the web."""
    async with Gazette.open(tmp_path, listen=ANYWHERE, public_url=PUBLIC) as gazette:
        followed = await gazette.follow(URL, title="The Courier", mode=Mode.DIGEST)
        await gazette.slash("digest set", time="10h", zone="UTC", web=True)
        for day, title in ((9, "Bridge <i>opens</i>"), (10, "Bridge closes")):
            await gazette.receive(followed.feed.id, title, lead=f"The lead of {title}.")
            gazette.clock.set(datetime(2025, 12, day, 10, tzinfo=UTC))
            await gazette.settle()
        yield gazette


def address_in(reply: Reply) -> str:
    found = re.search(rf"<({PUBLIC}/d/[\w-]+)>", reply.text)
    assert found is not None
    return found[1]


async def address_of(gazette: Gazette) -> str:
    return address_in(await gazette.slash("digest set"))


async def test_the_last_page_stands_at_the_address_and_leads_to_the_day_before(
    published: Gazette,
) -> None:
    url = await address_of(published)

    last = await ask(published, url)
    [before] = re.findall(r'<link rel="prev" href="([^"]+)"', last.text)
    first = await ask(published, before)

    assert last.status == first.status == 200
    assert "Bridge closes" in last.text
    assert "Bridge &lt;i&gt;opens&lt;/i&gt;" in first.text
    assert 'rel="next"' not in last.text
    [after] = re.findall(r'<link rel="next" href="([^"]+)"', first.text)
    assert (await ask(published, after)).text == last.text
    assert re.findall(r'<a href="([^"]+)">◀ Previous day</a>', last.text) == [before]


async def test_the_page_in_discord_has_a_button_that_leads_to_it(published: Gazette) -> None:
    message = published.channel("news").messages[-1]
    links = re.findall(rf"{PUBLIC}/d/[\w-]+/\d{{4}}-\d\d-\d\d/\d+", str(message.components))

    assert len(links) == 1
    assert "Bridge closes" in (await ask(published, links[0])).text


async def test_nothing_may_run_load_frame_or_be_indexed(published: Gazette) -> None:
    answer = await ask(published, await address_of(published))

    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "<script" not in answer.text
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert '<meta name="robots" content="noindex, nofollow">' in answer.text
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"


async def test_search_engines_are_let_in_only_where_a_moderator_says_so(
    published: Gazette,
) -> None:
    before = await address_of(published)
    after = address_in(await published.slash("digest set", web=True, indexed=True))

    answer = await ask(published, after)

    assert after == before
    assert "X-Robots-Tag" not in answer.headers
    assert "robots" not in answer.text


async def test_who_has_it_already_is_told_so(published: Gazette) -> None:
    address = await address_of(published)
    for url in (address, f"{address}/feed.atom", f"{address}/feed.json"):
        first = await ask(published, url)
        etag = first.headers["ETag"]

        same = await ask(published, url, If_None_Match=etag)
        weak = await ask(published, url, If_None_Match=f'"other", W/{etag}')
        other = await ask(published, url, If_None_Match='"other"')

        assert first.headers["Cache-Control"] == "no-cache", url
        assert (same.status, same.text, same.headers["ETag"]) == (304, "", etag), url
        assert (weak.status, other.status) == (304, 200), url


async def test_a_revoked_address_dies_and_a_new_consent_makes_another(published: Gazette) -> None:
    url = await address_of(published)
    page = (await ask(published, url)).text
    [before] = re.findall(r'<link rel="prev" href="([^"]+)"', page)

    revoked = await published.slash("digest set", web=False)
    dead = [await ask(published, f"{at}") for at in (url, before, f"{url}/feed.atom")]
    again = address_in(await published.slash("digest set", web=True))

    assert "On the web" not in revoked.text
    assert [answer.status for answer in dead] == [404, 404, 404]
    assert "Bridge" not in str(dead)
    assert again != url
    assert (await ask(published, url)).status == 404
    assert (await ask(published, again)).status == 200


async def test_a_removed_servers_pages_go_at_once(published: Gazette) -> None:
    url = await address_of(published)

    await published.services.guilds.mark_guild_gone(published.guild.id, published.clock())

    assert (await ask(published, url)).status == 404


async def test_who_may_not_manage_the_server_puts_nothing_there(published: Gazette) -> None:
    with pytest.raises(Refused, match="hidden"):
        await published.member.slash("digest set", web=False)

    assert (await ask(published, await address_of(published))).status == 200


@pytest.mark.parametrize(
    ("suffix", "kind"),
    [("feed.atom", "application/atom+xml"), ("feed.json", "application/feed+json")],
)
async def test_the_digest_is_a_feed_that_its_page_names(
    published: Gazette, suffix: str, kind: str
) -> None:
    url = await address_of(published)
    answer = await ask(published, f"{url}/{suffix}")
    page = await ask(published, url)

    parsed = read_document(answer.text.encode(), url=url, content_type=kind, known=b"")

    assert answer.headers["Content-Type"] == f"{kind}; charset=utf-8"
    assert parsed.title == "news · Readers"
    assert len(parsed.items) == 2
    assert parsed.items[0].link is not None
    assert "Bridge closes" in (await ask(published, parsed.items[0].link)).text
    assert f'<link rel="alternate" type="{kind}"' in page.text
    assert f'href="{url}/{suffix}">' in page.text
    assert [link.url for link in offered_feeds(page.text.encode(), url)] == [f"{url}/feed.atom"]


async def test_a_name_that_the_server_gave_a_feed_stands_on_the_page_and_in_its_feeds(
    tmp_path: Path,
) -> None:
    async with Gazette.open(tmp_path, listen=ANYWHERE, public_url=PUBLIC) as gazette:
        followed = await gazette.follow(URL, title="World - CourierNews.com", mode=Mode.DIGEST)
        panel = await gazette.slash("feed edit", feed=str(followed.subscription.id))
        await gazette.submit(await gazette.click(panel, "Name…"), called="The <Local> One")
        await gazette.slash("digest set", time="10h", zone="UTC", web=True)
        await gazette.receive(followed.feed.id, "Bridge opens")
        await gazette.pass_time(hours=24, step=COARSE)

        url = await address_of(gazette)
        answers = [await ask(gazette, url + suffix) for suffix in ("", "/feed.atom", "/feed.json")]

    for answer in answers:
        assert "Local" in answer.text
        assert "Courier" not in answer.text


async def test_a_digest_that_has_a_title_is_called_so_at_once(published: Gazette) -> None:
    url = await address_of(published)
    await ask(published, url)
    await published.slash("digest set", title="The <Evening> Post")

    page, feed = await ask(published, url), await ask(published, f"{url}/feed.atom")

    assert "The &lt;Evening&gt; Post" in page.text
    assert "<title>The &lt;Evening&gt; Post · Readers</title>" in feed.text


ODD_REQUESTS = [
    ("HEAD", "", 200),
    ("POST", "", 405),
    ("PUT", "/2025-12-09/600", 405),
    ("DELETE", "/feed.atom", 405),
    ("GET", "/", 404),
    ("GET", "/2025-13-45/600", 404),
    ("GET", "/0000-00-00/600", 404),
    ("GET", "/2025-12-09/1", 404),
    ("GET", "/2025-12-09/9999999999", 404),
    ("GET", "/2025-12-09/600/../../../../etc/passwd", 404),
    ("GET", "/%00", 404),
    ("GET", "/" + "x" * 5000, 414),
]


async def test_odd_requests_are_answered_right(published: Gazette) -> None:
    url = await address_of(published)
    answers = [await ask(published, url + path, method) for method, path, _ in ODD_REQUESTS]
    head, *_ = answers
    refused = [answer for answer in answers if answer.status == 405]

    statuses = [answer.status for answer in answers]
    asked = [(method, path[:60]) for method, path, _ in ODD_REQUESTS]
    assert [*zip(asked, statuses, strict=True)] == [
        ((method, path[:60]), status) for method, path, status in ODD_REQUESTS
    ]
    assert head.text == ""
    assert int(head.headers["Content-Length"]) > 500
    assert [answer.headers["Allow"] for answer in refused] == ["GET,HEAD"] * 3


async def test_a_token_that_nobody_has_is_told_nothing_more(published: Gazette) -> None:
    for token in ("x" * 32, "x" * 19, "x" * 65, "%2e%2e"):
        answer = await ask(published, f"/d/{token}")
        assert (answer.status, answer.text) == (404, "404 Not Found\n")


async def test_without_a_public_address_the_option_is_refused_and_nothing_is_set(
    gazette: Gazette,
) -> None:
    reply = await gazette.slash("digest set", time="7h", web=True)
    listed = await gazette.slash("page list")

    assert "has opened no web page" in reply.text
    assert "No channel that you can see has a digest" in listed.text


async def test_it_is_said_in_french(published: Gazette) -> None:
    reply = await published.moderator.in_french.slash("digest set")

    assert "🌐 Sur le web, pour qui a l’adresse" in reply.text
