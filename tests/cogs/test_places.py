"""The rows of guilds and channels follow what the gateway tells."""

import pytest

from tests.support.gazette import Gazette

pytestmark = pytest.mark.uncounted


async def test_a_guild_is_known_as_soon_as_the_bot_is_let_in(gazette: Gazette) -> None:
    others = gazette.sandbox.add_guild("Rédaction", locale="fr")

    await gazette.caught_up()

    known = await gazette.services.guilds.guild(others.id)
    assert known is not None
    assert (known.name, known.preferred_locale) == ("Rédaction", "fr")


async def test_a_guild_in_an_outage_of_discords_is_not_taken_for_gone(gazette: Gazette) -> None:
    gazette.guild.become_unavailable()
    await gazette.caught_up()

    known = await gazette.services.guilds.guild(gazette.guild.id)

    assert known is not None
    assert known.gone_at is None


async def test_a_guilds_new_name_is_noted(gazette: Gazette) -> None:
    gazette.guild.rename("Editors")
    await gazette.caught_up()

    known = await gazette.services.guilds.guild(gazette.guild.id)
    assert known is not None
    assert known.name == "Editors"


async def test_a_channels_new_name_is_noted_where_the_channel_is_known(gazette: Gazette) -> None:
    await gazette.follow("https://a.test/feed", channel="news")
    news, sports = gazette.channel("news"), gazette.channel("sports")

    news.rename("headlines")
    sports.rename("football")
    await gazette.caught_up()

    known = await gazette.services.guilds.channel(news.id)
    assert known is not None
    assert known.name == "headlines"
    assert await gazette.services.guilds.channel(sports.id) is None


async def test_nothing_is_posted_into_a_channel_that_was_deleted(gazette: Gazette) -> None:
    following = await gazette.follow("https://a.test/feed", channel="sports")
    asked = len(gazette.sandbox.requests)

    gazette.channel("sports").delete()
    await gazette.caught_up()
    await gazette.receive(following.feed.id, "Goal")
    await gazette.settle()

    assert len(gazette.sandbox.requests) == asked
