"""Everything the operator may choose, read once from a mapping and never again."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.errors import ConfigError, TokenMissing
from bot.proxy import ProxyRules

_SERVERS = ("postgresql://", "postgres://")
_LONGEST_DAYS = 36_500  # to be kept; more is as good as for good, and is no date
_API_VERSION = "/v10"
MAX_PROCESSES = 64
_NO_TOKEN = frozenset("\"'`“”„‘’«»")
_HEADER = re.compile(r"[\w!#$%&'*+.^`|~-]{1,100}", re.ASCII)
_HEADER_VALUE = re.compile(r"[^\x00-\x1f\x7f]{1,8000}")
_LISTEN = re.compile(r"([\w.-]+|\[[0-9a-fA-F:.]+\]):(\d{1,5})", re.ASCII)
_OWN_HEADERS = frozenset(  # of the connection; those of a request are free
    ("host", "connection", "content-length", "transfer-encoding", "te", "upgrade", "trailer",
     "proxy-authorization", "accept-encoding")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ListenAddress:
    """Where the HTTP server listens; port 0 is any that is free."""

    host: str
    port: int

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"


class ServerUrl(str):
    """The address of a PostgreSQL database; a password in it is never shown."""

    __slots__ = ()

    @property
    def shown(self) -> str:
        """Return it as it may be told."""
        return re.sub(r"(?<=://)[^@/]*@", "…@", self.partition("?")[0])

    @property
    def secrets(self) -> tuple[str, ...]:
        """Return the passwords in it, as they are written and as they are meant."""
        parts = urlsplit(self)
        written = [parts.password or "", *re.findall(r"(?:^|&)password=([^&]*)", parts.query)]
        return tuple([form for each in written if each for form in {each, unquote(each)}])

    def __repr__(self) -> str:
        return repr(self.shown)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The operator's choices; `.env.example` lists the same names with a sentence each."""

    token: str = field(repr=False)
    database: Path | ServerUrl = Path("gazette.sqlite3")
    backups: Path | None = None
    backups_kept: int = 7
    zone: str = "UTC"
    contact: str = ""
    allowed_hosts: frozenset[str] = frozenset()
    allowed_ports: frozenset[int] = frozenset()
    allowed_networks: frozenset[IPv4Network | IPv6Network] = frozenset()
    proxies: ProxyRules = field(default_factory=ProxyRules)
    api_base: str | None = None  # what stands before Discord's REST API, with the version
    host_headers: Mapping[str, Mapping[str, str]] = field(default_factory=dict, repr=False)
    bridge_url: str = field(default="", repr=False)  # a key may be in it
    retention: timedelta | None = None  # nothing: for good; None: by the growth of the archive
    feeds_per_server: int = 200
    feeds_per_member: int = 50  # of their own, in direct messages
    fastest: timedelta = timedelta(minutes=10)
    listen: ListenAddress | None = None
    public_url: str | None = None  # where `listen` is reached from the web, without a last slash
    processes: int = 1
    shards: int | None = None  # None: as many as Discord wants
    log_level: str = "INFO"
    log_format: str = "text"
    summary_api_url: str = field(default="", repr=False)  # a user and password may be in it
    summary_api_key: str = field(default="", repr=False)
    summary_model: str = ""
    summary_daily_tokens: int = 200_000

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> "Settings":
        """Read the settings; empty means the default.

        Raises:
            ConfigError: a value cannot be used; the sentence says which and why.
        """
        env = _Unquoted(env)
        zone = env.get("ZONE", "") or "UTC"
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError) as e:
            raise ConfigError(f"ZONE={zone} is no time zone; write one like Europe/Paris") from e
        return cls(
            token=_token(env),
            database=_database(env),
            backups=Path(env["BACKUPS"]) if env.get("BACKUPS", "") else None,
            backups_kept=max(1, _whole(env, "BACKUPS_KEPT", 7)),
            zone=zone,
            contact=env.get("CONTACT", "").strip(),
            allowed_hosts=_hosts(env),
            allowed_ports=_ports(env),
            allowed_networks=_networks(env),
            proxies=_proxies(env),
            api_base=_api_base(env),
            host_headers=_host_headers(env),
            bridge_url=_bridge_url(env),
            retention=_retention(env),
            feeds_per_server=_whole(env, "FEEDS_PER_SERVER", 200),
            feeds_per_member=_whole(env, "FEEDS_PER_MEMBER", 50),
            fastest=timedelta(minutes=max(1, _whole(env, "FASTEST", 10))),
            listen=_listen(env),
            public_url=_public_url(env),
            processes=_processes(env),
            shards=_whole(env, "SHARDS", 0) or None,
            log_level=_log_level(env),
            log_format=_log_format(env),
            summary_api_url=env.get("SUMMARY_API_URL", "").strip(),
            summary_api_key=env.get("SUMMARY_API_KEY", "").strip(),
            summary_model=env.get("SUMMARY_MODEL", "").strip(),
            summary_daily_tokens=_whole(env, "SUMMARY_DAILY_TOKENS", 200_000),
        )

    @property
    def has_model(self) -> bool:
        """Say whether there is a language model to ask."""
        return bool(self.summary_api_url and self.summary_model)

    def require_file(self) -> Path:
        """Return the database's file.

        Raises:
            ConfigError: it is on a server.
        """
        if isinstance(self.database, ServerUrl):
            raise ConfigError(
                "DATABASE is a PostgreSQL server: pg_dump backs it up, pg_restore puts that back"
            )
        return self.database

    def require_token(self) -> str:
        """Return the token.

        Raises:
            TokenMissing: there is none.
        """
        if not self.token:
            raise TokenMissing
        return self.token


class _Unquoted(Mapping[str, str]):
    """The environment without the quotes around values, which Docker's lists hand over."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self._env = env

    def __getitem__(self, name: str) -> str:
        value = self._env[name].strip()
        is_quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
        return value[1:-1].strip() if is_quoted else value

    def __iter__(self) -> Iterator[str]:
        return iter(self._env)

    def __len__(self) -> int:
        return len(self._env)


def place_of(text: str) -> Path | ServerUrl:
    """Return where a database is.

    Raises:
        ConfigError: it is neither a file nor a PostgreSQL server.
    """
    if text.startswith(_SERVERS):
        return ServerUrl(text)
    if "://" in text:
        raise ConfigError("a database is a file, or an address that begins with postgresql://")
    return Path(text)


def _database(env: Mapping[str, str]) -> Path | ServerUrl:
    place = place_of(env.get("DATABASE", "") or "gazette.sqlite3")
    if isinstance(place, ServerUrl) and env.get("BACKUPS", ""):
        raise ConfigError("BACKUPS copies a file, and DATABASE is a server: use pg_dump instead")
    return place


def _processes(env: Mapping[str, str]) -> int:
    processes = max(1, _whole(env, "PROCESSES", 1))
    if processes > MAX_PROCESSES:
        raise ConfigError(f"PROCESSES={processes} is too many: {MAX_PROCESSES} at the most")
    if processes > 1 and not isinstance(_database(env), ServerUrl):
        raise ConfigError(
            "PROCESSES above 1 needs a PostgreSQL server in DATABASE: one process serves a file"
        )
    return processes


def _token(env: Mapping[str, str]) -> str:
    token = env.get("DISCORD_TOKEN", "")
    if set(token) & _NO_TOKEN or any(char.isspace() for char in token):
        raise ConfigError("DISCORD_TOKEN has a quote or a space in it: write the token alone")
    return token


def _words(env: Mapping[str, str], name: str) -> list[str]:
    return env.get(name, "").replace(",", " ").split()


def _whole(env: Mapping[str, str], name: str, default: int) -> int:
    value = env.get(name, "").strip()
    if not value:
        return default
    if not value.isascii() or not value.isdigit():
        raise ConfigError(f"{name}={value} is no whole number")
    return int(value)


def _retention(env: Mapping[str, str]) -> timedelta | None:
    if not env.get("RETENTION_DAYS", "").strip():
        return None
    return timedelta(days=min(_whole(env, "RETENTION_DAYS", 0), _LONGEST_DAYS))


def _hosts(env: Mapping[str, str]) -> frozenset[str]:
    hosts = frozenset(host.lower() for host in _words(env, "ALLOWED_HOSTS"))
    for host in hosts:
        name, _, port = host.rpartition(":")
        if port.isdecimal() and ":" not in name and not 0 < int(port) < 65536:
            raise ConfigError(f"ALLOWED_HOSTS: {port} is no port (1 to 65535)")
    return hosts


def _ports(env: Mapping[str, str]) -> frozenset[int]:
    ports = set()
    for word in _words(env, "ALLOWED_PORTS"):
        if not word.isascii() or not word.isdigit() or not 0 < int(word) < 65536:
            raise ConfigError(f"ALLOWED_PORTS: {word} is no port (1 to 65535)")
        ports.add(int(word))
    return frozenset(ports)


def _networks(env: Mapping[str, str]) -> frozenset[IPv4Network | IPv6Network]:
    networks = set()
    for word in _words(env, "ALLOWED_NETWORKS"):
        try:
            networks.add(ip_network(word))
        except ValueError as e:
            hint = "write one like 198.18.0.0/15"
            raise ConfigError(f"ALLOWED_NETWORKS: {word} is no network; {hint}") from e
    return frozenset(networks)


def _proxies(env: Mapping[str, str]) -> ProxyRules:
    try:
        return ProxyRules.from_env(env)
    except ValueError as e:
        raise ConfigError(str(e)) from e


def _address(env: Mapping[str, str], name: str, *, like: str) -> str | None:
    """Return an address without a slash at its end; None where none is set."""
    url = env.get(name, "").strip().rstrip("/")
    if url and not re.fullmatch(r"https?://[^/?#\s@]+(/[^?#\s]*)?", url):
        raise ConfigError(f"{name} is no address, such as {like}")
    return url or None


def _api_base(env: Mapping[str, str]) -> str | None:
    url = _address(env, "DISCORD_API_BASE", like="http://nirn.lan:8080")
    if url is None:
        return None
    version = re.search(r"/v(\d+)$", url)
    if version is not None and version[0] != _API_VERSION:
        raise ConfigError(f"DISCORD_API_BASE ends in {version[0]}: Gazette speaks {_API_VERSION}")
    if version is not None:
        return url
    return url.removesuffix("/api") + "/api" + _API_VERSION


def _host_headers(env: Mapping[str, str]) -> Mapping[str, Mapping[str, str]]:
    """Read `{"host": {"Header": "value"}}`; what is wrong is named without its secrets."""
    text = env.get("HOST_HEADERS", "").strip()
    try:
        by_host = json.loads(text or "{}")
    except ValueError as e:
        raise ConfigError(f"HOST_HEADERS is not JSON: {e.args[0]}") from None
    if not isinstance(by_host, dict) or not all(isinstance(h, dict) for h in by_host.values()):
        raise ConfigError('HOST_HEADERS: write {"host": {"Header": "value"}}')
    for host, headers in by_host.items():
        for name, value in headers.items():
            if not _HEADER.fullmatch(name) or name.lower() in _OWN_HEADERS:
                raise ConfigError(f"HOST_HEADERS: {name!r} is no header that can be given")
            if not isinstance(value, str) or not _HEADER_VALUE.fullmatch(value):
                raise ConfigError(f"HOST_HEADERS: the {name} of {host} is no line of text")
    return by_host


def _bridge_url(env: Mapping[str, str]) -> str:
    url = env.get("BRIDGE_URL", "").strip()
    if url and not re.match(r"https?://[^/?#\s]", url):
        raise ConfigError("BRIDGE_URL is no address, such as http://rss-bridge.lan")
    return url


def _listen(env: Mapping[str, str]) -> ListenAddress | None:
    text = env.get("LISTEN", "").strip()
    if not text:
        return None
    address = _LISTEN.fullmatch(text)
    if address is None or not 0 < int(address[2]) < 65536:
        raise ConfigError(f"LISTEN={text} is no host and port, such as 127.0.0.1:8080")
    return ListenAddress(address[1].strip("[]"), int(address[2]))


def _public_url(env: Mapping[str, str]) -> str | None:
    url = _address(env, "PUBLIC_URL", like="https://news.example.org")
    if url is not None and not env.get("LISTEN", "").strip():
        raise ConfigError("PUBLIC_URL is where LISTEN is reached from the web: set LISTEN as well")
    return url


def _log_level(env: Mapping[str, str]) -> str:
    level = (env.get("LOG_LEVEL", "") or "INFO").upper()
    if level not in ("DEBUG", "INFO", "WARNING", "ERROR"):
        raise ConfigError(f"LOG_LEVEL={level} is none of DEBUG, INFO, WARNING, ERROR")
    return level


def _log_format(env: Mapping[str, str]) -> str:
    log_format = (env.get("LOG_FORMAT", "") or "text").lower()
    if log_format not in ("text", "json"):
        raise ConfigError(f"LOG_FORMAT={log_format} is neither text nor json")
    return log_format
