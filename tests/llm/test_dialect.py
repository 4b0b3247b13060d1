"""What the refusals of real kinds of servers teach."""

import json

import pytest

from bot.llm.dialect import Dialect

THINKING_ROOM = 6

OPENAI_LIMIT = json.dumps(
    {
        "error": {
            "message": "Unsupported parameter: 'max_tokens' is not supported with this model. "
            "Use 'max_completion_tokens' instead.",
            "type": "invalid_request_error",
            "param": "max_tokens",
            "code": "unsupported_parameter",
        }
    }
)
OPENAI_TEMPERATURE = json.dumps(
    {
        "error": {
            "message": "Unsupported value: 'temperature' does not support 0 with this model. "
            "Only the default (1) value is supported.",
            "param": "temperature",
        }
    }
)
MISTRAL = json.dumps(
    {
        "object": "error",
        "detail": [
            {"type": "extra_forbidden", "loc": ["body", "stream_options"], "msg": "Extra inputs"}
        ],
    }
)
PLAIN = "the parameter stream_options is only allowed together with something else"
OLD_SERVER = '{"message": "unknown field max_completion_tokens"}'
NO_STREAM = '{"error": "stream is not implemented here"}'
NO_SYSTEM = '{"error": {"message": "messages[0].role does not support system with this model"}}'
VLLM_STREAM = '{"detail": "Stream options can only be defined when `stream=True`."}'
SERDE = (
    "unknown field `stream_options`, expected one of `messages`, `max_tokens`, `temperature`,"
    " `stream` at line 1 column 900"
)
TOO_LARGE = json.dumps(
    {
        "error": {
            "message": "max_tokens is too large: 3600. This model supports at most 2048 tokens.",
            "param": "max_tokens",
        }
    }
)
ALTERNATE = '{"error": "Conversation roles must alternate user/assistant/user/assistant/..."}'


@pytest.mark.parametrize(
    ("answer", "before", "after"),
    [
        (OPENAI_LIMIT, Dialect(), Dialect(old_limit=False)),
        (OLD_SERVER, Dialect(old_limit=False), Dialect(old_limit=False, limit=False)),
        (OPENAI_TEMPERATURE, Dialect(), Dialect(temperature=False)),
        (MISTRAL, Dialect(), Dialect(usage=False)),
        (PLAIN, Dialect(), Dialect(usage=False)),
        (NO_STREAM, Dialect(), Dialect(stream=False)),
        (NO_SYSTEM, Dialect(), Dialect(system=False)),
        (VLLM_STREAM, Dialect(), Dialect(usage=False)),
        (SERDE, Dialect(), Dialect(usage=False)),
        (TOO_LARGE, Dialect(), Dialect(limit=False)),
        (ALTERNATE, Dialect(), Dialect(system=False)),
        ("max tokens cannot be given", Dialect(), Dialect(old_limit=False)),
        ("the model is not loaded", Dialect(), None),
        (OPENAI_TEMPERATURE, Dialect(temperature=False), None),
        ("[" * 100_000, Dialect(), None),
    ],
)
def test_a_refusal_teaches_what_to_leave_out(
    answer: str, before: Dialect, after: Dialect | None
) -> None:
    assert before.after_refusal(answer) == after


def test_what_was_learnt_is_no_longer_in_the_request() -> None:
    usual = Dialect().body("small", "rules", "question", 50)
    other = Dialect(old_limit=False, temperature=False, usage=False, system=False, thinks=True)

    assert usual == {
        "model": "small",
        "messages": [
            {"role": "system", "content": "rules"},
            {"role": "user", "content": "question"},
        ],
        "max_tokens": 50,
        "temperature": 0,
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    assert other.body("small", "rules", "question", 50) == {
        "model": "small",
        "messages": [{"role": "user", "content": "rules\n\nquestion"}],
        "max_completion_tokens": 50 * THINKING_ROOM,
        "stream": True,
    }
    assert other.learnt == (
        "max_completion_tokens",
        "no temperature",
        "no stream_options",
        "no system message",
        "room to think",
    )
