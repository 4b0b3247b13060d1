"""A small Discord on 127.0.0.1, as tests hold it: `async with Sandbox() as sandbox`.

    guild = sandbox.add_guild("Readers")
    news = guild.add_channel("news")
    ann = sandbox.user("ann", guild=guild, may=["manage_guild"], locale="fr")
    reply = await sandbox.slash(ann, news, "feed add", url="https://e.test/rss")

Clock and dice are arguments; nothing is kept on disk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from random import Random
from types import TracebackType
from typing import Self

from aiohttp import web

from sandbox import control, site
from sandbox.events import PATIENCE_S
from sandbox.faults import Faults
from sandbox.gateway import Gateway
from sandbox.rest.rate_limits import OFF, Limits, RateLimiter
from sandbox.server import Request, Server, listen
from sandbox.users import actions
from sandbox.users.actions import Reply
from sandbox.users.command_input import CommandPlace, commands
from sandbox.world.handles import ChannelHandle, GuildHandle, new_guild
from sandbox.world.snowflakes import Clock
from sandbox.world.state import DM, GROUP_DM, Channel, Json, Message, User
from sandbox.world.world import Rules, World


def utcnow() -> datetime:
    return datetime.now(UTC)


class Sandbox:
    """One Discord with one bot application."""

    def __init__(
        self,
        *,
        clock: Clock = utcnow,
        dice: Random | None = None,
        rules: Rules | None = None,
        limits: Limits = OFF,
        host: str = "127.0.0.1",
        port: int = 0,
        name: str = "Gazette",
        remember: int | None = None,
    ) -> None:
        """Make an empty Discord; `remember` is how many requests are kept, None for all."""
        self.world = World(clock=clock, dice=dice or Random(), rules=rules or Rules(), name=name)
        self.gateway = Gateway(self.world)
        self.faults = Faults()
        self._limiter = RateLimiter(limits)
        self._server = Server(
            self.world, self.gateway, self.faults, self._limiter, remember=remember
        )
        self._host, self._port = host, port
        self._runner: web.AppRunner | None = None
        control.install(self._server.app, self)
        site.install(self._server.app)

    async def __aenter__(self) -> Self:
        self._runner, self.world.base = await listen(self._server.app, self._port, self._host)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.gateway.vanish()
        if self._runner is not None:
            await self._runner.cleanup()

    # What a client needs

    @property
    def base(self) -> str:
        """The server's address, for `point_client_at`."""
        return self.world.base

    @property
    def token(self) -> str:
        return self.world.token

    @property
    def app(self) -> web.Application:
        """The aiohttp application; a demo adds its page before the sandbox starts."""
        return self._server.app

    @property
    def requests(self) -> list[Request]:
        """Every REST request so far, with its answer."""
        return self._server.requests

    @property
    def limits(self) -> Limits:
        return self._limiter.limits

    @limits.setter
    def limits(self, limits: Limits) -> None:
        self._limiter.change(limits)

    @property
    def commands(self) -> list[Json]:
        """The commands registered for every guild."""
        return list(self.world.commands[None].values())

    # Setting the stage

    def add_guild(
        self,
        name: str = "Readers",
        *,
        owner: User | None = None,
        locale: str = "en-US",
        bot_may: Iterable[str] = (),
        invited: bool = True,
        shard: tuple[int, int] = (0, 1),
    ) -> GuildHandle:
        """Make a guild with the bot in it; `bot_may` replaces the usual permissions.

        With `shard=(k, n)` it is one of those that are told to shard k of n.
        """
        owner = owner or self.world.owner
        guild = new_guild(self.world, name, owner=owner, locale=locale, shard=shard)
        handle = GuildHandle(self.world, guild)
        if invited:
            handle.add_bot(*bot_may)
        return handle

    def user(
        self,
        name: str,
        *,
        locale: str = "en-US",
        guild: GuildHandle | None = None,
        may: Iterable[str] = (),
    ) -> User:
        """Return a user by name, made at need; as a member when a guild is given."""
        known = [each for each in self.world.users.values() if each.username == name]
        user = known[0] if known else User(id=self.world.ids(), username=name, locale=locale)
        self.world.users[user.id] = user
        if guild is not None:
            guild.add_member(user, *may)
        return user

    def direct(self, user: User) -> ChannelHandle:
        """Return the direct channel between the bot and a user."""
        return ChannelHandle(self.world, self.world.direct(user))

    def install(self, user: User) -> User:
        """Let a user add the app to their account, so that it works wherever they are."""
        self.world.install(user)
        return user

    def uninstall(self, user: User) -> User:
        """Let a user take the app out of their account; Discord tells no bot of it."""
        self.world.uninstall(user)
        return user

    def private(self, *users: User) -> ChannelHandle:
        """Make a direct channel between users, which the bot never sees."""
        kind = DM if len(users) == 2 else GROUP_DM
        channel = Channel(
            id=self.world.ids(), kind=kind, name=users[0].username, recipients=list(users)
        )
        return ChannelHandle(self.world, channel)

    # Waiting

    async def until(self, holds: Callable[[], object], *, seconds: float = PATIENCE_S) -> None:
        """Wait until `holds()` is true; looked at after each request and event.

        Raises:
            TimeoutError: it did not come true in time.
        """
        await self.world.events.until(holds, seconds)

    async def until_connected(self, *, seconds: float = PATIENCE_S) -> None:
        """Wait until a bot listens at the gateway."""
        await self.until(lambda: self.gateway.connected, seconds=seconds)

    # Acting

    def _place(self, user: User, channel: ChannelHandle) -> CommandPlace:
        return CommandPlace(world=self.world, user=user, channel=channel.channel)

    def visible_commands(self, user: User, channel: ChannelHandle) -> list[Json]:
        """Return the commands that Discord's app would show."""
        return list(commands(self._place(user, channel)))

    async def slash(
        self,
        user: User,
        channel: ChannelHandle,
        command: str,
        /,
        *,
        locale: str | None = None,
        **options: object,
    ) -> Reply:
        """Run a slash command, as in "feed add", and wait for its answer.

        Raises:
            Refused: Discord's app would not have sent it.
        """
        return await actions.slash(self._place(user, channel), command, options, locale=locale)

    async def autocomplete(
        self,
        user: User,
        channel: ChannelHandle,
        command: str,
        option: str,
        typed: str | float = "",
        /,
        *,
        locale: str | None = None,
        **options: object,
    ) -> list[Json]:
        """Return the choices offered while `option` is being typed.

        Raises:
            Refused: the option has no autocompletion.
        """
        place = self._place(user, channel)
        reply = await actions.autocomplete(place, command, option, typed, options, locale=locale)
        return reply.choices

    async def context_menu(
        self,
        user: User,
        channel: ChannelHandle,
        command: str,
        message: Message,
        *,
        locale: str | None = None,
    ) -> Reply:
        """Run a message command on a message.

        Raises:
            Refused: Discord's app would not have sent it.
        """
        place = self._place(user, channel)
        return await actions.context_menu(place, command, message, locale=locale)

    async def click(
        self,
        user: User,
        channel: ChannelHandle,
        message: Message | Reply,
        custom_id: str,
        *,
        locale: str | None = None,
    ) -> Reply:
        """Press a button, named by its custom id or label.

        Raises:
            Refused: there is none that this user could press.
        """
        place = self._place(user, channel)
        return await actions.click(place, _message(message), custom_id, locale=locale)

    async def select(
        self,
        user: User,
        channel: ChannelHandle,
        message: Message | Reply,
        custom_id: str,
        *values: object,
        locale: str | None = None,
    ) -> Reply:
        """Choose in a select menu.

        Raises:
            Refused: there is none that takes these values.
        """
        place, shown = self._place(user, channel), _message(message)
        return await actions.select(place, shown, custom_id, list(values), locale=locale)

    async def submit(
        self,
        user: User,
        channel: ChannelHandle,
        opened: Reply,
        filled: Mapping[str, object] | None = None,
        /,
        *,
        locale: str | None = None,
        **values: object,
    ) -> Reply:
        """Fill in and send the modal that `opened` shows; values by custom id.

        Raises:
            Refused: no modal is open, or a value does not fit.
        """
        place, every = self._place(user, channel), {**(filled or {}), **values}
        return await actions.submit(place, opened.interaction, every, locale=locale)


def _message(one: Message | Reply) -> Message:
    message = one.messages[-1] if isinstance(one, Reply) else one
    assert message is not None
    return message
