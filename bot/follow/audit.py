"""The audit: a line for each change of a moderator's, in its transaction, and how it reads.

Every rule that changes something takes who asked for it (`by`); what no member asked for, such as
an import on the command line, has no line.
"""

from collections.abc import Iterator
from dataclasses import Field, dataclass, fields
from datetime import datetime
from typing import Any

from bot import i18n
from bot.message.feed_title import MAX_FEED_TITLE, feed_title
from bot.message.markdown import fit, mention_channel
from bot.model import FollowedFeed, Look, Subscription
from bot.model.guilds.audit import AuditLine
from bot.store.database import Connection, Database
from bot.store.guilds.audit import add_audit_line, last_audit_lines

SHOWN = 50
_UNTOLD = {"id", "feed_id", "channel_id", "guild_id", "look", "created_at", "paused_at", "mutes"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """The member who asks for a change, in which guild, and when."""

    user_id: int
    guild_id: int
    at: datetime


async def note_feed(
    connection: Connection,
    by: Actor | None,
    act: str,
    following: FollowedFeed,
    changed: tuple[str, ...] = (),
) -> None:
    """Add a line about a feed in its channel; `changed` are the settings that are others now."""
    subscription = following.subscription
    await note(
        connection,
        by,
        act,
        subject=feed_title(following.feed),
        changed=changed,
        channel_id=subscription.channel_id,
        subscription_id=subscription.id,
    )


async def note(
    connection: Connection,
    by: Actor | None,
    act: str,
    *,
    subject: str = "",
    changed: tuple[str, ...] = (),
    channel_id: int | None = None,
    subscription_id: int | None = None,
) -> None:
    """Add a line about a server, a channel or a feed, where a member asked for the change."""
    if by is None:
        return
    line = AuditLine(
        user_id=by.user_id,
        at=by.at,
        act=act,
        subject=subject,
        fields=changed,
        channel_id=channel_id,
        subscription_id=subscription_id,
    )
    await add_audit_line(connection, by.guild_id, line)


def changed_fields(before: Subscription, after: Subscription) -> tuple[str, ...]:
    """Return the names of the settings in which two states of a subscription differ."""
    return (
        *_differing(before, after, fields(Subscription)),
        *_differing(before.look, after.look, fields(Look)),
    )


def _differing(before: object, after: object, of_type: tuple[Field[Any], ...]) -> Iterator[str]:
    names = (field.name for field in of_type if field.name not in _UNTOLD)
    return (name for name in names if getattr(before, name) != getattr(after, name))


class AuditReader:
    """Where the audit is read."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def lines(
        self, guild_id: int, locale: str, *, subscription_id: int | None = None
    ) -> list[str]:
        """Return the last fifty changes of a guild, or of a feed there, as they are shown."""
        found = await last_audit_lines(
            self._database.fetch_all, guild_id, limit=SHOWN, subscription_id=subscription_id
        )
        return [_say(line, locale) for line in found]


def _say(line: AuditLine, locale: str) -> str:
    what = i18n.text(
        locale,
        f"audit.act.{line.act}" if line.feeds < 2 else f"audit.of_many.{line.act}",
        n=line.feeds,
        feed=fit(line.subject, MAX_FEED_TITLE),
        channel=mention_channel(line.channel_id) if line.channel_id else "",
    )
    if line.fields:
        names = ", ".join(i18n.text(locale, f"audit.field.{name}") for name in line.fields)
        what = f"{what} ({names})"
    when, who = i18n.timestamp(line.at), f"<@{line.user_id}>"
    return "-# " + i18n.text(locale, "audit.line", when=when, who=who, what=what)
