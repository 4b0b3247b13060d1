"""Where shops and blogs keep feeds that their pages do not name."""

import pytest

from bot.feeds.discovery.platforms import common_feeds, platform_feeds

SHOPIFY = "<script src='https://cdn.shopify.com/s/x.js'></script>"
SQUARESPACE = "<img src='https://static1.squarespace.com/x.png'>"
WORDPRESS = "<img src='https://e.test/wp-content/uploads/x.png'>"


@pytest.mark.parametrize(
    ("page", "path", "feed"),
    [
        (f"{SHOPIFY}<a href='/blogs/journal'>", "/", "/blogs/journal.atom"),
        (f"{SHOPIFY}<a href='https://e.test/blogs/journal/a-post'>", "/", "/blogs/journal.atom"),
        (SHOPIFY, "/", "/blogs/news.atom"),
        (SHOPIFY, "/collections/hats", "/collections/hats.atom"),
        (SHOPIFY, "/fr/blogs/actus/un-article", "/fr/blogs/actus.atom"),
        (SHOPIFY, "/fr/blogs/actus/un-article", "/blogs/actus.atom"),
        (SQUARESPACE, "/journal/a-post", "/journal?format=rss"),
        (f"{SQUARESPACE}<a href='/writing'>", "/", "/writing?format=rss"),
        (f"{SQUARESPACE}<a href='/our-blog'>", "/", "/our-blog?format=rss"),
        (SQUARESPACE, "/journal", "/journal?format=rss"),
        ("<meta name='generator' content='Wix.com Website Builder'>", "/blog", "/blog-feed.xml"),
        ("<img src='https://static.wixstatic.com/x'>", "/", "/blog-feed.xml"),
        (WORDPRESS, "/", "/feed/"),
        (WORDPRESS, "/shop", "/shop/feed/"),
        ('"https:\\/\\/e.test\\/magazine\\/wp-includes\\/js\\/x.js"', "/", "/magazine/feed/"),
        ("<link rel='https://api.w.org/' href='/wp-json/'>", "/", "/feed/"),
        (f"{WORDPRESS} woocommerce", "/", "/?post_type=product&feed=rss2"),
        ("<meta content='GitLab' property='og:site_name'>", "/group/name",
         "/group/name/-/releases.atom"),
        ("<script>window.isoData = {}</script>", "/c/news", "/feeds/c/news.xml?sort=New"),
        ("<script>window.isoData = {}</script><a href='/c/news'>", "/post/1",
         "/feeds/c/news.xml?sort=New"),
        ("<script>window.isoData = {}</script>", "/", "/feeds/local.xml?sort=New"),
        ("<meta name='generator' content='Discourse 3.1'>", "/c/news/5", "/c/news/5.rss"),
        ("<link href='https://substackcdn.com/x.css'>", "/p/a-post", "/feed"),
        ("<script src='https://assets.tumblr.com/x.js'>", "/post/1", "/rss"),
        ("<meta name='generator' content='Ghost 5.1'>", "/a-post/", "/rss/"),
        ("<meta name='generator' content='Joomla! - Open Source'>", "/news",
         "/news?format=feed&type=rss"),
        ("<meta name='generator' content='MediaWiki 1.41'>", "/wiki/Main",
         "/w/index.php?title=Special:RecentChanges&feed=atom"),
        ("<html id='XF'>", "/threads/x.1/", "/forums/-/index.rss"),
        ("<html id='XF'>", "/board/threads/x.1/", "/board/forums/-/index.rss"),
        ("<body id='phpbb'>", "/viewtopic.php", "/feed.php"),
        ("<body id='phpbb'>", "/board/viewtopic.php", "/board/feed.php"),
        ("<meta name='generator' content='SPIP 4.1'>", "/", "/spip.php?page=backend"),
        ("<meta name='generator' content='Docusaurus v3.1'>", "/docs", "/blog/rss.xml"),
        ("<link href='https://cdn-client.medium.com/x.css'>", "/a-story", "/feed"),
    ],
)  # fmt: skip
def test_a_page_shows_what_it_was_made_with_and_so_where_its_feed_is(
    page: str, path: str, feed: str
) -> None:
    feeds = platform_feeds(page, f"https://e.test{path}")

    assert f"https://e.test{feed}" in feeds
    assert len(feeds) <= 7


def test_a_page_without_marks_is_of_no_platform() -> None:
    assert platform_feeds("<p>We moved away from Shopify and WordPress.", "https://e.test/") == ()


def test_feeds_are_looked_for_beside_a_page_and_at_the_root() -> None:
    usual = common_feeds("https://e.test/blog/")

    assert usual[0] == "https://e.test/blog/feed/"
    assert "https://e.test/rss.xml" in usual


def test_feeds_are_looked_for_above_a_page_deep_inside() -> None:
    usual = common_feeds("https://e.test/blog/2026/11/25/a-story.html")

    assert "https://e.test/blog/feed.xml" in usual
    assert not [address for address in usual if "a-story" in address]
    assert len(usual) < 30


def test_of_a_root_the_folders_of_blogs_are_tried_as_well() -> None:
    usual = common_feeds("https://e.test")

    assert {"https://e.test/blog/feed.xml", "https://e.test/rss/index.xml"} < set(usual)


@pytest.mark.parametrize("piece", ["<a href='/blogs/", "https://e.test/a/a/a/", "href='/-blog-"])
def test_a_hostile_page_is_searched_quickly(piece: str) -> None:
    page = piece * (500_000 // len(piece)) + SHOPIFY + "/wp-content/"

    assert platform_feeds(page, "https://e.test/")
    assert platform_feeds(page.replace("shopify", "x"), "https://e.test/")
    assert platform_feeds(page.replace("shopify", "x") + SQUARESPACE, "https://e.test/")


def test_the_page_its_folder_and_the_first_folder_are_tried() -> None:
    feeds = common_feeds("https://e.test/a/b/c/d/story.html")

    folders = [feed.removesuffix("rss.xml") for feed in feeds if feed.endswith("/rss.xml")]
    assert folders == [f"https://e.test/{folder}" for folder in ("a/b/c/d/", "a/b/c/", "a/", "")]


def test_three_blogs_of_a_shop_are_tried() -> None:
    links = "".join(f"<a href='/blogs/b{number}'>" for number in range(4))

    feeds = platform_feeds(f"{SHOPIFY}{links}", "https://e.test/")

    assert [feed.rpartition("/")[2] for feed in feeds] == [
        "b0.atom", "b1.atom", "b2.atom", "news.atom", "all.atom",
    ]  # fmt: skip


@pytest.mark.parametrize("mark", [SHOPIFY, SQUARESPACE])
def test_three_blogs_of_a_page_are_tried(mark: str) -> None:
    links = "".join(f"<a href='/blogs/blog-{n}'><a href='/blog-{n}'>" for n in range(4))

    feeds = " ".join(platform_feeds(mark + links, "https://e.test/"))

    assert ["/blog-2" in feeds, "/blog-3" in feeds] == [True, False]
