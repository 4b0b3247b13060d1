"""Answers as endpoints, and what stands before them, send them."""

import json

import pytest

from bot.errors import ModelError
from bot.llm.read_answer import RawAnswer, read_whole


def whole(message: object, reason: object = "stop", **more: object) -> str:
    choice = {"index": 0, "message": message, "finish_reason": reason}
    return json.dumps({"choices": [choice], **more})


def said(text: str, tokens: int | None = None, *, thought: bool = False) -> RawAnswer:
    return RawAnswer(text=text, tokens=tokens, is_cut=False, thought=thought)


PARTS = [
    {"type": "thinking", "thinking": [{"type": "text", "text": "Hm."}]},
    {"type": "text", "text": "It "},
    {"type": "output_text", "text": "rains."},
]
STREAM = """: a comment

data: {"choices": [], "prompt_filter_results": []}

event: message
data: {"choices": [{"delta": {"role": "assistant", "content": null}}]}

data:

event: ping
data: {"type": "ping"}

data: {"choices": [{"delta": {"content": "It "}}], "error": null}
data: {"choices": [{"delta": {"content": [{"type": "text", "text": "rains."}]}}]}

data: [DONE]
"""


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        (whole({"content": "It rains."}), said("It rains.")),
        *[
            (whole({"content": "It rains.", field: "Hm."}), said("It rains.", thought=True))
            for field in ("reasoning_content", "reasoning", "thinking")
        ],
        (whole({"content": None, "reasoning_content": "Hm."}), said("", thought=True)),
        (whole({"content": PARTS}), said("It rains.", thought=True)),
        (
            'data: {"choices": [{"delta": {"reasoning_content": "Hm."}}]}\n'
            'data: {"choices": [{"delta": {"content": "Yes."}, "finish_reason": "stop"}]}\n',
            said("Yes.", thought=True),
        ),
        (whole({"content": ["It ", "rains."]}), said("It rains.")),
        (whole({"content": "It rains."}, error=None), said("It rains.")),
        (whole({"content": "It rains."}, "end_turn"), said("It rains.")),
        (
            whole({"content": "Yes."}, usage={"input_tokens": 7, "output_tokens": 2}),
            said("Yes.", 9),
        ),
        (
            whole({"content": "Yes."}, usage={"prompt_tokens": 7, "completion_tokens": 2}),
            said("Yes.", 9),
        ),
        (whole({"content": "Yes."}, usage={"total_tokens": "many"}), said("Yes.")),
        *[
            (whole({"content": "Yes."}, usage={"total_tokens": tokens}), said("Yes.", read))
            for tokens, read in ((0, None), (1, 1), (9_999_999, 9_999_999), (10_000_000, None))
        ],
        (whole({"content": "Yes."}, 1), said("Yes.")),
        (whole({"content": "Yes."}, ""), said("Yes.")),
        (whole({"content": None}), said("")),
        (f"  \n\n{whole({'content': 'It rains.'})}", said("It rains.")),
        (STREAM, said("It rains.")),
        (f'{STREAM}data: {{"error": "too late"}}\n', said("It rains.")),
        ('data: {"choices": [{"message": {"content": "Yes."}, "finish_reason": "stop"}]}\n',
         said("Yes.")),
        (whole({"content": "It"}, "max_tokens"), RawAnswer(text="It", tokens=None, is_cut=True)),
        (whole({"content": "It"}, "MAX_TOKENS"), RawAnswer(text="It", tokens=None, is_cut=True)),
    ],
)  # fmt: skip
def test_an_answer_is_read_however_it_is_wrapped(text: str, answer: RawAnswer) -> None:
    assert read_whole(text) == answer


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ('{"choices": []}', "no choice"),
        ('{"choices": ["It rains."]}', "no choice"),
        ('{"error": {"message": "overloaded"}, "choices": []}', "error"),
        ("<!doctype html><title>Sign in</title>", "not json"),
        ("", "not json"),
        ('{"object": "error", "message": "overloaded", "code": 500}', "error"),
        ("[]", "no object"),
        ("data: [DONE]\n", "broken stream"),
        ('data: {"choices": [{"delta": {"content": "It "}}]}\n', "broken stream"),
        ('data: {"error": "overloaded"}\n', "error"),
        (whole({"content": "It"}, "content_filter"), "kept back"),
    ],
)
def test_what_is_no_answer_says_why(text: str, cause: str) -> None:
    with pytest.raises(ModelError, match=cause):
        read_whole(text)
