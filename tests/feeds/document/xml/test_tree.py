"""XML is parsed within limits; what is not well-formed is none."""

import pytest

from bot.errors import NotAFeed
from bot.feeds.document.xml.tree import parse_tree, refuse_bombs

MAX_ATTRIBUTES = 500
MAX_DEPTH = 256

RSS = "<rss><channel><item>x</item></channel></rss>"


@pytest.mark.parametrize(
    "text", ["<rss>", "<rss>&nbsp;</rss>", "<rss/>x", "<a><x:b/></a>", "<a>\x0c</a>"]
)
def test_what_is_not_well_formed_has_no_tree(text: str) -> None:
    assert parse_tree(text.encode()) is None


@pytest.mark.parametrize(
    "doctype",
    [
        "<!DOCTYPE rss PUBLIC '-//Netscape Communications//DTD RSS 0.91//EN' 'http://x.test/x.dtd'>",
        "<!DOCTYPE rss [<!ENTITY copy '&#169;'> <!ENTITY % more SYSTEM 'file:///etc/passwd'>]>",
    ],
)
def test_a_harmless_doctype_is_passed_over(doctype: str) -> None:
    assert parse_tree(f"{doctype}{RSS}".encode()) is not None


@pytest.mark.parametrize(
    "doctype",
    [
        "<!DOCTYPE rss [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]>",
        "<!DOCTYPE rss [<!ENTITY a '{}'>]>".format("x" * 65),
    ],
)
def test_the_makings_of_an_entity_bomb_are_refused(doctype: str) -> None:
    with pytest.raises(NotAFeed):
        parse_tree(f"{doctype}{RSS}".encode())


def test_a_harmless_entity_is_as_long_as_it_may_be() -> None:
    doctype = "<!DOCTYPE rss [<!ENTITY a '{}'>]>".format("x" * 64)

    assert parse_tree(f"{doctype}{RSS}".encode())
    with pytest.raises(NotAFeed):
        refuse_bombs(f"{doctype.replace('xx', 'xxx', 1)}{RSS}".encode())


def of_attributes(count: int) -> str:
    return "<a {}/>".format(" ".join(f"a{n}='1'" for n in range(count)))


@pytest.mark.parametrize("text", ["<a>" * (MAX_DEPTH + 1), of_attributes(MAX_ATTRIBUTES + 1)])
def test_depth_and_attributes_have_an_end(text: str) -> None:
    with pytest.raises(NotAFeed):
        refuse_bombs(text.encode())


@pytest.mark.parametrize(
    "text", ["<a>" * MAX_DEPTH + "</a>" * MAX_DEPTH + "<a>", of_attributes(MAX_ATTRIBUTES)]
)
def test_what_is_just_deep_and_wide_enough_is_read(text: str) -> None:
    refuse_bombs(text.encode())


def test_names_are_those_of_the_usual_prefixes() -> None:
    tree = parse_tree(
        b"""<rss xmlns:a='http://purl.org/dc/elements/1.1/' xmlns:itunes='https://itunes.test/made-up'
        xmlns:other='urn:x' xmlns:m='HTTPS://search.yahoo.com/mrss'><a:Creator/><itunes:image/>
        <other:title/><m:content/><x xmlns='urn:y'/></rss>"""
    )

    assert tree is not None
    assert [tree.names[child.tag] for child in tree.root] == [
        "dc:creator", "itunes:image", "?:title", "media:content", "x",
    ]  # fmt: skip
