"""Link headers, as servers write them."""

import pytest

from bot.feeds.http.link_header import read_links

URL = "https://paper.test/feed"


@pytest.mark.parametrize(
    ("header", "links"),
    [
        ("", {}),
        (
            '<https://hub.test/>; rel="hub", <https://paper.test/feed>; rel="self"',
            {"hub": "https://hub.test/", "self": "https://paper.test/feed"},
        ),
        ("<http://hub.test>; rel=hub,<http://a.test/x?y=1,2>; rel=self", {
            "hub": "http://hub.test", "self": "http://a.test/x?y=1,2"}),
        ('</?pushpress=hub>;rel="hub"', {"hub": "https://paper.test/?pushpress=hub"}),
        ('<https://hub.test/>; title="a, b"; REL="self hub"', {
            "self": "https://hub.test/", "hub": "https://hub.test/"}),
        ("<https://one.test/>; rel=hub, <https://two.test/>; rel=hub", {"hub": "https://one.test/"}),
        ("<javascript:alert(1)>; rel=hub", {}),
        ("<https://hub.test/>", {}),
        ("rel=hub", {}),
        ("<" * 50_000, {}),
    ],
)  # fmt: skip
def test_the_first_address_of_each_relation_is_read(header: str, links: dict[str, str]) -> None:
    assert read_links(header, URL) == links


@pytest.mark.parametrize(("length", "is_read"), [(8_191, True), (8_192, True), (8_193, False)])
def test_a_header_is_looked_at_as_far_as_eight_kilobytes(length: int, is_read: bool) -> None:
    link = "<https://hub.test/>; rel=hub"

    assert ("hub" in read_links(link.rjust(length, ","), URL)) is is_read
