"""`/settings`: what moderators choose holds, and is shown as it holds."""

from tests.support.gazette import Gazette


async def test_what_is_chosen_for_the_server_is_kept_and_shown(gazette: Gazette) -> None:
    await gazette.slash("settings server", zone="Europe/Paris", language="fr")

    shown = await gazette.slash("settings show")

    assert "Europe/Paris (it is 10:00 there)" in shown.text
    assert "Language: Français" in shown.text


async def test_what_is_switched_off_for_the_server_is_shown_so(gazette: Gazette) -> None:
    reply = await gazette.slash("settings server", same_story=False)

    assert "An article or a story that several feeds have is posted each time" in reply.text


async def test_a_channel_does_as_its_server_until_it_differs(gazette: Gazette) -> None:
    sports = gazette.channel("sports")
    await gazette.slash("settings server", same_story=False)

    follows = await gazette.slash("settings channel", channel=sports, zone="Asia/Tokyo")
    differs = await gazette.slash("settings channel", channel=sports, same_story=True)

    assert "is posted each time" in follows.text
    assert "is posted once" in differs.text


async def test_a_channel_may_differ_from_its_server(gazette: Gazette) -> None:
    sports = gazette.channel("sports")
    await gazette.slash("settings server", zone="Europe/Paris")

    reply = await gazette.slash("settings channel", channel=sports, zone="Asia/Tokyo")

    assert "Asia/Tokyo (it is 18:00 there)" in reply.text
    assert await gazette.services.guilds.locale_and_zone(sports.id) == ("en-US", "Asia/Tokyo")


async def test_a_zone_that_is_none_is_named_and_nothing_is_kept(gazette: Gazette) -> None:
    reply = await gazette.slash("settings server", zone="Mars/*Olympus*", language="fr")
    shown = await gazette.slash("settings show")

    assert reply.text.startswith("I know no time zone “Mars/\\*Olympus\\*”.")
    assert "as Discord says" in shown.text


async def test_zones_are_offered_while_typing(gazette: Gazette) -> None:
    choices = await gazette.complete("settings server", "zone", "par")

    assert choices[0] == {"name": "Europe/Paris · 10:00", "value": "Europe/Paris"}


async def test_only_those_who_may_manage_the_server_see_the_command(gazette: Gazette) -> None:
    member = gazette.member
    seen = {one["name"] for one in gazette.sandbox.visible_commands(member.user, member.channel)}

    assert "help" in seen
    assert "settings" not in seen


async def test_notices_go_only_where_the_bot_may_post(gazette: Gazette) -> None:
    sports = gazette.channel("sports")
    sports.deny("send_messages")
    await gazette.caught_up()

    reply = await gazette.slash("settings server", notices=sports)
    shown = await gazette.slash("settings show")

    assert "I am missing Send Messages" in reply.text
    assert "Failures are reported to nobody" in shown.text


async def test_a_language_model_that_is_not_there_is_refused_with_a_sentence(
    gazette: Gazette,
) -> None:
    reply = await gazette.slash("settings server", language_model=True, language="fr")
    off = await gazette.slash("settings server", language_model=False)

    assert reply.text.startswith("There is no language model")
    assert "as Discord says" in off.text


async def test_a_channel_for_notices_is_taken_back(gazette: Gazette) -> None:
    sports = gazette.channel("sports")
    chosen = await gazette.slash("settings server", notices=sports)
    kept = await gazette.slash("settings server", language="fr")

    cleared = await gazette.slash("settings server", no_notices=True)

    told = f"<#{sports.id}>"
    assert told in chosen.text
    assert told in kept.text
    assert told not in cleared.text
    guild = await gazette.services.guilds.guild(gazette.guild.id)
    assert guild is not None
    assert (guild.notice_channel_id, guild.locale) == (None, "fr")
