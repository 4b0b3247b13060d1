"""Read what an endpoint sent, a JSON object or a stream of events, as one answer; does no I/O."""

import json
from collections.abc import AsyncIterable, Iterable
from dataclasses import dataclass, field
from typing import Any

from bot.errors import ModelError, ModelRefusal

_NO_ROOM = {"length", "max_tokens", "model_length"}
_KEPT_BACK = {"content_filter", "safety", "refusal"}
_WRITTEN = {"text", "output_text"}
_THOUGHTS = ("reasoning_content", "reasoning", "thinking")
_MOST_TOKENS = 10_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class RawAnswer:
    """An answer as it came, with what was thought aloud in it; cut, where it had no more room.

    `thought` says whether it has thoughts apart from its text.
    """

    text: str
    tokens: int | None
    is_cut: bool
    thought: bool = False


@dataclass(slots=True)
class _Events:
    """What the events of a stream have said so far."""

    pieces: list[str] = field(default_factory=list)
    tokens: int | None = None
    reason: str | None = None
    thought: bool = False
    ended: bool = False

    def take(self, line: str) -> None:
        """Take a line of the stream.

        Raises:
            ModelError: it is an error, or none of the protocol's.
        """
        name, _, value = line.partition(":")
        value = value.strip()
        if name != "data" or not value or self.ended:  # some keep the line open by empty data
            return
        if value == "[DONE]":
            self.ended = True
            return
        told = _json(value)
        self.tokens = _tokens(told) or self.tokens
        if told.get("choices"):
            choice = _first_choice(told)
            said = choice.get("delta") or choice.get("message")
            self.pieces.append(_text(said))
            self.thought = self.thought or _has_thoughts(said)
            self.reason = _reason(choice) or self.reason

    def answer(self) -> RawAnswer:
        """Return all of it; it must have said that it has come to its end."""
        if self.reason is None and not (self.ended and self.pieces):
            raise ModelError("broken stream")
        return _answer("".join(self.pieces), self.tokens, self.reason, thought=self.thought)


async def read_stream(lines: AsyncIterable[str]) -> RawAnswer:
    """Put a stream together; or read the JSON object that was called one.

    Raises:
        ModelError: it broke off, or holds no answer.
    """
    events, whole = _Events(), list[str]()
    async for line in lines:
        if whole or line.lstrip("\ufeff \t").startswith("{"):
            whole.append(line)
        else:
            events.take(line)
        if events.ended:
            break
    return read_whole("\n".join(whole).lstrip("\ufeff")) if whole else events.answer()


def read_whole(text: str) -> RawAnswer:
    """Read one JSON object; or a stream that was not called one.

    Raises:
        ModelError: it is none, or holds no answer.
    """
    if text.lstrip().startswith(("data:", "event:", ":")):
        return _read_lines(text.splitlines())
    told = _json(text)
    choice = _first_choice(told)
    said = choice.get("message")
    return _answer(_text(said), _tokens(told), _reason(choice), thought=_has_thoughts(said))


def _read_lines(lines: Iterable[str]) -> RawAnswer:
    events = _Events()
    for line in lines:
        events.take(line)
    return events.answer()


def _answer(text: str, tokens: int | None, reason: str | None, *, thought: bool) -> RawAnswer:
    if reason in _KEPT_BACK:
        raise ModelError("kept back by a filter")
    return RawAnswer(text=text, tokens=tokens, is_cut=reason in _NO_ROOM, thought=thought)


def _json(text: str) -> dict[str, Any]:
    try:
        told = json.loads(text)
    except (ValueError, RecursionError) as e:
        raise ModelError("not json") from e
    if not isinstance(told, dict):
        raise ModelError("no object")
    if told.get("error") or told.get("object") == "error":
        raise ModelRefusal(text)
    return told


def _first_choice(told: dict[str, Any]) -> dict[str, Any]:
    choices = told.get("choices")
    if not isinstance(choices, list) or not choices or not isinstance(choices[0], dict):
        raise ModelError("no choice")
    return choices[0]


def _reason(choice: dict[str, Any]) -> str | None:
    reason = choice.get("finish_reason")
    return reason.lower() if isinstance(reason, str) and reason else None


def _text(said: object) -> str:
    """Return the words of a message: one text, or parts of which some may be thoughts."""
    content = said.get("content") if isinstance(said, dict) else None
    if not isinstance(content, list):
        return content if isinstance(content, str) else ""
    parts = [part if isinstance(part, dict) else {"text": part} for part in content]
    texts = [part.get("text") for part in parts if part.get("type", "text") in _WRITTEN]
    return "".join(text for text in texts if isinstance(text, str))


def _has_thoughts(said: object) -> bool:
    """Say whether a message has thoughts beside its words: in a field, or as parts of its own."""
    if not isinstance(said, dict):
        return False
    content = said.get("content")
    parts = content if isinstance(content, list) else []
    return any(said.get(name) for name in _THOUGHTS) or any(
        isinstance(part, dict) and part.get("type") == "thinking" for part in parts
    )


def _tokens(told: dict[str, Any]) -> int | None:
    usage = told.get("usage")
    if not isinstance(usage, dict):
        return None
    total = usage.get("total_tokens")
    if not total:  # as proxies of other protocols count
        total = sum(
            each
            for kind in ("prompt", "completion", "input", "output")
            if isinstance(each := usage.get(f"{kind}_tokens"), int)
        )
    return total if isinstance(total, int) and 0 < total < _MOST_TOKENS else None
