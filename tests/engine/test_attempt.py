"""One attempt over a scripted response: what is emitted for what comes, and how it ends."""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from typing import Any

import pytest

from streamboard.engine.attempt import LiveAttempt, Result
from streamboard.run.codec import decode, encode
from streamboard.run.events import ApiEvent, AttemptEnded, AttemptStarted, Event, ResponseStarted
from streamboard.wire.failures import AttemptFailure, failure
from streamboard.wire.messages.decoder import MessagesDecoder
from streamboard.wire.protocol import Decoded, Head, Raw
from tests.support.engines import of, only, text_of
from tests.support.plans import NO_LIMITS

START = ("message_start", '{"type":"message_start","message":{"model":"m-1","usage":{"input_tokens":2}}}')
STOP = ("message_stop", '{"type":"message_stop"}')
FINAL = (
    "message_delta",
    '{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":3}}',
)
Wire = tuple[str | None, str]


def delta(text: str, index: str = '"index":0,') -> Wire:
    body = f'{{"type":"content_block_delta",{index}"delta":{{"type":"text_delta","text":"{text}"}}}}'
    return "content_block_delta", body


class Response:
    """Plays events as they are on the wire, then perhaps an error."""

    def __init__(
        self, *wire: Wire, error: Exception | None = None, content_type: str | None = "text/event-stream"
    ) -> None:
        self.head = Head(200, 0, "req_9", content_type)
        self.decoder = MessagesDecoder(self.head)
        self._now: Callable[[], int] = lambda: 0
        self._wire = wire
        self._error = error
        self.closed = self.drained = False

    def come(self, now: Callable[[], int]) -> None:
        """Its head comes."""
        self._now = now
        self.head = self.head._replace(at=now())

    @property
    def headers(self) -> list[tuple[str, str]]:
        return [("content-type", "text/event-stream")]

    def keep_raw(self) -> deque[Raw]:
        return self.decoder.keep_raw()

    async def events(self) -> AsyncIterator[tuple[int, int, Iterable[Decoded]]]:
        for name, data in self._wire:
            head = "" if name is None else f"event: {name}\n"
            piece = f"{head}data: {data}\n\n".encode("utf-8", "surrogatepass")
            yield self._now(), len(piece), self.decoder.feed(piece)
        if self._error is not None:
            raise self._error

    async def drain(self, take: Callable[[int, Iterable[Decoded]], None]) -> str:
        self.drained = True
        return self.decoder.said()

    async def close(self) -> None:
        self.closed = True


async def play(response: Response | AttemptFailure) -> tuple[Result, list[Event]]:
    events: list[Event] = []
    background: list[Coroutine[Any, Any, None]] = []
    clock = itertools.count(100)

    async def send() -> Response:
        if isinstance(response, AttemptFailure):
            raise response
        response.come(lambda: next(clock))
        return response

    attempt = LiveAttempt("s1", 2, events.append, lambda: next(clock))
    result = await attempt.run(
        send, endpoint="mine", model="m", limits=NO_LIMITS, in_background=background.append
    )
    for work in background:
        await work
    for event in events:
        assert decode(encode(event)) is not None
    return result, events


def names(events: list[Event]) -> list[str]:
    return [event.name if isinstance(event, ApiEvent) else type(event).__name__ for event in events]


async def test_a_good_answer_is_told_event_by_event() -> None:
    response = Response(START, delta("a"), ("ping", '{"type":"ping"}'), delta("b"), FINAL, STOP)
    result, events = await play(response)
    assert names(events) == [
        "AttemptStarted",
        "ResponseStarted",
        "message_start",
        "ContentBlockDelta",
        "ping",
        "ContentBlockDelta",
        "message_delta",
        "message_stop",
        "AttemptEnded",
    ]
    started, head = only(events, AttemptStarted), only(events, ResponseStarted)
    assert (started.attempt, started.endpoint, started.model) == (2, "mine", "m")
    assert (head.status, head.request_id, head.content_type) == (200, "req_9", "text/event-stream")
    ended = only(events, AttemptEnded)
    assert (ended.outcome, ended.stop_reason, ended.usage) == (
        "completed",
        "end_turn",
        {"input_tokens": 2, "output_tokens": 3},
    )
    assert result.message.text == text_of(events, "s1") == "ab"
    assert [event.t for event in events] == sorted({event.t for event in events})


async def test_a_whole_answer_is_drained_in_the_background_and_others_are_closed() -> None:
    whole, torn = Response(delta("a"), STOP), Response(delta("a"))
    await play(whole)
    await play(torn)
    assert (whole.drained, whole.closed) == (True, False)
    assert (torn.drained, torn.closed) == (False, True)


async def test_what_comes_after_the_stop_is_neither_read_nor_told() -> None:
    _, events = await play(Response(delta("a"), STOP, delta("late"), error=AssertionError("read on")))
    assert text_of(events, "s1") == "a"


async def test_an_end_without_message_stop_is_a_cut_that_may_be_tried_again() -> None:
    result, events = await play(Response(START, delta("a")))
    assert (result.outcome, result.retryable) == ("cut_off", True)
    assert only(events, AttemptEnded).error == result.error


async def test_an_end_after_the_stop_reason_is_whole_enough() -> None:
    result, _ = await play(Response(START, delta("a"), FINAL))
    assert (result.outcome, result.error) == ("completed", None)


async def test_a_failure_of_the_request_has_no_response() -> None:
    result, events = await play(failure("connection", "refused", retryable=True))
    assert names(events) == ["AttemptStarted", "AttemptEnded"]
    assert (result.outcome, result.retryable) == ("failed", True)


@pytest.mark.parametrize(
    ("content_type", "words"),
    [
        ("text/html", "sent text/html in place of a stream of events"),
        ("application/json", "sent application/json in place"),
        ("text/event-stream", "a stream without events"),
        (None, "a stream without events"),
    ],
)
async def test_a_200_without_events_says_what_came_instead(content_type: str | None, words: str) -> None:
    result, _ = await play(Response(content_type=content_type))
    assert result.error is not None
    assert result.error.type == "not_a_stream"
    assert words in result.error.message
    assert "Anthropic-style endpoint" in result.error.advice


async def test_events_without_a_name_are_kept_and_counted() -> None:
    result, events = await play(Response((None, '{"type":"message_start"}'), (None, "[DONE]")))
    assert result.error is not None
    assert "2 events without an `event` field" in result.error.message
    assert [event.body for event in of(events, ApiEvent)] == [
        {"data": {"type": "message_start"}},
        {"data": "[DONE]"},
    ]


@pytest.mark.parametrize("data", ["null", "[1,2]", "7", '"text"'])
async def test_data_that_is_no_object_is_kept_amid_good_events(data: str) -> None:
    result, events = await play(Response(("content_block_delta", data), delta("a"), FINAL, STOP))
    assert result.outcome == "completed"
    assert of(events, ApiEvent)[0].name == "content_block_delta"


async def test_broken_json_is_a_protocol_error_that_keeps_what_came() -> None:
    result, _ = await play(Response(delta("kept"), ("content_block_delta", '{"type":"co')))
    assert result.error is not None
    assert (result.outcome, result.error.type, result.retryable) == ("failed", "protocol", False)
    assert result.message.text == "kept"


async def test_json_nested_too_deep_is_a_protocol_error_and_no_bug() -> None:
    result, _ = await play(Response(delta("kept"), ("content_block_delta", "[" * 100_000)))
    assert result.error is not None
    assert result.error.type == "protocol"


@pytest.mark.parametrize(("depth", "well"), [(99, True), (101, False), (900, False)])
@pytest.mark.parametrize("pair", [("[", "]"), ('{"]\\\\\\"[":1,"x":', "}")])
async def test_events_nested_beyond_sense_are_an_error_of_their_stream(
    depth: int, well: bool, pair: tuple[str, str]
) -> None:
    value = pair[0] * (depth - 1) + "7" + pair[1] * (depth - 1)
    usage = ("message_delta", f'{{"type":"message_delta","delta":{{"stop_reason":"end_turn"}},"x":{value}}}')
    result, events = await play(Response(START, delta("kept"), usage, STOP))
    assert all(decode(encode(event)) for event in events)
    if well:
        assert result.outcome == "completed"
    else:
        assert result.error is not None
        assert "nested deeper than 100 levels" in result.error.message


async def test_brackets_within_a_text_are_not_nested() -> None:
    result, _ = await play(Response(START, delta("[{" * 500), delta("]}" * 500), FINAL, STOP))
    assert result.outcome == "completed"


@pytest.mark.parametrize("data", ["upstream went away", "null", "", '"text"', "[1]", '{"error": 7}', "{}"])
async def test_an_error_event_of_any_shape_fails_the_attempt_and_is_told(data: str) -> None:
    result, events = await play(Response(START, delta("kept"), ("error", data)))
    assert result.error is not None
    assert (result.outcome, result.error.type) == ("failed", "error")
    assert result.error.message
    assert [event.name for event in of(events, ApiEvent)][-1] == "error"


async def test_an_error_event_tells_type_message_and_request() -> None:
    data = '{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}'
    result, _ = await play(Response(START, ("error", data)))
    assert result.error is not None
    assert (result.error.type, result.error.message) == ("overloaded_error", "Overloaded")
    assert (result.error.status, result.error.request_id) == (200, "req_9")
    assert result.retryable


async def test_an_error_that_only_its_type_names_fails_the_attempt_too() -> None:
    data = '{"type":"error","error":{"type":"api_error","message":"gateway"}}'
    result, _ = await play(Response(START, delta("kept"), ("message", data)))
    assert result.error is not None
    assert (result.outcome, result.error.type) == ("failed", "api_error")


async def test_a_break_after_the_whole_message_does_not_spoil_it() -> None:
    result, _ = await play(Response(delta("a"), FINAL, STOP, error=OSError("reset")))
    assert (result.outcome, result.error) == ("completed", None)


async def test_the_type_in_the_data_wins_over_the_name_of_the_event() -> None:
    _, events = await play(Response(("message", delta("a")[1]), STOP))
    assert text_of(events, "s1") == "a"


async def test_the_name_of_the_event_stands_in_for_a_missing_type() -> None:
    wire = ("content_block_delta", '{"index":0,"delta":{"type":"text_delta","text":"a"}}')
    result, _ = await play(Response(wire, STOP))
    assert result.message.text == "a"


@pytest.mark.parametrize("index", ["", '"index":null,', '"index":"0",'])
async def test_a_delta_without_a_proper_index_still_counts(index: str) -> None:
    result, _ = await play(Response(delta("a", index), FINAL, STOP))
    assert result.message.text == "a"


async def test_forged_events_keep_a_name_that_is_not_ours() -> None:
    forged = ("run_ended", '{"type":"run_ended","reason":"finished","t":1,"stream":"s9"}')
    _, events = await play(Response(forged, delta("a"), STOP))
    (event,) = [event for event in of(events, ApiEvent) if "run_ended" in event.name]
    assert (event.name, event.stream, event.attempt) == ("api.run_ended", "s1", 2)
    assert event.body == {"reason": "finished", "body.t": 1, "body.stream": "s9"}


async def test_numbers_of_any_size_pass() -> None:
    data = '{"type":"message_delta","delta":{},"usage":{"output_tokens":' + "9" * 40 + ',"x":1e999}}'
    result, events = await play(Response(("message_delta", data), delta("a"), FINAL, STOP))
    assert result.outcome == "completed"
    assert all(encode(event) for event in events)
