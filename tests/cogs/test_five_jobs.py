"""The five jobs of a moderator take one command and at most two clicks, from an empty server on."""

import pytest

from bot.model import Style
from tests.support.five_jobs import JOBS, MUTED, PAPERS, PASSED, Hand, between, open_papers
from tests.support.gazette import COARSE, Gazette

pytestmark = pytest.mark.uncounted


@pytest.mark.parametrize("locale", ["en", "fr"])
async def test_each_job_takes_one_command_and_two_clicks_at_most(
    gazette: Gazette, locale: str
) -> None:
    papers = open_papers(gazette, locale)
    person = gazette.moderator.in_french if locale == "fr" else gazette.moderator
    texts = {}
    for name, job in JOBS.items():
        hand = Hand(person, papers, locale)
        await job(hand)
        await between(gazette, hand, name)

        assert hand.answer is not None
        assert hand.commands == 1, name
        assert hand.clicks <= 2, name
        texts[name] = hand.answer.text

    await gazette.pass_time(hours=20, minutes=45, step=COARSE)
    before = gazette.texts("news")
    await gazette.pass_time(minutes=30)  # over 8:00 in Paris

    [page] = gazette.texts("news")
    followed = await gazette.services.feeds.reader.of_guild(gazette.guild.id)
    assert {each.feed.title for each in followed} == {title for _, title, _ in PAPERS[locale]}
    assert before == []
    assert "08:00 (Europe/Paris)" in texts["digest"]
    assert PASSED[locale] in page
    assert "horoscope" not in page
    assert MUTED in texts["mute"]
    assert MUTED in texts["explain"]
    looks = {each.feed.title: each.subscription.look.style for each in followed}
    assert looks[PAPERS[locale][0][1]] is Style.COMPACT
