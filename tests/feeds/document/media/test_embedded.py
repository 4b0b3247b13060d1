"""What an article's HTML embeds: films by their stills, sounds."""

import pytest

from bot.feeds.document.media.embedded import film_stills
from bot.feeds.document.parse import read_document
from bot.model import ParsedItem

URL = "https://paper.test/feed.xml"
FILM = "aB3_defGh-9"
STILL = f"https://i.ytimg.com/vi/{FILM}/hqdefault.jpg"


def item_of(inside: str) -> ParsedItem:
    item = f"<item><title>A</title><description><![CDATA[{inside}]]></description></item>"
    body = f"<rss version='2.0'><channel><title>T</title>{item}</channel></rss>"
    return read_document(body.encode(), url=URL, content_type=None).items[0]


@pytest.mark.parametrize(
    "inside",
    [
        f'<iframe src="https://www.youtube.com/embed/{FILM}?feature=oembed"></iframe>',
        f"<iframe width=200 data-src='//www.youtube-nocookie.com/embed/{FILM}'></iframe>",
        f'<embed src="http://www.youtube.com/v/{FILM}&amp;hl=en">',
        f'<object><param name="movie" value="http://www.youtube.com/v/{FILM}"></object>',
        f'<div class="wp-block-embed__wrapper">\nhttps://www.youtube.com/watch?v={FILM}\n</div>',
        f'<div class="wp-block-embed__wrapper">https://youtu.be/{FILM}?t=5</div>',
    ],
)
def test_a_film_in_an_article_is_shown_by_its_still(inside: str) -> None:
    assert item_of(f"<p>Look.</p>{inside}").image_url == STILL


def test_a_film_of_dailymotion_is_shown_by_its_still() -> None:
    item = item_of('<iframe src="//www.dailymotion.com/embed/video/x8abcd"></iframe>')

    assert item.image_url == "https://www.dailymotion.com/thumbnail/video/x8abcd"


def test_a_picture_comes_before_a_film() -> None:
    item = item_of(f'<iframe src="https://youtube.com/embed/{FILM}"></iframe><img src="/i.jpg">')

    assert item.image_url == "https://paper.test/i.jpg"


@pytest.mark.parametrize(
    "inside",
    [
        '<iframe src="https://www.youtube.com/embed/videoseries?list=PL1"></iframe>',
        f'<a href="https://www.youtube.com/watch?v={FILM}">a film</a>',
        f"<pre>&lt;iframe src='https://www.youtube.com/embed/{FILM}'&gt;</pre>",
        f'<iframe src="https://other.test/?u=https://www.youtube.com/embed/{FILM}"></iframe>',
        f'<iframe src="https://www.youtube.com/embed/{FILM}longer"></iframe>',
    ],
)
def test_what_embeds_no_film_has_no_still(inside: str) -> None:
    assert item_of(f"<p>Look.</p>{inside}").image_url is None


@pytest.mark.parametrize(
    "player",
    [
        '<audio controls src="https://paper.test/a.mp3"></audio>',
        '<audio controls><source type="audio/mpeg" src="/a.mp3"/>Old browser</audio>',
        "<figure><audio preload=none><source src=/a.mp3></audio></figure>",
        '<audio><source src="/a.mp4" type="video/mp4"><source src="/a.mp3"></audio>',
    ],
)
def test_a_sound_that_an_article_plays_is_its_sound(player: str) -> None:
    audio = item_of(f"<p>Listen.</p>{player}").audio

    assert audio is not None
    assert audio.url == "https://paper.test/a.mp3"


@pytest.mark.parametrize(
    "inside", ["<audio></audio><p><source src='/a.mp3'>", "<audio src=''>", "an &lt;audio src=x>"]
)
def test_an_empty_player_has_no_sound(inside: str) -> None:
    assert item_of(inside).audio is None


@pytest.mark.parametrize(
    "piece", ["<iframe youtu ", "<iframe src=", "<audio ", "<audio>", "<source "]
)
def test_hostile_html_is_read_quickly(piece: str) -> None:
    text = f"youtube {piece * (300_000 // len(piece))}"

    assert list(film_stills(text)) == []
    assert item_of(text).audio is None
