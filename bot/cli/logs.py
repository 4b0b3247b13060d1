"""Write the log to stderr for the operator, with every secret taken out on the way; no files.

Modules mask what they log themselves. This is the second fence: a library's message or a
traceback may carry the token, a webhook's address or a feed's key, and none of them gets out.

What is done again by itself is one line, wherever it was met: a traceback is for who must act.
"""

import copy
import json
import logging
import re
from collections.abc import Iterable
from datetime import UTC, datetime

from bot.config import ServerUrl, Settings
from bot.errors import CommitUncertain, TransactionLost
from bot.text.urls.masking import HIDDEN, mask_url

FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"
_QUIET = (
    "aiohttp",
    "aiosqlite",
    "asyncio",
    "discord",
    "httpcore",
    "httpx",
)  # their DEBUG shows bodies
_URL = re.compile(r"https?://[^\s\"'<>\\]+")
_WEBHOOK = re.compile(r"(/(?:webhooks|interactions)/\d+/)[\w-]{20,}")
_LEAST = 8  # a shorter "secret" is a mistake, and hiding it would blot out words


class SafeFormatter(logging.Formatter):
    """The usual lines, without `secrets`, webhook tokens and keys in addresses."""

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__(FORMAT)
        self._secrets = [secret for secret in secrets if len(secret) >= _LEAST]

    def format(self, record: logging.LogRecord) -> str:
        """Return the whole entry, its traceback included, made safe."""
        return self.safe(super().format(_eased(record)))

    def safe(self, text: str) -> str:
        """Return `text` without what only its owner should know."""
        for secret in self._secrets:
            text = text.replace(secret, HIDDEN)
        text = _WEBHOOK.sub(rf"\1{HIDDEN}", text)
        return _URL.sub(lambda found: mask_url(found[0]), text)


class JsonFormatter(SafeFormatter):
    """One JSON object a line; its texts are made safe before they are escaped."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the whole entry; a traceback is in `error`."""
        record = _eased(record)
        at = datetime.fromtimestamp(record.created, UTC)
        entry = {
            "time": at.isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": self.safe(record.getMessage()),
        }
        if record.exc_info:
            entry["error"] = self.safe(self.formatException(record.exc_info))
        if record.stack_info:
            entry["stack"] = self.safe(record.stack_info)
        return json.dumps(entry, ensure_ascii=False)


def _eased(record: logging.LogRecord) -> logging.LogRecord:
    """Return an entry as a line of warning where a server went away, and it is tried again."""
    error = record.exc_info[1] if record.exc_info else None
    if not isinstance(error, TransactionLost | CommitUncertain):
        return record
    eased = copy.copy(record)
    eased.msg, eased.args = "%s: %s", (record.getMessage(), error)
    eased.exc_info = eased.exc_text = None
    eased.levelno, eased.levelname = logging.WARNING, logging.getLevelName(logging.WARNING)
    return eased


def secrets_of(settings: Settings) -> tuple[str, ...]:
    """Return what is in no log, wherever it stands: an address hides its own by itself."""
    headers = [value for by_name in settings.host_headers.values() for value in by_name.values()]
    server = settings.database.secrets if isinstance(settings.database, ServerUrl) else ()
    return (settings.token, settings.summary_api_key, *headers, *server)


def set_up(settings: Settings) -> None:
    """Send all logging of the process to stderr, at the level that the operator chose."""
    handler = logging.StreamHandler()
    formatter = JsonFormatter if settings.log_format == "json" else SafeFormatter
    handler.setFormatter(formatter(secrets_of(settings)))
    logging.basicConfig(level=settings.log_level, handlers=[handler], force=True)
    least = max(logging.INFO, logging.getLevelNamesMapping()[settings.log_level])
    for name in _QUIET:
        logging.getLogger(name).setLevel(least)
