"""Ask an OpenAI-compatible endpoint one question; knows no article, no budget, no reader.

One small client of ours: `docs/decisions/0011-language-models.md` says why. The answer may come
as one JSON object or as a stream of events; a stream that breaks off is no answer. The endpoint is
the operator's, so it may be an inside host; it gets the key, and nobody else does.
"""

import asyncio
import json
import logging
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any, Self

import httpx

from bot.errors import ModelError
from bot.llm.dialect import Dialect, addresses, spoken

log = logging.getLogger(__name__)

CUT_SHORT = "cut short"  # the cause of an answer that has more to say than it may
MAX_BYTES = 256 * 1024  # of an answer
MAX_REFUSAL = 4_000  # characters of a refusal that are looked at
_TIMEOUT = httpx.Timeout(20, connect=5)
_WITHIN_S = 45  # the whole of it; a reader waits


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelAnswer:
    """What a model answered, and what that cost where the endpoint says so."""

    text: str
    tokens: int | None


class ChatEndpoint:
    """The door to one model; remembers how the endpoint wants to be asked."""

    def __init__(self, client: httpx.AsyncClient, url: str, model: str, within_s: float) -> None:
        self._client = client
        self._urls = list(addresses(url))
        self._within_s = within_s
        self._dialect = Dialect()
        self.model = model

    @classmethod
    @asynccontextmanager
    async def open(
        cls, url: str, *, key: str, model: str, within_s: float = _WITHIN_S
    ) -> AsyncIterator[Self]:
        """Open the door to `url`: such as https://api.example.org/v1, without /v1, or all of it."""
        headers = {"Accept-Encoding": "identity"}  # bytes are counted, and not after inflating
        if key:
            headers["Authorization"] = f"Bearer {key}"
        verify = ssl.create_default_context() if url.startswith("https:") else False
        async with httpx.AsyncClient(
            headers=headers, timeout=_TIMEOUT, trust_env=False, verify=verify
        ) as client:
            yield cls(client, url, model, within_s)

    @property
    def learnt(self) -> tuple[str, ...]:
        """How it is asked otherwise than usual, after what its answers have taught so far."""
        return self._dialect.learnt

    async def ask(self, rules: str, question: str, *, max_tokens: int) -> ModelAnswer:
        """Return the answer, whole; what the endpoint refuses is left out, then and later.

        Raises:
            ModelError: there is none, with its cause.
        """
        try:
            async with asyncio.timeout(self._within_s):
                while True:
                    body = self._dialect.body(self.model, rules, question, max_tokens)
                    async with self._client.stream("POST", self._urls[0], json=body) as answer:
                        if answer.status_code != 200:
                            await self._learn(answer)
                            continue
                        read = await self._read(answer)
                    if read is not None:
                        return read
        except TimeoutError as e:
            raise ModelError("timeout") from e
        except httpx.ConnectError as e:
            raise ModelError("unreachable", unasked=True) from e
        except httpx.HTTPError as e:  # its text may hold the address, but never the key
            raise ModelError(type(e).__name__) from e

    async def _learn(self, refusal: httpx.Response) -> None:
        """Take from a refusal how to ask instead; each lesson says less, so they come to an end.

        Raises:
            ModelError: it teaches nothing.
        """
        status = refusal.status_code
        if status in (404, 405) and len(self._urls) > 1:
            self._urls.pop(0)
            return
        if status in (400, 422):
            text = b"".join([piece async for piece in _bounded(refusal)]).decode("utf-8", "replace")
            other = self._dialect.after_refusal(text[:MAX_REFUSAL])
            if other is not None:
                self._dialect = other
                log.info("language model: asked otherwise from now on: %s", ", ".join(other.learnt))
                return
        raise ModelError(f"http {status}", unasked=True)

    async def _read(self, answer: httpx.Response) -> ModelAnswer | None:
        """Return what was said; None where the room was used up by thinking, and more is given."""
        if answer.headers.get("content-encoding", "identity") != "identity":
            raise ModelError("compressed")
        if answer.headers.get("content-type", "").startswith("text/event-stream"):
            raw = await _read_stream(answer)
        else:
            whole = b"".join([piece async for piece in _bounded(answer)])
            raw = _read_whole(whole.decode("utf-8", "replace"))
        text = spoken(raw.text)
        if not raw.is_cut:
            return ModelAnswer(text=text, tokens=raw.tokens)
        if text or self._dialect.thinks:
            raise ModelError(CUT_SHORT)
        self._dialect = replace(self._dialect, thinks=True)
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class _RawAnswer:
    """An answer as it came, with what was thought aloud; cut, where it had no more room."""

    text: str
    tokens: int | None
    is_cut: bool


def _read_whole(text: str) -> _RawAnswer:
    told = _json(text)
    choice = _first_choice(told)
    return _RawAnswer(
        text=_text(choice.get("message")),
        tokens=_tokens(told),
        is_cut=choice.get("finish_reason") == "length",
    )


async def _read_stream(answer: httpx.Response) -> _RawAnswer:
    """Put a stream together; it must say that it has come to its end."""
    pieces: list[str] = []
    tokens: int | None = None
    ended = is_cut = False
    async for line in _lines(answer):
        field, _, value = line.partition(":")
        if field != "data":
            continue
        if value.strip() == "[DONE]":
            break
        told = _json(value)
        tokens = _tokens(told) or tokens
        if not told.get("choices"):
            continue
        choice = _first_choice(told)
        pieces.append(_text(choice.get("delta")))
        is_cut = is_cut or choice.get("finish_reason") == "length"
        ended = ended or choice.get("finish_reason") is not None
    if not ended:
        raise ModelError("broken stream")
    return _RawAnswer(text="".join(pieces), tokens=tokens, is_cut=is_cut)


async def _lines(answer: httpx.Response) -> AsyncIterator[str]:
    """Yield the lines of a stream; one that never ends is too large like any other."""
    begun: list[bytes] = []
    async for piece in _bounded(answer):
        *ended, rest = piece.split(b"\n")
        for line in ended:
            yield b"".join([*begun, line]).decode("utf-8", "replace").rstrip("\r")
            begun.clear()
        begun.append(rest)
    yield b"".join(begun).decode("utf-8", "replace")


async def _bounded(answer: httpx.Response) -> AsyncIterator[bytes]:
    """Yield the bytes of an answer as they come.

    Raises:
        ModelError: they are more than any answer has.
    """
    size = 0
    async for piece in answer.aiter_raw():
        size += len(piece)
        if size > MAX_BYTES:
            raise ModelError("too large")
        yield piece


def _json(text: str) -> dict[str, Any]:
    try:
        told = json.loads(text)
    except (ValueError, RecursionError) as e:
        raise ModelError("not json") from e
    if not isinstance(told, dict) or "error" in told:
        raise ModelError("error in the answer")
    return told


def _first_choice(told: dict[str, Any]) -> dict[str, Any]:
    choices = told.get("choices")
    if not isinstance(choices, list) or not choices or not isinstance(choices[0], dict):
        raise ModelError("no choice")
    return choices[0]


def _text(said: object) -> str:
    content = said.get("content") if isinstance(said, dict) else None
    return content if isinstance(content, str) else ""


def _tokens(told: dict[str, Any]) -> int | None:
    usage = told.get("usage")
    total = usage.get("total_tokens") if isinstance(usage, dict) else None
    return total if isinstance(total, int) and 0 < total < 10_000_000 else None
