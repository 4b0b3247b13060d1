"""`/feed filter` and `/feed mention`."""

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
    first, *lines = reply.text.splitlines()
    assert first.startswith("2 of the last 3 articles of **Courier** would pass")
    assert [line[0] for line in lines] == ["✅", "✅", "⛔"]
    assert "stopped: it does not match `" in lines[2]
    [kept] = await gazette.services.feeds.reader.of_guild(gazette.guild.id)
    assert kept.subscription.include is None


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

    assert "include `bridge`" in reply.text
    assert "had no filter" in (await gazette.slash("feed filter clear", feed="Courier")).text


async def test_only_the_chosen_role_is_called_and_only_when_asked(gazette: Gazette) -> None:
    feed_id = await with_three_items(gazette)
    role = gazette.guild.add_role("News", mentionable=True)
    await gazette.caught_up()

    reply = await gazette.slash("feed mention", feed="Courier", role=role, when="bridge")
    await gazette.receive(feed_id, "Third bridge @everyone")
    await gazette.receive(feed_id, "Football again")
    await gazette.settle()

    *_, bridge, football = gazette.channel("news").messages
    assert f"<@&{role.id}>" in reply.text
    assert bridge.mention_roles == [role.id]
    assert football.mention_roles == []
    assert not bridge.mention_everyone


async def test_a_condition_alone_keeps_the_role_that_is_mentioned(gazette: Gazette) -> None:
    await gazette.follow(URL, title="Courier")
    role = gazette.guild.add_role("News", mentionable=True)
    nobody = await gazette.slash("feed mention", feed="Courier", when="bridge")
    await gazette.slash("feed mention", feed="Courier", role=role, when="bridge")

    reply = await gazette.slash("feed mention", feed="Courier", when="ferry")

    assert "mentions no role yet" in nobody.text
    assert f"<@&{role.id}> is mentioned" in reply.text
    [following] = await gazette.services.feeds.reader.of_guild(gazette.guild.id)
    look = following.subscription.look
    assert (look.mention_role_id, look.mention_when) == (role.id, "ferry")
