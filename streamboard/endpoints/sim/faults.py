"""Faults within a stream, after `after` content deltas, but before `message_delta` at the latest."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TypeAlias

from streamboard.endpoints.sim import fault_payloads
from streamboard.endpoints.sim.sse import PING, End, Step, Steps, body_of, delta_body, raw_sse, sse
from streamboard.endpoints.sim.whole_responses import error_body
from streamboard.run.simulated import Fault

SILENCE_SECONDS = 600.0
"""Of a stalled stream, unless the client disconnects."""
LINGER_SECONDS = 30.0
"""From `message_stop` to the connection's end."""
STALL_PING_SECONDS = 1.0
DRIP_SECONDS = 0.05
"""Between two bytes of `drip`."""

Spoil: TypeAlias = Callable[[Steps, int], Steps]


def spoil(fault: Fault | None, steps: Steps, after: int, request_id: str) -> Steps:
    """Apply a fault; those outside a stream change nothing."""
    if fault == "error_event":
        return _error_event(steps, after, sse("error", error_body(*OVERLOADED, request_id)))
    if fault == "bare_error":
        return _error_event(steps, after, raw_sse("error", fault_payloads.BARE_ERROR))
    chosen = SPOILERS.get(fault) if fault else None
    return steps if chosen is None else chosen(steps, after)


OVERLOADED = ("overloaded_error", "simulated: overloaded")


def _until(steps: Steps, after: int) -> Generator[Step, None, Step]:
    """Yield the steps before the fault; return the one at which it occurs."""
    deltas = 0
    for step in steps:
        if step.name == "message_delta" or (step.name == "content_block_delta" and deltas == after):
            return step
        deltas += step.name == "content_block_delta"
        yield step
    raise AssertionError("a stream has a message_delta")


def _error_event(steps: Steps, after: int, event: bytes) -> Steps:
    if after == 0:
        yield Step(0.0, "error", event, "finish")
        return
    struck = yield from _until(steps, after)
    yield Step(struck.gap, "error", event, "finish")


def _empty(steps: Steps, after: int) -> Steps:
    yield Step(0.0, "", b"", "finish")


def _no_event_names(steps: Steps, after: int) -> Steps:
    for step in steps:
        yield step._replace(data=step.data.split(b"\n", 1)[1])


def _broken_off(end: End) -> Spoil:
    """The answer ends so, in place of an event."""

    def spoiler(steps: Steps, after: int) -> Steps:
        struck = yield from _until(steps, after)
        yield Step(struck.gap, "", b"", end)

    return spoiler


def _half_event(steps: Steps, after: int) -> Steps:
    struck = yield from _until(steps, after)
    yield Step(struck.gap, "", struck.data[: len(struck.data) // 2], "finish")


def _cut_after_stop(steps: Steps, after: int) -> Steps:
    for step in steps:
        yield step._replace(end="cut") if step.end else step


def _linger(steps: Steps, after: int) -> Steps:
    for step in steps:
        yield step._replace(end=None)
    yield Step(LINGER_SECONDS, "", b"", "finish")


def _stall(steps: Steps, after: int) -> Steps:
    yield from _until(steps, after)
    yield Step(SILENCE_SECONDS, "", b"", "cut")


def _stall_pings(steps: Steps, after: int) -> Steps:
    yield from _until(steps, after)
    for _ in range(round(SILENCE_SECONDS / STALL_PING_SECONDS)):
        yield Step(STALL_PING_SECONDS, "ping", PING)
    yield Step(0.0, "", b"", "cut")


def _drip(steps: Steps, after: int) -> Steps:
    struck = yield from _until(steps, after)
    end = struck.end
    left = round(SILENCE_SECONDS / DRIP_SECONDS)
    yield Step(struck.gap, "", b"")
    for step in (struck, *steps):
        end = step.end
        for byte in step.data:
            yield Step(DRIP_SECONDS, "", bytes((byte,)))
            left -= 1
            if left == 0:
                yield Step(0.0, "", b"", "cut")
                return
    yield Step(0.0, "", b"", end or "finish")


def _amid(*events: bytes) -> Spoil:
    """Insert events, leaving the rest intact."""

    def spoiler(steps: Steps, after: int) -> Steps:
        struck = yield from _until(steps, after)
        yield Step(struck.gap, "", b"".join(events))
        yield struck._replace(gap=0.0)
        yield from steps

    return spoiler


def _unknown_events(steps: Steps, after: int) -> Steps:
    index = -1
    strange = _amid(sse("brand_new_event", {"note": "simulated"}), fault_payloads.UNKNOWN_DELTA)
    for step in strange(steps, after):
        index += step.name == "content_block_start"
        if step.name == "message_delta":
            yield Step(0.0, "", fault_payloads.unknown_block(index + 1))
        yield step


def _control_characters(steps: Steps, after: int) -> Steps:
    struck = yield from _until(steps, after)
    index = body_of(struck).get("index", 0)
    for text in fault_payloads.HOSTILE_TEXTS:
        body = delta_body(index, "text_delta", "text", text)
        yield Step(struck.gap, "content_block_delta", sse("content_block_delta", body))
    yield struck
    yield from steps


def _no_start(steps: Steps, after: int) -> Steps:
    for step in steps:
        if step.name != "message_start":
            yield step


def _no_usage(steps: Steps, after: int) -> Steps:
    for step in steps:
        if step.name == "message_delta":
            delta = {"delta": body_of(step)["delta"]}
            step = step._replace(data=sse("message_delta", delta))
        yield step


def _disordered(steps: Steps, after: int) -> Steps:
    for step in steps:
        if step.name == "message_start":
            yield step
        if step.name == "message_delta":
            stray = delta_body(7, "text_delta", "text", " On a block that never began.")
            yield Step(step.gap, "", sse("content_block_delta", stray))
            step = step._replace(gap=0.0)
        if step.end is not None:
            late = sse("content_block_delta", delta_body(0, "text_delta", "text", " After the end."))
            yield step._replace(end=None)
            yield Step(0.0, "", late)
        if step.name != "content_block_start":
            yield step


SPOILERS: dict[Fault, Spoil] = {
    "empty": _empty,
    "no_event_names": _no_event_names,
    "truncated": _broken_off("finish"),
    "half_event": _half_event,
    "close_delimited": _broken_off("cut"),
    "cut": _broken_off("cut"),
    "reset_stream": _broken_off("reset"),
    "bad_chunk": _broken_off("bad_chunk"),
    "cut_after_stop": _cut_after_stop,
    "linger": _linger,
    "stall": _stall,
    "stall_pings": _stall_pings,
    "drip": _drip,
    "malformed": _amid(raw_sse("content_block_delta", fault_payloads.MALFORMED)),
    "invalid_utf8": _amid(raw_sse("content_block_delta", fault_payloads.INVALID_UTF8)),
    "null_data": _amid(raw_sse("content_block_delta", b"null"), raw_sse("content_block_delta", b"[1,2]")),
    "odd_values": _amid(*fault_payloads.ODD_VALUES),
    "disordered": _disordered,
    "unknown_events": _unknown_events,
    "control_characters": _control_characters,
    "surrogate": _amid(raw_sse("content_block_delta", fault_payloads.SURROGATE)),
    "no_start": _no_start,
    "no_usage": _no_usage,
}
"""Without those that send an `error` event, which `spoil` makes."""
