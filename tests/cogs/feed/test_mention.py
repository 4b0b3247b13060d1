"""`/feed mention` calls a role, and @everyone when that was asked twice."""

import pytest

from bot.model import Look
from tests.support.gazette import Gazette

URL = "https://paper.test/feed"


async def look(gazette: Gazette) -> Look:
    [following] = await gazette.services.feeds.reader.of_guild(gazette.guild.id)
    return following.subscription.look


@pytest.fixture
async def allowed(gazette: Gazette) -> Gazette:
    """Lend a server with a feed whose moderator and bot may mention everybody in #news."""
    await gazette.follow(URL, title="Courier")
    news = gazette.channel("news")
    for who in (gazette.moderator.user, gazette.sandbox.world.bot):
        news.allow("mention_everyone", who=who)
    await gazette.caught_up()
    return gazette


async def test_everybody_is_pinged_after_two_questions(allowed: Gazette) -> None:
    everybody = allowed.guild.guild.roles[allowed.guild.id]
    reply = await allowed.slash("feed mention", feed="Courier", role=everybody, when="bridge")
    first = reply.text
    await allowed.click(reply, "Yes, ping everybody…")
    second, before = reply.text, await look(allowed)
    await allowed.click(reply, "I am sure: @everyone")
    following = await allowed.services.feeds.reader.of_guild(allowed.guild.id)
    await allowed.receive(following[0].feed.id, "Bridge opens")
    await allowed.receive(following[0].feed.id, "Otters")
    await allowed.settle()

    news = allowed.channel("news").id
    members = len(allowed.guild.guild.members)
    assert f"**everybody**: {members} members, all who can see <#{news}>" in first
    assert "with each new article of **Courier**" in first
    assert "Once more: @everyone" in second
    assert before.mention_role_id is None
    assert reply.text.startswith("@everyone is mentioned for new articles of **Courier**")
    pinged = [message.mention_everyone for message in allowed.channel("news").messages]
    assert pinged == [True, False]


async def test_a_second_thought_changes_nothing(allowed: Gazette) -> None:
    everybody = allowed.guild.guild.roles[allowed.guild.id]
    reply = await allowed.slash("feed mention", feed="Courier", role=everybody)

    await allowed.click(reply, "Rather not")

    assert reply.text.startswith("Nothing was changed for **Courier**")
    assert (await look(allowed)).mention_role_id is None


async def test_a_bot_that_may_not_mention_everybody_says_so(gazette: Gazette) -> None:
    await gazette.follow(URL, title="Courier")
    everybody = gazette.guild.guild.roles[gazette.guild.id]
    news = gazette.channel("news")
    news.deny("mention_everyone", who=everybody)
    news.allow("mention_everyone", who=gazette.moderator.user)
    await gazette.caught_up()

    reply = await gazette.slash("feed mention", feed="Courier", role=everybody)

    assert reply.text.startswith("I may not mention everybody in <#")


async def test_only_the_chosen_role_is_called_and_only_when_asked(gazette: Gazette) -> None:
    following = await gazette.follow(URL, title="Courier")
    role = gazette.guild.add_role("News", mentionable=True)
    await gazette.caught_up()

    reply = await gazette.slash("feed mention", feed="Courier", role=role, when="bridge")
    await gazette.receive(following.feed.id, "Third bridge @everyone")
    await gazette.receive(following.feed.id, "Football again")
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


async def test_a_question_is_over_once_it_was_thought_better_of_elsewhere(
    allowed: Gazette,
) -> None:
    everybody = allowed.guild.guild.roles[allowed.guild.id]
    first = await allowed.slash("feed mention", feed="Courier", role=everybody)
    second = await allowed.slash("feed mention", feed="Courier", role=everybody)
    await allowed.click(second, "Rather not")

    over = await allowed.click(first, "Yes, ping everybody…")

    assert over.text == "That question has expired. Run `/feed mention` again."
    assert (await look(allowed)).mention_role_id is None
