"""The one exception tree, drawn by who must act; it holds no logic.

GazetteError
├── ConfigError          the operator: put a setting right, start again
│   └── TokenMissing     there is no DISCORD_TOKEN: the first steps are told
├── StoreError           the operator: the database cannot be used as it is
│   ├── DatabaseInUse    another process has it
│   ├── DatabaseAway     its server cannot be reached: waited for by who has had it
│   ├── TransactionLost  its server went away, or preferred another: done again
│   ├── CommitUncertain  its server went away while it committed: leases settle it
│   └── DatabaseDamaged  its pages are broken: only a backup helps, the process ends
├── UserError            the asker: shown in their language, from the catalogs
├── FeedError            time: a feed could not be read now, it is tried again
│   ├── Unreachable      no answer (name, connection, TLS, time)
│   │   └── CutOff       an answer that ended too early
│   ├── AddressRefused   the guard will not go there
│   ├── BadStatus        an answer that is no feed, by its status
│   │   └── FeedGone     410
│   ├── TooLarge         the body or its decompression passes the limit
│   ├── TooCostly        reading it took more time or memory than a feed may
│   └── NotAFeed         an answer that is no feed, by its content
├── ModelError           nobody: the language model gave nothing usable, it is done without
└── DeliveryError        a message could not be placed
    ├── ChannelBlocked   the channel is gone or closed to us: stop, tell an admin
    ├── Uncertain        perhaps stored, perhaps not: settle it before sending again
    └── TryLater         certainly not stored: send again at `retry_at`
"""

from datetime import datetime
from pathlib import Path


class GazetteError(Exception):
    """Any failure that Gazette itself names."""


class ConfigError(GazetteError):
    """A setting is missing or wrong; `str(e)` is written for the operator."""


class TokenMissing(ConfigError):
    """DISCORD_TOKEN is not set: somebody's first start, most likely."""

    def __init__(self) -> None:
        super().__init__(
            "DISCORD_TOKEN is not set, so there is nobody to log in as"
            " (one is made at https://discord.com/developers/applications)"
        )


class StoreError(GazetteError):
    """The database cannot be used: newer than the program, damaged, full, read-only."""


class DatabaseInUse(StoreError):
    """Another process holds the database; `str(e)` says which, and since when."""


class DatabaseAway(StoreError):
    """The server of the database cannot be reached; whoever has had it may wait for it."""


class TransactionLost(StoreError):
    """A transaction came to nothing by no fault of its own; it may be done again."""


class CommitUncertain(StoreError):
    """A transaction was complete, and whether it stayed is not known."""


class DatabaseDamaged(StoreError):
    """The file is no database, or pages of it are broken; `detail` is SQLite's word."""

    def __init__(self, path: Path, detail: str) -> None:
        super().__init__(
            "the database is damaged; restore a backup (python -m bot restore FILE): "
            f"{path}: {detail}"
        )


class Typed(str):
    """What somebody typed, word for word: whoever shows it makes it short and harmless."""

    __slots__ = ()


class UserError(GazetteError):
    """A mistake the asker can put right.

    Carries the catalog key of its sentence and what the sentence names, because only the
    conversation knows the asker's language. Names are markdown already, but for `Typed` ones.
    """

    def __init__(self, key: str, **params: object) -> None:
        super().__init__(key, params)
        self.key = key
        self.params = params


class FeedError(GazetteError):
    """A feed could not be read this time.

    `cause` is a short stable word that catalogs (`causes.<cause>`) turn into a sentence;
    `detail` says more to the operator and never shows what an inside host answered.
    """

    cause = "unknown"

    def __init__(self, detail: str = "", *, retry_at: datetime | None = None) -> None:
        super().__init__(detail or self.cause)
        self.detail = detail
        self.retry_at = retry_at


class Unreachable(FeedError):
    """No usable answer came back: `cause` is one of dns, connect, proxy, tls, timeout, protocol."""

    def __init__(self, cause: str, detail: str = "") -> None:
        self.cause = cause
        super().__init__(detail)


class CutOff(Unreachable):
    """The answer ended before its time; what came of it may be whole all the same."""


class AddressRefused(FeedError):
    """The address leads to a host, port or scheme that Gazette does not visit."""

    cause = "refused"


class BadStatus(FeedError):
    """The server answered, at `url` after redirects, with a status that carries no feed."""

    def __init__(
        self, status: int, *, retry_at: datetime | None = None, url: str | None = None
    ) -> None:
        self.cause = f"http_{status}"
        self.status = status
        self.url = url
        super().__init__(f"HTTP {status}", retry_at=retry_at)


class FeedGone(BadStatus):
    """410: the publisher says that the feed will not come back."""


class TooLarge(FeedError):
    """The answer is larger than any feed should be."""

    cause = "too_large"


class TooCostly(FeedError):
    """Reading the answer was ended: it took more time or memory than any feed should."""

    cause = "too_costly"


class NotAFeed(FeedError):
    """The answer was read and is something else; `cause` is html, empty, not_a_feed, or notice."""

    def __init__(self, cause: str = "not_a_feed", detail: str = "") -> None:
        self.cause = cause
        super().__init__(detail)


class ModelError(GazetteError):
    """A language model was not asked, did not answer, or not usably.

    `cause` is a short word for the log; `note` is the word that readers are told: away or budget.
    `unasked` says that the question was certainly not answered, and so costs nothing.
    """

    def __init__(self, cause: str, *, note: str = "away", unasked: bool = False) -> None:
        super().__init__(cause)
        self.cause = cause
        self.note = note
        self.unasked = unasked


class ModelRefusal(ModelError):
    """An error came as the answer; `text` is all that it says."""

    def __init__(self, text: str) -> None:
        super().__init__("error in the answer")
        self.text = text


class DeliveryError(GazetteError):
    """A message could not be placed."""


class ChannelBlocked(DeliveryError):
    """The channel is gone or closed to us.

    `code` is Discord's JSON error code, `missing` are the permissions known to be missing.
    """

    def __init__(self, code: int, detail: str = "", *, missing: tuple[str, ...] = ()) -> None:
        super().__init__(detail or f"code {code}")
        self.code = code
        self.missing = missing


class Uncertain(DeliveryError):
    """Discord may or may not have stored the message: read back before sending again.

    `on_its_way` says that it may even be stored later: nobody answered us, or a proxy, in time.
    """

    def __init__(self, detail: str = "", *, on_its_way: bool = False) -> None:
        super().__init__(detail or "uncertain")
        self.on_its_way = on_its_way


class TryLater(DeliveryError):
    """Discord certainly stored nothing; the row is due again at `retry_at`."""

    def __init__(self, retry_at: datetime, detail: str = "") -> None:
        super().__init__(detail or "try later")
        self.retry_at = retry_at
