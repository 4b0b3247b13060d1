"""The nonce of a message: what makes Discord answer a repeated request with the first message."""

import base64
import hashlib

from bot.message.limits import MAX_NONCE
from bot.model import Delivery


def nonce_of(delivery: Delivery, part: int) -> str:
    """Return the nonce of one message: the same on every attempt, its own for every message."""
    named = f"{delivery.id}.{part}.{delivery.created_at.timestamp():.0f}.{delivery.channel_id}"
    digest = hashlib.sha256(named.encode()).digest()
    return base64.b32encode(digest)[:MAX_NONCE].decode().lower()
