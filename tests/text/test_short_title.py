import pytest

from bot.text.short_title import short_title


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("The Courier", "The Courier"),
        ("The Courier – Breaking News, Sport and Video from The Courier", "The Courier"),
        ("The Courier | All stories", "The Courier"),
        ("Le Fil - À la une", "Le Fil"),
        ("Canal > World News", "Canal World News"),
        ("World - CANALNews.com", "CANAL News World"),
        ("Rest of Town -", "Rest of Town"),
        ("Town Today - Category World", "Town Today World"),
        ("Post Topics: World", "Post Topics: World"),
        ("The-Watch: The Pulse of The Northern Valley", "The-Watch"),
        ("Top stories - Some Reader", "Some Reader"),
        ("Harbour News Search Records Found 1000", "Harbour News"),
        ("Top Stories", "Top Stories"),
        ("canal.test", "canal.test"),
        ("-", "-"),
        ("", ""),
    ],
)
def test_a_feed_has_the_name_by_which_it_is_known_among_others(title: str, expected: str) -> None:
    assert short_title(title) == expected
