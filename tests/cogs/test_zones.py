"""Where a server has no time zone the first digest and `/settings` ask; all else then takes it."""

from typing import Any

from bot.model import Mode
from sandbox import Reply
from tests.support.gazette import Gazette

URL = "https://courier.test/feed"


def options_of(reply: Reply) -> list[str]:
    """Return the labels of an answer's menu."""
    rows: list[dict[str, Any]] = [each for each in reply.components if each["type"] == 1]
    [menu] = [each for row in rows for each in row["components"] if each["type"] == 3]
    return [option["label"] for option in menu["options"]]


def asks(reply: Reply) -> bool:
    return "🕒" in reply.text


async def test_the_first_digest_asks_and_every_later_page_goes_by_the_answer(
    gazette: Gazette,
) -> None:
    followed = await gazette.follow(URL, title="Courier", mode=Mode.DIGEST)
    reply = await gazette.slash("digest set", time="10:30")
    asked, [digest] = reply.text, await gazette.database.fetch_all("SELECT id FROM digests")

    await gazette.select(reply, f"digest:zone:{digest['id']}", "Europe/Paris")
    await gazette.receive(followed.feed.id, "Bridge opens")
    await gazette.pass_time(minutes=30)

    assert "It is 09:00 in UTC. Is that your clock?" in asked
    assert "Every day at 10:30 (Europe/Paris)." in reply.text
    assert not asks(reply)
    assert len(gazette.texts("news")) == 1
    again = await gazette.moderator.at("sports").slash("digest set")
    shown = await gazette.slash("settings show")
    assert "(Europe/Paris)" in again.text
    assert not asks(again)
    assert not asks(shown)


async def test_the_menu_holds_the_zones_of_the_servers_language(gazette: Gazette) -> None:
    reply = await gazette.slash("settings show")

    offered = options_of(reply)

    assert offered[:3] == ["UTC · 09:00", "America/New_York · 04:00", "America/Chicago · 03:00"]
    assert [each.split(" ")[0] for each in offered[8:11]] == [  # nine of the language, then others
        "Europe/London", "Europe/Dublin", "Europe/Paris",
    ]  # fmt: skip
    assert len(offered) == 25


async def test_settings_ask_and_show_what_was_answered(gazette: Gazette) -> None:
    reply = await gazette.moderator.in_french.slash("settings show")
    assert options_of(reply)[1] == "Europe/Paris · 10:00"
    assert "Il est 09:00 (UTC). Est-ce votre heure\N{NARROW NO-BREAK SPACE}?" in reply.text

    await gazette.moderator.in_french.select(reply, "zone:server", "America/New_York")

    assert "America/New_York (il y est 04:00)" in reply.text
    assert not asks(reply)


async def test_a_member_is_asked_for_their_own_digest_alone(gazette: Gazette) -> None:
    await gazette.follow(URL, title="Courier")
    reply = await gazette.member.slash("page me", time="8h")
    asked, [digest] = reply.text, await gazette.database.fetch_all("SELECT id FROM digests")

    await gazette.member.select(reply, f"digest:own_zone:{digest['id']}", "Europe/Paris")
    again = await gazette.member.slash("page me", time="9h")

    assert "Is that your clock? If not, choose yours." in asked
    assert "(Europe/Paris)" in reply.text
    assert not asks(reply)
    assert "(Europe/Paris)" in again.text
    assert not asks(again)
    assert asks(await gazette.slash("settings show"))


async def test_nobody_is_asked_who_has_said_it(gazette: Gazette) -> None:
    typed = await gazette.slash("digest set", zone="heure de Paris")
    await gazette.slash("settings channel", channel=gazette.channel("sports"), zone="JST")
    there = await gazette.moderator.at("sports").slash("digest set")

    assert "(Europe/Paris)" in typed.text
    assert not asks(typed)
    assert "(Asia/Tokyo)" in there.text
    assert not asks(there)


async def test_every_option_reads_a_zone_alike_and_names_what_may_be_meant(
    gazette: Gazette,
) -> None:
    replies = [
        await gazette.slash(command, zone="CST")
        for command in ("digest set", "page me", "settings server", "settings channel")
        if command != "page me" or await gazette.follow(URL, title="Courier")
    ]

    for reply in replies:
        assert reply.text.startswith("“CST” may be several time zones.")
        assert "America/Chicago (03:00), Asia/Shanghai (17:00)" in reply.text


async def test_an_offset_is_kept_and_shown_as_it_was_typed(gazette: Gazette) -> None:
    reply = await gazette.slash("settings server", zone="utc+2")

    assert "UTC+2 (it is 11:00 there)" in reply.text


async def test_a_new_zone_of_the_server_moves_the_next_page(gazette: Gazette) -> None:
    followed = await gazette.follow(URL, title="Courier", mode=Mode.DIGEST)
    await gazette.slash("settings server", zone="UTC")
    await gazette.slash("digest set", time="11:00")
    await gazette.settle()
    await gazette.receive(followed.feed.id, "Bridge opens")

    await gazette.slash("settings server", zone="Paris")
    await gazette.pass_time(hours=1)

    assert len(gazette.texts("news")) == 1
