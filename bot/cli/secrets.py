"""Secrets from files: `DISCORD_TOKEN_FILE=/run/secrets/token` is the token in that file."""

from collections.abc import Mapping
from pathlib import Path

from bot.errors import ConfigError

IN_FILES = ("DISCORD_TOKEN", "SUMMARY_API_KEY", "SUMMARY_API_URL", "DATABASE")


def with_secret_files(env: Mapping[str, str]) -> dict[str, str]:
    """Return `env` with the content of the files that its `NAME_FILE`s name.

    Raises:
        ConfigError: a file cannot be read, or a secret is given both ways.
    """
    read = dict(env)
    for name in IN_FILES:
        path = env.get(f"{name}_FILE", "")
        if not path:
            continue
        if env.get(name):
            raise ConfigError(f"{name} and {name}_FILE are both set; keep one of them")
        try:
            read[name] = Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as e:
            raise ConfigError(f"{name}_FILE={path} cannot be read ({type(e).__name__})") from e
    return read
