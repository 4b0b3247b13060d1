"""IANA time zones as people name them: read, suggested, ordered by language, shown with a clock."""

from bot.i18n.zones.names import fold_place, is_zone
from bot.i18n.zones.offsets import zone_label
from bot.i18n.zones.read import likely_zones, parse_zone, suggest_zones, with_clock

__all__ = [
    "fold_place",
    "is_zone",
    "likely_zones",
    "parse_zone",
    "suggest_zones",
    "with_clock",
    "zone_label",
]
