"""A channel in which news cannot be posted is refused by what it is."""

import pytest

from tests.support.gazette import Gazette


@pytest.mark.parametrize(
    ("kind", "said", "dit"),
    [
        ("voice", "is a voice channel", "est un salon vocal"),
        ("stage", "is a stage", "est une conférence"),
    ],
)
@pytest.mark.parametrize(
    ("command", "options"),
    [("digest set", {}), ("settings channel", {}), ("feed add", {"url": "x.test"})],
)
async def test_a_channel_for_voices_is_refused_with_its_own_sentence(
    gazette: Gazette, kind: str, said: str, dit: str, command: str, options: dict[str, str]
) -> None:
    place = gazette.guild.add_channel("talk", kind)
    await gazette.caught_up()

    english = await gazette.moderator.at(place).slash(command, **options)
    french = await gazette.moderator.at(place).in_french.slash(command, **options)

    assert f"<#{place.id}> {said}" in english.text
    assert dit in french.text


async def test_a_media_channel_is_refused_with_its_own_sentence(gazette: Gazette) -> None:
    place = gazette.guild.add_channel("pictures", "media")
    await gazette.caught_up()

    reply = await gazette.moderator.at(place).slash("digest set")

    assert f"<#{place.id}> is a media channel" in reply.text
