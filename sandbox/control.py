"""The sandbox by hand: a JSON API under /sandbox for the demo's page and for other processes.

Users, channels and guilds are named by id or by name ("ann", "news", "Readers"); messages and
interactions by id. Answers are JSON; what Discord's app would refuse is 403 `{"error": why}`,
what is not there 404, what is badly asked 400.

    GET  /sandbox/state       {bot, connected, users, guilds: [{id, name, locale, roles, members,
                              channels: [{id, name, type, parent_id, topic, viewers, messages}]}],
                              directs}; messages in Discord's form, the last 50 of each channel,
                              oldest first
    GET  /sandbox/history     ?channel=&before=: the 50 messages before one, oldest first
    GET  /sandbox/events      WebSocket: first {"event": "STATE", "data": state}, then
                              {"event": "MESSAGE_CREATE", "data": …} and so on, as Discord's gateway
                              names them; ephemeral messages carry `seen_by`, a user's id; BOT
                              {connected} when the bot comes to the gateway or leaves it
    GET  /sandbox/commands    ?user=&channel=[&all=1]: what the app shows this user there, with
                              localizations, options and choices, as registered
    POST /sandbox/slash       {user, channel, command: "feed add", options: {…}, locale?} or
                              {user, channel, line: "/feed add url:https://…"}; a file among the
                              options is {filename, base64}; waits for the answer
    POST /sandbox/autocomplete {user, channel, command, option, typed, options?} -> {choices}
    POST /sandbox/context_menu {user, channel, command, message}
    POST /sandbox/click       {user, channel, message, custom_id}
    POST /sandbox/select      {user, channel, message, custom_id, values}
    POST /sandbox/submit      {user, channel, interaction, values}: sends the open modal
    POST /sandbox/say         {user, channel, content} -> the message
    POST /sandbox/direct      {user} -> the direct channel between that user and the bot

What a bot answers comes back as {interaction, messages, ephemeral, text, failed, modal}; `failed`
is what Discord's app shows when no answer came, `modal` is what is to be filled in. All of these
take a `locale`, the language of the user's app; without it, the user's own counts.

    POST /sandbox/users       {name, locale?, guild?, may?: ["manage_guild"]}
    POST /sandbox/installs    {user, on?: true}: adds the app to that user's account; on: false
                              takes it out
    POST /sandbox/guilds      {name, locale?}
    POST /sandbox/channels    {guild, name, kind?: "text", tags?, topic?}
    POST /sandbox/faults      {order: "fail_after", route, times?, status?, seconds?}, also
                              fail_before, drop_after, drop_before, slow; outage, clear
    POST /sandbox/gateway     {order: "reconnect" | "invalidate" | "vanish" | "close", code?}
    GET  /sandbox/requests    every REST request so far, with its answer
"""

from __future__ import annotations

import asyncio
from base64 import b64decode
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import TYPE_CHECKING

from aiohttp import web

from sandbox.errors import DiscordError, Refused
from sandbox.events import Event
from sandbox.payloads import messages, page_state, resources
from sandbox.users import slash_text
from sandbox.users.actions import Reply
from sandbox.world.handles import ChannelHandle, GuildHandle
from sandbox.world.posting import Upload
from sandbox.world.state import Json, Message, User

if TYPE_CHECKING:
    from sandbox.sandbox import Sandbox

Verb = Callable[["Control", Json], Awaitable[Json]]

_STREAMED = ("MESSAGE", "CHANNEL", "THREAD", "GUILD", "COMMANDS", "TYPING", "BOT", "INSTALL")


class NotThereError(Exception):
    """A name or id in a request that nothing has."""


class Control:
    """The verbs of the API; each takes the request's JSON and gives the answer's."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._world = sandbox.world

    # Finding

    def _user(self, name: object) -> User:
        for each in self._world.users.values():
            if str(name) in (str(each.id), each.username):
                return each
        raise NotThereError(f"no user {name}")

    def _guild(self, name: object) -> GuildHandle:
        for each in self._world.guilds.values():
            if str(name) in (str(each.id), each.name):
                return GuildHandle(self._world, each)
        raise NotThereError(f"no guild {name}")

    def _channel(self, name: object) -> ChannelHandle:
        held = [each for guild in self._world.guilds.values() for each in guild.channels.values()]
        for each in [*held, *self._world.directs.values()]:
            if str(name).removeprefix("#") in (str(each.id), each.name):
                return ChannelHandle(self._world, each)
        raise NotThereError(f"no channel {name}")

    def _message(self, channel: ChannelHandle, message_id: object) -> Message:
        every = [
            each for each in self._world.interactions.values() if each.channel.id == channel.id
        ]
        private = [message for each in every for message in Reply(each).messages]
        for message in [*channel.messages, *private]:
            if str(message.id) == str(message_id):
                return message
        raise NotThereError(f"no message {message_id}")

    def _who_where(self, ask: Json) -> tuple[User, ChannelHandle]:
        return self._user(ask["user"]), self._channel(ask["channel"])

    # Looking

    def state(self) -> Json:
        return page_state.state(self._world, connected=self._sandbox.gateway.connected)

    def history(self, ask: Json) -> list[Json]:
        channel = self._channel(ask["channel"]).channel
        before = ask.get("before")
        return page_state.history(self._world, channel, int(before) if before else None)

    def commands(self, ask: Json) -> list[Json]:
        user, channel = self._who_where(ask)
        if ask.get("all"):
            return self._sandbox.commands
        return self._sandbox.visible_commands(user, channel)

    def requests(self) -> list[Json]:
        return [asdict(each) | {"query": dict(each.query)} for each in self._sandbox.requests]

    # Acting

    async def slash(self, ask: Json) -> Json:
        user, channel = self._who_where(ask)
        command, options = ask.get("command", ""), ask.get("options") or {}
        if "line" in ask:
            shown = self._sandbox.visible_commands(user, channel)
            command, options = slash_text.parse(shown, ask["line"])
        given = {name: _given(value) for name, value in options.items()}
        reply = await self._sandbox.slash(user, channel, command, locale=ask.get("locale"), **given)
        return self._told(reply)

    async def autocomplete(self, ask: Json) -> Json:
        user, channel = self._who_where(ask)
        choices = await self._sandbox.autocomplete(
            user, channel, ask["command"], ask["option"], ask.get("typed", ""),
            locale=ask.get("locale"), **(ask.get("options") or {}),
        )  # fmt: skip
        return {"choices": choices}

    async def context_menu(self, ask: Json) -> Json:
        user, channel = self._who_where(ask)
        message = self._message(channel, ask["message"])
        reply = await self._sandbox.context_menu(
            user, channel, ask["command"], message, locale=ask.get("locale")
        )
        return self._told(reply)

    async def click(self, ask: Json) -> Json:
        user, channel = self._who_where(ask)
        message = self._message(channel, ask["message"])
        reply = await self._sandbox.click(
            user, channel, message, ask["custom_id"], locale=ask.get("locale")
        )
        return self._told(reply)

    async def select(self, ask: Json) -> Json:
        user, channel = self._who_where(ask)
        message = self._message(channel, ask["message"])
        reply = await self._sandbox.select(
            user, channel, message, ask["custom_id"], *ask["values"], locale=ask.get("locale")
        )
        return self._told(reply)

    async def submit(self, ask: Json) -> Json:
        user, channel = self._who_where(ask)
        for each in self._world.interactions.values():
            if str(each.id) == str(ask["interaction"]):
                reply = await self._sandbox.submit(
                    user, channel, Reply(each), ask["values"], locale=ask.get("locale")
                )
                return self._told(reply)
        raise NotThereError(f"no interaction {ask['interaction']}")

    async def say(self, ask: Json) -> Json:
        user, channel = self._who_where(ask)
        return messages.message(channel.say(user, ask["content"]), base=self._world.base)

    def _told(self, reply: Reply) -> Json:
        return {
            "interaction": str(reply.interaction.id),
            "messages": [messages.message(each, base=self._world.base) for each in reply.messages],
            "ephemeral": reply.ephemeral,
            "text": reply.text,
            "failed": reply.failed,
            "modal": reply.modal,
        }

    async def direct(self, ask: Json) -> Json:
        return resources.channel(self._world.direct(self._user(ask["user"])))

    # Setting the stage

    async def users(self, ask: Json) -> Json:
        guild = self._guild(ask["guild"]) if ask.get("guild") else None
        user = self._sandbox.user(
            ask["name"], locale=ask.get("locale", "en-US"), guild=guild, may=ask.get("may", ())
        )
        return resources.user(user) | {"locale": user.locale}

    async def installs(self, ask: Json) -> Json:
        user = self._user(ask["user"])
        change = self._sandbox.install if ask.get("on", True) else self._sandbox.uninstall
        return resources.user(change(user))

    async def guilds(self, ask: Json) -> Json:
        guild = self._sandbox.add_guild(ask["name"], locale=ask.get("locale", "en-US"))
        return resources.guild(guild.guild)

    async def channels(self, ask: Json) -> Json:
        channel = self._guild(ask["guild"]).add_channel(
            ask["name"], ask.get("kind", "text"), tags=ask.get("tags", ()), topic=ask.get("topic")
        )
        return resources.channel(channel.channel)

    async def faults(self, ask: Json) -> Json:
        faults, order = self._sandbox.faults, ask["order"]
        told = {key: ask[key] for key in ("times", "status", "seconds") if key in ask}
        match order:
            case "outage":
                faults.outage = bool(ask.get("on", True))
            case "clear":
                faults.clear()
            case "fail_before" | "fail_after" | "drop_before" | "drop_after" | "slow":
                getattr(faults, order)(ask["route"], **told)
            case _:
                raise NotThereError(f"no order {order}")
        return {}

    async def gateway(self, ask: Json) -> Json:
        gateway = self._sandbox.gateway
        match ask["order"]:
            case "reconnect":
                gateway.reconnect()
            case "invalidate":
                gateway.invalidate(resumable=bool(ask.get("resumable")))
            case "vanish":
                gateway.vanish(forget=bool(ask.get("forget")))
            case "close":
                await gateway.close(int(ask.get("code", 4000)))
            case order:
                raise NotThereError(f"no order {order}")
        return {}


def _given(value: object) -> object:
    """Return an option's value; a file comes as {filename, base64}."""
    if isinstance(value, dict):
        return Upload(filename=str(value["filename"]), content=b64decode(value["base64"]))
    return value


VERBS: dict[str, Verb] = {
    "slash": Control.slash, "autocomplete": Control.autocomplete, "click": Control.click,
    "context_menu": Control.context_menu, "select": Control.select, "submit": Control.submit,
    "say": Control.say, "direct": Control.direct, "users": Control.users,
    "installs": Control.installs, "guilds": Control.guilds, "channels": Control.channels,
    "faults": Control.faults, "gateway": Control.gateway,
}  # fmt: skip


def install(app: web.Application, sandbox: Sandbox) -> None:
    """Add the routes to the sandbox's application."""
    control = Control(sandbox)

    async def look(request: web.Request) -> web.StreamResponse:
        looks: dict[str, Callable[[], object]] = {
            "state": control.state,
            "requests": control.requests,
            "commands": lambda: control.commands(dict(request.query)),
            "history": lambda: control.history(dict(request.query)),
        }
        if (name := request.match_info["name"]) not in looks:
            raise web.HTTPNotFound
        try:
            return web.json_response(looks[name]())
        except (KeyError, NotThereError) as e:
            return _said(e)

    async def act(request: web.Request) -> web.StreamResponse:
        if (verb := VERBS.get(request.match_info["verb"])) is None:
            raise web.HTTPNotFound
        try:
            return web.json_response(await verb(control, await request.json()))
        except (KeyError, TypeError, ValueError, NotThereError, Refused, DiscordError) as e:
            return _said(e)

    open_sockets: set[web.WebSocketResponse] = set()

    async def stream(request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        open_sockets.add(socket)
        try:
            with sandbox.world.events.subscribe() as queue:
                await socket.send_json({"event": "STATE", "data": control.state()})
                writer = asyncio.create_task(_pass_on(queue, socket), name="event stream")
                async for _ in socket:
                    pass  # a page says nothing here; reading notices that it has gone
                writer.cancel()
        finally:
            open_sockets.discard(socket)
        return socket

    async def hang_up(_: web.Application) -> None:
        for socket in list(open_sockets):
            await socket.close(code=1001)

    app.on_shutdown.append(hang_up)
    app.router.add_get("/sandbox/events", stream)
    app.router.add_get("/sandbox/{name}", look)
    app.router.add_post("/sandbox/{verb}", act)


async def _pass_on(queue: asyncio.Queue[Event], socket: web.WebSocketResponse) -> None:
    while True:
        event = await queue.get()
        if event.name.startswith(_STREAMED):
            await socket.send_json({"event": event.name, "data": event.data})


def _said(error: Exception) -> web.Response:
    status = 400
    if isinstance(error, Refused | DiscordError):
        status = 403
    elif isinstance(error, NotThereError):
        status = 404
    return web.json_response({"error": str(error)}, status=status)
