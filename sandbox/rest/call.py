"""What a REST route gets and gives, and the table of routes; aiohttp stays in `server`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sandbox.errors import DiscordError
from sandbox.world.posting import Upload
from sandbox.world.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request, parsed: path arguments, query, JSON body, files, who asks."""

    world: World
    args: Mapping[str, str]
    query: Mapping[str, str]
    body: Any
    files: Sequence[Upload] = ()
    by_bot: bool = True

    def id(self, name: str) -> int:
        """Return a snowflake of the path.

        Raises:
            DiscordError: 50035 when it is none.
        """
        return snowflake(name, self.args[name])

    def query_id(self, name: str) -> int | None:
        value = self.query.get(name)
        return None if value is None else snowflake(name, value)

    def flag(self, name: str) -> bool:
        """Return a boolean of the query; clients write 1, 0, true and false."""
        return self.query.get(name, "").lower() in ("1", "true")


def snowflake(name: str, value: str) -> int:
    """Return a snowflake as a number.

    Raises:
        DiscordError: 50035.
    """
    if not value.isdigit():
        told = f'Value "{value}" is not snowflake.'
        tree = {name: {"_errors": [{"code": "NUMBER_TYPE_COERCE", "message": told}]}}
        raise DiscordError(50035, tree)
    return int(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class RestAnswer:
    """A status and a JSON body; None for no content."""

    body: Any = None
    status: int = 200


NO_CONTENT = RestAnswer(status=204)

Handler = Callable[[Call], RestAnswer]


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One line of Discord's reference; `open` ones are authorized by a token in the path."""

    method: str
    path: str
    handler: Handler = field(repr=False)
    open: bool = False

    @property
    def key(self) -> str:
        return f"{self.method} {self.path}"


ROUTES: list[Route] = []


def route(method: str, path: str, *, open: bool = False) -> Callable[[Handler], Handler]:
    """Enter a function in the table of routes."""

    def enter(handler: Handler) -> Handler:
        ROUTES.append(Route(method=method, path=path, handler=handler, open=open))
        return handler

    return enter
