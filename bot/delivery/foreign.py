"""Which items of what is owed wait for their translation, and how long; pure."""

from collections.abc import Sequence
from datetime import timedelta

from bot import i18n
from bot.delivery.plan import Decision, Edit, Post
from bot.model import Item, Owed, Subscription, WaitingItem
from bot.post.foreign import source_of

WAIT = timedelta(minutes=1)  # then a message goes out in whichever language there is


class ForeignItems:
    """Tells what is foreign to followers who want it translated; looks once at each item."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, str], bool] = {}

    def waiting(self, decision: Decision, owed: Owed) -> list[WaitingItem]:
        """Return the items for whose translations a row of the outbox is to wait."""
        match decision:
            case Post(follower=follower, items=items):
                return self.waiting_for(items, owed, follower.subscription, follower.locale)
            case Edit(follower=follower, item=item):
                return self.waiting_for([item], owed, follower.subscription, follower.locale)
            case _:
                return []

    def waiting_for(
        self, items: Sequence[Item], owed: Owed, subscription: Subscription, locale: str | None
    ) -> list[WaitingItem]:
        """Return those of the items that a row shows which its subscription wants translated."""
        if not subscription.translate or subscription.guild_id is None:
            return []
        language = i18n.choose_locale(locale)
        return [
            WaitingItem(
                channel_id=owed.channel_id, slot=owed.slot, item_id=item.id, language=language
            )
            for item in items
            if self._is_foreign(item, language)
        ]

    def _is_foreign(self, item: Item, language: str) -> bool:
        key = (item.id, language)
        if key not in self._known:
            self._known[key] = source_of(item, language) is not None
        return self._known[key]
