"""Write a job's messages, as its subscription wants them to look; pure, sends nothing.

item, group   from the items, in the subscription's look
edit          the same, with what has changed since: the words, the other sources
"""

from collections.abc import Sequence
from datetime import date

from bot import i18n
from bot.message.feed_title import given_title
from bot.message.limits import MAX_THREAD_TITLE
from bot.message.markdown import cut
from bot.message.message import Message
from bot.message.payload import to_payload
from bot.model import (
    ChannelKind,
    DeliveryJob,
    DeliveryKind,
    DraftMessage,
    Feed,
    ForumPost,
    Item,
    Subscription,
)
from bot.post.foreign import shown_in
from bot.post.forum_tags import read_tag_rules, tags_for
from bot.post.render import RenderContext, render_group, render_item
from bot.post.title import title_of
from bot.query.filters import Filters, read_zone


def drafts_of(job: DeliveryJob, *, named: bool = True) -> tuple[DraftMessage, ...]:
    """Return the messages of an item or group, the first with the post it may open."""
    opening = opening_of(job)
    return tuple(
        [
            DraftMessage(payload=to_payload(message), opening=None if number else opening)
            for number, message in enumerate(write(job, named=named))
        ]
    )


def write(job: DeliveryJob, *, named: bool = True) -> tuple[Message, ...]:
    """Return the messages that show a job's items.

    `named` is False where a webhook posts them under the feed's name.
    """
    feed, subscription = _parties(job)
    filters = Filters(feed)
    items = _as_read(job)
    context = RenderContext(
        feed=feed,
        look=subscription.look,
        locale=i18n.choose_locale(job.target.locale),
        translated=bool(job.translations),
        also_in=job.also_in,
        updated=job.updated,
        delivery_id=job.delivery.target_id or job.delivery.id,
        named=named,
        everyone=subscription.look.mention_role_id == subscription.guild_id,
        mention=any(filters.calls_role(subscription, item, job.target.zone) for item in job.items),
    )
    if job.kind is DeliveryKind.GROUP:
        return (render_group(items, context),)
    return render_item(items[0], context)


def opening_of(job: DeliveryJob) -> ForumPost | None:
    """Return the post of a forum that shows a job's items; None where no forum is meant."""
    if job.target.kind is not ChannelKind.FORUM:
        return None
    feed, subscription = _parties(job)
    locale = i18n.choose_locale(job.target.locale)
    filters = Filters(feed)
    searchables = [filters.searchable(item, job.target.zone) for item in job.items]
    return ForumPost(
        title=_post_title(_as_read(job), feed, subscription, locale, local_day(job)),
        tag_ids=tags_for(searchables, read_tag_rules(subscription.forum_tags)),
    )


def _post_title(
    items: Sequence[Item], feed: Feed, subscription: Subscription, locale: str, day: date
) -> str:
    name = given_title(feed) or feed.host
    if subscription.forum_daily:
        written = i18n.format_day(locale, day)
        room = MAX_THREAD_TITLE - len(i18n.text(locale, "delivery.day", feed="", day=written))
        return i18n.text(locale, "delivery.day", feed=cut(name, room), day=written)
    if len(items) == 1:
        return cut(title_of(items[0], locale), MAX_THREAD_TITLE)
    many = i18n.text(locale, "delivery.group", n=len(items))
    return cut(f"{name} · {many}", MAX_THREAD_TITLE)


def local_day(job: DeliveryJob) -> date:
    """Return the day of a delivery where its channel is: when it was owed, not when it got there.

    So a retry after midnight belongs to the same day's post.
    """
    return job.delivery.created_at.astimezone(read_zone(job.target.zone)).date()


def _as_read(job: DeliveryJob) -> tuple[Item, ...]:
    """Return a job's items in the channel's language, as far as they are translated."""
    locale = i18n.choose_locale(job.target.locale)
    return tuple([shown_in(item, job.translations.get(item.id), locale) for item in job.items])


def _parties(job: DeliveryJob) -> tuple[Feed, Subscription]:
    assert job.feed is not None, "only items of a subscription are written here"
    assert job.subscription is not None
    return job.feed, job.subscription
