"""A person without a server: three feeds in messages, an alert, a digest, and nothing left."""

from dataclasses import replace

import pytest

from tests.support.gazette import Gazette, Person
from tests.support.own_story import traces

pytestmark = pytest.mark.uncounted


def titles(person: Person, *looked_for: str) -> list[list[str]]:
    """Return which of some titles each direct message shows."""
    shown = person.sandbox.direct(person.user).texts
    return [[title for title in looked_for if title in text] for text in shown]


async def test_a_person_without_a_server_reads_is_told_and_leaves_nothing_behind(
    gazette: Gazette,
) -> None:
    user = gazette.sandbox.install(gazette.sandbox.user("ann", locale="fr"))
    ann = replace(gazette.member.in_french, user=user, channel=gazette.sandbox.direct(user))
    papers = [gazette.papers.open(name, title=name.title()) for name in ("herald", "post", "star")]

    added = await ann.slash("feed add", url=" ".join(paper.url for paper in papers))
    await ann.slash("alert add", words="pont")
    await ann.slash("page me", time="18h", zone="Europe/Paris")
    listed = await ann.slash("page list")
    await gazette.settle()
    papers[0].publish("Le pont ouvre", lead="Il est ouvert.")
    papers[1].publish("La gare ferme", lead="Elle est fermée.")
    await gazette.pass_time(hours=1)
    told = titles(ann, "Le pont ouvre", "La gare ferme")
    await gazette.restart()
    await gazette.pass_time(hours=9)
    paged = titles(ann, "Le pont ouvre", "La gare ferme")
    found = await ann.slash("search", query="gare")
    kept = await traces(gazette, user.id, ann.channel.id, "feed.xml")
    asked = await ann.slash("forget")
    question = asked.text
    await ann.click(asked, "Effacer")
    papers[2].publish("La tour penche", lead="Elle penche.")
    await gazette.pass_time(hours=2)

    assert "Herald" in added.text
    assert "`/page moi` en fait une page par jour" in added.text
    assert listed.text.startswith("**Le vôtre, par message privé**")
    assert told == [[], [], [], ["Le pont ouvre"]]  # three welcomes, and the alert
    assert paged == [*told, ["Le pont ouvre", "La gare ferme"]]
    assert "La gare ferme" in found.text
    assert {"guilds", "channels", "subscriptions", "alerts", "digests", "feeds"} <= kept
    assert "3 flux à vous" in question
    assert titles(ann, "La tour penche") == [[]] * len(paged)
    assert await traces(gazette, user.id, ann.channel.id, "feed.xml") == set()
