"""Run events as lines: any body survives, nothing can be forged, and other lines are refused."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streamboard.run.codec import NotAnEventError, api_event, decode, encode
from streamboard.run.events import (
    ApiEvent,
    AttemptEnded,
    AttemptStarted,
    ClockLag,
    ContentBlockDelta,
    EndpointState,
    ErrorInfo,
    Event,
    RecordingFailed,
    ResponseStarted,
    RetryScheduled,
    RunEnded,
    RunStarted,
    StreamEnded,
    StreamQueued,
)
from tests.support.plans import plan

ERROR = ErrorInfo("overloaded_error", "busy", "wait", 529, "req_1")
EXAMPLES: list[Event] = [
    RunStarted(
        t=0,
        version=1,
        monotonic_ns=2**62,
        started_at="2026-01-01T00:00:00Z",
        plan=plan(),
        versions={"a": "1"},
    ),
    EndpointState(
        t=1, endpoint="sim", state="ready", detail="d", reason="r", base_url="u", simulated=True, slots=4
    ),
    StreamQueued(t=2, stream="s1", attempt=1),
    AttemptStarted(t=3, stream="s1", attempt=1, endpoint="sim", model="m"),
    ResponseStarted(
        t=4, stream="s1", attempt=1, status=200, request_id="req_1", content_type="text/event-stream"
    ),
    ContentBlockDelta(
        t=5, stream="s1", attempt=1, index=0, delta={"type": "text_delta", "text": "\u2028\x1b🦁"}
    ),
    AttemptEnded(t=6, stream="s1", attempt=1, outcome="failed", stop_reason="x", usage={"a": 1}, error=ERROR),
    RetryScheduled(
        t=7, stream="s1", attempt=1, delay_ns=5, reason="overloaded_error", next_attempt=2, last_attempt=3
    ),
    StreamEnded(
        t=8, stream="s1", attempt=1, outcome="completed", stop_reason="end_turn", usage={"output_tokens": 3}
    ),
    ClockLag(t=9, lag_ns=11_000_000),
    RecordingFailed(t=10, message="disk full"),
    RunEnded(t=11, reason="finished", outcomes={"completed": 1}),
    ApiEvent(t=12, name="message_start", stream="s1", attempt=1, body={"message": {"model": "m"}}),
    ApiEvent(t=13, name="ping", stream="s1", attempt=1, body={}),
    ApiEvent(t=14, name="brand_new_event", stream="s1", attempt=1, body={"a": [None, 1.5]}),
]

NAMES_OF_OURS = {
    *(
        "run_started",
        "endpoint_state",
        "stream_queued",
        "attempt_started",
        "response_started",
        "attempt_ended",
    ),
    *("retry_scheduled", "stream_ended", "clock_lag", "recording_failed", "run_ended"),
}


def name_of(event: Event) -> str:
    return str(json.loads(encode(event))["event"])


@pytest.mark.parametrize("event", EXAMPLES, ids=name_of)
def test_every_type_survives(event: Event) -> None:
    line = encode(event)
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    assert decode(line) == event
    assert decode(line.decode()) == event
    assert decode(line.rstrip()) == event


@pytest.mark.parametrize("event", EXAMPLES, ids=name_of)
def test_every_line_has_its_time_and_name_and_of_a_stream_its_id_and_attempt(event: Event) -> None:
    fields = json.loads(encode(event))
    assert isinstance(fields["t"], int)
    assert isinstance(fields["event"], str)
    of_the_run = {"run_started", "endpoint_state", "clock_lag", "recording_failed", "run_ended"}
    if fields["event"] in of_the_run:
        assert "stream" not in fields
    else:
        assert (fields["stream"], fields["attempt"]) == ("s1", 1)


def test_the_names_are_those_of_the_format() -> None:
    assert {name_of(event) for event in EXAMPLES} == {
        *NAMES_OF_OURS,
        *("content_block_delta", "message_start", "ping", "brand_new_event"),
    }


def test_events_of_the_api_keep_its_names_and_bodies() -> None:
    body = {"type": "content_block_delta", "index": 1, "delta": {"type": "text_delta", "text": "a"}}
    fields = json.loads(encode(api_event(5, "s1", 2, "content_block_delta", body)))
    envelope = {"t": 5, "event": "content_block_delta", "stream": "s1", "attempt": 2}
    assert fields == envelope | {"index": 1, "delta": body["delta"]}


@pytest.mark.parametrize("name", sorted(NAMES_OF_OURS))
def test_a_server_cannot_forge_an_event_of_ours(name: str) -> None:
    forged = api_event(5, "s1", 1, name, {"type": name, "reason": "finished", "outcome": "completed"})
    back = decode(encode(forged))
    assert isinstance(back, ApiEvent)
    assert (back.name, back.stream) == (f"api.{name}", "s1")


def test_a_body_cannot_overwrite_the_envelope() -> None:
    body = {"type": "x", "t": 1, "event": "run_ended", "stream": "s9", "attempt": 7, "more": True}
    back = decode(encode(api_event(5, "s1", 1, "x", body)))
    assert back == ApiEvent(
        t=5,
        name="x",
        stream="s1",
        attempt=1,
        body={"body.t": 1, "body.event": "run_ended", "body.stream": "s9", "body.attempt": 7, "more": True},
    )


@pytest.mark.parametrize(
    "body",
    [
        {"index": 0},
        {"index": "0", "delta": {}},
        {"index": True, "delta": {}},
        {"index": 0, "delta": None},
        {"index": 0, "delta": [1]},
        {},
    ],
    ids=str,
)
def test_a_delta_of_another_shape_is_kept_as_it_is(body: dict[str, Any]) -> None:
    event = api_event(5, "s1", 1, "content_block_delta", {"type": "content_block_delta", **body})
    assert event == ApiEvent(t=5, name="content_block_delta", stream="s1", attempt=1, body=body)
    assert decode(encode(event)) == event


def test_a_delta_with_a_further_field_keeps_it() -> None:
    body = {
        "type": "content_block_delta",
        "index": 0,
        "delta": {"type": "text_delta", "text": "a"},
        "extra": [1],
    }
    line = encode(api_event(5, "s1", 1, "content_block_delta", body))
    assert encode(decode(line)) == line


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"\n",
        b"null",
        b"7",
        b"[]",
        b"{}",
        b"not json",
        b"\xff\xfe",
        b'{"t": 1}',
        b'{"event": "ping"}',
        b'{"t": 1, "event": "ping"}',
        b'{"t": "1", "event": "ping", "stream": "s1", "attempt": 1}',
        b'{"t": 1, "event": 7, "stream": "s1", "attempt": 1}',
        b'{"t": 1, "event": "ping", "stream": 1, "attempt": 1}',
        b'{"t": 1, "event": "run_ended"}',
        b'{"t": 1, "event": "run_ended", "stream": "s1", "attempt": 1}',
        b'{"t": 1, "event": "stream_ended", "stream": "s1", "attempt": 1, "outcome": "splendid"}',
        b"title: a prompt set",
        b"[" * 100_000,
        b'{"t": 1, "event": "x", "stream": "s1", "attempt": 1, "a": ' + b"[" * 5000 + b"]" * 5000 + b"}",
    ],
    ids=lambda line: repr(line[:60]),
)
def test_other_lines_are_no_events(line: bytes) -> None:
    with pytest.raises(NotAnEventError):
        decode(line)


def test_a_field_that_is_not_known_yet_does_not_spoil_an_event() -> None:
    line = b'{"t": 1, "event": "clock_lag", "lag_ns": 5, "since": "version 2"}'
    assert decode(line) == ClockLag(t=1, lag_ns=5)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=15,
)
KEYS = st.sampled_from(["type", "t", "event", "stream", "attempt", "index", "delta"]) | st.text(max_size=6)


@given(name=st.text(min_size=1, max_size=20), body=st.dictionaries(KEYS, JSON, max_size=6))
def test_any_body_under_any_name_survives(name: str, body: dict[str, Any]) -> None:
    event = api_event(7, "s1", 3, name, body)
    line = encode(event)
    back = decode(line)
    assert (back.t, getattr(back, "stream", ""), getattr(back, "attempt", 0)) == (7, "s1", 3)
    assert encode(back) == line
    assert msgspec.json.decode(line) == json.loads(line)
    fields = json.loads(line)
    for key, value in body.items():
        if key not in ("type", "t", "event", "stream", "attempt"):
            assert fields[key] == value
