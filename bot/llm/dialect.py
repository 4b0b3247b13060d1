"""How an OpenAI-compatible endpoint wants to be asked, and what its refusals teach; pure.

The chat protocol is spoken with differences: newer models of OpenAI take `max_completion_tokens`
and no temperature, Mistral refuses what it does not know (`stream_options`) with 422, some servers
cannot stream or take no system message, and models that think aloud need room for it.
"""

import json
import re
from dataclasses import dataclass, replace
from typing import Any, Self

THINKING_ROOM = 6  # times the tokens of an answer, for a model that thinks first
_NAMES = ("max_tokens", "max_completion_tokens", "temperature", "stream_options", "stream")
_ROLE = re.compile(
    r"system.{0,40}(?:role|message|prompt)|role.{0,60}system|messages\[0\]\.role"
    r"|roles must alternate|only.{0,20}user.{0,20}assistant",
    re.IGNORECASE | re.DOTALL,
)
_TOO_LARGE = re.compile(
    r"too (?:large|high|many|big)|at most|exceed|context (?:length|window|size)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """What an endpoint takes; each change of it says less, so that learning comes to an end."""

    old_limit: bool = True  # max_tokens; newer ones want max_completion_tokens
    limit: bool = True
    temperature: bool = True
    usage: bool = True  # stream_options
    stream: bool = True
    system: bool = True  # a message of that role; else the rules stand before the question
    thinks: bool = False

    def body(self, model: str, rules: str, question: str, max_tokens: int) -> dict[str, Any]:
        """Return the JSON of a request."""
        body: dict[str, Any] = {"model": model, "messages": self._messages(rules, question)}
        if self.limit:
            name = "max_tokens" if self.old_limit else "max_completion_tokens"
            body[name] = max_tokens * (THINKING_ROOM if self.thinks else 1)
        if self.temperature:
            body["temperature"] = 0
        if self.stream:
            body["stream"] = True
            if self.usage:
                body["stream_options"] = {"include_usage": True}
        return body

    def _messages(self, rules: str, question: str) -> list[dict[str, str]]:
        if not self.system:
            return [{"role": "user", "content": f"{rules}\n\n{question}"}]
        return [{"role": "system", "content": rules}, {"role": "user", "content": question}]

    def after_refusal(self, answer: str) -> Self | None:
        """Return what to try after a 400 or 422 with this text; None where it teaches nothing."""
        for name in _blamed(answer):
            match name:
                case "max_tokens" if self.limit and self.old_limit and not _is_too_large(answer):
                    return replace(self, old_limit=False)
                case "max_tokens" | "max_completion_tokens" if self.limit:
                    return replace(self, limit=False)
                case "temperature" if self.temperature:
                    return replace(self, temperature=False)
                case "stream_options" if self.usage and self.stream:
                    return replace(self, usage=False)
                case "stream" if self.stream:
                    return replace(self, stream=False)
                case "system" if self.system:
                    return replace(self, system=False)
                case _:
                    continue
        return None

    def barer(self) -> Self | None:
        """Return what to try after a refusal that names nothing; None where there is nothing."""
        if self.temperature or (self.usage and self.stream):
            return replace(self, temperature=False, usage=False)
        return replace(self, stream=False) if self.stream else None

    @property
    def learnt(self) -> tuple[str, ...]:
        """Return how it is asked otherwise than usual, for the operator."""
        ways = {
            "max_completion_tokens": self.limit and not self.old_limit,
            "no limit of tokens": not self.limit,
            "no temperature": not self.temperature,
            "no stream": not self.stream,
            "no stream_options": self.stream and not self.usage,
            "no system message": not self.system,
            "room to think": self.thinks,
        }
        return tuple([way for way, is_so in ways.items() if is_so])


def _is_too_large(answer: str) -> bool:
    """Say whether the limit is known there, and what it allows is too much."""
    return _TOO_LARGE.search(answer.casefold()) is not None


def _blamed(answer: str) -> list[str]:
    """Return the parameters that a refusal names, the one it says itself to be about first."""
    try:
        told = json.loads(answer)
    except (ValueError, RecursionError):
        told = None
    said = answer.casefold()
    places = sorted(
        (found.start(), -len(name), name) for name in _NAMES if (found := _word(name).search(said))
    )
    blamed = [*_named(told), *(name for _, _, name in places)]
    if _ROLE.search(answer):
        blamed.append("system")
    return [name for name in blamed if name in _NAMES or name == "system"]


def _named(told: object) -> list[str]:
    """Return what OpenAI's `error.param` or FastAPI's `detail[].loc` point at."""
    if not isinstance(told, dict):
        return []
    error, details = told.get("error"), told.get("detail")
    named = [error.get("param")] if isinstance(error, dict) else []
    for detail in details if isinstance(details, list) else ():
        place = detail.get("loc") if isinstance(detail, dict) else None
        named += place if isinstance(place, list) else []
    return [each for each in named if isinstance(each, str)]


def _word(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){name.replace('_', '[_ -]')}(?!\w)")
