"""How an OpenAI-compatible endpoint wants to be asked, and what its refusals teach; pure.

The chat protocol is spoken with differences: newer models of OpenAI take `max_completion_tokens`
and no temperature, Mistral refuses what it does not know (`stream_options`) with 422, some servers
cannot stream or take no system message, models that think aloud need room for it, and base
addresses are given with and without `/v1`.
"""

import json
import re
from dataclasses import dataclass, replace
from typing import Any, Self

PATH = "/chat/completions"
THINKING_ROOM = 6  # times the tokens of an answer, for a model that thinks first
_THOUGHTS = re.compile(
    r"<(?P<tag>think|thinking|reasoning|thought)>.*?(?:</(?P=tag)>|\Z)", re.DOTALL | re.IGNORECASE
)
_END_OF_THOUGHTS = re.compile(r"\A.*</(?:think|thinking|reasoning|thought)>", re.DOTALL)
_VERSIONED = re.compile(r"/(?:v\d+\w*|openai)\Z")
_ROLE = re.compile(r"system.{0,40}role|role.{0,40}system|messages\[0\]\.role", re.IGNORECASE)


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
                case "max_tokens" if self.limit and self.old_limit:
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


def addresses(base: str) -> tuple[str, ...]:
    """Return where the endpoint may answer, the likeliest first: people give its base or all."""
    base = base.rstrip("/")
    if base.endswith(PATH):
        return (base,)
    if _VERSIONED.search(base):
        return (base + PATH,)
    return base + PATH, f"{base}/v1{PATH}"


def spoken(text: str) -> str:
    """Return an answer without what the model thought aloud before it."""
    return _END_OF_THOUGHTS.sub("", _THOUGHTS.sub("", text)).strip()


def _blamed(answer: str) -> list[str]:
    """Return the parameters that a refusal names, the one it says itself to be about first."""
    names = ("max_tokens", "max_completion_tokens", "temperature", "stream_options", "stream")
    try:
        told = json.loads(answer)
    except (ValueError, RecursionError):
        told = None
    named = [*_named(told)]
    said = answer.casefold()
    places = sorted((found.start(), name) for name in names if (found := _word(name).search(said)))
    blamed = [*named, *(name for _, name in places)]
    if _ROLE.search(answer):
        blamed.append("system")
    return [name for name in blamed if name in names or name == "system"]


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
    return re.compile(rf"(?<![\w]){name}(?![\w])")
