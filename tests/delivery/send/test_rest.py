"""One request and what its outcome means: stored, not stored, or perhaps."""

from datetime import timedelta
from typing import Any

import aiohttp
import pytest

from bot.delivery.send.pacer import Pacer
from bot.delivery.send.rest import RestClient, RestRefused, RestRequest
from bot.delivery.send.timeouts import Timeouts
from bot.errors import TryLater, Uncertain
from sandbox import Limit, Limits
from sandbox.client import point_client_at
from tests.delivery.office import Office, parsed

MAX_ANSWER = 16 * 1024 * 1024
STORM = 5

ME = RestRequest(method="GET", path="/users/@me", route="me")
ROUTE = "GET /users/@me"
UNAUTHORIZED = {"message": "401: Unauthorized", "code": 0}


async def test_an_answer_is_its_json(office: Office) -> None:
    assert (await office.rest.ask(ME))["username"] == "Gazette"


async def test_a_refusal_carries_discords_code(office: Office) -> None:
    with pytest.raises(RestRefused) as caught:
        await office.rest.ask(RestRequest(method="GET", path="/channels/1", route="channel 1"))

    assert (caught.value.status, caught.value.code) == (404, 10003)


@pytest.mark.parametrize("order", ["fail_before", "fail_after", "drop_before", "drop_after"])
async def test_without_a_usable_answer_it_is_uncertain(office: Office, order: str) -> None:
    news = await office.channel("news")
    getattr(office.sandbox.faults, order)("POST *")
    typing = RestRequest(method="POST", path=f"/channels/{news.id}/typing", route="typing")

    with pytest.raises(Uncertain) as caught:
        await office.rest.ask(typing)

    assert not caught.value.on_its_way


async def test_what_is_not_answered_in_time_may_still_arrive(office: Office) -> None:
    hasty = Timeouts(answer=timedelta(seconds=0.2))
    token, clock = office.sandbox.token, office.clock
    pacer = Pacer(clock=clock.seconds, sleep=clock.sleep)
    async with aiohttp.ClientSession() as session:
        await RestClient(session, token=token, pacer=pacer, clock=clock).ask(ME)  # it is connected
        rest = RestClient(session, token=token, pacer=pacer, clock=clock, timeouts=hasty)
        async with office.sandbox.faults.hold(ROUTE):
            with pytest.raises(Uncertain) as caught:
                await rest.ask(ME)

    assert caught.value.on_its_way


@pytest.mark.parametrize(
    ("status", "may_arrive"), [(408, True), (504, True), (524, True), (502, False)]
)
async def test_what_a_proxy_waits_for_no_longer_may_still_arrive(
    office: Office, status: int, may_arrive: bool
) -> None:
    office.sandbox.faults.fail_before(ROUTE, status=status)

    with pytest.raises(Uncertain) as caught:
        await office.rest.ask(ME)

    assert caught.value.on_its_way is may_arrive


async def test_without_a_connection_nothing_was_stored(office: Office) -> None:
    point_client_at("http://127.0.0.1:9")

    with pytest.raises(TryLater) as caught:
        await office.rest.ask(ME)

    assert caught.value.retry_at == office.clock() + timedelta(seconds=5)


async def test_a_429_closes_its_route_alone(office: Office) -> None:
    before = office.count(ROUTE)
    office.sandbox.limits = Limits(others=Limit(times=0, seconds=7))

    with pytest.raises(TryLater) as first:
        await office.rest.ask(ME)
    with pytest.raises(TryLater):
        await office.rest.ask(ME)

    assert first.value.retry_at == office.clock() + timedelta(seconds=7)
    assert office.count(ROUTE) == before + 1
    assert office.rest.closed_for == 0


async def test_a_bucket_that_is_empty_costs_no_429(office: Office) -> None:
    office.sandbox.limits = Limits(others=Limit(times=1, seconds=7))

    await office.rest.ask(ME)
    with pytest.raises(TryLater):
        await office.rest.ask(ME)

    assert all(request.status == 200 for request in office.sandbox.requests)


FOREIGN: list[tuple[int, Any]] = [
    (400, None), (403, None), (404, None), (408, None), (425, None), (302, None), (200, None),
    (403, {"message": "internal network error", "code": 40333}),
    (403, {"message": "403: Forbidden", "code": 0}),
    (404, {"message": "404: Not Found", "code": 0}),
    (400, {"error": "bad_request"}),
    (400, {"code": "50035"}),
    (403, {"code": 1020, "message": "access denied"}),
    (400, []),
]  # fmt: skip


@pytest.mark.parametrize(("status", "body"), FOREIGN)
async def test_a_refusal_that_is_not_discords_own_word_is_uncertain(
    office: Office, status: int, body: Any
) -> None:
    if body is None:
        office.sandbox.faults.fail_before(ROUTE, status=status)
    else:
        office.sandbox.faults.answer(ROUTE, status, body)

    with pytest.raises(Uncertain):
        await office.rest.ask(ME)


PORTAL = "<!doctype html><title>Wi-Fi</title><form action=/accept>Accept</form>"
BETWEEN: list[tuple[str, int, Any, dict[str, str]]] = [
    ("nginx in JSON", 502, '{"status": 502, "error": "Bad Gateway"', {}),
    ("a firewall in XML", 403, "<?xml version='1.0'?><Error><Code>AccessDenied</Code></Error>",
     {"Content-Type": "application/xml"}),
    ("an empty body that says it is JSON", 403, "", {"Content-Type": "application/json"}),
    ("a network that wants a login", 511, PORTAL, {}),
    ("a network's own page", 200, PORTAL, {}),
    ("a network's own JSON", 200, {"status": "login required"}, {}),
    ("an answer cut short", 200, '{"id": "14478754185216', {"Content-Type": "application/json"}),
    ("a list", 200, [], {}),
    ("a proxy that wants a password", 407, PORTAL, {"Proxy-Authenticate": "Basic"}),
    ("a gate's 401", 401, {"error": "unauthorized"}, {}),
    ("a gate's page for 401", 401, PORTAL, {"WWW-Authenticate": "Basic"}),
    ("depth without end", 200, "[" * 100_000, {"Content-Type": "application/json"}),
    ("letters that are none", 403, "\ud83d".encode("utf-8", "surrogatepass").decode("latin-1"), {}),
    ("no content", 204, "", {}),
]  # fmt: skip


PLACES: list[tuple[str, dict[str, Any]]] = [
    ("text", {}), ("forum", {}), ("text", {"webhook": 1})
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "kind", "options"),
    [(row[0], *PLACES[0]) for row in BETWEEN]
    + [(row[0], *place) for row in BETWEEN[4:7] for place in PLACES[1:]],
)
async def test_what_stands_between_loses_nothing_doubles_nothing_and_closes_nothing(
    office: Office,
    caplog: pytest.LogCaptureFixture,
    name: str,
    kind: str,
    options: dict[str, Any],
) -> None:
    [(_, status, body, headers)] = [row for row in BETWEEN if row[0] == name]
    news = await office.channel("news", kind)
    await office.follow(news, style="compact", **options)
    office.sandbox.faults.answer("*", status, body, times=3, headers=headers)

    await office.receive(parsed("Bridge opens"))
    await office.run_for(seconds=300, step=30)

    posts = news.threads if kind == "forum" else [news]
    assert [text[:13] for post in posts for text in post.texts] == ["[Bridge opens"]
    assert await office.states() == [("item", "sent", None)]
    assert office.rest.closed_for == 0
    assert "Traceback" not in caplog.text


async def test_an_answer_is_read_up_to_sixteen_megabytes(office: Office) -> None:
    office.sandbox.faults.answer(ROUTE, 200, f'"{"x" * (MAX_ANSWER - 2)}"')
    assert len(await office.rest.ask(ME)) == MAX_ANSWER - 2

    office.sandbox.faults.answer(ROUTE, 200, f'"{"x" * (MAX_ANSWER - 1)}"')
    with pytest.raises(Uncertain):
        await office.rest.ask(ME)


async def test_a_401_of_one_request_closes_nothing(office: Office) -> None:
    news = await office.channel("news")
    office.sandbox.faults.answer("POST *", 401, UNAUTHORIZED)
    typing = RestRequest(method="POST", path=f"/channels/{news.id}/typing", route="typing 1")

    with pytest.raises(Uncertain):
        await office.rest.ask(typing)

    assert office.rest.closed_for == 0
    await office.rest.ask(typing)


async def test_a_token_that_discord_does_not_know_any_more_closes_everything(
    office: Office,
) -> None:
    office.sandbox.faults.answer("*", 401, UNAUTHORIZED, times=2)

    with pytest.raises(TryLater) as caught:
        await office.rest.ask(ME)

    assert caught.value.retry_at == office.clock() + timedelta(minutes=10)
    assert office.rest.closed_for == 600


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("7", 7), ("5400", 5400), ("Mon, 09 Dec 2125 09:00:00 GMT", 86_400), ("soon", 60),
     ("Mon, 09 Dec 2125 09:00:00 -0000", 86_400), ("Tue, 09 Dec 2025 12:00:07 GMT", 7),
     (None, 60)],
)  # fmt: skip
async def test_a_429_without_json_closes_everything_as_far_as_its_retry_after_reaches(
    office: Office, value: str | None, seconds: float
) -> None:
    headers = {} if value is None else {"Retry-After": value}
    office.sandbox.faults.fail_before(ROUTE, status=429, headers=headers)

    with pytest.raises(TryLater) as caught:
        await office.rest.ask(ME)

    assert caught.value.retry_at == office.clock() + timedelta(seconds=seconds)
    assert office.rest.closed_for == pytest.approx(seconds, abs=1)


async def test_a_shared_429_closes_its_channel_alone(office: Office) -> None:
    news, other = await office.channel("news"), await office.channel("other")
    limited = {"message": "The resource is being rate limited.", "retry_after": 9, "global": False}
    office.sandbox.faults.answer("POST *", 429, limited, headers={"X-RateLimit-Scope": "shared"})

    with pytest.raises(TryLater):
        await office.rest.ask(_typing(news.id))
    with pytest.raises(TryLater):  # another route of the channel
        await office.rest.ask(
            RestRequest(method="GET", path=f"/channels/{news.id}", route=f"channel {news.id}")
        )

    await office.rest.ask(_typing(other.id))
    assert office.rest.closed_for == 0


def _typing(channel_id: int) -> RestRequest:
    return RestRequest(
        method="POST", path=f"/channels/{channel_id}/typing", route=f"typing {channel_id}"
    )


async def test_a_429_without_bucket_headers_closes_its_route_for_as_long_as_it_says(
    office: Office,
) -> None:
    before = office.count(ROUTE)
    limited = {"message": "You are being rate limited.", "retry_after": 9, "global": False}
    office.sandbox.faults.answer(ROUTE, 429, limited)

    for _ in range(2):
        with pytest.raises(TryLater) as caught:
            await office.rest.ask(ME)
    assert office.count(ROUTE) == before  # the second was not made
    office.clock.move(seconds=9)
    await office.rest.ask(ME)

    assert caught.value.retry_at == office.clock()


async def test_a_global_429_closes_everything(office: Office) -> None:
    office.sandbox.limits = Limits(overall=Limit(times=0, seconds=9))

    with pytest.raises(TryLater):
        await office.rest.ask(ME)

    assert 8 < office.rest.closed_for <= 9


async def test_failures_in_a_row_are_a_storm_until_an_answer_comes(office: Office) -> None:
    office.sandbox.faults.fail_before(ROUTE, times=STORM)

    for _ in range(STORM):
        assert not office.rest.is_stormy
        assert office.rest.closed_for == 0
        with pytest.raises(Uncertain):
            await office.rest.ask(ME)
    assert office.rest.is_stormy
    pauses = [office.rest.closed_for]
    for _ in range(4):
        office.clock.move(seconds=office.rest.closed_for)
        office.sandbox.faults.fail_before(ROUTE)
        with pytest.raises(Uncertain):
            await office.rest.ask(ME)
        pauses.append(office.rest.closed_for)
    office.clock.move(seconds=60)
    await office.rest.ask(ME)

    assert pauses == [5, 10, 20, 40, 60]
    assert not office.rest.is_stormy


def test_a_request_does_not_show_its_path() -> None:
    secret = RestRequest(
        method="POST", path="/webhooks/1/secret", route="webhook 1", body={"a": "b"}
    )

    assert "secret" not in repr(secret)
