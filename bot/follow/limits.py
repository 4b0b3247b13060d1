"""Limits of following: how many feeds a server may have, and how many a member of their own."""

from dataclasses import dataclass

from bot.errors import UserError
from bot.model import Guild


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowLimits:
    """How many subscriptions there may be; a `member` limit of 0 means that nobody has any."""

    server: int
    member: int

    def of(self, guild: Guild) -> int:
        return self.member if guild.personal else self.server

    def too_many(self, guild: Guild) -> UserError:
        """Return the refusal of one more."""
        if not guild.personal:
            return UserError("feeds.add.too_many", n=self.server)
        key = "too_many_own" if self.member else "none_own"
        return UserError(f"feeds.add.{key}", n=self.member)
