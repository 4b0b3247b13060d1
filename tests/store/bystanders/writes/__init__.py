"""Every UPDATE and DELETE of the store by its name, done for what is ours, room by room."""

from tests.store.bystanders.ours import Work
from tests.store.bystanders.writes import (
    digests,
    feeds,
    guilds,
    items,
    llm,
    members,
    outbox,
    search,
    subscriptions,
)

WRITES: dict[str, Work] = {
    **digests.WRITES,
    **feeds.WRITES,
    **guilds.WRITES,
    **items.WRITES,
    **llm.WRITES,
    **members.WRITES,
    **outbox.WRITES,
    **search.WRITES,
    **subscriptions.WRITES,
}
