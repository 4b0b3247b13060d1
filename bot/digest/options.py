"""What somebody typed for a digest, read into it: times, days, zone, feeds; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot import i18n
from bot.digest.schedule.parse import parse_days, parse_times
from bot.errors import Typed, UserError
from bot.follow.lookup.names import find_named
from bot.i18n.zones import parse_zone
from bot.message.markdown import cut, mention_channel, one_line
from bot.model import Digest, FollowedFeed, Grouping, WhenEmpty
from bot.query.parser import parse_filter

MAX_DIGEST_TITLE = 80
USUAL = "-"  # typed to have the usual title back, or all words
DEFAULT_TIMES = parse_times("8:00")
EVERY_DAY = parse_days("")
_ALL_FEEDS = {"all", "*", "tous", "tout", "toutes"} | {
    i18n.text(locale, "digests.all_feeds").casefold() for locale in i18n.LOCALES
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestOptions:
    """What was typed for a digest; None leaves it as it is."""

    times: str | None = None
    days: str | None = None
    zone: str | None = None
    feeds: str | None = None
    grouping: Grouping | None = None
    when_empty: WhenEmpty | None = None
    title: str | None = None
    picture: bool | None = None
    opening: bool | None = None
    translate: bool | None = None
    words: str | None = None

    @property
    def is_for_model(self) -> bool:
        """Tell whether they want something of a language model."""
        return bool(self.opening or self.translate)

    @property
    def is_schedule(self) -> bool:
        """Tell whether they say anew when the digest appears."""
        return bool(self.times or self.days or self.zone)


def apply_options(
    digest: Digest,
    options: DigestOptions,
    now: datetime,
    followed: Sequence[FollowedFeed] = (),
) -> Digest:
    """Return a digest with the options that were given; its channel follows `followed`.

    Raises:
        UserError: something typed makes no sense; it says what does.
    """
    if options.times:
        digest = replace(digest, times=parse_times(options.times))
    if options.days:
        digest = replace(digest, days=parse_days(options.days))
    if options.zone:
        digest = replace(digest, zone=parse_zone(options.zone, now).key)
    if options.feeds:
        chosen = _parse_feeds(options.feeds, followed, digest.channel_id)
        digest = replace(digest, subscription_ids=chosen)
    if options.title:
        digest = replace(digest, title=_parse_title(options.title))
    if options.picture is not None:
        digest = replace(digest, picture=options.picture)
    if options.opening is not None:
        digest = replace(digest, opening=options.opening)
    if options.translate is not None:
        digest = replace(digest, translate=options.translate)
    if options.words:
        digest = replace(digest, words=_parse_words(options.words))
    return replace(
        digest,
        grouping=options.grouping or digest.grouping,
        when_empty=options.when_empty or digest.when_empty,
    )


def _parse_title(typed: str) -> str | None:
    """Return a digest's own title in one line; None for the usual one."""
    title = one_line(typed)
    return None if title in ("", USUAL) else cut(title, MAX_DIGEST_TITLE)


def _parse_words(typed: str) -> str | None:
    """Return a digest's query; None for everything.

    Raises:
        UserError: it cannot be read, or says nothing.
    """
    words = typed.strip()
    if words == USUAL:
        return None
    if parse_filter(words).root is None:
        raise UserError("digests.error.no_words")
    return words


def apply_sources(
    digest: Digest, typed: str, followed: Sequence[FollowedFeed], channels: Mapping[int, str]
) -> Digest:
    """Return a member's own digest with the sources that are named, parted by commas.

    A source is one of their `channels`, by mention or name, or a feed of those that these follow.

    Raises:
        UserError: a part names neither, or several feeds.
    """
    if typed.strip().casefold() in _ALL_FEEDS:
        return replace(digest, subscription_ids=None, channel_ids=frozenset(channels))
    channel_ids: set[int] = set()
    subscription_ids: set[int] = set()
    for part in filter(None, (part.strip() for part in typed.split(","))):
        whole = [each for each, name in channels.items() if part in (f"<#{each}>", f"#{name}")]
        named = find_named(followed, part)
        if not whole and len({each.feed.id for each in named}) != 1:
            raise UserError("digests.error.source", given=Typed(part))
        channel_ids |= set(whole)
        subscription_ids |= set() if whole else {each.subscription.id for each in named}
    return replace(
        digest, subscription_ids=frozenset(subscription_ids), channel_ids=frozenset(channel_ids)
    )


def _parse_feeds(
    typed: str, followed: Sequence[FollowedFeed], channel_id: int
) -> frozenset[int] | None:
    """Return the subscriptions that are named, parted by commas; None for all.

    Raises:
        UserError: a part names none of the channel's feeds, or several.
    """
    if typed.strip().casefold() in _ALL_FEEDS:
        return None
    chosen: set[int] = set()
    for name in filter(None, (part.strip() for part in typed.split(","))):
        named = find_named(followed, name)
        if len(named) != 1:
            raise UserError(
                "digests.error.feed", given=Typed(name), channel=mention_channel(channel_id)
            )
        chosen.add(named[0].subscription.id)
    return frozenset(chosen) or None
