"""Discord's gateway: sessions, heartbeats, events, RESUME, and ways for a gateway to go away.

Events come from the world's bus; what a bot may see is decided here, by intents and shards.
"""

from __future__ import annotations

import asyncio
import json
import zlib
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from sandbox.events import Event
from sandbox.payloads import resources
from sandbox.world.permissions import Permission
from sandbox.world.snowflakes import random_text
from sandbox.world.state import Json
from sandbox.world.world import World

DISPATCH, HEARTBEAT, IDENTIFY, PRESENCE, VOICE, RESUME = 0, 1, 2, 3, 4, 6
RECONNECT, MEMBERS, INVALID_SESSION, HELLO, ACK = 7, 8, 9, 10, 11
UNKNOWN_OPCODE, BAD_PAYLOAD, NOT_AUTHENTICATED, WRONG_TOKEN = 4001, 4002, 4003, 4004
ALREADY_AUTHENTICATED, BAD_SEQUENCE, TOO_FAST, TIMED_OUT = 4005, 4007, 4008, 4009
BAD_SHARD, SHARDS_NEEDED, BAD_VERSION, BAD_INTENTS, FORBIDDEN_INTENTS = 4010, 4011, 4012, 4013, 4014

PRIVILEGED = (1 << 1) | (1 << 8) | (1 << 15)  # members, presences, message content
MESSAGE_CONTENT = 1 << 15
ALL_INTENTS = (1 << 26) - 1
GUILDS_A_SHARD = 2500
MAX_BYTES = 4096
MAX_EVENTS, PER_S = 120, 60.0
# An answer that is faster than any network looks like one to the heartbeat before: discord.py
# notes when it sent one only after it has been sent.
ACK_AFTER_S = 0.02

_INTENTS = {
    "GUILD": 1 << 0, "CHANNEL": 1 << 0, "THREAD": 1 << 0, "WEBHOOKS": 1 << 5, "TYPING": 1 << 11,
}  # fmt: skip


@dataclass(slots=True, kw_only=True)
class Session:
    """What a bot has identified; it outlives the connection until it is invalidated."""

    id: str
    shard: tuple[int, int]
    intents: int
    sequence: int = 0
    sent: deque[Json] = field(default_factory=lambda: deque(maxlen=1000))
    connection: Connection | None = None


class Connection:
    """One WebSocket, compressed when the client asked for it."""

    def __init__(self, socket: web.WebSocketResponse, request: web.Request) -> None:
        self.socket = socket
        self.request = request
        self.session: Session | None = None
        self._outbox: asyncio.Queue[Json | None] = asyncio.Queue()
        wants_zlib = request.query.get("compress") == "zlib-stream"
        self._zlib = zlib.compressobj() if wants_zlib else None

    def send(
        self, op: int, data: object = None, *, s: int | None = None, t: str | None = None
    ) -> None:
        """Queue a payload; the order is kept."""
        self._outbox.put_nowait({"op": op, "d": data, "s": s, "t": t})

    async def write(self) -> None:
        """Send what is queued, until the queue is ended."""
        while (payload := await self._outbox.get()) is not None:
            text = json.dumps(payload)
            try:
                if self._zlib is None:
                    await self.socket.send_str(text)
                else:
                    packed = self._zlib.compress(text.encode())
                    await self.socket.send_bytes(packed + self._zlib.flush(zlib.Z_SYNC_FLUSH))
            except ConnectionError:
                return

    def end(self) -> None:
        self._outbox.put_nowait(None)

    def abort(self) -> None:
        """Cut the connection without a word."""
        if self.request.transport is not None:
            self.request.transport.abort()


class Gateway:
    """All sessions of the bot, and the orders a test gives."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.sessions: dict[str, Session] = {}
        self.connections: set[Connection] = set()
        self.identifies = 0
        self.resumes = 0
        self.beats = 0
        self.deaf = False  # heartbeats are not acknowledged
        self.refusal: int | None = None  # the close code of every IDENTIFY
        world.events.listen(self._hear)

    # Orders

    def reconnect(self) -> None:
        """Ask every client to reconnect and resume (op 7)."""
        for connection in self.connections:
            connection.send(RECONNECT)

    def invalidate(self, *, resumable: bool = False) -> None:
        """Tell every client that its session is invalid (op 9)."""
        for connection in self.connections:
            connection.send(INVALID_SESSION, resumable)
        if not resumable:
            self.sessions.clear()

    async def close(self, code: int = 4000) -> None:
        """Close every connection with a code."""
        for connection in list(self.connections):
            await connection.socket.close(code=code)

    def vanish(self, *, forget: bool = False) -> None:
        """Cut every connection; `forget` makes a later RESUME fail."""
        for connection in list(self.connections):
            connection.abort()
        if forget:
            self.sessions.clear()

    @property
    def connected(self) -> bool:
        """Whether a bot is identified and listening."""
        return any(session.connection is not None for session in self.sessions.values())

    @property
    def shards(self) -> frozenset[tuple[int, int]]:
        """The shards, each with the number of all, that are identified and listening."""
        return frozenset(each.shard for each in self.sessions.values() if each.connection)

    # Connections

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """Serve one connection from HELLO to its end."""
        socket = web.WebSocketResponse(max_msg_size=1 << 20, autoping=True)
        await socket.prepare(request)
        connection = Connection(socket, request)
        self.connections.add(connection)
        every = self._world.rules.heartbeat_every.total_seconds()
        connection.send(HELLO, {"heartbeat_interval": int(every * 1000), "_trace": ["sandbox"]})
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(connection.write(), name="gateway writer")
                await self._read(connection)
                connection.end()
        finally:
            self.connections.discard(connection)
            if connection.session is not None and connection.session.connection is connection:
                connection.session.connection = None
                self._tell()
        return socket

    async def _read(self, connection: Connection) -> None:
        if connection.request.query.get("v", "10") not in ("9", "10"):
            await connection.socket.close(code=BAD_VERSION)
        loop = asyncio.get_running_loop()
        heard: deque[float] = deque(maxlen=MAX_EVENTS)
        async for frame in connection.socket:
            if frame.type not in (WSMsgType.TEXT, WSMsgType.BINARY):
                continue
            heard.append(loop.time())
            if len(heard) == MAX_EVENTS and heard[-1] - heard[0] < PER_S:
                code: int | None = TOO_FAST
            else:
                code = self._receive(connection, frame.data)
            if code is not None:
                await connection.socket.close(code=code)

    def _receive(self, connection: Connection, raw: str | bytes) -> int | None:
        """Act on one payload; returns a close code for a client in the wrong."""
        try:
            payload = json.loads(raw)
            op, data = payload["op"], payload.get("d")
        except (ValueError, KeyError, TypeError):
            return BAD_PAYLOAD
        if len(raw) > MAX_BYTES:
            return BAD_PAYLOAD
        match op:
            case 1:
                self.beats += 1
                self._world.events.wake()
                if not self.deaf:
                    asyncio.get_running_loop().call_later(ACK_AFTER_S, connection.send, ACK)
            case 2:
                return self._identify(connection, data)
            case 6:
                return self._resume(connection, data)
            case 3 | 4 | 8 | 31 if connection.session is not None:
                pass  # presence, voice, members, sounds: nobody here looks at them
            case 3 | 4 | 8 | 31:
                return NOT_AUTHENTICATED
            case _:
                return UNKNOWN_OPCODE
        return None

    def _identify(self, connection: Connection, data: dict[str, Any]) -> int | None:
        world = self._world
        shard, count = data.get("shard") or (0, 1)
        refusal = {
            WRONG_TOKEN: data.get("token", "").removeprefix("Bot ") != world.token,
            ALREADY_AUTHENTICATED: connection.session is not None,
            BAD_SHARD: not 0 <= shard < count,
            SHARDS_NEEDED: len(world.guilds) > GUILDS_A_SHARD * count,
            BAD_INTENTS: not 0 <= data.get("intents", -1) <= ALL_INTENTS,
            FORBIDDEN_INTENTS: bool(
                data.get("intents", 0) & PRIVILEGED & ~world.rules.privileged_intents
            ),
        }
        if self.refusal is not None:
            return self.refusal
        for code, is_wrong in refusal.items():
            if is_wrong:
                return code
        if not world.starts.take(shard, world.clock()):
            connection.send(INVALID_SESSION, False)
            return None
        session = Session(
            id=random_text(world.dice, 32), shard=(shard, count), intents=data["intents"]
        )
        self.sessions[session.id] = session
        self.identifies += 1
        self._attach(connection, session)
        self._welcome(session)
        return None

    def _attach(self, connection: Connection, session: Session) -> None:
        connection.session, session.connection = session, connection
        self._tell()

    def _tell(self) -> None:
        """Let pages and waiting tests know whether a bot is listening."""
        self._world.tell("BOT", {"connected": self.connected}, for_bot=False)

    def _welcome(self, session: Session) -> None:
        world = self._world
        mine = [each for each in world.joined() if _shard_of(each.id, session) == session.shard[0]]
        ready = {
            "v": 10,
            "user": resources.own_user(world.bot),
            "guilds": [{"id": str(each.id), "unavailable": True} for each in mine],
            "session_id": session.id,
            "resume_gateway_url": world.base.replace("http", "ws", 1) + "/gateway/",
            "shard": list(session.shard),
            "application": {"id": str(world.application_id), "flags": 0},
            "session_type": "normal",
            "private_channels": [],
            "presences": [],
            "relationships": [],
            "user_settings": {},
            "geo_ordered_rtc_regions": [],
            "guild_join_requests": [],
            "_trace": ["sandbox"],
        }
        self._dispatch(session, "READY", ready)
        for guild in mine:
            if guild.available:
                self._dispatch(session, "GUILD_CREATE", resources.guild_create(guild, world.bot.id))

    def _resume(self, connection: Connection, data: dict[str, Any]) -> int | None:
        if data.get("token", "").removeprefix("Bot ") != self._world.token:
            return WRONG_TOKEN
        session = self.sessions.get(data.get("session_id", ""))
        if session is None:
            connection.send(INVALID_SESSION, False)
            return None
        if data["seq"] > session.sequence:
            return BAD_SEQUENCE
        self.resumes += 1
        missed = [each for each in session.sent if each["s"] > data["seq"]]
        for each in missed:
            connection.send(DISPATCH, each["d"], s=each["s"], t=each["t"])
        self._attach(connection, session)
        self._dispatch(session, "RESUMED", {"_trace": ["sandbox"]})
        return None

    # Events

    def _hear(self, event: Event) -> None:
        if not event.for_bot:
            return
        for session in self.sessions.values():
            if self._meant(event, session):
                self._dispatch(session, event.name, _readable(event, session, self._world))

    def _meant(self, event: Event, session: Session) -> bool:
        world = self._world
        if event.guild_id is None:
            is_shard = session.shard[0] == 0
        else:
            is_shard = _shard_of(event.guild_id, session) == session.shard[0]
            # Who added the app to their account uses it where the bot is no member, too.
            is_used = event.name == "INTERACTION_CREATE"
            if not is_used and world.bot.id not in world.guilds[event.guild_id].members:
                return False
        if not is_shard or not session.intents & needed_intents(event):
            return False
        channel = None if event.channel_id is None else world.find_channel(event.channel_id)
        if channel is None or not event.name.startswith(("MESSAGE", "THREAD")):
            return True
        return bool(world.permissions(channel, world.bot.id) & Permission.VIEW_CHANNEL)

    def _dispatch(self, session: Session, name: str, data: Json) -> None:
        session.sequence += 1
        session.sent.append({"d": data, "s": session.sequence, "t": name})
        if session.connection is not None:
            session.connection.send(DISPATCH, data, s=session.sequence, t=name)


def needed_intents(event: Event) -> int:
    """Return the intents any of which lets a bot hear of an event."""
    head = event.name.split("_")[0]
    if event.name.startswith("GUILD_MEMBER"):
        return 1 << 1
    if head == "MESSAGE":
        return 1 << 9 if event.guild_id is not None else 1 << 12
    return _INTENTS.get(head, -1)


def _shard_of(guild_id: int, session: Session) -> int:
    return (guild_id >> 22) % session.shard[1]


def _readable(event: Event, session: Session, world: World) -> Json:
    """Return an event's data; what users write is blank without the message content intent."""
    data = event.data
    foreign = event.name in ("MESSAGE_CREATE", "MESSAGE_UPDATE") and event.guild_id is not None
    if not foreign or session.intents & MESSAGE_CONTENT:
        return data
    if data["author"]["id"] == str(world.bot.id) or data.get("application_id"):
        return data
    if any(each["id"] == str(world.bot.id) for each in data["mentions"]):
        return data
    return data | {"content": "", "embeds": [], "attachments": [], "components": []}
