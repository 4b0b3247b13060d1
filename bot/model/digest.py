"""Digests: how a channel's or a member's page is sorted, and what an empty day does."""

from enum import StrEnum


class Grouping(StrEnum):
    """What the sections of a digest are."""

    FEED = "feed"
    CATEGORY = "category"


class WhenEmpty(StrEnum):
    """What a digest does on a day without news."""

    SKIP = "skip"
    SAY = "say"
