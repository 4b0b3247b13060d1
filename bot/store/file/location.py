"""Say whether a database can be at a path: a file, in a folder, both ours to write; opens none."""

import os
import tempfile
from pathlib import Path

from bot.errors import StoreError


def problem_of(path: Path) -> str | None:
    """Return why no database can be at `path`, as a sentence for the operator; None if one can."""
    try:
        return _problem_of(path, path.parent)
    except PermissionError:
        return (
            f"{path} cannot be used: the bot may not look into {path.parent}, which belongs to "
            "another user (in the image the bot is user 10001)"
        )


def _problem_of(path: Path, folder: Path) -> str | None:
    if path.is_dir():
        return (
            f"{path} is a folder, not a file (Docker makes one where a file to be mounted is "
            "missing): take it away, or set DATABASE to a file"
        )
    if not folder.exists():
        return f"{path} cannot be made: there is no folder {folder}"
    if not folder.is_dir():
        return f"{path} cannot be made: {folder} is not a folder"
    if not _can_write_in(folder):
        return f"{path} cannot be used: its folder {folder} is not writable for the bot"
    if path.exists() and not os.access(path, os.R_OK | os.W_OK):
        return f"{path} cannot be used: the file is not writable for the bot"
    return None


def _can_write_in(folder: Path) -> bool:
    try:
        with tempfile.TemporaryFile(dir=folder):  # asked of the system: rights alone do not tell
            return True
    except OSError:
        return False


def make_folder(path: Path) -> None:
    """Make the folder of a database where it is missing.

    Raises:
        StoreError: no database can be at `path`; says why.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as e:
        raise StoreError(f"{path} cannot be made, its folder neither: {e.strerror}") from e
    if (problem := problem_of(path)) is not None:
        raise StoreError(problem)


def make_file(path: Path) -> None:
    """Make the file readable by its owner alone before SQLite would make it for everybody.

    Raises:
        StoreError: no database can be at `path`; says why.
    """
    make_folder(path)
    try:
        path.touch(mode=0o600)
    except OSError as e:
        raise StoreError(f"{path} cannot be written: {e.strerror}; is its folder writable?") from e
