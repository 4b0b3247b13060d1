"""Bulk changes: one act on many subscriptions, asked once and undone at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class BulkVerb(StrEnum):
    """What is done to each subscription."""

    PAUSE = "pause"
    RESUME = "resume"
    MOVE = "move"
    REMOVE = "remove"
    CHANGE = "change"


class BulkState(StrEnum):
    """How far a bulk change is."""

    ASKED = "asked"
    DONE = "done"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkChange:
    """One act on many subscriptions of a guild.

    `changes` are settings by name, None where one goes; `undo` is how each was before, in the
    store's own words.
    """

    id: int
    guild_id: int
    verb: BulkVerb
    subscription_ids: tuple[int, ...]
    changes: Mapping[str, str | None] = field(default_factory=dict)
    channel_id: int | None = None
    undo: tuple[Mapping[str, Any], ...] = ()
    state: BulkState = BulkState.ASKED
