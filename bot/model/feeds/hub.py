"""WebSub: our subscription at the hub of a feed."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class HubState(StrEnum):
    """How far a subscription is."""

    ASKING = "asking"
    LIVE = "live"
    DENIED = "denied"
    ENDING = "ending"


@dataclass(frozen=True, slots=True, kw_only=True)
class HubSubscription:
    """A subscription at a hub; `feed_id` None means that the feed is gone."""

    id: int
    feed_id: int | None
    hub_url: str
    topic_url: str
    callback: str = field(repr=False)
    secret: str = field(repr=False)
    state: HubState
    attempts: int
    due_at: datetime
    lease_ends_at: datetime | None = None
