"""What the sandbox serves beside its API: its own files and no others, to this machine alone."""

from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from yarl import URL

from bot.demo.recorded_feeds import RecordedFeeds
from sandbox import Sandbox
from sandbox.server import listen
from sandbox.world.posting import Upload, keep


async def test_it_listens_on_loopback_only(sandbox: Sandbox) -> None:
    runner, base = await listen(web.Application(), 0)

    assert base.startswith("http://127.0.0.1:")
    assert {address[0] for address in runner.addresses} == {"127.0.0.1"}
    await runner.cleanup()


@pytest.mark.parametrize(
    "path",
    [
        "/page/../server.py", "/page/%2e%2e/server.py", "/page/..%2fserver.py",
        "/page//etc/passwd", "/page/%2fetc%2fpasswd", "/page/.env", "/page/page.css/..",
        "/cdn/attachments/1/../../../../etc/passwd", "/shelf/0/..%2f..%2fsecret.xml",
        "/shelf/1/feed.xml", "/shelf/-1/feed.xml", "/shelf/%2e%2e/secret.xml",
    ],
)  # fmt: skip
async def test_no_other_file_is_given(path: str, tmp_path: Path) -> None:
    (tmp_path / "secret.xml").write_text("s3cret")
    (tmp_path / "feed.xml").write_text("<rss/>")
    sandbox = Sandbox()
    sandbox.app.add_subapp("/shelf", RecordedFeeds([tmp_path / "feed.xml"]).app())

    async with sandbox, aiohttp.ClientSession() as session:
        response = await session.get(URL(sandbox.base + path, encoded=True))
        said = await response.read()

    assert b"s3cret" not in said
    assert b"root:" not in said
    assert b"import" not in said


async def test_what_others_wrote_is_given_without_the_right_to_run(tmp_path: Path) -> None:
    feed = tmp_path / "feed.xml"
    feed.write_text("<x:script xmlns:x='http://www.w3.org/1999/xhtml'>alert(1)</x:script>")
    sandbox = Sandbox()
    sandbox.app.add_subapp("/shelf", RecordedFeeds([feed]).app())
    script = Upload(filename="a.html", content=b"<script>alert(1)</script>")
    [file] = keep(sandbox.world, [script])

    async with sandbox, aiohttp.ClientSession(sandbox.base) as session:
        for path in (f"/cdn/attachments/{file.id}/a.html", "/shelf/0/feed.xml"):
            async with session.get(path) as response:
                assert response.status == 200
                assert response.headers["Content-Security-Policy"].startswith("sandbox;")
                assert response.headers["X-Content-Type-Options"] == "nosniff"
