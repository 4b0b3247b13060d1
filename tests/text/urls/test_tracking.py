import pytest

from bot.text.urls.tracking import without_tracking

PAGE = "https://paper.test/2025/bridge-closed"


@pytest.mark.parametrize(
    "hung_on",
    [
        "utm_source=rss&utm_medium=feed&utm_campaign=all",
        "at_medium=RSS&at_campaign=rss",
        "UTM_Source=Feed",
        "fbclid=IwAR0xyz",
        "traffic_source=rss",
        "utm_source=rss&amp;utm_medium=feed",
        "xtor=RSS-12",
    ],
)
def test_what_only_tracks_is_taken_off(hung_on: str) -> None:
    assert without_tracking(f"{PAGE}?{hung_on}") == PAGE


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        (f"{PAGE}?id=7&utm_source=rss", f"{PAGE}?id=7"),
        (f"{PAGE}?utm_source=rss&p=2&q=a%20b", f"{PAGE}?p=2&q=a%20b"),
        (f"{PAGE}?utm_source=rss#part-2", f"{PAGE}#part-2"),
    ],
)
def test_what_says_which_page_is_meant_stays(address: str, shown: str) -> None:
    assert without_tracking(address) == shown


@pytest.mark.parametrize(
    "address",
    [
        None,
        PAGE,
        f"{PAGE}?ref=front",  # a page of some sites
        f"{PAGE}?utm=1&medium=radio",
        f"{PAGE}#/read?utm_source=rss",  # of a script's own making
        f"{PAGE}?utm_source=rss&X-Amz-Signature=abc",
        f"{PAGE}?utm_source=rss&token=abc",
        "https://mail.test/go?url=https%3A%2F%2Fpaper.test%2F%3Futm_source%3Drss",
    ],
)
def test_any_other_address_stays_as_it_is(address: str | None) -> None:
    assert without_tracking(address) == address
