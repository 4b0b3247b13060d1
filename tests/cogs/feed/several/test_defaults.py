"""`/feed defaults`: what new feeds of a channel begin with, and nothing of it touches old ones."""

from __future__ import annotations

from dataclasses import replace

from bot.follow.edit.settings import settings_of
from bot.model import Style
from tests.support.gazette import Gazette


async def settings(gazette: Gazette) -> dict[str, dict[str, str]]:
    found = await gazette.services.feeds.reader.of_guild(gazette.guild.id)
    return {each.feed.title: settings_of(each.subscription) for each in found}


async def test_new_feeds_of_a_channel_begin_with_its_defaults(gazette: Gazette) -> None:
    await gazette.follow("https://old.test/feed", title="Old")
    paper, other = gazette.papers.open("courier", title="New"), gazette.papers.open("herald")

    said = await gazette.slash(
        "feed defaults", look="compact", mode="both", colour="#2F6FEB", silent=True,
        include="moon OR sun", exclude="football",
    )  # fmt: skip
    await gazette.slash("feed add", url=paper.url)
    await gazette.slash("feed add", url=other.url, channel=gazette.channel("sports"))

    now = await settings(gazette)
    expected = {
        "style": "compact", "mode": "both", "colour": "#2f6feb", "silent": "true",
        "include": "moon OR sun", "exclude": "football",
    }  # fmt: skip
    assert said.ephemeral
    assert "- Look: Compact: one line" in said.text
    assert now["New"] == now["New"] | expected
    assert now["Old"]["style"] == "card"
    assert now["Herald"]["style"] == "card"


async def test_defaults_can_be_taken_from_a_feed_and_forgotten(gazette: Gazette) -> None:
    courier = await gazette.follow("https://courier.test/feed", title="Courier")
    look = replace(courier.subscription.look, style=Style.TEMPLATE, template="{title} {link}")
    await gazette.change(courier, look=look, burst=3)

    await gazette.slash("feed defaults", like="Courier")
    paper = gazette.papers.open("herald", title="Herald")
    await gazette.slash("feed add", url=paper.url)
    forgotten = await gazette.slash("feed defaults", forget=True)
    shown = await gazette.slash("feed defaults")

    now = await settings(gazette)
    assert now["Herald"] == now["Courier"]
    assert "begin as usual" in forgotten.text
    assert shown.text == forgotten.text


async def test_the_language_of_a_channel_is_chosen_there_too(gazette: Gazette) -> None:
    await gazette.slash("feed defaults", language="fr")

    locale, _ = await gazette.services.guilds.locale_and_zone(gazette.channel("news").id)

    assert locale == "fr"


async def test_what_cannot_be_read_is_said_and_changes_nothing(gazette: Gazette) -> None:
    refused = await gazette.slash("feed defaults", exclude="(moon", silent=True)
    colour = await gazette.slash("feed defaults", colour="blurple-ish")
    shown = await gazette.moderator.in_french.slash("feed defaults")

    assert "parenthes" in refused.text
    assert "is not a colour" in colour.text
    assert "commencent comme d’habitude" in shown.text
