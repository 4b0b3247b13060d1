"""The picture of an article: named beside its text or in it, and nothing but a picture."""

import json

import pytest

from bot.feeds.document.media.pictures import choose_picture
from bot.feeds.document.media.repeated import in_json
from bot.feeds.document.parse import read_document
from bot.model import ParsedItem
from bot.text.html import Image

URL = "https://paper.test/feed.xml"
MEDIA = (
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:g="http://base.google.com/ns/1.0" '
    'xmlns:enc="http://purl.oclc.org/net/rss_2.0/enc#" '
    'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
)
TREE, FEEDPARSER = "", "<!-- xml:base -->"  # a comment that leaves a document to feedparser


def rss(*items: str) -> bytes:
    inside = "".join(f"<item><title>A</title>{item}</item>" for item in items)
    return f'<rss version="2.0" {MEDIA}><channel><title>T</title>{inside}</channel></rss>'.encode()


def item_of(inside: str, reader: str = TREE) -> ParsedItem:
    body = rss(inside) + reader.encode()
    return read_document(body, url=URL, content_type=None).items[0]


@pytest.mark.parametrize("reader", [TREE, FEEDPARSER])
@pytest.mark.parametrize(
    "inside",
    [
        '<media:content width="140" url="https://i.test/s/a.jpg?width=140"/>'
        '<media:content width="460" url="https://i.test/p.jpg"/>',
        '<media:content width="644" height="322" url="https://i.test/p.jpg"/>',
        '<media:content url="https://i.test/p.jpg" type="application/octet-stream"/>',
        '<enclosure url="https://i.test/p.jpg" length="0"/>',
        '<enclosure url="https://i.test/p.jpg" type="application/octet-stream"/>',
        "<image>https://i.test/p.jpg</image>",
        "<image><url>https://i.test/p.jpg</url><title>P</title></image>",
        '<image url="https://i.test/p.jpg"/>',
        "<thumbnail>https://i.test/p.jpg</thumbnail>",
        '<thumbnail url="https://i.test/p.jpg"/>',
        "<thumb>https://i.test/s.jpg</thumb><fullimage>https://i.test/p.jpg</fullimage>",
        "<media:thumbnail>https://i.test/p.jpg</media:thumbnail>",
        '<img src="https://i.test/p.jpg"/>',
        "<g:image_link>https://i.test/p.jpg</g:image_link>",
        '<enc:enclosure resource="https://i.test/p.jpg" type="image/jpeg"/>',
        '<enc:enclosure rdf:resource="https://i.test/p.jpg"/>',
        '<media:content url="https://v.test/v.mp4" type="video/mp4" width="1280">'
        '<media:thumbnail url="https://i.test/p.jpg"/></media:content>',
    ],
)
def test_a_picture_is_told_by_its_address_or_its_size(inside: str, reader: str) -> None:
    assert item_of(inside, reader).image_url == "https://i.test/p.jpg"


def test_a_picture_without_an_ending_is_told_by_its_size() -> None:
    sized = '<media:content width="644" height="322" url="https://i.test/render/9b71"/>'

    assert item_of(sized).image_url == "https://i.test/render/9b71"


@pytest.mark.parametrize(
    "inside",
    [
        '<media:content url="https://v.test/v.mp4"/>',
        '<media:content url="https://v.test/v.mp4" width="1280" height="720"/>',
        '<media:content url="https://v.test/9b" width="1280" height="720" duration="60"/>',
        '<media:content url="https://v.test/9b" medium="video" width="1280"/>',
        '<enclosure url="https://a.test/a.mp3"/>',
        '<enclosure url="https://a.test/a.pdf" type="application/pdf"/>',
        '<media:content url="https://i.test/9b"/>',
    ],
)
def test_a_film_or_a_file_is_no_picture(inside: str) -> None:
    assert item_of(inside).image_url is None


@pytest.mark.parametrize(
    "img",
    [
        '<img src="https://a.test/p.gif" width="1" height="1">',
        '<img src="https://a.test/p.gif" style="width:1px;height:1px">',
        '<img src="https://a.test/p.png" style="display: none">',
        '<img src="https://a.test/p.png" class="wp-smiley">',
        '<img src="https://a.test/p.png" class="latex">',
        '<img src="https://a.test/p.png" class="avatar avatar-96">',
        '<img src="https://secure.gravatar.com/avatar/9b?s=96">',
        '<img src="https://s.w.org/images/core/emoji/13/72x72/1f600.png">',
        '<img src="https://img.shields.io/badge/build-passing.png">',
        '<img src="https://pixel.wp.com/b.gif?host=a.test">',
        '<img src="https://vg05.met.vgwort.de/na/1">',
        '<img src="https://pixel.quantserve.com/p.gif">',
        '<img src="https://i.test/count.gif?1">',
        '<img src="http://localhost:4000/p.jpg">',
        '<img src="http://192.168.1.2/p.jpg">',
        '<img src="https://static.addtoany.com/buttons/share_save_171_16.png">',
        '<img src="https://a.test/theme/share-facebook.png">',
        '<img src="https://a.test/users/avatars/ann.jpg">',
        '<img src="https://medium.com/_/stat?event=post.clientViewed">',
    ],
)
def test_what_nobody_would_miss_is_no_picture(img: str) -> None:
    other = "<img src='https://a.test/bridge.jpg'>"

    assert item_of(f"<description><![CDATA[<p>x</p>{img}]]></description>").image_url is None
    both = item_of(f"<description><![CDATA[{img}{other}]]></description>")
    assert both.image_url == "https://a.test/bridge.jpg"


@pytest.mark.parametrize(
    "img",
    [
        "<img data-src='https://a.test/p.jpg' src='data:image/gif;base64,R0lGOD'>",
        "<img data-lazy-src='https://a.test/p.jpg'>",
        "<img srcset='https://a.test/q.jpg 640w, https://a.test/p.jpg 1280w'>",
        "<img src='https://a.test/p.jpg' width='640px' style='max-width:100%'>",
        "<img src='https://a.test/p.jpg' class='size-full badger'>",
    ],
)
def test_a_picture_that_a_page_loads_late_is_one(img: str) -> None:
    assert item_of(f"<description><![CDATA[<p>x</p>{img}]]></description>").image_url == (
        "https://a.test/p.jpg"
    )


def test_a_picture_of_this_machine_is_one_where_its_feed_is_too() -> None:
    picture = "<description><![CDATA[<img src='http://127.0.0.1:4000/p.jpg'>]]></description>"
    document = rss(f"<guid>1</guid><link>http://127.0.0.1:4000/1</link>{picture}")

    (item,) = read_document(document, url="http://127.0.0.1:4000/feed", content_type=None).items

    assert item.image_url == "http://127.0.0.1:4000/p.jpg"


def with_picture(number: int, picture: str) -> str:
    text = f"<![CDATA[<p>Text {number}</p><img src='{picture}'><img src='/own/{number}.jpg'>]]>"
    return f"<guid>{number}</guid><description>{text}</description>"


def test_what_stands_in_most_articles_is_no_picture() -> None:
    common = rss(*(with_picture(n, "https://paper.test/logo.png?v=1&amp;w=9") for n in range(6)))
    rare = rss(*(with_picture(n, f"https://paper.test/{n // 2}.png") for n in range(6)))

    read = read_document(common, url=URL, content_type=None)
    part = read_document(common, url=URL, content_type=None, known=read.hashes[8:])

    assert [item.image_url for item in read.items] == [
        f"https://paper.test/own/{n}.jpg" for n in range(6)
    ]
    assert part.items == read.items[:1]
    pictures = [item.image_url for item in read_document(rare, url=URL, content_type=None).items]
    assert pictures == [f"https://paper.test/{n // 2}.png" for n in range(6)]


def test_what_stands_in_most_articles_of_a_json_feed_is_no_picture() -> None:
    items = [
        {"id": str(n), "content_html": f"<p>{n}</p>", "image": "https://paper.test/logo.png"}
        for n in range(5)
    ]
    document = {"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": items}

    read = read_document(json.dumps(document).encode(), url=URL, content_type=None)

    assert {item.image_url for item in read.items} == {None}


def test_what_has_the_sides_of_an_advertisement_is_no_picture() -> None:
    banners = [Image(url="/a.gif", width=728, height=90), Image(url="/banner_728x90.png")]
    pictures = [*banners, Image(url="/bridge-300x250.jpg")]

    chosen = choose_picture(pictures, "https://e.test/", lambda _: False)

    assert chosen == "https://e.test/bridge-300x250.jpg"


def test_each_usual_size_of_an_advertisement_is_known_and_no_other() -> None:
    sold = {(728, 90), (970, 90), (970, 250), (120, 600), (160, 600)}
    near = {(width + wider, height + 1 - wider) for width, height in sold for wider in (0, 1)}

    def is_shown(width: int, height: int) -> bool:
        picture = Image(url="/a.gif", width=width, height=height)
        return choose_picture([picture], "https://e.test/", lambda _: False) is not None

    assert {sides for sides in sold | near if is_shown(*sides)} == near


@pytest.mark.parametrize(
    ("width", "height", "is_shown"),
    [(80, 80, True), (79, 80, False), (80, 79, False), (None, 80, True), (80, None, True),
     (None, 79, False), (79, None, False), (None, None, True)],
)  # fmt: skip
def test_a_picture_has_eighty_pixels_each_way_as_far_as_it_says(
    width: int | None, height: int | None, is_shown: bool
) -> None:
    picture = Image(url="/a.gif", width=width, height=height)

    chosen = choose_picture([picture], "https://e.test/", lambda _: False)

    assert (chosen is not None) is is_shown


@pytest.mark.parametrize(
    ("have", "of", "is_common"),
    [(2, 2, False), (2, 3, True), (3, 3, True), (2, 4, False), (3, 4, True), (4, 8, False),
     (5, 8, True)],
)  # fmt: skip
def test_what_more_than_half_of_three_entries_or_more_have_is_common(
    have: int, of: int, is_common: bool
) -> None:
    entries = [b'{"image": "https://a.test/logo.png"}'] * have + [b"{}"] * (of - have)

    assert in_json(lambda: entries)("https://b.test/logo.png") is is_common


@pytest.mark.parametrize(
    "path",
    [
        "/news/undefined",
        "/img/null",
        "/thumbnail/60x60/a.jpg",
        "/a-75x75.jpg",
        "/a_32x32.png",
        "/images/feed-placeholder.png",
        "/img/no-image.jpg",
        "/images/news_default_2000x2000_16x9.jpg",
        "/assets/default-thumbnail.png",
        "/og-default.jpg",
        "/latex.php?latex=x%5E2",
        "//latex.codecogs.com/gif.latex?x",
        "https://ads.pheedo.com/img.phdo?s=1",
        "/p.php?idsite=8&action_name=x",
    ],
)
def test_what_is_no_file_or_is_tiny_by_its_address_is_no_picture(path: str) -> None:
    assert choose_picture([Image(url=path)], "https://e.test/", lambda _: False) is None


@pytest.mark.parametrize(
    "path",
    [
        "/a_16x9.jpg",
        "/a-600x600.jpg",
        "/poster-24x36.jpg",
        "/nullarbor.jpg",
        "/styles/image_default/public/bridge.jpg",
        "/vi/aB3_defGh-9/hqdefault.jpg",
        "/iiif/full/max/0/default.jpg",
        "/defaulting-on-loans.jpg",
    ],
)
def test_a_shape_in_an_address_is_no_size(path: str) -> None:
    assert choose_picture([Image(url=path)], "https://e.test/", lambda _: False) is not None


@pytest.mark.parametrize("media_type", ["image", "jpeg", "text/html"])
def test_a_picture_of_a_strange_type_is_one_by_its_address(media_type: str) -> None:
    url = "https://i.test/a.jpg"

    assert item_of(f"<enclosure url='{url}' type='{media_type}'/>").image_url == url


def test_a_film_shows_its_poster() -> None:
    film = "&lt;video controls poster='/a.jpg'&gt;&lt;source src='/a.mp4'&gt;&lt;/video&gt;"

    assert item_of(f"<description>{film}</description>").image_url == "https://paper.test/a.jpg"


@pytest.mark.parametrize(
    "hidden",
    [
        "<img src='/a.jpg' style='display : none'>",
        "<img src='/a.jpg' hidden>",
        "<img src='/a.jpg' style='opacity: 0'>",
        "<img src='/a.jpg' style='width: 1px !important'>",
        "<div style='display:none'>Words <img src='/a.jpg'></div>",
        "<img src='/img/beacon.gif'>",
        "<img src='/social/a.png'>",
        "<img src='/i/twitter.png'>",
        "<img src='https://www.facebook.com/tr?id=1'>",
    ],
)
def test_what_is_hidden_or_a_button_is_no_picture(hidden: str) -> None:
    item = item_of(f"<description><![CDATA[<p>It rains again.</p>{hidden}]]></description>")

    assert (item.image_url, item.lead, item.body) == (None, "It rains again.", "")


def test_an_authors_own_picture_of_a_company_is_one() -> None:
    url = "https://paper.test/wp-content/uploads/2024/05/twitter.png"

    assert item_of(f"<description>&lt;img src='{url}'&gt;</description>").image_url == url


@pytest.mark.parametrize(
    ("named", "shown"),
    [
        ("https://1.bp.blogspot.com/-a/b/s72-c/c.jpg", "https://1.bp.blogspot.com/-a/b/s640/c.jpg"),
        (
            "https://blogger.googleusercontent.com/img/a/s72-w640-h360-c/c.png",
            "https://blogger.googleusercontent.com/img/a/s640/c.png",
        ),
        (
            "https://a.files.wordpress.com/2024/02/b.jpg?w=112",
            "https://a.files.wordpress.com/2024/02/b.jpg",
        ),
        (
            "https://a.files.wordpress.com/b.jpg?w=1024",
            "https://a.files.wordpress.com/b.jpg?w=1024",
        ),
    ],
)
def test_of_a_small_copy_the_picture_is_shown(named: str, shown: str) -> None:
    thumbnail = f'<media:thumbnail url="{named}" width="72" height="72"/>'
    content = f'<media:content url="{named}" medium="image"/>'

    assert item_of(content).image_url == shown
    assert item_of(thumbnail).image_url == (shown if "s72" in named else None)
