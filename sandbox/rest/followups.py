"""What follows the first answer: the original's edit, follow-ups, their edits and deletions."""

from sandbox.errors import DiscordError
from sandbox.payloads import messages
from sandbox.rest.call import NO_CONTENT, Call, RestAnswer
from sandbox.rest.interactions import signed
from sandbox.users.interactions import Interaction
from sandbox.world import posting
from sandbox.world.state import LOADING, Message


def _find(call: Call) -> Interaction:
    """Return the interaction whose token is in the path.

    Raises:
        DiscordError: 50027 after fifteen minutes, 10015 before the first answer.
    """
    world = call.world
    found = world.interactions.get(call.args["webhook_token"])
    if found is None or world.clock() - found.made_at > world.rules.token_lives:
        raise DiscordError(50027)
    if found.callback is None:
        raise DiscordError(10015)
    return found


def create(call: Call) -> RestAnswer:
    """Send a follow-up; the first one after a deferral fills the deferred answer."""
    interaction, body = _find(call), call.body or {}
    original = interaction.original
    if interaction.waiting and original is not None and original.flags & LOADING:
        message = _fill(call, interaction, original)
    else:
        by = signed(call.world, interaction, body, first=False)
        message = posting.post(call.world, interaction.channel, by, body, call.files)
        interaction.followups.append(message)
        interaction.waiting = False
    call.world.events.wake()
    return RestAnswer(body=messages.message(message, base=call.world.base))


def _fill(call: Call, interaction: Interaction, original: Message) -> Message:
    flags = original.flags
    original.flags &= ~LOADING
    try:
        posting.edit(
            call.world, interaction.channel, original, call.body or {}, call.files,
            noted=not flags & LOADING,
        )  # fmt: skip
    except DiscordError:
        original.flags = flags
        raise
    interaction.waiting = False
    return original


def _message(call: Call, interaction: Interaction) -> Message:
    if call.args["message_id"] == "@original":
        if interaction.original is None:
            raise DiscordError(10008)
        return interaction.original
    every = [*interaction.followups, interaction.original]
    for message in every:
        if message is not None and message.id == call.id("message_id"):
            return message
    raise DiscordError(10008)


def get(call: Call) -> RestAnswer:
    message = _message(call, _find(call))
    return RestAnswer(body=messages.message(message, base=call.world.base))


def update(call: Call) -> RestAnswer:
    interaction = _find(call)
    message = _message(call, interaction)
    if message is interaction.original:
        _fill(call, interaction, message)
    else:
        posting.edit(call.world, interaction.channel, message, call.body or {}, call.files)
    call.world.events.wake()
    return RestAnswer(body=messages.message(message, base=call.world.base))


def delete(call: Call) -> RestAnswer:
    interaction = _find(call)
    message = _message(call, interaction)
    posting.delete(call.world, interaction.channel, message)
    if message is interaction.original:
        interaction.original = None
        interaction.waiting = False
    else:
        interaction.followups.remove(message)
    call.world.events.wake()
    return NO_CONTENT
