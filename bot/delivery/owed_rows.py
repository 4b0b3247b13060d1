"""Write what was decided as rows of the outbox; pure, stores nothing."""

from bot.delivery.plan import (
    AlsoIn,
    Decision,
    Edit,
    Follower,
    Post,
    Reconciled,
    ShownDelivery,
    Withhold,
)
from bot.model import DeliveryKind, Item, Owed, Reason


def to_owed(decision: Decision) -> list[Owed]:
    """Return the rows that carry a decision out, or remember it."""
    match decision:
        case Post():
            return [_post(decision)]
        case Withhold(follower=follower, item=item, reason=reason, detail=detail):
            return [_held(follower, item, reason, detail)]
        case Reconciled(follower=follower, item=item, message_id=message_id):
            place = follower.subscription
            return [reconciled(place.channel_id, place.id, item.id, message_id)]
        case AlsoIn(follower=follower, item=item, posted=posted):
            held = _held(follower, item, Reason.SAME_STORY, str(posted.delivery_id))
            if not posted.begun:  # it will name this source when it is written
                return [held]
            channel_id = follower.subscription.channel_id
            return [held, _edit(channel_id, posted, f"also.{item.id}")]
        case Edit(follower=follower, item=item, posted=posted):
            why = f"{item.id}.{item.revision}"
            return [_edit(follower.subscription.channel_id, posted, why)]


def _post(post: Post) -> Owed:
    subscription, first = post.follower.subscription, post.items[0]
    slot = f"group:{first.id}" if post.grouped else f"item:{first.id}"
    return Owed(
        kind=DeliveryKind.GROUP if post.grouped else DeliveryKind.ITEM,
        channel_id=subscription.channel_id,
        subscription_id=subscription.id,
        slot=f"{slot}@{first.revision}" if post.again else slot,
        rank_at=first.published_at,
        position=-first.position,  # the lowest is the newest
        item_ids=tuple([item.id for item in post.items]),
    )


def _held(follower: Follower, item: Item, reason: Reason, detail: str) -> Owed:
    return Owed(
        kind=DeliveryKind.ITEM,
        channel_id=follower.subscription.channel_id,
        subscription_id=follower.subscription.id,
        slot=f"item:{item.id}",
        held=reason,
        detail=detail,
        item_ids=(item.id,),
    )


def reconciled(channel_id: int, subscription_id: int | None, item_id: int, message_id: int) -> Owed:
    """Return the row of an item that a message from before a restore shows."""
    return Owed(
        kind=DeliveryKind.ITEM,
        channel_id=channel_id,
        subscription_id=subscription_id,
        slot=f"item:{item_id}",
        found=message_id,
        item_ids=(item_id,),
    )


def _edit(channel_id: int, posted: ShownDelivery, why: str) -> Owed:
    return edit_of(channel_id, posted.subscription_id, posted.delivery_id, why)


def edit_of(channel_id: int, subscription_id: int, delivery_id: int, why: str) -> Owed:
    """Return the row that writes a delivery's message anew, in its own subscription's look."""
    return Owed(
        kind=DeliveryKind.EDIT,
        channel_id=channel_id,
        subscription_id=subscription_id,
        target_id=delivery_id,
        slot=f"edit:{delivery_id}@{why}",
    )
