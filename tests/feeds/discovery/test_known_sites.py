"""Where known sites keep their feeds."""

import pytest

from bot.feeds.discovery.known_sites import known_feeds, repository_feeds, youtube_channel

YOUTUBE = "https://www.youtube.com/feeds/videos.xml"
STEAM = "https://store.steampowered.com/feeds/news/app/440/"
DEVIANTART = "https://backend.deviantart.com/rss.xml?type=deviation&q="
BBC = "https://feeds.bbci.co.uk"


@pytest.mark.parametrize(
    ("page", "feed"),
    [
        ("https://www.youtube.com/channel/UC123", f"{YOUTUBE}?channel_id=UC123"),
        ("https://www.youtube.com/channel/UC123/shorts", f"{YOUTUBE}?playlist_id=UUSH123"),
        ("https://www.youtube.com/watch?v=x&list=PL_1-x&index=2",
         f"{YOUTUBE}?playlist_id=PL_1-x"),
        ("https://youtu.be/x?list=PL_1-x", f"{YOUTUBE}?playlist_id=PL_1-x"),
        ("https://music.youtube.com/playlist?list=OLAK5uy_x", f"{YOUTUBE}?playlist_id=OLAK5uy_x"),
        ("https://www.youtube-nocookie.com/embed/videoseries?list=PL_1-x",
         f"{YOUTUBE}?playlist_id=PL_1-x"),
        ("https://youtube.com/playlist?list=PL_1-x&si=9",
         "https://www.youtube.com/feeds/videos.xml?playlist_id=PL_1-x"),
        ("https://old.reddit.com/r/python/", "https://www.reddit.com/r/python/.rss"),
        ("https://www.reddit.com/r/python/new/", "https://www.reddit.com/r/python/new/.rss"),
        ("https://www.reddit.com/r/python/top/?t=week&utm_source=share",
         "https://www.reddit.com/r/python/top/.rss?t=week"),
        ("https://www.reddit.com/r/python/search/?q=a+b&restrict_sr=1",
         "https://www.reddit.com/r/python/search.rss?q=a+b&restrict_sr=1"),
        ("https://www.reddit.com/r/python/?f=flair_name%3A%22News%22",
         "https://www.reddit.com/r/python/search.rss"
         "?q=flair_name%3A%22News%22&restrict_sr=1&sort=new"),
        ("https://www.reddit.com/", "https://www.reddit.com/.rss"),
        ("https://reddit.com/user/name", "https://www.reddit.com/user/name/.rss"),
        ("https://github.com/owner/name", "https://github.com/owner/name/releases.atom"),
        ("https://github.com/owner/name/releases/tag/v1",
         "https://github.com/owner/name/releases.atom"),
        ("https://github.com/owner/name/tags", "https://github.com/owner/name/tags.atom"),
        ("https://github.com/owner/name/commits/main",
         "https://github.com/owner/name/commits/main.atom"),
        ("https://github.com/owner/name/discussions",
         "https://github.com/owner/name/discussions.atom"),
        ("https://github.com/owner/name/discussions/42",
         "https://github.com/owner/name/discussions.atom"),
        ("https://github.com/owner/name/discussions/categories/news",
         "https://github.com/owner/name/discussions/categories/news.atom"),
        ("https://github.com/orgs/owner/discussions",
         "https://github.com/orgs/owner/discussions.atom"),
        ("https://github.com/owner/name/wiki/Home", "https://github.com/owner/name/wiki.atom"),
        ("https://github.com/owner/name/commits", "https://github.com/owner/name/commits.atom"),
        ("https://github.com/owner/name/blob/main/a/b.md",
         "https://github.com/owner/name/commits/main/a/b.md.atom"),
        ("https://gist.github.com/owner", "https://gist.github.com/owner.atom"),
        ("https://github.com/owner", "https://github.com/owner.atom"),
        ("https://gitlab.com/group/sub/name/-/releases",
         "https://gitlab.com/group/sub/name/-/releases.atom"),
        ("https://gitlab.gnome.org/GNOME/name", "https://gitlab.gnome.org/GNOME/name/-/releases.atom"),
        ("https://code.e.test/group/name/-/commits/main/docs",
         "https://code.e.test/group/name/-/commits/main/docs?format=atom"),
        ("https://code.e.test/group/name/-/tags", "https://code.e.test/group/name/-/tags?format=atom"),
        ("https://gitlab.com/name", "https://gitlab.com/name.atom"),
        ("https://social.test/@name", "https://social.test/@name.rss"),
        ("https://social.test/@name@other.test", "https://other.test/@name.rss"),
        ("https://social.test/deck/@name@other.test/123", "https://other.test/@name.rss"),
        ("https://bsky.app/profile/name.test", "https://bsky.app/profile/name.test/rss"),
        ("https://pypi.org/project/httpx/0.28.1/",
         "https://pypi.org/rss/project/httpx/releases.xml"),
        ("https://medium.com/@name", "https://medium.com/feed/@name"),
        ("https://medium.com/@name/a-story-1a2b", "https://medium.com/feed/@name"),
        ("https://medium.com/publication", "https://medium.com/feed/publication"),
        ("https://medium.com/tag/python/archive", "https://medium.com/feed/tag/python"),
        ("https://medium.com/publication/tagged/python",
         "https://medium.com/feed/publication/tagged/python"),
        ("https://name.medium.com/about", "https://name.medium.com/feed"),
        ("https://name.substack.com/p/a-post", "https://name.substack.com/feed"),
        ("https://open.substack.com/pub/name/p/a-post", "https://name.substack.com/feed"),
        ("https://crates.io/crates/serde_json/1.0.0",
         "https://static.crates.io/rss/crates/serde_json.xml"),
        ("https://store.steampowered.com/app/440/Team_Fortress_2/", STEAM),
        ("https://store.steampowered.com/news/app/440/view/123", STEAM),
        ("https://steamcommunity.com/app/440/discussions/", STEAM),
        ("https://steamcommunity.com/games/TF2/announcements/",
         "https://steamcommunity.com/games/TF2/rss/"),
        ("https://steamcommunity.com/groups/name", "https://steamcommunity.com/groups/name/rss/"),
        ("https://news.google.com/search?q=a%20b&hl=fr&gl=FR&ceid=FR%3Afr",
         "https://news.google.com/rss/search?q=a%20b&hl=fr&gl=FR&ceid=FR%3Afr"),
        ("https://news.google.com/topics/CAAq?hl=fr",
         "https://news.google.com/rss/topics/CAAq?hl=fr"),
        ("https://news.google.com/home?hl=fr", "https://news.google.com/rss?hl=fr"),
        ("https://arxiv.org/list/cs.AI/recent", "https://rss.arxiv.org/rss/cs.AI"),
        ("https://arxiv.org/list/astro-ph.GA/new?skip=0", "https://rss.arxiv.org/rss/astro-ph.GA"),
        ("https://name.itch.io/game", "https://name.itch.io/game/devlog.rss"),
        ("https://name.itch.io/game/devlog/1/a-post", "https://name.itch.io/game/devlog.rss"),
        ("https://itch.io/games/newest/tag-puzzle", "https://itch.io/games/newest/tag-puzzle.xml"),
        ("https://name.tumblr.com/post/1/a-post", "https://name.tumblr.com/rss"),
        ("https://name.tumblr.com/tagged/cats", "https://name.tumblr.com/tagged/cats/rss"),
        ("https://www.tumblr.com/name/123/a-post", "https://name.tumblr.com/rss"),
        ("https://www.tumblr.com/blog/view/name", "https://name.tumblr.com/rss"),
        ("https://www.dailymotion.com/name", "https://www.dailymotion.com/rss/user/name"),
        ("https://www.dailymotion.com/playlist/x1y2z3",
         "https://www.dailymotion.com/rss/playlist/x1y2z3"),
        ("https://vimeo.com/name", "https://vimeo.com/name/videos/rss"),
        ("https://www.deviantart.com/name/gallery",
         f"{DEVIANTART}by%3Aname+sort%3Atime+meta%3Aall"),
        ("https://www.deviantart.com/name/gallery/123/title", f"{DEVIANTART}gallery%3Aname%2F123"),
        ("https://www.deviantart.com/tag/cats", f"{DEVIANTART}tag%3Acats+sort%3Atime"),
        ("https://arxiv.org/a/name_x_1", "https://arxiv.org/a/name_x_1.atom"),
        ("https://lib.rs/crates/serde", "https://static.crates.io/rss/crates/serde.xml"),
        ("https://www.deviantart.com/name/favourites/7/all", f"{DEVIANTART}favby%3Aname%2F7"),
        ("https://vimeo.com/channels/name", "https://vimeo.com/channels/name/videos/rss"),
        ("https://fr.wikipedia.org/wiki/Un_titre_(film)",
         "https://fr.wikipedia.org/w/index.php?title=Un_titre_(film)&action=history&feed=atom"),
        ("https://sourceforge.net/projects/name/files/",
         "https://sourceforge.net/projects/name/rss?path=/"),
        ("https://git.sr.ht/~who/name/tree", "https://git.sr.ht/~who/name/refs/rss.xml"),
        ("https://codeberg.org/owner/name/releases", "https://codeberg.org/owner/name/releases.rss"),
        ("https://www.etsy.com/fr/shop/Name?ref=x", "https://www.etsy.com/shop/Name/rss"),
        ("https://dev.to/t/python", "https://dev.to/feed/tag/python"),
        ("https://letterboxd.com/name/", "https://letterboxd.com/name/rss/"),
        ("https://fr.pinterest.com/name/", "https://www.pinterest.com/name/feed.rss"),
        ("https://www.pinterest.com/name/a-board/", "https://www.pinterest.com/name/a-board.rss"),
        ("https://rubygems.org/gems/rails", "https://rubygems.org/gems/rails/versions.atom"),
        ("https://rubygems.org/gems/rails/versions/8.0.0",
         "https://rubygems.org/gems/rails/versions.atom"),
        ("https://packagist.org/packages/owner/name",
         "https://packagist.org/feeds/package.owner/name.rss"),
        ("https://www.kickstarter.com/projects/who/name/description",
         "https://www.kickstarter.com/projects/who/name/posts.atom"),
        ("https://www.bbc.com/news", f"{BBC}/news/rss.xml"),
        ("https://www.bbc.co.uk/news/technology", f"{BBC}/news/technology/rss.xml"),
        ("https://www.bbc.com/news/articles/c123", f"{BBC}/news/rss.xml"),
        ("https://www.bbc.com/mundo", f"{BBC}/mundo/rss.xml"),
        ("https://www.bbc.co.uk/sport/formula1", f"{BBC}/sport/formula1/rss.xml"),
        ("https://www.bbc.com/afrique/articles/c123", f"{BBC}/afrique/rss.xml"),
        ("https://www.bbc.com/zhongwen/simp", f"{BBC}/zhongwen/simp/rss.xml"),
        ("https://www.bbc.com/future/article/x", "https://www.bbc.com/future/feed.rss"),
        ("https://www.bbc.co.uk/sounds/brand/p02nq0gn",
         "https://podcasts.files.bbci.co.uk/p02nq0gn.rss"),
        ("https://store.steampowered.com/news/?appids=440", STEAM),
        ("https://store.steampowered.com/newshub/app/440", STEAM),
        ("https://steamdb.info/app/440/patchnotes/", STEAM),
        ("https://steamcommunity.com/ogg/440/announcements",
         "https://steamcommunity.com/ogg/440/rss/"),
        ("https://news.google.com/publications/CAAq?hl=fr",
         "https://news.google.com/rss/publications/CAAq?hl=fr"),
        ("https://news.google.com/u/0/topics/CAAq", "https://news.google.com/rss/topics/CAAq"),
        ("https://news.google.com/local/section/geo/Paris",
         "https://news.google.com/rss/headlines/section/geo/Paris"),
        ("https://www.google.co.uk/search?q=a+b&tbm=nws",
         "https://news.google.com/rss/search?q=a+b"),
        ("https://arxiv.org/search/?query=a+b&searchtype=all",
         "https://export.arxiv.org/api/query?search_query=all:a+b"
         "&sortBy=submittedDate&sortOrder=descending&max_results=50"),
        ("https://docs.rs/serde/latest/serde/", "https://static.crates.io/rss/crates/serde.xml"),
        ("https://github.com/owner/name/issues/5", "https://github.com/owner/name/releases.atom"),
        ("https://github.com/owner/name/blame/main/a.py",
         "https://github.com/owner/name/commits/main/a.py.atom"),
        ("https://github.com/orgs/owner/repositories", "https://github.com/owner.atom"),
        ("https://gitlab.com/group/name/-/wikis/home",
         "https://gitlab.com/group/name/-/releases.atom"),
        ("https://gitlab.com/groups/name/-/activity", "https://gitlab.com/name.atom"),
        ("https://www.tumblr.com/name/tagged/cats", "https://name.tumblr.com/tagged/cats/rss"),
        ("https://www.tumblr.com/dashboard/blog/name/123", "https://name.tumblr.com/rss"),
        ("https://www.dailymotion.com/fr/user/name/1",
         "https://www.dailymotion.com/rss/user/name"),
        ("https://www.deviantart.com/search?q=a+b", f"{DEVIANTART}a+b+sort%3Atime"),
        ("https://stackoverflow.com/questions/tagged/python?sort=newest",
         "https://stackoverflow.com/feeds/tag/python"),
        ("https://unix.stackexchange.com/questions/12/a-title",
         "https://unix.stackexchange.com/feeds/question/12"),
        ("https://www.reddit.com/top/?t=week", "https://www.reddit.com/top/.rss?t=week"),
        ("https://sh.reddit.com/r/python+rust", "https://www.reddit.com/r/python+rust/.rss"),
        ("https://hn.algolia.com/?q=a+b", "https://hnrss.org/newest?q=a+b"),
        ("https://news.ycombinator.com/from?site=e.test",
         "https://hnrss.org/newest?q=e.test&search_attrs=url"),
        ("https://news.ycombinator.com/newest", "https://hnrss.org/newest"),
        ("https://news.ycombinator.com/user?id=name", "https://hnrss.org/user?id=name"),
    ],
)  # fmt: skip
def test_a_page_of_a_well_known_site_leads_to_its_feed(page: str, feed: str) -> None:
    assert known_feeds(page).feeds[0] == feed


@pytest.mark.parametrize(
    "address",
    [
        "https://www.youtube.com/@name",
        "https://www.reddit.com/r/python/.rss",
        "https://github.com/owner/name/releases.atom",
        "https://github.com/owner/name/commits/main.atom",
        "https://bsky.app/profile/name.test/rss",
        "https://social.test/@name.rss",
        "https://www.youtube.com/feeds/videos.xml?playlist_id=UUSH123",
        "https://www.youtube.com/watch?v=x&list=RDx",
        "https://github.com/features/actions",
        "https://github.com/owner/name/discussions.atom",
        "https://static.crates.io/rss/crates/serde.xml",
        "https://steamcommunity.com/games/TF2/rss/",
        "https://store.steampowered.com/feeds/news/app/440/",
        "https://news.google.com/rss/search?q=a",
        "https://name.tumblr.com/rss",
        "https://www.dailymotion.com/rss/user/name",
        "https://www.dailymotion.com/video/x1",
        "https://medium.com/feed/@name",
        "https://name.substack.com/feed",
        "https://hnrss.org/newest?q=a",
        "https://rubygems.org/gems/rails/versions.atom",
        "https://fr.wikipedia.org/wiki/Special:RecentChanges",
        "https://gitlab.com/group/name.atom",
        "https://gitlab.com/explore/projects",
        "https://gitlab.com/",
        "https://git.sr.ht/~who/name/log/rss.xml",
        "https://sourceforge.net/projects/name/rss",
        "https://www.etsy.com/shop/Name/rss",
        "https://www.pinterest.com/pin/123/",
        "https://www.pinterest.com/name/a-board.rss",
        "https://www.kickstarter.com/projects/who/name/posts.atom",
        "https://stackoverflow.com/feeds/tag/python",
        "https://e.test/news/-/a-story",
        "https://link.medium.com/abc",
        "https://at.tumblr.com/name/abc",
        "https://www.google.com/search?q=a",
        "https://e.test/c/name",
        "https://e.test/tags/name",
        "https://e.test/blog",
        "https://[broken",
    ],
)
def test_a_feed_or_another_page_is_left_as_it_is(address: str) -> None:
    assert not known_feeds(address).feeds


@pytest.mark.parametrize(
    ("page", "lookup"),
    [
        ("https://www.npmjs.com/package/@scope/name/v/1.0.0",
         "https://registry.npmjs.org/@scope/name/latest"),
        ("https://www.npmjs.com/package/name", "https://registry.npmjs.org/name/latest"),
        ("https://podcasts.apple.com/fr/podcast/a-title/id123456?l=fr",
         "https://itunes.apple.com/lookup?id=123456"),
        ("https://overcast.fm/itunes123456/a-title", "https://itunes.apple.com/lookup?id=123456"),
        ("https://pod.link/123456/episode/x", "https://itunes.apple.com/lookup?id=123456"),
        ("https://www.dailymotion.com/video/x1y2",
         "https://api.dailymotion.com/video/x1y2?fields=owner.username"),
        ("https://social.test/@name",
         "https://social.test/.well-known/webfinger?resource=acct:name@social.test"),
        ("https://itunes.apple.com/us/podcast/id123456",
         "https://itunes.apple.com/lookup?id=123456"),
        ("https://itunes.apple.com/search?media=podcast&term=a+b",
         "https://itunes.apple.com/search?media=podcast&term=a+b"),
        ("https://substack.com/@name/posts",
         "https://substack.com/api/v1/user/name/public_profile"),
    ],
)  # fmt: skip
def test_some_pages_are_looked_up_in_a_directory(page: str, lookup: str) -> None:
    assert known_feeds(page).lookups[0] == lookup


@pytest.mark.parametrize(
    ("page", "guess"),
    [
        ("https://social.test/tags/news", "https://social.test/tags/news.rss"),
        ("https://social.test/users/name", "https://social.test/users/name.rss"),
        ("https://social.test/@name/123", "https://social.test/@name.rss"),
        ("https://social.test/@name/tagged/news", "https://social.test/@name/tagged/news.rss"),
        ("https://lemmy.test/c/news@other.test",
         "https://lemmy.test/feeds/c/news@other.test.xml?sort=New"),
        ("https://lemmy.test/u/name", "https://lemmy.test/feeds/u/name.xml?sort=New"),
        ("https://tube.test/c/name/videos", "https://tube.test/feeds/videos.xml?videoChannelName=name"),
        ("https://tube.test/a/name/video-channels",
         "https://tube.test/feeds/videos.xml?accountName=name"),
        ("https://m.youtube.com/user/name", f"{YOUTUBE}?user=name"),
        ("https://www.reddit.com/r/python/s/AbC", "https://www.reddit.com/r/python/.rss"),
        ("https://invidious.test/channel/UC123", "https://invidious.test/feed/channel/UC123"),
    ],
)  # fmt: skip
def test_pages_that_many_sites_have_are_guessed_at_only(page: str, guess: str) -> None:
    assert known_feeds(page).guesses[0] == guess
    assert not known_feeds(page).feeds


def test_a_repository_is_a_choice_of_releases_tags_and_commits() -> None:
    site = known_feeds("https://github.com/owner/name")

    assert site.is_choice
    assert [feed.rpartition("/")[2] for feed in site.feeds] == [
        "releases.atom",
        "tags.atom",
        "commits.atom",
    ]


def test_a_podcast_of_another_country_is_looked_up_there_as_well() -> None:
    site = known_feeds("https://podcasts.apple.com/fr/podcast/a-title/id123")

    assert site.lookups[1] == "https://itunes.apple.com/lookup?id=123&country=fr"


def test_a_branch_may_have_a_slash_in_its_name() -> None:
    site = known_feeds("https://gitlab.com/group/name/-/tree/feature/x")

    assert site.feeds[-1] == "https://gitlab.com/group/name/-/commits/feature/x?format=atom"


def test_a_channel_is_a_choice_of_all_videos_shorts_and_live() -> None:
    site = youtube_channel("UC123", "https://www.youtube.com/@name/streams")

    assert site.is_choice
    assert [feed.partition("?")[2] for feed in site.feeds] == [
        "playlist_id=UULV123",
        "channel_id=UC123",
        "playlist_id=UULF123",
        "playlist_id=UUSH123",
    ]


@pytest.mark.parametrize(
    "repository",
    [
        "git+https://github.com/owner/name.git",
        "git://github.com/owner/name.git",
        "git@github.com:owner/name.git",
        "git+ssh://git@github.com/owner/name.git",
        "github:owner/name",
        "owner/name",
        "https://github.com/owner/name/tree/main/packages/part",
    ],
)
def test_a_repository_leads_to_its_releases(repository: str) -> None:
    assert repository_feeds(repository)[0] == "https://github.com/owner/name/releases.atom"
