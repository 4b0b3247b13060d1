"""A channel in which news cannot be posted is refused by what it is."""

from datetime import timedelta

from tests.support.gazette import Gazette

COMMANDS: list[tuple[str, dict[str, str]]] = [
    ("digest set", {}),
    ("settings channel", {}),
    ("feed add", {"url": "x.test"}),
]
VOICES = [
    ("voice", "is a voice channel", "est un salon vocal"),
    ("stage", "is a stage", "est une conférence"),
]


async def test_a_channel_for_voices_is_refused_with_its_own_sentence(gazette: Gazette) -> None:
    for command, options in COMMANDS:
        for kind, said, dit in VOICES:
            gazette.clock.move(timedelta(minutes=1))
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
