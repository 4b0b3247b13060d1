"""An app in an account, as Discord has it: where its commands are, and who authorizes them."""

from sandbox import Sandbox
from sandbox.users.installs import owners, refusal

EVERYWHERE = {"contexts": [0, 1, 2], "integration_types": [0, 1]}
IN_GUILDS = {"contexts": [0], "integration_types": [0]}
DEFAULT = {"contexts": None, "integration_types": [0], "dm_permission": True}


async def test_a_command_for_accounts_is_wherever_its_user_is(sandbox: Sandbox) -> None:
    ann, bob = sandbox.install(sandbox.user("ann")), sandbox.user("bob")
    foreign = sandbox.add_guild("Foreign", invited=False)
    for user in (ann, bob):
        foreign.add_member(user)
    places = [foreign.add_channel("talk"), sandbox.private(ann, bob), sandbox.direct(ann)]

    shown = [refusal(sandbox.world, ann, each.channel, EVERYWHERE) for each in places]
    to_others = [refusal(sandbox.world, bob, each.channel, EVERYWHERE) for each in places[:2]]
    owned = [owners(sandbox.world, ann, each.channel) for each in places]

    assert shown == [None, None, None]
    assert to_others == ["the app is not installed here"] * 2
    assert owned == [{"1": str(ann.id)}, {"1": str(ann.id)}, {"0": "0", "1": str(ann.id)}]


async def test_a_guild_that_added_the_app_authorizes_what_is_for_guilds(sandbox: Sandbox) -> None:
    guild = sandbox.add_guild("Readers")
    ann = sandbox.install(sandbox.user("ann", guild=guild))
    channel = guild.add_channel("news").channel

    assert owners(sandbox.world, ann, channel, [0]) == {"0": str(guild.id)}
    assert owners(sandbox.world, ann, channel) == {"0": str(guild.id), "1": str(ann.id)}
    assert refusal(sandbox.world, ann, channel, IN_GUILDS) is None


async def test_a_command_for_guilds_is_nowhere_else(sandbox: Sandbox) -> None:
    ann = sandbox.install(sandbox.user("ann"))
    foreign = sandbox.add_guild("Foreign", invited=False)
    foreign.add_member(ann)
    places = [foreign.add_channel("talk"), sandbox.private(ann, sandbox.user("bob"))]

    refused = [refusal(sandbox.world, ann, each.channel, DEFAULT) for each in places]

    assert refused == ["the app is not installed here"] * 2
    assert refusal(sandbox.world, ann, sandbox.direct(ann).channel, IN_GUILDS) is not None


async def test_the_bot_of_a_guild_is_reached_directly_by_its_members(sandbox: Sandbox) -> None:
    guild = sandbox.add_guild("Readers")
    member, stranger = sandbox.user("ann", guild=guild), sandbox.user("bob")

    by_member = refusal(sandbox.world, member, sandbox.direct(member).channel, DEFAULT)
    by_stranger = refusal(sandbox.world, stranger, sandbox.direct(stranger).channel, DEFAULT)

    assert by_member is None
    assert by_stranger == "the app is in no guild of this user's, and not in their account"
