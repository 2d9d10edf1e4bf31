"""Every fault of the simulated server over real HTTP through the real engine, in one run."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import NamedTuple

import pytest

from streamboard.run import runfile
from streamboard.run.codec import encode
from streamboard.run.events import (
    ApiEvent,
    AttemptEnded,
    AttemptStarted,
    ContentBlockDelta,
    Event,
    ResponseStarted,
    StreamEnded,
)
from streamboard.run.plan import SECOND, Limits
from streamboard.run.simulated import FAULTS, Fault
from tests.support.engines import of, only, run_engine, text_of
from tests.support.plans import plan, stream

AFTER = 6
LIMITS = Limits(first_token_ns=4 * SECOND, idle_ns=2 * SECOND, total_ns=30 * SECOND)


class Expected(NamedTuple):
    """What a fault comes to."""

    outcome: str
    error: str | None
    kept: str
    """`none`, `prefix` (what came before the fault), `whole`, or `more` (whole and something else)."""


EXPECTED: dict[Fault, Expected] = {
    "bad_request": Expected("failed", "invalid_request_error", "none"),
    "unauthorized": Expected("failed", "authentication_error", "none"),
    "forbidden": Expected("failed", "permission_error", "none"),
    "not_found": Expected("failed", "not_found_error", "none"),
    "rate_limited": Expected("failed", "rate_limit_error", "none"),
    "spend_limit": Expected("failed", "rate_limit_error", "none"),
    "server_error": Expected("failed", "api_error", "none"),
    "bad_gateway": Expected("failed", "http_502", "none"),
    "overloaded": Expected("failed", "overloaded_error", "none"),
    "dropped": Expected("failed", "connection_closed", "none"),
    "reset": Expected("failed", "connection_reset", "none"),
    "stall_headers": Expected("stalled", "stalled", "none"),
    "html": Expected("failed", "not_a_stream", "none"),
    "json_body": Expected("failed", "not_a_stream", "none"),
    "empty": Expected("failed", "not_a_stream", "none"),
    "bad_gzip": Expected("failed", "protocol", "none"),
    "no_event_names": Expected("failed", "not_a_stream", "none"),
    "error_event": Expected("failed", "overloaded_error", "prefix"),
    "bare_error": Expected("failed", "error", "prefix"),
    "truncated": Expected("cut_off", "cut_off", "prefix"),
    "half_event": Expected("cut_off", "cut_off", "prefix"),
    "close_delimited": Expected("cut_off", "cut_off", "prefix"),
    "cut": Expected("failed", "connection_closed", "prefix"),
    "reset_stream": Expected("failed", "connection_reset", "prefix"),
    "bad_chunk": Expected("failed", "protocol", "prefix"),
    "cut_after_stop": Expected("completed", None, "whole"),
    "linger": Expected("completed", None, "whole"),
    "stall": Expected("stalled", "stalled", "prefix"),
    "stall_pings": Expected("stalled", "stalled", "prefix"),
    "drip": Expected("stalled", "stalled", "prefix"),
    "malformed": Expected("failed", "protocol", "prefix"),
    "invalid_utf8": Expected("failed", "protocol", "prefix"),
    "null_data": Expected("completed", None, "whole"),
    "odd_values": Expected("completed", None, "whole"),
    "disordered": Expected("completed", None, "more"),
    "unknown_events": Expected("completed", None, "whole"),
    "control_characters": Expected("completed", None, "more"),
    "surrogate": Expected("completed", None, "more"),
    "no_start": Expected("completed", None, "whole"),
    "no_usage": Expected("completed", None, "whole"),
}


class Ran(NamedTuple):
    events: list[Event]
    file: Path


@pytest.fixture(scope="module")
def ran(clean_session: None, tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """One run with a stream for each fault, and one without any."""
    # At a pace: what comes in one read with a broken chunk is lost in the transport.
    streams = [
        stream(
            fault,
            sim={"fault": fault, "after": AFTER, "rate": 50 if fault == "bad_chunk" else 5000},
            limits=LIMITS,
            text="Tell me a story about rain.",
        )
        for fault in FAULTS
    ]
    good = stream("good", limits=LIMITS, text="Tell me a story about rain.")
    path = tmp_path_factory.mktemp("faults") / "run.jsonl"
    return Ran(asyncio.run(run_engine(plan(good, *streams), record=path)), path)


@pytest.fixture
def good_text(ran: Ran) -> str:
    return text_of(ran.events, "good")


@pytest.fixture
def before_the_fault(ran: Ran) -> str:
    deltas = of(ran.events, ContentBlockDelta, "good")[:AFTER]
    return "".join(str(event.delta["text"]) for event in deltas)


def test_the_table_has_every_fault() -> None:
    assert set(EXPECTED) == set(FAULTS)


@pytest.mark.parametrize("fault", FAULTS)
def test_fault(ran: Ran, good_text: str, before_the_fault: str, fault: Fault) -> None:
    expected = EXPECTED[fault]
    attempt, ended = only(ran.events, AttemptEnded, fault), only(ran.events, StreamEnded, fault)
    assert (ended.outcome, ended.error and ended.error.type) == (expected.outcome, expected.error)
    assert (attempt.outcome, attempt.error) == (ended.outcome, ended.error)
    text = text_of(ran.events, fault)
    if expected.kept == "none":
        assert text == ""
    elif expected.kept == "prefix":
        assert text == before_the_fault
    elif expected.kept == "whole":
        assert text == good_text
    else:
        assert text.startswith(before_the_fault)
        assert len(text) > len(good_text)


@pytest.mark.parametrize("fault", FAULTS)
def test_what_failed_says_so_in_words_without_empty_causes(ran: Ran, fault: Fault) -> None:
    error = only(ran.events, StreamEnded, fault).error
    if error is not None:
        assert error.message.strip()
        assert "()" not in error.message
        assert error.message.strip() != "Connection error."


def test_the_run_file_holds_just_the_events_that_were_sent(ran: Ran) -> None:
    recorded = runfile.read(ran.file)
    assert recorded.warning == ""
    assert recorded.events == ran.events
    assert b"".join(map(encode, ran.events)) == ran.file.read_bytes()


def test_each_stream_has_one_attempt_and_orderly_stamps(ran: Ran) -> None:
    for fault in FAULTS:
        own = [event for event in ran.events if getattr(event, "stream", None) == fault]
        assert len(of(own, AttemptStarted)) == 1
        assert isinstance(own[-1], StreamEnded)
        stamps = [event.t for event in own]
        assert stamps == sorted(stamps)


def test_the_response_is_told_where_there_was_one(ran: Ran) -> None:
    answered = {event.stream: event for event in of(ran.events, ResponseStarted)}
    for fault in ("dropped", "reset", "stall_headers"):
        assert fault not in answered
    assert answered["html"].content_type == "text/html"
    assert answered["error_event"].status == 200
    assert (answered["error_event"].request_id or "").startswith("req_")


def test_statuses_and_request_ids_of_refusals_are_kept(ran: Ran) -> None:
    for fault, status in {
        "bad_request": 400,
        "rate_limited": 429,
        "bad_gateway": 502,
        "overloaded": 529,
    }.items():
        error = only(ran.events, StreamEnded, fault).error
        assert error is not None
        assert error.status == status
        assert (error.request_id or "").startswith("req_")


def test_the_error_event_itself_is_kept_as_it_came(ran: Ran) -> None:
    (event,) = [event for event in of(ran.events, ApiEvent, "error_event") if event.name == "error"]
    assert event.body["error"]["type"] == "overloaded_error"
    (bare,) = [event for event in of(ran.events, ApiEvent, "bare_error") if event.name == "error"]
    assert "upstream went away" in str(bare.body["data"])


def test_pings_and_unknown_events_are_recorded(ran: Ran) -> None:
    names = {event.name for event in of(ran.events, ApiEvent, "unknown_events")}
    assert {"ping", "brand_new_event", "message_start", "content_block_start", "message_stop"} <= names
    pings = [event for event in of(ran.events, ApiEvent, "stall_pings") if event.name == "ping"]
    assert len(pings) > 1


def test_text_after_the_end_is_not_taken(ran: Ran) -> None:
    assert "On a block that never began." in text_of(ran.events, "disordered")
    assert "After the end." not in text_of(ran.events, "disordered")


def test_hostile_text_is_recorded_raw(ran: Ran) -> None:
    assert "\x1b]52;c;" in text_of(ran.events, "control_characters")
    assert "\x1b]52;c;" not in ran.file.read_text()
    assert "\ufffd" in text_of(ran.events, "surrogate")


def test_usage_is_what_the_server_counted_and_absent_where_it_did_not(ran: Ran) -> None:
    assert only(ran.events, StreamEnded, "good").usage["output_tokens"] >= 20
    assert only(ran.events, StreamEnded, "html").usage == {}
