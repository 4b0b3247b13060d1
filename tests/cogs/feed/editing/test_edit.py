"""`/feed edit`: a panel that previews, keeps a draft over a restart, and saves when told."""

from bot.model import ChannelKind, Mode, OnChange, Style, Subscription
from bot.post.forum_tags import TagRule, read_tag_rules
from sandbox import Reply
from tests.support.gazette import Gazette

URL = "https://paper.test/feed"


async def opened(gazette: Gazette) -> Reply:
    following = await gazette.follow(URL, title="Courier")
    await gazette.receive(
        following.feed.id, "Bridge opens", kicker="At last", lead="It is open to all."
    )
    await gazette.settle()
    return await gazette.slash("feed edit", feed="Courier")


async def kept(gazette: Gazette) -> Subscription:
    [following] = await gazette.services.feeds.reader.of_guild(gazette.guild.id)
    return following.subscription


def control(subscription: Subscription, name: str) -> str:
    return f"fe:{subscription.id}:{name}"


async def test_the_panel_shows_the_newest_item_as_it_looks(gazette: Gazette) -> None:
    panel = await opened(gazette)

    assert panel.ephemeral
    assert panel.text.startswith("### Courier in <#")
    assert "**At last**" in panel.text
    assert "It is open to all." in panel.text


async def test_a_choice_changes_the_preview_and_nothing_else_until_saved(
    gazette: Gazette,
) -> None:
    panel = await opened(gazette)
    before = await kept(gazette)

    await gazette.select(panel, control(before, "style"), "compact")

    assert "It is open to all." not in panel.text
    assert "Not saved yet" in panel.text
    assert await kept(gazette) == before

    await gazette.click(panel, "Save")
    assert "✅ Saved." in panel.text
    assert (await kept(gazette)).look.style is Style.COMPACT


async def test_a_draft_outlives_a_restart(gazette: Gazette) -> None:
    panel = await opened(gazette)
    before = await kept(gazette)
    await gazette.select(panel, control(before, "mode"), "both")

    await gazette.restart()
    await gazette.select(panel, control(before, "change"), "ignore")
    await gazette.click(panel, "Save")

    after = await kept(gazette)
    assert (after.mode, after.on_change) == (Mode.BOTH, OnChange.IGNORE)


async def test_discarding_leaves_everything_as_it_was(gazette: Gazette) -> None:
    panel = await opened(gazette)
    before = await kept(gazette)
    await gazette.click(panel, "Picture: on")
    await gazette.click(panel, "Silent: off")

    await gazette.click(panel, "Discard")
    await gazette.slash("feed edit", feed="Courier")

    assert await kept(gazette) == before


async def test_a_template_is_checked_then_chosen(gazette: Gazette) -> None:
    panel = await opened(gazette)
    subscription = await kept(gazette)

    refused = await gazette.select(panel, control(subscription, "style"), "template")
    assert "Write a template first" in refused.text

    form = await gazette.click(panel, "Colour and template…")
    wrong = await gazette.moderator.submit(form, colour="", template="{titel}")
    assert "There is no {titel}" in wrong.text

    form = await gazette.click(panel, "Colour and template…")
    await gazette.moderator.submit(form, colour="#2f6feb", template="New: {title}\n{author}")
    await gazette.select(panel, control(subscription, "style"), "template")
    assert "New: Bridge opens" in panel.text
    await gazette.click(panel, "Save")

    look = (await kept(gazette)).look
    assert (look.style, look.colour) == (Style.TEMPLATE, 0x2F6FEB)


async def test_filters_and_rhythm_are_forms(gazette: Gazette) -> None:
    panel = await opened(gazette)

    form = await gazette.click(panel, "Filters…")
    await gazette.moderator.submit(form, include="bridge", exclude="")
    form = await gazette.click(panel, "Rhythm…")
    wrong = await gazette.moderator.submit(form, burst="8", interval="3")
    assert "“3” is not a whole number from 10 to 1440." in wrong.text
    form = await gazette.click(panel, "Rhythm…")
    await gazette.moderator.submit(form, burst="5", interval="30")
    await gazette.click(panel, "Save")

    after = await kept(gazette)
    assert after.include == "bridge"
    assert after.burst == 5
    assert after.interval is not None
    assert after.interval.total_seconds() == 1800


async def test_what_is_a_brief_is_edited_as_text(gazette: Gazette) -> None:
    panel = await opened(gazette)

    form = await gazette.click(panel, "Kinds…")
    await gazette.moderator.submit(form, kind_rules="brief: title ☕️, In short")

    [following] = await gazette.services.feeds.reader.of_guild(gazette.guild.id)
    assert following.feed.kind_rules == "brief: title ☕️, In short"


async def test_a_panel_of_somebody_elses_server_changes_nothing(gazette: Gazette) -> None:
    panel = await opened(gazette)
    subscription = await kept(gazette)
    await gazette.services.feeds.follow.unfollow(subscription.id, gazette.guild.id)

    reply = await gazette.click(panel, "Picture: on")

    assert "no longer followed" in reply.text


async def test_the_tags_of_a_forum_are_rules_by_their_names(gazette: Gazette) -> None:
    forum = gazette.guild.add_channel("talk", "forum", tags=["Bridges", "Otters"])
    await gazette.caught_up()
    followed = await gazette.follow(URL, "talk", title="Courier", kind=ChannelKind.FORUM)
    panel = await gazette.slash("feed edit", feed="Courier")

    form = await gazette.click(panel, "Tags…")
    wrong = await gazette.moderator.submit(form, tag_rules="Ships: bridge")
    form = await gazette.click(panel, "Tags…")
    unread = await gazette.moderator.submit(form, tag_rules="Otters: /[/")
    form = await gazette.click(panel, "Tags…")
    await gazette.moderator.submit(form, tag_rules="otters: otter\n\nBridges")
    await gazette.click(panel, "Save")

    bridges, otters = (int(tag["id"]) for tag in forum.channel.tags)
    assert wrong.text.startswith("This forum has no tag “Ships”. It has Bridges, Otters.")
    assert unread.text.startswith(
        "In the pattern at character 1 the bracket of “\\[” is never closed."
    )
    rules = read_tag_rules((await kept(gazette)).forum_tags)
    assert rules == (TagRule(tag_id=otters, when="otter"), TagRule(tag_id=bridges))
    shown = await gazette.click(await gazette.slash("feed edit", feed="Courier"), "Tags…")
    assert shown.modal is not None
    [field] = shown.modal["components"]
    assert field["component"]["value"] == "Otters: otter\nBridges"
    await gazette.receive(followed.feed.id, "Otter seen")
    await gazette.settle()
    [post] = forum.threads
    assert post.channel.thread is not None
    assert sorted(post.channel.thread.applied_tags) == [bridges, otters]


async def test_a_forum_without_tags_says_where_they_are_made(gazette: Gazette) -> None:
    gazette.guild.add_channel("talk", "forum")
    await gazette.caught_up()
    await gazette.follow(URL, "talk", title="Courier", kind=ChannelKind.FORUM)
    panel = await gazette.slash("feed edit", feed="Courier")

    reply = await gazette.click(panel, "Tags…")

    assert reply.text == "This forum has no tags yet. Make some in its settings first."


async def test_a_colour_that_is_none_is_named_and_there_is_nothing_to_save(
    gazette: Gazette,
) -> None:
    panel = await opened(gazette)
    before = await kept(gazette)

    form = await gazette.click(panel, "Colour and template…")
    wrong = await gazette.moderator.submit(form, colour="reddish", template="")

    assert wrong.text.startswith("“reddish” is not a colour.")
    assert "Not saved yet" not in panel.text
    assert await kept(gazette) == before


async def test_a_name_of_its_own_waits_for_the_permission_to_use_it(gazette: Gazette) -> None:
    panel = await opened(gazette)
    gazette.channel("news").deny("manage_webhooks")
    await gazette.caught_up()

    await gazette.click(panel, "Silent: off")
    plain = await gazette.click(panel, "Save")
    await gazette.click(panel, control(await kept(gazette), "webhook"))
    reply = await gazette.click(panel, "Save")
    await gazette.until(lambda: "I may not manage webhooks in <#" in reply.content)
    await gazette.click(panel, "Silent: on")
    discarded = await gazette.click(panel, "Discard")
    await gazette.caught_up()

    assert "webhooks" not in plain.content + discarded.content

    assert (await kept(gazette)).webhook
