"""A server that follows a paper with some articles, and what an answer to a search offers."""

from typing import Any

from sandbox import Reply
from tests.support.gazette import Gazette

URL = "https://paper.test/feed"
OTHER = "https://other.test/feed"


async def filled(gazette: Gazette, count: int = 1, **parsed: str) -> None:
    following = await gazette.follow(URL, title="The Courier")
    for n in range(count):
        await gazette.receive(following.feed.id, f"The dam breaks {n}", **parsed)  # type: ignore[arg-type]  # texts only


def labels(reply: Reply) -> list[str]:
    return [str(each["label"]) for each in buttons(reply)]


def buttons(reply: Reply) -> list[dict[str, Any]]:
    """Return every button of an answer, also those beside a text."""
    found: list[dict[str, Any]] = []
    waiting = list(reply.components)
    while waiting:
        one = waiting.pop(0)
        waiting = [*one.get("components", []), *waiting]
        if accessory := one.get("accessory"):
            waiting.insert(0, accessory)
        if one["type"] == 2:
            found.append(one)
    return found
