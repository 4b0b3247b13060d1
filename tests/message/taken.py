"""Holds messages against what Discord takes, by the checks of the sandbox."""

from bot.message.message import Message
from bot.message.payload import to_payload
from sandbox.checks.message import check_message


def assert_taken(*messages: Message) -> None:
    """Fail where Discord would not take one of these messages."""
    for message in messages:
        payload = to_payload(message)
        check_message(payload, (), flags=payload.get("flags", 0))
