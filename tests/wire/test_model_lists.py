"""What an endpoint lists as its models: a hostile list is that endpoint's failure, and nobody else's."""

from __future__ import annotations

import gzip
import socket

import pytest

from streamboard.engine.opening import Opener
from streamboard.run.events import EndpointState, Event, RunEnded, StreamEnded
from streamboard.run.plan import EndpointPlan
from streamboard.wire import resolver
from streamboard.wire.failures import AttemptFailure
from streamboard.wire.messages import client as messages
from tests.support.engines import of, only, run_engine
from tests.support.plans import plan, stream
from tests.support.wire import HEAD, answer, serve

JSON = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n"
PACKED = JSON.replace(b"\r\n\r\n", b"\r\ncontent-encoding: gzip\r\n\r\n")


async def listed(*pieces: bytes) -> list[str]:
    """The models of an endpoint that answers so."""
    async with serve(lambda _: pieces) as server:
        client = messages.MessagesClient(server.url, None, loopback=True)
        try:
            return await client.models()
        finally:
            await client.close()


async def test_a_list_without_end_of_nesting_fails_its_endpoint_alone() -> None:
    nested = b'{"data":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    async with serve(lambda _: [JSON, nested]) as bad, serve(lambda _: [HEAD, answer("here")]) as good:
        asked = plan(
            stream("s1", endpoint="bad"),
            stream("s2", endpoint="good", model="m"),
            endpoints={"bad": EndpointPlan(bad.url), "good": EndpointPlan(good.url)},
        )
        events = await run_engine(asked)
    assert only(events, StreamEnded, "s2").outcome == "completed"
    error = only(events, StreamEnded, "s1").error
    assert error is not None
    assert "lists no models that can be read" in error.message
    assert only(events, RunEnded).reason == "finished"


async def test_whatever_fails_while_an_endpoint_is_opened_fails_that_one_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: list[Event] = []
    asked = plan(stream("s1", endpoint="mine", model="m"), endpoints={"mine": EndpointPlan("http://[")})
    opener = Opener(asked, told.append, lambda: 0, choice=None, gguf=None, environment={})

    async def break_down(*_: object, **__: object) -> None:
        raise RecursionError("too deep")

    monkeypatch.setattr(opener, "_connect", break_down)
    await opener.open_all()
    (failed,) = of(told, EndpointState)
    assert failed.state == "failed"
    (models,) = [listing async for listing in opener.list_models() if listing.endpoint == "mine"]
    assert models.problem
    await opener.close()


@pytest.mark.parametrize("packed", [False, True])
async def test_a_list_is_read_to_a_bound(packed: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messages, "_MOST_LIST_BYTES", 100_000)
    entries = b'{"id":"a"},' * 5_000_000
    long = b'{"data":[' + entries + b'{"id":"z"}]}'
    with pytest.raises(AttemptFailure) as failed:
        await listed(PACKED, gzip.compress(long)) if packed else await listed(JSON, long)
    assert "longer than 0.1 MB" in failed.value.error.message


async def test_names_that_no_request_could_hold_are_left_out() -> None:
    names = [b'"fine"', b'"two words"', b'"' + b"x" * 201 + b'"', b'"\\u001b[2J"', b"5", b'""', b'"a\\nb"']
    page = b'{"data":[' + b",".join(b'{"id":%s}' % name for name in names) + b',{"x":1},7]}'
    assert await listed(JSON, page) == ["fine", "two words"]


@pytest.mark.parametrize(
    ("answered", "kind", "words"),
    [
        (b"HTTP/1.1 401 No\r\ncontent-length: 8\r\n\r\nsay who?", "http_401", "say who?"),
        (b"HTTP/1.1 404 No\r\ncontent-length: 2\r\n\r\n{}", "configuration", "/v1/models"),
        (JSON + b'{"error": {"message": "token expired"}}', "configuration", "be read: token expired"),
        (b"SSH-2.0\r\n", "protocol", "not valid HTTP"),
        (b"", "connection_closed", "without an answer"),
    ],
)
async def test_a_list_that_does_not_come_fails_for_the_reason_it_has(
    answered: bytes, kind: str, words: str
) -> None:
    with pytest.raises(AttemptFailure) as failed:
        await listed(answered)
    assert failed.value.error.type == kind
    assert words in failed.value.error.message
    assert failed.value.error.advice


def test_a_connection_that_never_comes_about_is_told_before_the_list_is_late() -> None:
    assert messages._MODELS_S > resolver.CONNECT_S


async def test_a_list_from_a_port_where_nothing_listens_says_so() -> None:
    with socket.socket() as taken:  # Bound, so that nobody else listens there meanwhile.
        taken.bind(("127.0.0.1", 0))
        where = f"127.0.0.1:{taken.getsockname()[1]}"
        asked = plan(stream("s1", endpoint="mine"), endpoints={"mine": EndpointPlan(f"http://{where}")})
        error = only(await run_engine(asked), StreamEnded).error
    assert error is not None
    assert (error.type, error.message) == ("connection_refused", f"nothing listens at {where}")
