"""Feeds that are files: served as they are, anew when they change, and nothing beside them."""

from pathlib import Path

import aiohttp
from aiohttp.test_utils import TestServer

from bot.demo.recorded_feeds import RecordedFeeds


async def test_a_file_is_served_until_it_changes(tmp_path: Path) -> None:
    file = tmp_path / "next.xml"
    file.write_text("<rss>one</rss>")
    (tmp_path / "secret.xml").write_text("no")
    shelf = RecordedFeeds([file])

    async with TestServer(shelf.app()) as server, aiohttp.ClientSession() as session:
        url = server.make_url(shelf.path(0))
        async with session.get(url) as first:
            assert await first.text() == "<rss>one</rss>"
            assert first.content_type == "application/rss+xml"
            held = {"If-None-Match": first.headers["ETag"]}
        async with session.get(url, headers=held) as same:
            assert same.status == 304
        file.write_text("<rss>one, two</rss>")
        async with session.get(url, headers=held) as changed:
            assert await changed.text() == "<rss>one, two</rss>"
        for path in ("/1/next.xml", "/0/../secret.xml"):
            async with session.get(server.make_url(path)) as absent:
                assert absent.status == 404
