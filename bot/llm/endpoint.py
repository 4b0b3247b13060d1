"""Ask an OpenAI-compatible endpoint one question; knows no article, no budget, no reader.

One small client of ours: `docs/decisions/0011-language-models.md` says why. The answer may come
as one JSON object or as a stream of events; a stream that breaks off is no answer. The endpoint is
the operator's, so it may be an inside host; it gets the key, and nobody else does.
"""

import asyncio
import logging
import re
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any, Self

import httpx

from bot.errors import ModelError, ModelRefusal
from bot.llm.address import addresses, key_headers
from bot.llm.profile import Profile
from bot.llm.read_answer import RawAnswer, read_stream, read_whole
from bot.llm.spoken import spoken
from bot.text.http_date import read_http_date

log = logging.getLogger(__name__)

CUT_SHORT = "cut short"  # the cause of an answer that has more to say than it may
ONLY_THOUGHT = "only thoughts"
MAX_BYTES = 256 * 1024  # of an answer
MAX_REFUSAL = 4_000  # characters of a refusal that are looked at
WAITED_FOR_S = 5.0  # a Retry-After up to which a question waits; after a longer one none is asked
_REST_S, _LONGEST_REST_S = 20.0, 3600.0
_TIMEOUT = httpx.Timeout(20, connect=5, read=None)  # `Patience` says how long it is read
_NO_MODEL = re.compile(
    r"model.{0,120}(?:not[ _]found|not exist|unknown|not loaded)|not a valid model"
    r"|(?:invalid|unknown|no such) model\b|no models? (?:is |are )?(?:loaded|available|found)",
    re.I | re.S,
)
_NO_DOOR = re.compile(
    r"(?:unexpected|unknown|invalid|no such) (?:endpoint|route|path|url)"
    r"|(?:endpoint|route|path|url|page) (?:is |was )?not found",
    re.I,
)
_SECONDS = re.compile(r"\d{1,7}(?:\.\d+)?")

# Keeps what was learnt for the next process.
Remember = Callable[[str], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How many seconds a question may take, and its answer until it begins and between its bytes.

    A model on a CPU reads a long prompt for most of a minute before its first word.
    """

    whole_s: float = 90  # a reader waits
    first_byte_s: float = 60
    between_bytes_s: float = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelAnswer:
    """What a model answered, and what that cost where the endpoint says so."""

    text: str
    tokens: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    rules: str
    text: str
    max_tokens: int


class ChatEndpoint:
    """The door to one model; remembers how the endpoint wants to be asked."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        url: str,
        model: str,
        *,
        patience: Patience,
        learnt: str | None = None,
        remember: Remember | None = None,
    ) -> None:
        self._client = client
        self._typed = url
        self._urls = addresses(url)
        self._patience = patience
        self._profile = Profile.from_json(learnt, url, model)
        self._remember = remember
        self._guesses = True  # whether refusals that name nothing are worth another try
        self._rests_until = 0.0  # of the loop's clock
        self.model = model

    @classmethod
    @asynccontextmanager
    async def open(
        cls,
        url: str,
        *,
        key: str,
        model: str,
        patience: Patience = Patience(),  # it is frozen
        learnt: str | None = None,
        remember: Remember | None = None,
    ) -> AsyncIterator[Self]:
        """Open the door to `url`: such as https://api.example.org/v1, without /v1, or all of it.

        `learnt` is what `remember` was given last, whichever endpoint and model that was.
        """
        headers = {"Accept-Encoding": "identity"}  # bytes are counted, and not after inflating
        verify = ssl.create_default_context() if url.strip().startswith("https:") else False
        async with httpx.AsyncClient(
            headers=headers | key_headers(url, key),
            timeout=_TIMEOUT,
            trust_env=False,
            verify=verify,
        ) as client:
            yield cls(client, url, model, patience=patience, learnt=learnt, remember=remember)

    @property
    def learnt(self) -> tuple[str, ...]:
        """How it is asked otherwise than usual, after what its answers have taught so far."""
        return self._profile.dialect.learnt

    async def ask(self, rules: str, question: str, *, max_tokens: int) -> ModelAnswer:
        """Return the answer, whole; what the endpoint refuses is left out, then and later.

        Raises:
            ModelError: there is none, with its cause.
        """
        if asyncio.get_running_loop().time() < self._rests_until:
            raise ModelError("asked to wait", unasked=True)
        asked = _Question(rules=rules, text=question, max_tokens=max_tokens)
        try:
            async with asyncio.timeout(self._patience.whole_s):
                return await self._ask(asked)
        except TimeoutError as e:
            raise ModelError("timeout") from e
        except httpx.InvalidURL as e:
            raise ModelError("no address", unasked=True) from e
        except httpx.ConnectError as e:
            raise ModelError("unreachable", unasked=True) from e
        except httpx.HTTPError as e:  # its text may hold the address, but never the key
            raise ModelError(type(e).__name__) from e

    async def _ask(self, asked: _Question) -> ModelAnswer:
        """Ask until there is an answer; each lesson says less, so they come to an end."""
        lessons = _Lessons(self._profile, self._urls, guesses=self._guesses)
        while True:
            profile = lessons.profile
            body = profile.dialect.body(self.model, asked.rules, asked.text, asked.max_tokens)
            url = self._urls[profile.address]
            async with self._sent(url, body) as arriving:
                answer = arriving.head
                if answer.status_code in (429, 503):
                    await self._rest(answer, lessons)
                    continue
                if _is_page(answer) and lessons.elsewhere():
                    continue
                if answer.status_code != 200:
                    self._learn(answer.status_code, await _told(arriving), lessons)
                    continue
                try:
                    read = await _read(arriving)
                except ModelRefusal as refusal:
                    self._learn(200, refusal.text, lessons)
                    continue
            await self._keep(profile)
            text = spoken(read.text)
            if not read.is_cut:
                if not text and (read.text or read.thought):
                    raise ModelError(ONLY_THOUGHT)
                return ModelAnswer(text=text, tokens=read.tokens)
            if text or profile.dialect.thinks:
                raise ModelError(CUT_SHORT)
            lessons.profile = replace(profile, dialect=replace(profile.dialect, thinks=True))

    @asynccontextmanager
    async def _sent(self, url: str, body: dict[str, Any]) -> AsyncIterator["_Arriving"]:
        """Send a question; its answer has to begin in time, and then to go on."""
        async with (
            asyncio.timeout(self._patience.first_byte_s) as limit,
            self._client.stream("POST", url, json=body) as head,
        ):
            yield _Arriving(head, limit, self._patience.between_bytes_s)

    def _learn(self, status: int, refusal: str, lessons: "_Lessons") -> None:
        """Take from a refusal how to ask instead; some servers call it 200, as an answer.

        Raises:
            ModelError: it teaches nothing.
        """
        text = refusal[:MAX_REFUSAL]
        if status in (200, 400, 404, 422) and _NO_MODEL.search(text):
            raise ModelError("no such model", unasked=True)
        is_elsewhere = status in (404, 405) or (status == 200 and _NO_DOOR.search(text))
        if is_elsewhere and lessons.elsewhere():
            return
        if lessons.learn(status, text):
            return
        if status in (400, 422):  # what was learnt before may hold no more
            self._profile, self._guesses = Profile(), False
        if status == 200:
            raise ModelRefusal(text)
        raise ModelError(f"http {status}", unasked=True)

    async def _rest(self, refusal: httpx.Response, lessons: "_Lessons") -> None:
        """Wait as long as a busy endpoint asks for, if that is short; else ask nothing till then.

        Raises:
            ModelError: it is not short, or was waited for already.
        """
        status, seconds = refusal.status_code, _seconds_to_wait(refusal.headers)
        if seconds is not None and seconds <= WAITED_FOR_S and not lessons.has_waited:
            lessons.has_waited = True
            await asyncio.sleep(seconds)
            return
        if status == 429 or seconds is not None:
            rest = min(_REST_S if seconds is None else seconds, _LONGEST_REST_S)
            self._rests_until = asyncio.get_running_loop().time() + rest
        raise ModelError(f"http {status}", unasked=True)

    async def _keep(self, profile: Profile) -> None:
        """Go on as it was answered, in this process and the next."""
        if profile == self._profile:
            return
        self._profile = profile
        log.info("language model: asked otherwise from now on: %s", ", ".join(self.learnt))
        if self._remember is not None:
            await self._remember(profile.to_json(self._typed, self.model))


@dataclass(frozen=True, slots=True)
class _Arriving:
    """An answer whose head is there; each piece of it moves the time by which more must come."""

    head: httpx.Response
    limit: asyncio.Timeout
    between_bytes_s: float

    async def pieces(self) -> AsyncIterator[bytes]:
        """Yield the bytes as they come.

        Raises:
            ModelError: they are more than any answer has.
        """
        size = 0
        async for piece in self.head.aiter_raw():
            self.limit.reschedule(asyncio.get_running_loop().time() + self.between_bytes_s)
            size += len(piece)
            if size > MAX_BYTES:
                raise ModelError("too large")
            yield piece


class _Lessons:
    """What one question has taught so far; it counts once it was answered so."""

    def __init__(self, profile: Profile, urls: tuple[str, ...], *, guesses: bool) -> None:
        self.profile = profile
        self.has_waited = False
        self._left = [each for each in range(len(urls)) if each != profile.address]
        self._guesses = guesses

    def elsewhere(self) -> bool:
        """Go to another address, if there is one left."""
        if not self._left:
            return False
        self.profile = replace(self.profile, address=self._left.pop(0))
        return True

    def learn(self, status: int, refusal: str) -> bool:
        """Take how to ask from a refusal's words; say whether there was anything to take."""
        dialect = self.profile.dialect
        other = dialect.after_refusal(refusal) if status in (200, 400, 422, 500, 501) else None
        if other is None and status in (400, 422) and self._guesses:
            other = dialect.barer()
        if other is None:
            return False
        self.profile = replace(self.profile, dialect=other)
        return True


def _is_page(answer: httpx.Response) -> bool:
    """Say whether it is a web page, as sites answer whatever they are asked."""
    is_html = answer.headers.get("content-type", "").lower().startswith("text/html")
    return answer.status_code == 200 and is_html


def _seconds_to_wait(headers: httpx.Headers) -> float | None:
    """Read Retry-After, in seconds or as a date, which goes by the clock that the server shows."""
    told = headers.get("retry-after", "").strip()
    if _SECONDS.fullmatch(told):
        return float(told)
    until, now = read_http_date(told), read_http_date(headers.get("date", ""))
    return None if until is None or now is None else max(0.0, (until - now).total_seconds())


async def _told(refusal: _Arriving) -> str:
    return b"".join([piece async for piece in refusal.pieces()]).decode("utf-8", "replace")


async def _read(answer: _Arriving) -> RawAnswer:
    headers = answer.head.headers
    if headers.get("content-encoding", "identity") != "identity":
        raise ModelError("compressed")
    if headers.get("content-type", "").startswith("text/event-stream"):
        return await read_stream(_lines(answer))
    whole = b"".join([piece async for piece in answer.pieces()])
    return read_whole(whole.decode("utf-8-sig", "replace"))


async def _lines(answer: _Arriving) -> AsyncIterator[str]:
    """Yield the lines of a stream; one that never ends is too large like any other."""
    begun: list[bytes] = []
    async for piece in answer.pieces():
        *ended, rest = piece.split(b"\n")
        for line in ended:
            yield b"".join([*begun, line]).decode("utf-8", "replace").rstrip("\r")
            begun.clear()
        begun.append(rest)
    yield b"".join(begun).decode("utf-8", "replace")
