"""The settings: read once, refused with a sentence, the example file in step."""

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from bot.config import Settings
from bot.errors import ConfigError

EXAMPLE = Path(__file__).parent.parent / ".env.example"


class Asked(Mapping[str, str]):
    """A mapping that remembers the names it was asked for."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def __getitem__(self, name: str) -> str:
        self.names.add(name)
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def example() -> dict[str, str]:
    pairs = re.findall(r"^([A-Z_]+)=(.*)$", EXAMPLE.read_text(encoding="utf-8"), re.MULTILINE)
    return dict(pairs)


def test_env_example_lists_every_setting_and_no_other() -> None:
    env = Asked()

    Settings.from_env(env)

    assert example().keys() == {name.upper() for name in env.names}  # https_proxy is one, too


def test_env_example_shows_the_defaults() -> None:
    assert Settings.from_env(example()) == Settings.from_env({})


def test_a_missing_token_says_where_to_get_one() -> None:
    with pytest.raises(ConfigError) as caught:
        Settings.from_env({}).require_token()

    assert "discord.com/developers" in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ZONE", "Mars/Olympus"),
        ("ZONE", "../etc/passwd"),
        ("RETENTION_DAYS", "ten"),
        ("RETENTION_DAYS", "-1"),
        ("ALLOWED_HOSTS", "nas.lan:99999"),
        ("ALLOWED_PORTS", "80 http"),
        ("ALLOWED_PORTS", "70000"),
        ("ALLOWED_NETWORKS", "198.18.0.1/15"),
        ("PROXY", "socks5://proxy.lan"),
        ("HTTPS_PROXY", "ftp://proxy.lan"),
        ("BRIDGE_URL", "bridge.lan"),
        ("DISCORD_API_BASE", "nirn.lan:8080"),
        ("DISCORD_API_BASE", "ftp://nirn.lan"),
        ("DISCORD_API_BASE", "http://ann:pw@nirn.lan"),
        ("DISCORD_API_BASE", "http://nirn.lan/api/v9"),
        ("HOST_HEADERS", "Cookie: a=b"),
        ("HOST_HEADERS", '{"a.test": "Cookie: a=b"}'),
        ("HOST_HEADERS", '{"a.test": {"Host": "b.test"}}'),
        ("HOST_HEADERS", '{"a.test": {"X-Key": "a\\r\\nHost: b.test"}}'),
        ("LISTEN", "8080"),
        ("LISTEN", "127.0.0.1:99999"),
        ("LISTEN", "http://127.0.0.1:8080"),
        ("PUBLIC_URL", "news.example.org"),
        ("PUBLIC_URL", "https://news.example.org/?a=b"),
        ("PUBLIC_URL", "https://ann:pw@news.example.org"),
        ("PUBLIC_URL", "https://news.example.org"),  # without LISTEN
        ("PROCESSES", "two"),
        ("PROCESSES", "2"),  # of a file
        ("LOG_LEVEL", "LOUD"),
        ("LOG_FORMAT", "xml"),
        ("SUMMARY_DAILY_TOKENS", "1.5"),
    ],
)
def test_a_value_that_cannot_be_used_is_named(name: str, value: str) -> None:
    with pytest.raises(ConfigError, match=name):
        Settings.from_env({name: value})


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("", None),
        ("0", timedelta()),
        ("30", timedelta(days=30)),
        ("9" * 12, timedelta(days=36_500)),
    ],
)
def test_articles_are_kept_for_days_for_good_or_as_they_grow(
    written: str, meant: timedelta | None
) -> None:
    assert Settings.from_env({"RETENTION_DAYS": written}).retention == meant


SERVER = {"DATABASE": "postgresql://gazette@db.lan/gazette"}


@pytest.mark.parametrize(
    ("name", "value"),
    [("ALLOWED_HOSTS", "nas.lan:{}"), ("ALLOWED_PORTS", "{}"), ("LISTEN", "127.0.0.1:{}")],
)
def test_a_port_is_between_1_and_65535(name: str, value: str) -> None:
    for port in (1, 65_535):
        assert Settings.from_env({name: value.format(port)})
    for port in (0, 65_536):
        with pytest.raises(ConfigError, match=name):
            Settings.from_env({name: value.format(port)})


def test_there_are_between_one_and_64_processes() -> None:
    read = [Settings.from_env(SERVER | {"PROCESSES": n}).processes for n in ("0", "1", "63", "64")]

    assert read == [1, 1, 63, 64]
    with pytest.raises(ConfigError, match="PROCESSES=65 is too many: 64 at the most"):
        Settings.from_env(SERVER | {"PROCESSES": "65"})


@pytest.mark.parametrize(
    ("days", "kept"), [("36499", 36_499), ("36500", 36_500), ("36501", 36_500)]
)
def test_articles_are_kept_for_a_century_at_the_most(days: str, kept: int) -> None:
    assert Settings.from_env({"RETENTION_DAYS": days}).retention == timedelta(days=kept)


def test_one_backup_is_kept_at_the_least() -> None:
    assert [Settings.from_env({"BACKUPS_KEPT": n}).backups_kept for n in "012"] == [1, 1, 2]


def test_lists_take_commas_and_spaces() -> None:
    settings = Settings.from_env({"ALLOWED_HOSTS": "News.Lan, rss.lan", "ALLOWED_PORTS": "81 82"})

    assert settings.allowed_hosts == {"news.lan", "rss.lan"}
    assert settings.allowed_ports == {81, 82}


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("http://nirn.lan:8080", "http://nirn.lan:8080/api/v10"),
        ("http://nirn.lan:8080/", "http://nirn.lan:8080/api/v10"),
        ("https://gate.lan/discord/api", "https://gate.lan/discord/api/v10"),
        ("https://gate.lan/discord/api/v10/", "https://gate.lan/discord/api/v10"),
        ("", None),
    ],
)
def test_what_stands_before_discord_is_asked_for_the_version_that_is_spoken(
    written: str, meant: str | None
) -> None:
    assert Settings.from_env({"DISCORD_API_BASE": written}).api_base == meant


def test_secrets_are_in_no_repr() -> None:
    names = ("DISCORD_TOKEN", "SUMMARY_API_KEY", "SUMMARY_API_URL", "PROXY", "BRIDGE_URL")
    env = dict.fromkeys(names, "https://ann:s3cret@model.test")
    settings = Settings.from_env(env | {"HOST_HEADERS": '{"a.test": {"Cookie": "s3cret"}}'})

    assert settings.host_headers == {"a.test": {"Cookie": "s3cret"}}
    assert "s3cret" not in repr(settings)


def test_what_is_wrong_with_a_secret_is_said_without_it() -> None:
    for value in ('{"a.test": {"Cookie": "s3cret\\n"}}', '{"a.test": {"Cookie": "s3cret"'):
        with pytest.raises(ConfigError, match="HOST_HEADERS") as caught:
            Settings.from_env({"HOST_HEADERS": value})
        assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize("quote", ['"', "'"])
def test_quotes_that_docker_hands_over_are_taken_off(quote: str) -> None:
    env = {"DISCORD_TOKEN": "abc.def", "ZONE": "Europe/Berlin", "FEEDS_PER_SERVER": "7"}

    read = Settings.from_env({name: f" {quote}{value}{quote}" for name, value in env.items()})

    assert read == Settings.from_env(env)


@pytest.mark.parametrize("token", ['"abc.def', "abc.def'", "“abc.def”", "abc def"])
def test_a_quote_or_space_in_a_token_is_named_and_the_token_is_not(token: str) -> None:
    with pytest.raises(ConfigError, match="DISCORD_TOKEN has a quote or a space") as caught:
        Settings.from_env({"DISCORD_TOKEN": token})

    assert "abc" not in str(caught.value)


def test_nothing_is_polled_more_often_than_once_a_minute() -> None:
    assert Settings.from_env({}).fastest == timedelta(minutes=10)
    assert Settings.from_env({"FASTEST": "2"}).fastest == timedelta(minutes=2)
    assert Settings.from_env({"FASTEST": "0"}).fastest == timedelta(minutes=1)


def test_a_setting_that_is_left_out_is_the_same_wherever_it_is_made() -> None:
    assert Settings(token="abc.def") == Settings.from_env({"DISCORD_TOKEN": "abc.def"})
