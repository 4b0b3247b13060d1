"""The numbered scripts of `bot/store/migrations/`, in SQLite's SQL; runs none of them."""

from importlib import resources


def migrations() -> list[tuple[int, str]]:
    """Return the scripts with their numbers, in order."""
    folder = resources.files("bot.store") / "migrations"
    scripts = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".sql"))
    return [(int(name[:4]), (folder / name).read_text(encoding="utf-8")) for name in scripts]
