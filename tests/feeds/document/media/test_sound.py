"""The sound of an article: its address, how long it plays, how large it is."""

import json
from datetime import timedelta

import pytest

from bot.feeds.document.media.sound import read_length, read_size
from bot.feeds.document.parse import read_document
from bot.model import Audio

URL = "https://pod.test/feed.xml"
NAMES = (
    'xmlns:media="http://search.yahoo.com/mrss/" '
    'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
)


def audio_of(inside: str, reader: str = "") -> Audio | None:
    body = (
        f"<rss version='2.0' {NAMES}><channel><title>T</title><item>{inside}</item></channel></rss>"
    )
    return read_document((body + reader).encode(), url=URL, content_type=None).items[0].audio


@pytest.mark.parametrize("reader", ["", "<!-- xml:base -->"])
def test_an_episode_keeps_its_sound(reader: str) -> None:
    inside = (
        '<enclosure url="/e/1.mp3?x=1&amp;y=2" type="audio/mpeg" length="38000000"/>'
        "<itunes:duration>42:05</itunes:duration>"
    )

    assert audio_of(inside, reader) == Audio(
        url="https://pod.test/e/1.mp3?x=1&y=2",
        length=timedelta(minutes=42, seconds=5),
        size=38_000_000,
    )


@pytest.mark.parametrize(
    "inside",
    [
        '<enclosure url="https://pod.test/1.m4a"/>',
        '<enclosure url="https://pod.test/1.m4a" type="application/octet-stream" length="1"/>',
        '<media:content url="https://pod.test/1.m4a" medium="audio"/>',
        '<enclosure url="https://pod.test/1.m4a" type="x-audio/m4a"/>',
        '<enclosure url="https://pod.test/1.m4a" type="mpeg/audio"/>',
    ],
)
def test_a_sound_is_told_by_its_address(inside: str) -> None:
    assert audio_of(inside) == Audio(url="https://pod.test/1.m4a")


def test_a_film_or_a_picture_is_no_sound() -> None:
    assert audio_of('<enclosure url="https://pod.test/1.mp4" type="video/mp4"/>') is None
    assert audio_of('<enclosure url="https://pod.test/1.jpg"/>') is None


def test_an_attachment_of_a_json_feed_is_a_sound() -> None:
    attachment = {"url": "https://pod.test/1.mp3", "mime_type": "audio/mpeg",
                  "size_in_bytes": 20_000_000, "duration_in_seconds": 3600}  # fmt: skip
    document = {"version": "https://jsonfeed.org/version/1.1", "title": "T",
                "items": [{"id": "1", "attachments": [attachment]}]}  # fmt: skip

    [item] = read_document(json.dumps(document).encode(), url=URL, content_type=None).items

    assert item.audio == Audio(
        url="https://pod.test/1.mp3", length=timedelta(hours=1), size=20_000_000
    )


@pytest.mark.parametrize(
    ("written", "seconds"),
    [("3725", 3725), ("62:05", 3725), ("1:02:05", 3725), (" 00:42 ", 42), ("12.5", 12), ("", None),
     ("0", None), ("about an hour", None), ("0:0:1:30", None), ("-5", None), ("nan", None),
     ("9999999", None), ("172799", 172_799), ("172800", None), ("47:59:59", 172_799),
     ("48:00:00", None), ("0.4", None), ("0.6", 1)],
)  # fmt: skip
def test_a_length_is_read_or_none(written: str, seconds: int | None) -> None:
    assert read_length(written) == (None if seconds is None else timedelta(seconds=seconds))


def test_a_size_is_read_or_none() -> None:
    assert [read_size(written) for written in ("38000000", "0", "1", "", "-1", "38 MB")] == [
        38_000_000, None, None, None, None, None,
    ]  # fmt: skip


@pytest.mark.parametrize("written", ["PT42M5S", "42 min 5 s", "42m5s", "0h 42min 5sec", "pt42m5s"])
def test_a_length_may_be_in_words(written: str) -> None:
    assert read_length(written) == timedelta(minutes=42, seconds=5)


@pytest.mark.parametrize("written", ["", "PT", "m", "an hour", "42 monkeys and 5 birds"])
def test_other_words_are_no_length(written: str) -> None:
    assert read_length(written) is None


@pytest.mark.parametrize(
    ("written", "size"),
    [("9999", None), ("10000", 10_000), ("9" * 12, 999_999_999_999), ("9" * 13, None)],
)
def test_a_size_is_one_that_a_sound_can_have(written: str, size: int | None) -> None:
    assert read_size(written) == size


def test_a_size_may_be_grouped() -> None:
    assert read_size("38,000,000") == read_size("38 000 000") == 38_000_000
