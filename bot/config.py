"""Everything the operator may choose, read once from a mapping and never again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.errors import ConfigError

_FIRST_STEPS = """\
DISCORD_TOKEN is not set, so there is nobody to log in as.

  To get one:  open https://discord.com/developers/applications, choose "New Application",
               then "Bot", then "Reset Token", and put the token into .env as
               DISCORD_TOKEN=…
  To try Gazette without Discord:  make demo"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The operator's choices; `.env.example` lists the same names with a sentence each."""

    token: str = field(repr=False)
    database: Path = Path("gazette.sqlite3")
    zone: str = "UTC"
    contact: str = ""
    allowed_hosts: frozenset[str] = frozenset()
    allowed_ports: frozenset[int] = frozenset()
    retention: timedelta | None = None
    feeds_per_server: int = 200
    log_level: str = "INFO"
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
        zone = env.get("ZONE", "") or "UTC"
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError) as e:
            raise ConfigError(f"ZONE={zone} is no time zone; write one like Europe/Paris") from e
        days = _whole(env, "RETENTION_DAYS", 0)
        return cls(
            token=env.get("DISCORD_TOKEN", "").strip(),
            database=Path(env.get("DATABASE", "") or "gazette.sqlite3"),
            zone=zone,
            contact=env.get("CONTACT", "").strip(),
            allowed_hosts=_hosts(env),
            allowed_ports=_ports(env),
            retention=timedelta(days=days) if days else None,
            feeds_per_server=_whole(env, "FEEDS_PER_SERVER", 200),
            log_level=_log_level(env),
            summary_api_url=env.get("SUMMARY_API_URL", "").strip(),
            summary_api_key=env.get("SUMMARY_API_KEY", "").strip(),
            summary_model=env.get("SUMMARY_MODEL", "").strip(),
            summary_daily_tokens=_whole(env, "SUMMARY_DAILY_TOKENS", 200_000),
        )

    def require_token(self) -> str:
        """Return the token.

        Raises:
            ConfigError: there is none; says where to get one and how to try the sandbox.
        """
        if not self.token:
            raise ConfigError(_FIRST_STEPS)
        return self.token


def _words(env: Mapping[str, str], name: str) -> list[str]:
    return env.get(name, "").replace(",", " ").split()


def _whole(env: Mapping[str, str], name: str, default: int) -> int:
    value = env.get(name, "").strip()
    if not value:
        return default
    if not value.isascii() or not value.isdigit():
        raise ConfigError(f"{name}={value} is no whole number")
    return int(value)


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


def _log_level(env: Mapping[str, str]) -> str:
    level = (env.get("LOG_LEVEL", "") or "INFO").upper()
    if level not in ("DEBUG", "INFO", "WARNING", "ERROR"):
        raise ConfigError(f"LOG_LEVEL={level} is none of DEBUG, INFO, WARNING, ERROR")
    return level
