"""A zone's short name means the time of its place, as the tz database has it."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.feeds.document.dates.zones import zone_of

JANUARY, JULY = datetime(2018, 1, 15, tzinfo=UTC), datetime(2018, 7, 15, tzinfo=UTC)
BEFORE = datetime(2010, 7, 15, tzinfo=UTC)  # when Moscow had a summer's time
PLACES = {
    JANUARY: {
        "Etc/UTC": "z ut utc gmt", "Europe/Lisbon": "wet", "Europe/Paris": "cet met mez",
        "Africa/Lagos": "wat", "Africa/Johannesburg": "sast", "Africa/Maputo": "cat",
        "Europe/Athens": "eet", "Europe/Moscow": "msk", "Africa/Nairobi": "eat",
        "Europe/Istanbul": "trt", "Asia/Dubai": "gst", "Europe/Samara": "samt",
        "Asia/Tehran": "irst", "Asia/Kabul": "aft", "Asia/Karachi": "pkt", "Asia/Tashkent": "uzt",
        "Asia/Yekaterinburg": "yekt", "Asia/Kolkata": "ist", "Asia/Kathmandu": "npt",
        "Asia/Omsk": "omst", "Asia/Yangon": "mmt", "Asia/Bangkok": "ict", "Asia/Jakarta": "wib",
        "Asia/Novosibirsk": "novt", "Asia/Krasnoyarsk": "krat", "Asia/Singapore": "sgt",
        "Asia/Hong_Kong": "hkt", "Australia/Perth": "awst", "Asia/Manila": "pht",
        "Asia/Kuala_Lumpur": "myt", "Asia/Makassar": "wita", "Asia/Irkutsk": "irkt",
        "Asia/Tokyo": "jst", "Asia/Seoul": "kst", "Asia/Jayapura": "wit", "Asia/Yakutsk": "yakt",
        "Australia/Adelaide": "acdt", "Australia/Sydney": "aedt", "Asia/Vladivostok": "vlat",
        "Asia/Magadan": "magt", "Asia/Kamchatka": "pett", "Pacific/Auckland": "nzdt",
        "America/Sao_Paulo": "brst", "America/Argentina/Buenos_Aires": "art",
        "America/Montevideo": "uyt", "America/Santiago": "clst", "America/Halifax": "ast at",
        "America/St_Johns": "nst", "America/New_York": "est et", "America/Caracas": "vet",
        "America/La_Paz": "bot", "America/Lima": "pet", "America/Bogota": "cot",
        "America/Chicago": "cst ct", "America/Denver": "mst mt", "America/Los_Angeles": "pst pt",
        "America/Anchorage": "akst", "Pacific/Honolulu": "hst",
    },
    JULY: {
        "Europe/London": "bst", "Europe/Lisbon": "west", "Europe/Paris": "cest mest mesz",
        "Europe/Athens": "eest", "Asia/Jerusalem": "idt", "Australia/Adelaide": "acst",
        "Australia/Sydney": "aest", "Pacific/Auckland": "nzst", "America/Sao_Paulo": "brt",
        "America/Santiago": "clt", "America/Halifax": "adt at", "America/St_Johns": "ndt",
        "America/New_York": "edt et", "America/Chicago": "cdt ct", "America/Denver": "mdt mt",
        "America/Los_Angeles": "pdt pt", "America/Anchorage": "akdt",
    },
    BEFORE: {"Europe/Moscow": "msd"},
}  # fmt: skip


def test_a_name_means_the_time_of_its_place() -> None:
    wrong = {
        name
        for when, places in PLACES.items()
        for place, names in places.items()
        for name in names.split()
        if (zone := zone_of(name)) is None
        or when.replace(tzinfo=zone).utcoffset() != when.replace(tzinfo=ZoneInfo(place)).utcoffset()
    }

    assert wrong == set()
