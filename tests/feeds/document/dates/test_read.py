"""Dates as feeds write them: the instant that is written, or none."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.document.dates.order import DateOrder
from bot.feeds.document.dates.read import DateReader, is_ambiguous, order_of, read_date
from bot.feeds.document.parse import read_document


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("2025-12-09T11:16:00+01:00", "2025-12-09 10:16"),
        ("2025-12-09T10:16:00Z", "2025-12-09 10:16"),
        ("2025-12-09", "2025-12-09"),
        ("Tue, 09 Dec 2025 11:16:00 +0100", "2025-12-09 10:16"),
        ("Tue, 09 Dec 2025 10:16:00 GMT", "2025-12-09 10:16"),
        ("Tue, 09 Dec 25 10:16 GMT", "2025-12-09 10:16"),
        ("Tuesday, 09-Dec-25 10:16:00 UTC", "2025-12-09 10:16"),
        ("Tue Dec  9 10:16:00 2025", "2025-12-09 10:16"),
        ("2025/12/09 10:16:00", "2025-12-09 10:16"),
        ("2025.12.9", "2025-12-09"),
        ("20251209T101600Z", "2025-12-09 10:16"),
        ("2025-12-09T24:00:00Z", "2025-12-10"),
        ("2025-12-09T10:16:60Z", "2025-12-09 10:16:59"),
        ("Tue, Dec 09 2025 10:16:05 PM", "2025-12-09 22:16:05"),
        ("9 Dec 2025 12:05 AM", "2025-12-09 00:05"),
        ("9 Dec 2025 12:05 PM", "2025-12-09 12:05"),
        ("Dec. 9, 2025, 10:16 p.m.", "2025-12-09 22:16"),
        ("December 9, 2025 at 3 PM", "2025-12-09 15:00"),
        ("Tue, 9th Dec 2025", "2025-12-09"),
        ("31.12.2025", "2025-12-31"),
        ("1 december 2025, maandag", "2025-12-01"),
        ("tirsdag 12-01-2026", "2026-12-01"),
        ("31.12.25 09:30", "2025-12-31 09:30"),
        ("12/31/2025 3:04 PM", "2025-12-31 15:04"),
        ("15:04 31.12.2025", "2025-12-31 15:04"),
        ("Dec 9th, 2025 @ 10:16", "2025-12-09 10:16"),
        ("09/Dec/2025:10:16:00 +0000", "2025-12-09 10:16"),
        ("2025-12-09T101600+01:00", "2025-12-09 09:16"),
        ("2025-12-09 101600Z", "2025-12-09 10:16"),
        ("2025-12-09T10:16:00+00:0", "2025-12-09 10:16"),
        ("2025-12-09T10:16:00-05:3", "2025-12-09 15:46"),
        ("2025-W50-2", "2025-12-09"),
        ("2025W502T101600Z", "2025-12-09 10:16"),
        ("2025-343", "2025-12-09"),
        ("2025-12-09T10Z", "2025-12-09 10:00"),
        ("20251209T1016Z", "2025-12-09 10:16"),
        ("9 Dec 2025, 10.16pm", "2025-12-09 22:16"),
        ("9 Dec 2025 10.16", "2025-12-09 10:16"),
        ("noon, December 9th, 2025", "2025-12-09 12:00"),
        ("9 Dec 2025 12 midnight", "2025-12-09"),
        ("Dec. 9th, 2025, 4 p.m. ET", "2025-12-09 21:00"),
        ("2025-12-09 10:16:00 +0100 CET m=+0.25", "2025-12-09 09:16"),
        ("2025-12-09 10:16 (Tue)", "2025-12-09 10:16"),
        ("1765275360.25", "2025-12-09 10:16"),
        ("1765275360", "2025-12-09 10:16"),
        ("1765275360000", "2025-12-09 10:16"),
    ],
)
def test_a_date_is_the_instant_that_is_written(text: str, when: str) -> None:
    assert read_date(text) == utc(when)


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("Seg, 24 Set 2018 19:42:40 -0300", "2018-09-24 22:42:40"),
        ("mardi 9 décembre 2025 à 11:16", "2025-12-09 11:16"),
        ("mar. 9 déc. 2025 11h16", "2025-12-09 11:16"),
        ("9 août 2025", "2025-08-09"),
        ("12. März 2024, 08:05 Uhr", "2024-03-12 08:05"),
        ("3 de enero de 2024", "2024-01-03"),
        ("den 5 maj 2024 kl. 10:00", "2024-05-05 10:00"),
        ("25 ноября 2025 10:00", "2025-11-25 10:00"),
        ("Κυρ, 11 Ιούλ 2004 12:00:00 GMT", "2004-07-11 12:00"),
        ("7 marraskuuta 2025", "2025-11-07"),
        ("2025年12月9日 10時16分", "2025-12-09 10:16"),
        ("2025年12月9日（火） 下午3:04", "2025-12-09 15:04"),
        ("2025년 12월 9일 오후 7:16", "2025-12-09 10:16"),
        ("2025-12-09 (화) 19:16", "2025-12-09 10:16"),
        ("令和7年12月9日 10時16分", "2025-12-09 10:16"),
        ("民國114年12月9日", "2025-12-09"),
        ("平成元年1月8日", "1989-01-08"),
        ("昭和64年1月7日", "1989-01-07"),
        ("民国114年12月9日", "2025-12-09"),
        ("martes 9 de diciembre de 2025, 10:16 h", "2025-12-09 10:16"),
        ("martedì 9 dicembre 2025 ore 10.16", "2025-12-09 10:16"),
        ("9 dez. 2025 às 10.16", "2025-12-09 10:16"),
        ("9 december 2025 om 10.16 uur", "2025-12-09 10:16"),
        ("9 декември 2025 г., 10:16 ч.", "2025-12-09 10:16"),
        ("9 كانون الأول 2025 10:16", "2025-12-09 10:16"),
        ("9 ديسمبر 2025", "2025-12-09"),
        ("9 בדצמבר 2025", "2025-12-09"),
        ("९ दिसंबर २०२५", "2025-12-09"),
        ("9 ธันวาคม 2025", "2025-12-09"),
        ("Thứ Năm, 25/12/2025, 10:16", "2025-12-25 10:16"),
    ],
)
def test_a_date_may_be_in_another_language(text: str, when: str) -> None:
    assert read_date(text) == utc(when)


def test_a_date_has_a_hundred_characters_at_the_most() -> None:
    assert read_date("9 Dec".ljust(96) + "2025") == utc("2025-12-09")
    assert read_date("9 Dec".ljust(97) + "2025") is None


@pytest.mark.parametrize(
    ("zone", "hours"),
    [
        ("CET", 1), ("CEST", 2), ("BST", 1), ("MSK", 3), ("IST", 5.5), ("JST", 9), ("KST", 9),
        ("AEST", 10), ("EST", -5), ("PDT", -7), ("AT", -4), ("ET", -5), ("(EST)", -5),
        ("+5:30", 5.5), ("+0530", 5.5), ("-07:00", -7), ("-7", -7), ("MST-07:00", -7),
        ("GMT+2", 2), ("UTC-03:30", -3.5), ("+0100 (CET)", 1), ("-0800 PST", -8),
        ("-05:00Z", -5), ("Europe/Brussels", 1), ("America/Los_Angeles", -8), ("Etc/GMT", 0),
        ("Eastern Time", -5), ("Pacific", -8), ("Mountain Standard Time", -7),
        ("(Pacific Time)", -8), ("Central European Time", 1), ("(мск)", 3), ("US/Eastern", -5),
        ("+01:00[Europe/Paris]", 1), ("[Europe/Paris]", 1),
    ],
)  # fmt: skip
@pytest.mark.parametrize("form", ["Tue, 09 Dec 2025 10:16:00 {}", "2025-12-09 10:16 {}"])
def test_a_zone_is_as_far_from_utc_as_it_is(form: str, zone: str, hours: float) -> None:
    assert read_date(form.format(zone)) == utc("2025-12-09 10:16") - timedelta(hours=hours)


def test_a_zone_needs_no_blank_before_it() -> None:
    for zone in ("-0700", "-07:00", "MST", "MST-07:00"):
        assert read_date(f"Tue, 09 Dec 2025 10:16:00{zone}") == utc("2025-12-09 17:16")


def test_a_language_says_which_zone_of_a_name_is_meant() -> None:
    at = "2025-12-09 10:16:00"

    assert read_date(f"{at} CST") == utc("2025-12-09 16:16")
    assert read_date(f"{at} CST", language="zh") == utc("2025-12-09 02:16")
    assert read_date(f"{at} IST") == utc("2025-12-09 04:46")
    assert read_date(f"{at} IST", language="he") == utc("2025-12-09 08:16")
    for language in ("zh", "he"):  # no other name is meant otherwise
        assert read_date(f"{at} EST", language=language) == utc("2025-12-09 15:16")


@pytest.mark.parametrize(
    "text",
    [
        "", "yesterday", "9" * 1000, "32 janvier 2025", "9 Smarch 2025", "2025-02-30",
        "2025", "2025-12", "Dec. 2025",  # a day would be made up
        "9 December 10:16",  # and here a year
        "Tue, 09 Dec 2025 10:16:00 XYZ", "Tue, 09 Dec 2025 10:16:00 A",  # hours off
        "Tue, 09 Dec 2025 10:16:00 +9900", "2025-12-09 10:16:00 +0160",
        "9 December 2025 10:16 (London time)", "2025年12月9日 10:16 (日本時間)",
        "2025-W54-1", "2025-W50", "2025-366", "2025-000",
        "Sun, 31 Dec 9999 23:59:59 -0900",
        "9 Dec 2025 14:05 AM", "9 Dec 2025 25:00", "9 Dec 2025 10:61",
        "2025-12-09 00:00:00 10:16:00", "0001-01-01T00:00:00+14:00",
        "05-11-2026", "05/11/2026 09:00", "5.11.2026", "25/11/26",  # two days each
        "5 listopada 2025",  # November in Polish, October in Croatian
        "12345", "123456789", "1.2.3", "9 Dec 2025 * 10:16",
    ],
)  # fmt: skip
def test_what_cannot_be_told_is_no_date(text: str) -> None:
    assert read_date(text) is None


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("05/05/2026", "2026-05-05"),
        ("Thu, 05/11/2026", "2026-11-05"),  # which a Thursday is; 11 May is a Monday
        ("Mon, 05/11/2026", "2026-05-11"),
        ("Sat, 11 04 2020 08:51", "2020-04-11 08:51"),
    ],
)
def test_numbers_that_mean_one_day_are_that_day(text: str, when: str) -> None:
    assert read_date(text) == utc(when)
    assert not is_ambiguous(text)


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["05/11/2026", "25/11/2026"], DateOrder.DAY_FIRST),
        (["05/11/2026", "11/25/2026"], DateOrder.MONTH_FIRST),
        (["25/11/26", "26/11/26", "30/11/26", "32/11/26"], None),
        (["05/11/2026", "06/11/2026"], None),
        (["25/11/2026", "11/25/2026"], None),  # both
        (["2026-11-25", "Wed, 25 Nov 2026 10:00:00 GMT", "soon"], None),
        (["31-12-25", "30-12-25", "13-30-12"], None),
        (["13/12/25", "12/12/25", "11/12/25"], DateOrder.DAY_FIRST),  # and not of three years
        (["25/12/13", "25/12/12", "25/11/30"], DateOrder.YEAR_FIRST),
        (["13/12/25", "12/12/25"], None),
    ],
)
def test_the_order_of_a_feed_is_the_one_that_all_its_dates_allow(
    texts: list[str], order: DateOrder | None
) -> None:
    assert order_of(texts) == order


def test_a_date_of_two_meanings_is_read_as_the_others_of_its_feed() -> None:
    reader = DateReader.of(["05/11/2026 09:00", "25/10/2026 09:00"], None)

    assert reader.read("05/11/2026 09:00") == utc("2026-11-05 09:00")


@pytest.mark.parametrize(
    ("text", "language", "when"),
    [
        ("13/12/25", "en", "2025-12-13"), ("13/12/25 09:00", "fr", "2025-12-13 09:00"),
        ("12/13/25", "en", "2025-12-13"), ("31/1/25", "pt", "2025-01-31"),
    ],
)  # fmt: skip
def test_in_most_languages_a_year_of_two_digits_stands_last(
    text: str, language: str, when: str
) -> None:
    assert read_date(text, language=language) == utc(when)
    assert read_date(text, language="ja") is None or text.startswith("12/")


def rss(*dates: str) -> bytes:
    items = (f"<item><title>{date}</title><pubDate>{date}</pubDate></item>" for date in dates)
    return f"<rss><channel><title>T</title>{''.join(items)}</channel></rss>".encode()


def test_the_dates_of_known_entries_tell_the_order_of_new_ones() -> None:
    old = read_document(rss("25/10/2026"), url="https://e.test/", content_type=None)

    (item,) = read_document(
        rss("05/11/2026", "25/10/2026"),
        url="https://e.test/",
        content_type=None,
        known=old.hashes,
    ).items

    assert item.published_at == utc("2026-11-05")


FORMS = (
    "%a, %d %b %Y %H:%M:%S +0000", "%Y-%m-%dT%H:%M:%SZ", "%Y/%m/%d %H:%M:%S", "%d %B %Y %H:%M:%S",
    "%B %d, %Y %I:%M:%S %p", "%A, %d. %B %Y - %H:%M:%S", "%Y年%m月%d日 %H:%M:%S",
    "%H:%M:%S %d %b %Y", "%a %b %d %H:%M:%S UTC %Y", "%A, %d-%b-%y %H:%M:%S GMT",
    "%Y%m%d%H%M%S",
)  # fmt: skip


@given(st.datetimes(datetime(1980, 1, 1), datetime(2060, 1, 1)), st.sampled_from(FORMS))  # noqa: DTZ001  # strategies want them so
def test_every_form_gives_back_what_was_written(when: datetime, form: str) -> None:
    assert read_date(when.strftime(form)) == when.replace(microsecond=0, tzinfo=UTC)


@given(st.text(alphabet="0123456789/-.:, +TZapm年オ오후Janum", max_size=30))
def test_no_text_breaks_it(text: str) -> None:
    read_date(text)
    is_ambiguous(text)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("le 3 mai 2024 à 10 h 00", "fr"),
        ("3. Mai 2024, 10.00 Uhr", "de"),
        ("sexta-feira, 3 de maio de 2024 10:00", "pt"),
        ("3 Mayıs 2024 Cuma 10:00", "tr"),
        ("3 tháng 5, 2024 10:00", "vi"),
        ("2024 m. gegužės 3 d. 10:00", "lt"),
        ("3 maja 2024 r. 10:00", "pl"),
        ("3 พฤษภาคม 2567 10:00", "th"),
        ("3 मई 2024 10:00", "hi"),
        ("03-MAY-24 10.00.00", "en"),
    ],
)
def test_dates_of_many_languages_are_read(text: str, language: str) -> None:
    assert read_date(text, language=language) == datetime(2024, 5, 3, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["0001-01-01T00:00:00", "Mon, 01 Jan 0001 00:00:00 +0000", "3 May 2567", "3 May 1066"]
)
def test_a_year_that_no_feed_has_makes_no_date(text: str) -> None:
    assert read_date(text) is None
