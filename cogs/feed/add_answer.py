"""What `/feed add` answers: one feed at length, many in groups; asks and follows nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from bot import i18n
from bot.client import say_mistake
from bot.errors import FeedError, UserError
from bot.feeds.discovery.candidates import OfferedFeed
from bot.i18n.causes import say_cause
from bot.message.feed_title import MAX_FEED_TITLE, title_or_address, written_offer
from bot.message.limits import MAX_OPTION_TEXT, MAX_OPTIONS
from bot.message.markdown import cut, link, mention_channel, one_line
from bot.message.message import Component, Option, Row, Select, Text
from bot.model import FollowedFeed, Mode
from bot.text.urls.masking import has_secret, mask_url

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
MAX_SHOWN = 200  # characters of an address in an answer
MAX_PART = 3500  # characters of one text, of the 4,000 that a message holds

_ALREADY = "feeds.add.already"


@dataclass(frozen=True, slots=True, kw_only=True)
class AddOutcome:
    """What came of one address: a feed that is followed now, several to choose from, or none."""

    address: str
    offers: tuple[OfferedFeed, ...] = ()
    following: FollowedFeed | None = None
    error: FeedError | UserError | None = None

    @property
    def is_known(self) -> bool:
        return isinstance(self.error, UserError) and self.error.key == _ALREADY


def say_one(outcome: AddOutcome, locale: str, channel_id: int) -> tuple[Component, ...]:
    """Return the answer about one address."""
    if outcome.following is not None:
        return (Text(_say_followed(outcome.offers[0], outcome.following, locale)),)
    if outcome.error is not None:
        return (Text(f"⚠️ {_refusal(outcome, locale)}"),)
    return _menu(locale, outcome, channel_id, 0)


def say_many(
    outcomes: Sequence[AddOutcome], locale: str, channel_id: int
) -> list[tuple[Component, ...]]:
    """Return the answer about many addresses: what is followed, what was, what is not, and menus.

    What holds for all of them is said once.
    """
    followed = [each for each in outcomes if each.following is not None]
    known = [each for each in outcomes if each.is_known]
    refused = [each for each in outcomes if each.error is not None and not each.is_known]
    channel = mention_channel(channel_id)
    lines: list[str] = []
    if followed:
        lines.append(i18n.text(locale, "feeds.add.group.followed", channel=channel))
        lines += [_line(each.offers[0], locale) for each in followed]
        lines.append(f"-# {i18n.text(locale, 'feeds.add.next')}")
    private = [each.offers[0] for each in followed if has_secret(each.offers[0].url)]
    if private:
        named = ", ".join(map(written_offer, private))
        said = i18n.text(locale, "feeds.add.group.private", feeds=named, channel=channel)
        lines.append(f"-# 🔑 {said}")
    if known:
        lines.append(i18n.text(locale, "feeds.add.group.known"))
        lines += [f"- {_refusal(each, locale)}" for each in known]
    if refused:
        lines.append(i18n.text(locale, "feeds.add.group.refused"))
        lines += [f"- ⚠️ {_refusal(each, locale)}" for each in refused]
    menus = [
        _menu(locale, each, channel_id, number)
        for number, each in enumerate(outcomes)
        if each.error is None and each.following is None
    ]
    return [*[(Text(part),) for part in _parts(lines)], *menus]


def _parts(lines: Iterable[str]) -> list[str]:
    """Return the lines in as few texts as hold them."""
    parts: list[str] = []
    for line in lines:
        if parts and len(parts[-1]) + len(line) < MAX_PART:
            parts[-1] += f"\n{line}"
        else:
            parts.append(line)
    return parts


def _refusal(outcome: AddOutcome, locale: str) -> str:
    """Say why an address is not followed."""
    error = outcome.error
    if isinstance(error, UserError):
        return say_mistake(locale, error)
    assert error is not None
    cause = say_cause(locale, error.cause, retry_at=error.retry_at)
    address = shown_address(outcome.address)
    return i18n.text(locale, "feeds.add.unread", address=address, cause=cause)


def _say_followed(offer: OfferedFeed, following: FollowedFeed, locale: str) -> str:
    """Return what to say of a feed that is followed now."""
    channel = mention_channel(following.subscription.channel_id)
    names = {"feed": written_offer(offer), "channel": channel}
    key = "in_digest" if following.subscription.mode is Mode.DIGEST else "followed"
    lines = [i18n.text(locale, f"feeds.add.{key}", **names), f"-# {_newest(locale, offer)}"]
    lines.append(f"-# {i18n.text(locale, 'feeds.add.next')}")
    if has_secret(offer.url):
        lines.append(f"-# 🔑 {i18n.text(locale, 'feeds.add.private', **names)}")
    return "\n".join(lines)


def _line(offer: OfferedFeed, locale: str) -> str:
    """Return one line about a feed that is followed now."""
    newest = _newest(locale, offer)
    return i18n.text(locale, "feeds.add.group.line", feed=written_offer(offer), newest=newest)


def _newest(locale: str, offer: OfferedFeed) -> str:
    """Say what the feed's newest article is, so that nobody wonders whether it lives."""
    items = offer.parsed.items if offer.parsed else ()
    if not items:
        return i18n.text(locale, "feeds.add.empty")
    newest = max(items, key=lambda item: (item.published_at or LONG_AGO, -item.position))
    title = link(cut(one_line(newest.title or newest.lead), MAX_FEED_TITLE), newest.link) or "…"
    line = i18n.text(locale, "feeds.add.newest", title=title)
    if newest.published_at is None:
        return line
    return f"{line} · {i18n.timestamp(newest.published_at)}"


def _menu(locale: str, outcome: AddOutcome, channel_id: int, number: int) -> tuple[Component, ...]:
    """Return the feeds of a page as a menu; addresses that no menu can hold as text."""
    offers = outcome.offers
    fitting = [each for each in offers if len(each.url) <= MAX_OPTION_TEXT][:MAX_OPTIONS]
    others = [shown_address(each.url) for each in offers if each not in fitting]
    lines = [i18n.text(locale, "feeds.add.choose", address=shown_address(outcome.address))]
    if others:
        lines.append(i18n.text(locale, "feeds.add.others", addresses=" ".join(others[:5])))
    if not fitting:
        return (Text("\n".join(lines)),)
    options = tuple([_option(each) for each in fitting])
    menu = Select(
        custom_id=f"feed:offer:{channel_id}:{number}",
        options=options,
        placeholder=i18n.text(locale, "feeds.add.placeholder"),
        max_values=len(options),
    )
    return (Text("\n".join(lines)), Row((menu,)))


def _option(offer: OfferedFeed) -> Option:
    return Option(
        label=cut(title_or_address(offer.title, offer.url), MAX_OPTION_TEXT),
        value=offer.url,
        description=cut(mask_url(offer.url), MAX_OPTION_TEXT),
    )


def shown_address(url: str) -> str:
    """Return an address without its keys, as a link without a preview."""
    return f"<{cut(mask_url(url), MAX_SHOWN)}>"
