"""`/feed defaults`: what new feeds of a channel begin with, and nothing of it touches old ones."""

from __future__ import annotations

import json
from dataclasses import fields, replace

from bot.follow.edit.settings import settings_of, with_settings
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


async def test_each_default_is_shown_in_words_of_its_own(gazette: Gazette) -> None:
    courier = await gazette.follow("https://courier.test/feed", title="Courier")
    wanted = {
        "mode": "both", "template": "{title} {link}", "style": "template", "colour": "#2f6feb",
        "picture": "false", "silent": "true", "include": "moon", "exclude": "sun",
        "on_change": "repost", "burst": "3", "webhook": "true", "publish": "false",
        "forum_daily": "true", "forum_tags": '[{"tag": "7", "when": "moon"}]', "interval": "900",
        "translate": "true",
    }  # fmt: skip
    was = with_settings(courier.subscription, wanted)
    await gazette.change(courier, **{f.name: getattr(was, f.name) for f in fields(was)})
    await gazette.slash("feed defaults", like="Courier")

    shown = [
        (await member.slash("feed defaults")).text
        for member in (gazette.moderator, gazette.moderator.in_french)
    ]

    assert [text.splitlines()[1:] for text in shown] == [
        [
            "- They arrive: As it comes, and in the digest",
            "- Template: `{title} {link}`",
            "- Look: Template: your own form",
            "- Colour: `#2f6feb`",
            "- Picture: no",
            "- Silent: yes",
            "- Only: `moon`",
            "- Never: `sun`",
            "- When an article changes: Post it again",
            "- Grouped from: `3`",
            "- Its own name and icon: yes",
            "- Publish: no",
            "- One post a day: yes",
            "- Tags: `7: moon`",
            "- Read every (seconds): `900`",
            "- Translate: yes",
        ],
        [
            "- Ils arrivent\xa0: Au fil de l’eau et dans le récapitulatif",
            "- Modèle\xa0: `{title} {link}`",
            "- Apparence\xa0: Modèle\xa0: votre propre forme",
            "- Couleur\xa0: `#2f6feb`",
            "- Image\xa0: non",
            "- Silencieux\xa0: oui",
            "- Seulement\xa0: `moon`",
            "- Jamais\xa0: `sun`",
            "- Quand un article change\xa0: Le publier de nouveau",
            "- Groupés à partir de\xa0: `3`",
            "- Nom et icône propres\xa0: oui",
            "- Publier\xa0: non",
            "- Un post par jour\xa0: oui",
            "- Tags\xa0: `7: moon`",
            "- Lus toutes les (secondes)\xa0: `900`",
            "- Traduire\xa0: oui",
        ],
    ]


async def test_the_tags_of_a_forum_are_shown_by_their_names(gazette: Gazette) -> None:
    forum = gazette.guild.add_channel("talk", "forum", tags=["Bridges", "Otters"])
    await gazette.caught_up()
    courier = await gazette.follow("https://courier.test/feed", forum.name, title="Courier")
    bridges, otters = (tag["id"] for tag in forum.channel.tags)
    rules = [{"tag": bridges, "when": "river"}, {"tag": otters}]
    await gazette.change(courier, forum_tags=json.dumps(rules))

    shown = await gazette.slash("feed defaults", like="Courier", channel=forum)

    assert "- Tags: `Bridges: river`, `Otters`" in shown.text
