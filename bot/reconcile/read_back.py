"""Read a channel's messages of ours since a copy was made, and recognize them; changes nothing."""

from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import discord
from discord.utils import snowflake_time, time_snowflake

from bot.access.permissions import missing_permissions
from bot.delivery.send.find_sent import CLOCKS_APART
from bot.delivery.send.history import ChannelHistory
from bot.delivery.send.rest import RestRefused
from bot.digest.render.page_key import PageKey
from bot.digest.schedule.runs import time_of, to_instant
from bot.errors import DeliveryError, Uncertain
from bot.message.discord_errors import CHANNEL_BLOCKED
from bot.model import ON_DEMAND, ChannelKind, Edition, FoundMessage, RestoredChannel
from bot.reconcile.recognize import is_wordless, recognize

MAX_PAGES = 500  # of a hundred messages: whoever talks more is not read to the end
_TO_READ = frozenset({"view_channel", "read_message_history"})
_DEFAULT = 0  # the type of ordinary messages; the others report pins, threads and the like
_CONTENTS = ("content", "components", "flags")

Json = Mapping[str, Any]
# The zones of a channel's digests, by id.
Zones = Mapping[int, ZoneInfo]


class Unreadable(DeliveryError):
    """A channel that cannot be read back, now or later."""


class ChannelReader:
    """Reads channels back."""

    def __init__(self, client: discord.Client, history: ChannelHistory) -> None:
        self._client = client
        self._history = history

    async def read(self, channel: RestoredChannel, zones: Zones) -> list[FoundMessage]:
        """Return the messages of ours that were posted since the copy, oldest first.

        Raises:
            Unreadable: we may not, or Discord hides the words, or there is too much.
            Uncertain, TryLater: as `RestClient.ask` says.
        """
        self._require_sight(channel)
        try:
            found = [
                _found(message, place_id, zones)
                async for message, place_id in self._messages(channel)
            ]
        except RestRefused as e:
            if e.code in CHANNEL_BLOCKED:
                raise Unreadable(str(e)) from e
            raise Uncertain(str(e)) from e
        return sorted(found, key=lambda message: message.id)

    def _require_sight(self, channel: RestoredChannel) -> None:
        """Check our permissions: without them Discord shows an empty channel and no refusal."""
        if channel.guild_id is not None and self._client.get_guild(channel.guild_id) is None:
            raise Uncertain("its server is away")
        missing = _TO_READ & set(missing_permissions(self._client, channel.id, channel.kind))
        if missing:
            raise Unreadable(f"missing {', '.join(sorted(missing))}")

    async def _messages(self, channel: RestoredChannel) -> AsyncIterator[tuple[Json, int | None]]:
        since = channel.since - CLOCKS_APART
        if channel.kind is not ChannelKind.FORUM:
            async for message in self._ours(channel.id, time_snowflake(since)):
                yield message, None
            return
        assert channel.guild_id is not None
        async for thread in self._history.posts(channel.id, channel.guild_id, since):
            thread_id, after = int(thread["id"]), time_snowflake(since)
            if int(thread.get("last_message_id") or thread_id) > after:
                async for message in self._ours(thread_id, after):
                    yield message, thread_id

    async def _ours(self, place_id: int, after: int) -> AsyncIterator[Json]:
        pages = 0
        async for page in self._history.pages(place_id, after):
            pages += 1
            if pages > MAX_PAGES:
                raise Unreadable("too much was said there")
            for message in page:
                if self._was_owed(message):
                    yield message

    def _was_owed(self, message: Json) -> bool:
        is_ordinary = message.get("type", _DEFAULT) == _DEFAULT
        return (
            is_ordinary and self._history.is_ours(message) and not self._history.is_answer(message)
        )


def _found(message: Json, place_id: int | None, zones: Zones) -> FoundMessage:
    payload = {name: message[name] for name in _CONTENTS if name in message}
    webhook_id = message.get("webhook_id")
    if webhook_id is not None and is_wordless(payload):
        raise Unreadable("Discord hides the words")
    shown, message_id = recognize(payload), int(message["id"])
    at = snowflake_time(message_id)
    edition = None if shown.page is None else _edition(shown.page, zones, at)
    is_foreign = shown.page is not None and edition is None  # a digest that the copy has not
    return FoundMessage(
        id=message_id,
        at=at,
        place_id=place_id,
        webhook_id=None if webhook_id is None else int(webhook_id),
        payload=payload,
        keys=frozenset() if is_foreign else shown.keys,
        several=shown.several,
        edition=edition,
    )


def _edition(page: PageKey, zones: Zones, printed_at: datetime) -> Edition | None:
    if (zone := zones.get(page.digest_id)) is None:
        return None
    return Edition(
        digest_id=page.digest_id,
        day=page.day,
        slot=page.slot,
        due_at=to_instant(page.day, _time_of(page.slot), zone),
        printed_at=printed_at,
        zone=zone.key,
    )


def _time_of(slot: int) -> time:
    """Return a slot's time of day; of a page on demand that of its printing."""
    if slot < ON_DEMAND:
        return time_of(slot)
    return (datetime.min.replace(tzinfo=UTC) + timedelta(seconds=slot - ON_DEMAND)).time()
