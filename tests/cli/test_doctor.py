"""`doctor` finds what is wrong, says it in a sentence, and changes nothing."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.cli.doctor import bridge, database, discord, examine, language_model, privacy
from bot.cli.doctor.finding import Finding
from bot.cli.doctor.operations import operations, say_disk
from bot.config import Settings
from bot.store.database import Database
from bot.store.place import check_up, operations_of
from bot.upkeep.operations import disk_of
from sandbox import Sandbox
from sandbox.client import point_client_at
from tests.feeds.proxy_server import serve_proxy
from tests.feeds.server import serve_feeds
from tests.llm.endpoint import serve
from tests.support.gazette import Gazette, HandClock
from tests.support.newsstand import Newsstand
from tests.support.patience import PATIENT


async def findings(web: str, env: dict[str, str]) -> dict[str, Finding]:
    return {finding.about: finding async for finding in examine(web, env)}


async def discords(env: dict[str, str]) -> dict[str, Finding]:
    """Return what is found of Discord alone."""
    return {finding.about: finding async for finding in discord(Settings.from_env(env))}


async def test_all_is_well(sandbox: Sandbox, tmp_path: Path) -> None:
    path = tmp_path / "gazette.sqlite3"
    async with Database.open(path):
        pass
    async with Newsstand.serve(HandClock()) as papers:
        env = {
            "DISCORD_TOKEN": sandbox.token,
            "DATABASE": str(path),
            "ALLOWED_HOSTS": "127.0.0.1",
        }
        results = await findings(papers.open("courier").home, env)

    assert [one.about for one in results.values() if one.is_fine] == [
        "settings",
        "versions",
        "database",
        "disk",
        "backups",
        "reader",
        "web",
        "discord",
        "clock",
    ]
    assert "0 feeds (0 failing), 0 articles" in results["database"].sentence
    assert "permissions=274877991936" in results["discord"].sentence
    assert sandbox.token not in str(results)


async def test_each_trouble_has_its_sentence(sandbox: Sandbox, tmp_path: Path) -> None:
    path = tmp_path / "gazette.sqlite3"
    path.write_bytes(b"no database at all, but long enough to be read as one" * 20)
    env = {"DISCORD_TOKEN": "x.y.z", "DATABASE": str(path)}

    results = await findings("http://127.0.0.1/", env)

    assert [about for about, one in results.items() if one.is_fine] == [
        "settings",
        "versions",
        "reader",
    ]
    assert "restore a backup" in results["database"].sentence
    assert "(refused)" in results["web"].sentence
    assert "DISCORD_TOKEN is refused by Discord" in results["discord"].sentence


@pytest.mark.parametrize(
    ("hours", "sentence"), [(-2, "120 min ahead of Discord's"), (3, "180 min behind Discord's")]
)
async def test_a_clock_that_is_not_as_discords_is_told(hours: int, sentence: str) -> None:
    def elsewhere() -> datetime:
        return datetime.now(UTC) + timedelta(hours=hours)

    async with Sandbox(clock=elsewhere, rules=PATIENT) as sandbox:
        point_client_at(sandbox.base)
        results = await discords({"DISCORD_TOKEN": sandbox.token})

    assert sentence in results["clock"].sentence
    assert not results["clock"].is_fine


@pytest.mark.parametrize(
    ("status", "headers", "sentence"),
    [
        (403, {}, "Discord cannot be reached (HTTP 403, not Discord's)"),
        (503, {}, "Discord cannot be reached (HTTP 503, not Discord's)"),
        (429, {"Retry-After": "600"}, "Discord limits this address until 20"),
    ],
)
async def test_what_stands_before_discord_is_not_taken_for_a_wrong_token(
    sandbox: Sandbox, status: int, headers: dict[str, str], sentence: str
) -> None:
    sandbox.faults.fail_before("GET /users/@me", status=status, headers=headers)

    results = await discords({"DISCORD_TOKEN": sandbox.token})

    assert results["discord"].sentence.startswith(sentence)


async def test_a_missing_token_says_where_to_get_one(tmp_path: Path) -> None:
    results = await findings("http://127.0.0.1/", {"DATABASE": str(tmp_path / "new.sqlite3")})

    assert "will be created at the first start" in results["database"].sentence
    assert "discord.com/developers" in results["discord"].sentence
    assert not (tmp_path / "new.sqlite3").exists()


async def test_a_proxy_is_said_without_its_password(tmp_path: Path) -> None:
    point_client_at("https://discord.test")
    async with serve_proxy({}) as proxy:
        known = proxy.url.replace("://", "://ann:s3cret@")
        env = {"PROXY": known, "DATABASE": str(tmp_path / "new.sqlite3"), "DISCORD_TOKEN": "x.y.z"}
        results = await findings("http://feeds.test/", env)

    assert results["web"].sentence == (
        f"http://feeds.test/ does not answer through the proxy {proxy.url} (http_502): "
        "is PROXY right?"
    )
    assert results["discord"].sentence == "Discord cannot be reached (ClientHttpProxyError)"
    assert proxy.asked == ["GET http://feeds.test/", "CONNECT discord.test:443"]


async def test_a_bridge_is_asked_though_it_is_not_public(tmp_path: Path) -> None:
    env = {"DATABASE": str(tmp_path / "new.sqlite3")}
    async with serve_feeds() as server:
        server.put("/", "a bridge")
        results = await findings("http://127.0.0.1/", env | {"BRIDGE_URL": f"{server.base}/"})
        gone = await bridge(Settings.from_env({"BRIDGE_URL": f"{server.base}/gone"}))

    assert results["bridge"].is_fine
    assert gone.sentence == "BRIDGE_URL does not answer (http_404): does it run?"
    assert "(refused)" in results["web"].sentence  # its host has other ports, which stay closed
    assert len(server.requests) == 2


@pytest.mark.parametrize("name", ["ZONE", "LOG_LEVEL"])
async def test_a_wrong_setting_is_named_first(name: str) -> None:
    results = await findings("http://127.0.0.1/", {name: "nonsense"})

    assert list(results) == ["settings"]
    assert name in results["settings"].sentence


async def test_secrets_that_others_can_read_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with Database.open(Path("gazette.sqlite3")):
        pass
    written = tmp_path / ".env"
    written.touch(mode=0o644)
    env = {"DATABASE": "gazette.sqlite3"}

    results = await findings("http://127.0.0.1/", env)
    written.chmod(0o600)
    again = privacy(Settings.from_env(env))

    assert results["secrets"].sentence.endswith("chmod 600 .env")
    assert not results["secrets"].is_fine
    assert again is None


@pytest.mark.parametrize(
    ("fails", "model", "is_fine", "said"),
    [
        ("", "small", True, "answers as small"),
        ("length", "small", True, "answers as small"),
        ("401", "small", False, "gives no answer (http 401)"),
        ("junk", "small", False, "gives no answer"),
        ("", "", False, "SUMMARY_MODEL is not set"),
    ],
)
async def test_the_language_model_is_asked_for_a_word(
    fails: str, model: str, is_fine: bool, said: str
) -> None:
    async with serve() as endpoint:
        endpoint.says, endpoint.fails = "yes", fails
        env = {
            "SUMMARY_API_URL": endpoint.url,
            "SUMMARY_API_KEY": "sk-secret",
            "SUMMARY_MODEL": model,
        }
        asked = await language_model(Settings.from_env(env))

    assert asked.is_fine is is_fine
    assert said in asked.sentence
    assert "sk-secret" not in asked.sentence


async def test_a_model_that_only_thinks_is_named_with_what_to_do(tmp_path: Path) -> None:
    async with serve() as endpoint:
        endpoint.streams, endpoint.thoughts = False, "They want a yes."
        env = {
            "DATABASE": str(tmp_path / "new.sqlite3"),
            "SUMMARY_API_URL": endpoint.url,
            "SUMMARY_MODEL": "small",
        }
        results = await findings("http://127.0.0.1/", env)

    assert not results["model"].is_fine
    assert "small thinks aloud and says nothing; turn its" in results["model"].sentence


async def test_a_reading_process_that_cannot_start_is_named_with_its_last_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "nh3.py"
    broken.write_text("raise ImportError('no such thing here')")
    monkeypatch.syspath_prepend(tmp_path)

    results = await findings("http://127.0.0.1/", {"DATABASE": str(tmp_path / "new.sqlite3")})

    assert not results["reader"].is_fine
    assert "no such thing here" in results["reader"].sentence


async def test_what_an_operator_should_know_is_said_beside_the_bot_that_runs(
    tmp_path: Path,
) -> None:
    async with Gazette.open(tmp_path, backups=tmp_path / "copies") as gazette:
        await gazette.follow(f"{gazette.papers.base}/gone.xml?token=abcdef", title="The Courier")
        await gazette.pass_time(hours=2)
        async with gazette.database.transaction() as connection:
            await connection.execute("UPDATE channels SET block_code = 50001")
        env = {
            "DATABASE": str(gazette.settings.database),
            "BACKUPS": str(tmp_path / "copies"),
        }
        point_client_at("https://discord.test")
        results = await findings("http://127.0.0.1/", env)
        point_client_at(gazette.sandbox.base)

    assert results["versions"].sentence.startswith("Gazette ")
    assert "was started at 2025-12-09 09:00 UTC" in results["process"].sentence
    assert "GB free beside the database, which does not grow now" in results["disk"].sentence
    assert results["backups"].sentence.endswith("more than 2 days ago: the log says why")
    assert not results["backups"].is_fine  # the clock of the test stands in the past
    assert results["feeds"].sentence == (
        "1 fail: The Courier since 2025-12-09 09:15 UTC (http_404)"
    )
    assert results["channels"].sentence == "1 closed: #news of Readers (50001)"
    assert "abcdef" not in str(results)


@pytest.mark.parametrize(
    ("growth", "sentence"),
    [(1_000.0, "more than ten years"), (10.0**15, "enough for 0 days")],
)
def test_the_disk_is_short_where_it_lasts_less_than_a_month(
    tmp_path: Path, growth: float, sentence: str
) -> None:
    disk = disk_of(tmp_path / "gazette.sqlite3", growth)

    assert sentence in say_disk(disk, growth)
    assert disk.is_short == (growth > 10**9)


async def test_an_archive_that_will_be_cut_is_told(tmp_path: Path) -> None:
    path, now = tmp_path / "gazette.sqlite3", HandClock()()
    async with Database.open(path):
        pass
    read = await operations_of(path, await check_up(path), now)
    assert read is not None
    fast = replace(read, growth=2.5e9)
    keeps = Settings(token="", database=path, retention=timedelta())

    [told] = [
        finding
        for finding in operations(Settings(token="", database=path), fast, now)
        if finding.about == "archive"
    ]
    assert told.sentence.startswith("it grows by 2.5 GB a day: a week after that began")
    assert "archive" not in [finding.about for finding in operations(keeps, fast, now)]


async def test_a_newer_and_an_older_schema_are_told(tmp_path: Path) -> None:
    path = tmp_path / "gazette.sqlite3"
    async with Database.open(path):
        pass
    env = {"DATABASE": str(path)}
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 9000")
    newer = database(Settings.from_env(env), await check_up(path))
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 3")
    older = await findings("http://127.0.0.1/", env)

    assert "was written by a newer Gazette (version 9000" in newer.sentence
    assert "install that again, or restore a backup" in newer.sentence
    assert "the database has 3 and is upgraded at the next start" in older["versions"].sentence
    assert "disk" not in older
