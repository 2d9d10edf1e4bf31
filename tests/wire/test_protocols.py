"""Another protocol is a client and a decoder, and a line that names them: nothing else knows of it."""

from __future__ import annotations

import msgspec
import pytest

from streamboard import collect
from streamboard import stream as run_events
from streamboard.documents.mistakes import MistakesError
from streamboard.engine.opening import Opener
from streamboard.promptset import parse
from streamboard.run.events import (
    ApiEvent,
    AttemptEnded,
    ConnectionOpened,
    EndpointModels,
    EndpointState,
    Event,
    RequestSent,
    ResponseStarted,
    StreamEnded,
)
from streamboard.run.plan import EndpointPlan, RunPlan
from streamboard.session.saving import session_of
from streamboard.wire.catalogue import MESSAGES, PROTOCOLS, load
from streamboard.wire.messages import client as messages
from streamboard.wire.protocol import WireProtocol
from tests.support.engines import of, only, text_of
from tests.support.plans import plan, stream
from tests.support.wire import serve

from . import lines_protocol

HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: application/jsonl\r\nx-request-id: r-7\r\nconnection: close\r\n\r\n"
ANSWER = [HEAD, b'{"model": "lines-1"}\n{"sa', b'y": "one "}\n{"say": "two"}\n', b'{"tokens": 2}\n']


@pytest.fixture(autouse=True)
def _registered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PROTOCOLS, "lines", lines_protocol.__name__)


def asking(url: str, protocol: str = "lines") -> RunPlan:
    """One stream to an endpoint that speaks a protocol; it names no model."""
    endpoints = {"mine": EndpointPlan(url, protocol=protocol)}
    return plan(stream("s1", endpoint="mine", retries=0), endpoints=endpoints)


async def played(*answer: bytes) -> list[Event]:
    """The events of one stream over real HTTP."""
    async with serve(lambda _: answer) as server:
        return [event async for event in run_events(asking(server.url))]


def test_what_is_registered_is_a_protocol() -> None:
    ours: WireProtocol = messages
    theirs: WireProtocol = lines_protocol
    assert load(MESSAGES) is ours
    assert load("lines") is theirs


async def test_a_whole_stream_runs_through_the_engine() -> None:
    events = await played(*ANSWER)
    assert text_of(events, "s1") == "one two"
    ended = only(events, StreamEnded)
    assert (ended.outcome, ended.stop_reason, ended.usage) == ("completed", "end_turn", {"output_tokens": 2})
    assert [event.name for event in of(events, ApiEvent)] == [
        "message_start",
        "message_delta",
        "message_stop",
    ]
    opened, sent, head = (
        only(events, ConnectionOpened),
        only(events, RequestSent),
        only(events, ResponseStarted),
    )
    assert opened.t <= sent.t <= head.t
    assert (head.status, head.request_id, head.content_type) == (200, "r-7", "application/jsonl")


async def test_its_streams_have_all_figures() -> None:
    async with serve(lambda _: ANSWER) as server:
        result = await collect(asking(server.url))
        asked = msgspec.json.decode(server.requests[0].body)
    assert asked == {"model": "lines-1", "say": "Tell me about rain."}
    (one,) = result.streams
    assert (one.text, one.model, one.usage) == ("one two", "lines-1", {"output_tokens": 2})
    assert one.ttft_ns is not None
    assert one.ttft_ns > 0


async def test_its_failures_are_those_of_its_decoder_and_its_client() -> None:
    early = only(await played(*ANSWER[:-1]), AttemptEnded)
    assert (early.outcome, early.error and early.error.message) == ("cut_off", "the lines ended early")
    odd = only(await played(*ANSWER[:-1], b"[]\n"), AttemptEnded)
    assert (odd.outcome, odd.error and odd.error.message) == ("failed", "a line that says nothing")
    refused = only(await played(HEAD.replace(b"200 OK", b"429 Too Many")), AttemptEnded)
    assert refused.error is not None
    assert (refused.error.type, refused.error.status) == ("refused", 429)


async def test_its_models_are_listed() -> None:
    opener = Opener(
        asking("http://127.0.0.1:9"), lambda event: None, lambda: 0, choice=None, gguf=None, environment={}
    )
    listings = [listing async for listing in opener.list_models() if listing.endpoint == "mine"]
    assert listings == [EndpointModels(t=0, endpoint="mine", models=["lines-1"])]
    await opener.close()


async def test_a_protocol_that_nobody_named_fails_its_endpoint_and_says_which_there_are() -> None:
    events = [event async for event in run_events(asking("http://127.0.0.1:9", "unheard"))]
    (failed,) = [event for event in of(events, EndpointState) if event.state == "failed"]
    assert failed.detail == "there is no protocol named unheard"
    error = only(events, StreamEnded).error
    assert error is not None
    assert error.advice == "An endpoint speaks one of: messages, lines."


def asked_for(protocol: str) -> RunPlan:
    """The plan of a prompt set whose endpoint speaks a protocol."""
    endpoints = f"{{mine: {{base_url: 'http://127.0.0.1:9', protocol: {protocol}}}}}"
    return parse(f"endpoints: {endpoints}\ndefaults: {{endpoint: mine, model: m}}\nprompts: [Hi]")


def test_a_prompt_set_names_it_and_is_saved_with_it() -> None:
    lines, default = asked_for("lines"), asked_for("messages")
    assert lines.endpoints == {"mine": EndpointPlan("http://127.0.0.1:9", protocol="lines")}
    assert parse(session_of(lines).text("files")).endpoints == lines.endpoints
    assert "protocol" not in session_of(default).text("files")


def test_a_prompt_set_that_names_none_that_is_there_learns_which_are() -> None:
    with pytest.raises(MistakesError, match="is no protocol; did you mean `messages`"):
        asked_for("mesages")
    with pytest.raises(MistakesError, match="is no protocol; known here: messages, lines"):
        asked_for("telegrams")
