"""`/feed filter`: what passes, and which word decides."""

from datetime import timedelta

from tests.support.gazette import Gazette

URL = "https://paper.test/feed"


async def with_three_items(gazette: Gazette) -> int:
    following = await gazette.follow(URL, title="Courier")
    await gazette.receive(following.feed.id, "Données de santé : la CNIL enquête")
    await gazette.receive(following.feed.id, "Football: the final")
    await gazette.receive(following.feed.id, "A bridge opens")
    await gazette.settle()
    return following.feed.id


async def test_a_filter_is_tried_before_it_is_saved(gazette: Gazette) -> None:
    await with_three_items(gazette)

    reply = await gazette.slash("feed filter test", feed="Courier", include="donnees OR bridge")

    assert reply.ephemeral
    first, sample, *lines = reply.text.splitlines()
    assert first.startswith("Latest articles of **Courier** that would pass in <#")
    assert first.endswith(": 2 of 3")
    assert sample.startswith("-# A sample: the last 3 articles that I have kept of it")
    assert [line[0] for line in lines] == ["✅", "-", "✅", "-", "⛔", "-"]
    assert lines[4] == "⛔ stopped: it does not match `donnees, bridge`"
    [kept] = await gazette.services.feeds.reader.of_guild(gazette.guild.id)
    assert kept.subscription.include is None


async def test_how_many_pass_reads_well_of_one(gazette: Gazette) -> None:
    followed = await gazette.follow(URL, title="Courier")
    await gazette.receive(followed.feed.id, "Bridge opens")

    reply = await gazette.moderator.in_french.slash(
        "feed filter test", feed="Courier", include="bridge"
    )

    news = gazette.channel("news").id
    assert reply.text.splitlines()[0] == (
        f"Derniers articles de **Courier** qui passeraient dans <#{news}>\u00a0: 1 sur 1"
    )


async def test_what_one_reason_decides_stands_under_it(gazette: Gazette) -> None:
    feed_id = await with_three_items(gazette)
    for number in range(5):
        await gazette.receive(feed_id, f"Football {number}")

    reply = await gazette.slash("feed filter test", feed="Courier", exclude="football")

    assert "⛔ stopped by the exclusion: it matches `football` · 6" in reply.text
    assert reply.text.count("[Football") == 3
    assert "- and 3 more" in reply.text


NEGATED: list[tuple[str | None, str | None, str]] = [
    ("-football", None, "⛔ stopped: it matches `football`"),
    ("-football", None, "✅ passes: it does not match `football`"),
    (
        "bridge -football",
        None,
        "✅ passes: it matches `bridge`, and it does not match `football`",
    ),
    (None, "-bridge", "⛔ stopped by the exclusion: it does not match `bridge`"),
    (None, "-bridge", "✅ passes, as nothing excludes it: it matches `bridge`"),
]


async def test_a_negated_word_is_told_by_what_the_article_has(gazette: Gazette) -> None:
    await with_three_items(gazette)
    for include, exclude, said in NEGATED:
        gazette.clock.move(timedelta(minutes=1))
        filters = {"include": include, "exclude": exclude}

        reply = await gazette.slash(
            "feed filter test",
            feed="Courier",
            **{name: text for name, text in filters.items() if text},
        )

        assert any(line.startswith(said) for line in reply.text.splitlines())


UNREADABLE = [
    ("/(pont/", "une parenthèse n’est jamais fermée"),
    ("/[pont/", "le crochet de « \\[pont » n’est jamais fermé"),
    ("/*pont/", "ne répète rien"),
    ("/pont{9999}/", "répète trop"),
    (r"/\y/", "ne veut rien dire"),
    ("/(?<x/", "est un genre de groupe"),
    ("/pont)/", "une parenthèse ne ferme rien"),
]


async def test_a_pattern_that_cannot_be_read_is_refused_in_french_too(gazette: Gazette) -> None:
    await gazette.follow(URL, title="Courier")
    french = gazette.moderator.in_french
    for pattern, said in UNREADABLE:
        gazette.clock.move(timedelta(minutes=1))
        reply = await french.slash("feed filter test", feed="Courier", include=pattern)

        plain = reply.text.replace("\N{NO-BREAK SPACE}", " ").replace(
            "\N{NARROW NO-BREAK SPACE}", " "
        )
        assert plain.startswith("Dans le motif au caractère 1, ")
        assert said in plain


async def test_a_saved_filter_stops_what_it_says(gazette: Gazette) -> None:
    feed_id = await with_three_items(gazette)

    reply = await gazette.slash("feed filter set", feed="Courier", exclude="football")
    await gazette.receive(feed_id, "Football again")
    item = await gazette.receive(feed_id, "Another bridge")
    await gazette.settle()

    assert reply.text.startswith("Saved. ")
    assert len(gazette.texts("news")) == 4
    assert item.title in gazette.texts("news")[-1]


async def test_the_word_that_stopped_an_item_is_in_its_explanation(gazette: Gazette) -> None:
    feed_id = await with_three_items(gazette)
    await gazette.slash("feed filter set", feed="Courier", exclude="football")
    item = await gazette.receive(feed_id, "Football again")

    reply = await gazette.slash("feed explain", article=str(item.id))

    assert "the filter stopped it" in reply.text
    assert "football" in reply.text


async def test_a_filter_that_cannot_be_read_says_where_and_changes_nothing(
    gazette: Gazette,
) -> None:
    await with_three_items(gazette)

    reply = await gazette.slash("feed filter set", feed="Courier", include="(bridge")

    assert "The parenthesis opened at character 1 is never closed." in reply.text
    [kept] = await gazette.services.feeds.reader.of_guild(gazette.guild.id)
    assert kept.subscription.include is None


async def test_clearing_says_what_the_filters_were(gazette: Gazette) -> None:
    await with_three_items(gazette)
    await gazette.slash("feed filter set", feed="Courier", include="bridge")

    reply = await gazette.slash("feed filter clear", feed="Courier")
    await gazette.slash("feed filter set", feed="Courier", exclude="toll")
    other = await gazette.slash("feed filter clear", feed="Courier")

    assert "include `bridge`, exclude `–`" in reply.text
    assert "include `–`, exclude `toll`" in other.text
    assert "had no filter" in (await gazette.slash("feed filter clear", feed="Courier")).text
