"""The client, against a real server that streams, breaks off, hangs and lies."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.errors import ModelError
from bot.llm.endpoint import ChatEndpoint, ModelAnswer, Patience
from tests.llm.endpoint import EVENTS, Endpoint, serve
from tests.support.edges import EDGES


@pytest.fixture
async def endpoint() -> AsyncIterator[Endpoint]:
    async with serve() as opened:
        opened.says = "Le pont ferme pour six mois. [1]"
        yield opened


LONG = Patience(whole_s=60, first_byte_s=60, between_bytes_s=60)


async def ask(endpoint: Endpoint, *, key: str = "secret", patience: Patience = LONG) -> ModelAnswer:
    async with ChatEndpoint.open(endpoint.url, key=key, model="small", patience=patience) as opened:
        return await opened.ask("rules", "question", max_tokens=50)


@pytest.mark.parametrize("streams", [True, False])
async def test_an_answer_is_taken_as_a_stream_or_as_a_whole(
    endpoint: Endpoint, streams: bool
) -> None:
    endpoint.streams = streams

    assert await ask(endpoint) == ModelAnswer(text=endpoint.says, tokens=120)


async def test_the_key_goes_into_the_header_and_rules_and_question_apart(
    endpoint: Endpoint,
) -> None:
    await ask(endpoint)

    [asked] = endpoint.asked
    assert asked.headers["Authorization"] == "Bearer secret"
    assert [one["content"] for one in asked.body["messages"]] == ["rules", "question"]
    assert asked.body["model"] == "small"
    assert "secret" not in str(asked.body)


async def test_an_endpoint_without_a_key_gets_none(endpoint: Endpoint) -> None:
    await ask(endpoint, key="")

    assert "Authorization" not in endpoint.asked[0].headers


@pytest.mark.parametrize(
    ("kind", "learnt", "asked"),
    [
        ("openai", ("max_completion_tokens", "no temperature"), 3),
        ("mistral", ("no stream_options",), 2),
        ("ollama", ("room to think",), 2),
        ("old", ("no stream",), 2),
        ("taciturn", ("no temperature", "no stream_options"), 2),
        ("grown", ("no system message",), 2),
        ("polite", ("no stream_options",), 2),
        ("", (), 1),
    ],
)
async def test_what_a_kind_of_server_wants_is_learnt_once(
    endpoint: Endpoint, kind: str, learnt: tuple[str, ...], asked: int
) -> None:
    endpoint.kind = kind
    endpoint.streams = kind != "old"
    async with ChatEndpoint.open(endpoint.url, key="", model="small", patience=LONG) as opened:
        first = await opened.ask("rules", "question", max_tokens=50)
        tries = len(endpoint.asked)
        again = await opened.ask("rules", "question", max_tokens=50)

        assert first.text == again.text == endpoint.says
        assert opened.learnt == learnt
    assert (tries, len(endpoint.asked)) == (asked, asked + 1)


async def test_what_was_learnt_is_known_to_the_next_process(endpoint: Endpoint) -> None:
    endpoint.kind = "openai"
    base = endpoint.url.removesuffix("/v1")
    kept: list[str] = []

    async def remember(text: str) -> None:
        kept.append(text)

    for model in ("small", "small", "large"):
        async with ChatEndpoint.open(
            base, key="", model=model, learnt=kept[-1] if kept else None, remember=remember
        ) as opened:
            await opened.ask("rules", "question", max_tokens=50)

    models = [asked.body["model"] for asked in endpoint.asked]
    assert models == ["small"] * 3 + ["small"] + ["large"] * 3
    assert len(kept) == 2
    assert base not in "".join(kept)


async def test_what_holds_no_more_is_learnt_anew(endpoint: Endpoint) -> None:
    endpoint.kind = "openai"
    async with ChatEndpoint.open(endpoint.url, key="", model="small") as opened:
        await opened.ask("rules", "question", max_tokens=50)
        endpoint.fails = "400"
        with pytest.raises(ModelError, match="http 400"):
            await opened.ask("rules", "question", max_tokens=50)
        endpoint.fails, endpoint.kind = "", "mistral"
        await opened.ask("rules", "question", max_tokens=50)

        assert opened.learnt == ("no stream_options",)


@pytest.mark.parametrize(("short", "long"), [("0", "600"), ("+0", "+600"), ("~0", "~600")])
async def test_a_short_wait_is_waited_and_after_a_long_one_nothing_is_asked(
    endpoint: Endpoint, short: str, long: str
) -> None:
    async with ChatEndpoint.open(endpoint.url, key="", model="small") as opened:
        endpoint.waits = [short]
        answered = await opened.ask("rules", "question", max_tokens=50)
        endpoint.waits = [long]
        causes = []
        for _ in range(2):
            with pytest.raises(ModelError) as failed:
                await opened.ask("rules", "question", max_tokens=50)
            causes.append((failed.value.cause, failed.value.unasked))

    assert answered.text == endpoint.says
    assert causes == [("http 429", True), ("asked to wait", True)]
    assert len(endpoint.asked) == 3


@pytest.mark.parametrize(
    ("busy", "waits", "then"),
    [
        (429, "", "asked to wait"),
        (429, "600", "asked to wait"),
        (503, "", "http 503"),
        (503, "600", "asked to wait"),
    ],
)
async def test_too_many_questions_rest_and_an_outage_does_where_it_says_how_long(
    endpoint: Endpoint, busy: int, waits: str, then: str
) -> None:
    endpoint.busy, endpoint.waits = busy, [waits] * 2
    causes = []
    async with ChatEndpoint.open(endpoint.url, key="", model="small") as opened:
        for _ in range(2):
            with pytest.raises(ModelError) as failed:
                await opened.ask("rules", "question", max_tokens=50)
            causes.append(failed.value.cause)

    assert causes == [f"http {busy}", then]


@pytest.mark.parametrize("fails", ["no model", "lost model"])
async def test_a_model_that_is_not_there_is_said_and_may_come_later(
    endpoint: Endpoint, fails: str
) -> None:
    base = endpoint.url.removesuffix("/v1")
    async with ChatEndpoint.open(base, key="", model="small") as opened:
        endpoint.fails = fails
        with pytest.raises(ModelError) as failed:
            await opened.ask("rules", "question", max_tokens=50)
        endpoint.fails = ""
        later = await opened.ask("rules", "question", max_tokens=50)

    assert (failed.value.cause, failed.value.unasked) == ("no such model", True)
    assert later.text == endpoint.says


async def test_an_address_that_cannot_be_one_is_no_answer() -> None:
    with pytest.raises(ModelError) as failed:
        await ask(Endpoint(url="http://[::1"))

    assert failed.value.unasked


@pytest.mark.parametrize("ending", ["", "/v1/chat/completions", "/site", "/site/v1/ ", "/lm"])
async def test_the_address_may_lack_its_version_or_be_whole(
    endpoint: Endpoint, ending: str
) -> None:
    endpoint.url = endpoint.url.removesuffix("/v1") + ending

    assert (await ask(endpoint)).text == endpoint.says


async def test_a_server_that_refuses_everything_is_no_answer(endpoint: Endpoint) -> None:
    endpoint.fails = "400"

    with pytest.raises(ModelError) as failed:
        await ask(endpoint)

    assert (failed.value.cause, failed.value.unasked) == ("http 400", True)


REFUSALS = ["401", "429", "500", "503", "junk", "error", "length", "large"]


@pytest.mark.parametrize("fails", [*REFUSALS, "cut", "no end"])
async def test_a_stream_that_fails_or_breaks_off_is_no_answer(
    endpoint: Endpoint, fails: str
) -> None:
    endpoint.fails = fails
    endpoint.says *= 20_000 if fails == "large" else 1

    with pytest.raises(ModelError) as raised:
        await ask(endpoint)
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize("fails", REFUSALS)
async def test_a_whole_answer_that_fails_is_no_answer(endpoint: Endpoint, fails: str) -> None:
    endpoint.fails, endpoint.streams = fails, False

    with pytest.raises(ModelError):
        await ask(endpoint)


@pytest.mark.parametrize("beside", EDGES)
async def test_an_answer_has_so_many_bytes(endpoint: Endpoint, beside: int) -> None:
    endpoint.streams = False
    choice = {"message": {"role": "assistant", "content": ""}, "finish_reason": "stop"}
    usage = {"total_tokens": endpoint.tokens}
    around = len(json.dumps({"choices": [{"index": 0, **choice}], "usage": usage}))
    endpoint.says = "x" * (256 * 1024 - around + beside)

    if beside <= 0:
        assert (await ask(endpoint)).text == endpoint.says
    else:
        with pytest.raises(ModelError, match="too large"):
            await ask(endpoint)


@pytest.mark.parametrize(
    ("fails", "patience"),
    [
        ("hang", replace(LONG, whole_s=0.2)),
        ("hang", replace(LONG, first_byte_s=0.2)),
        ("stall", replace(LONG, between_bytes_s=0.2)),
    ],
)
async def test_an_endpoint_is_left_that_hangs_before_it_begins_or_between(
    endpoint: Endpoint, fails: str, patience: Patience
) -> None:
    endpoint.fails = fails

    with pytest.raises(ModelError, match="timeout"):
        await ask(endpoint, patience=patience)


def test_a_model_may_read_for_longer_than_it_may_pause() -> None:
    patience = Patience()

    assert patience.between_bytes_s < patience.first_byte_s < patience.whole_s


async def test_an_object_that_is_called_a_stream_is_read(endpoint: Endpoint) -> None:
    endpoint.streams, endpoint.labels = False, EVENTS

    assert await ask(endpoint) == ModelAnswer(text=endpoint.says, tokens=120)


@pytest.mark.parametrize(("says", "thoughts"), [("", "Hm."), ("<think>Hm.</think>", "")])
async def test_thoughts_alone_are_no_answer(endpoint: Endpoint, says: str, thoughts: str) -> None:
    endpoint.streams, endpoint.says, endpoint.thoughts = False, says, thoughts

    with pytest.raises(ModelError, match="only thoughts"):
        await ask(endpoint)


async def test_an_endpoint_that_is_not_there_is_no_answer_and_costs_nothing() -> None:
    with pytest.raises(ModelError) as raised:
        await ask(Endpoint(url="http://127.0.0.1:9/v1"))
    assert raised.value.unasked


async def test_a_line_without_an_end_is_given_up_by_its_bytes(endpoint: Endpoint) -> None:
    endpoint.fails = "endless"

    with pytest.raises(ModelError, match="too large"):
        await ask(endpoint)

    assert endpoint.sent < 2**25  # what lay in buffers; the stream had four times as much


async def test_a_compressed_answer_is_not_inflated(endpoint: Endpoint) -> None:
    endpoint.fails = "packed"

    with pytest.raises(ModelError, match="compressed"):
        await ask(endpoint)

    assert endpoint.asked[0].headers["Accept-Encoding"] == "identity"
