"""Turns run events into lines of JSON and back, and a server's events into run events."""

from __future__ import annotations

from typing import Any

import msgspec

from streamboard.run.events import MOST_NS, ApiEvent, ContentBlockDelta, Event, OwnEvent
from streamboard.run.names import told_apart

_OWN_NAMES = frozenset(
    str(kind.__struct_config__.tag) for kind in OwnEvent.__args__ if kind is not ContentBlockDelta
)
MOST_ATTEMPTS = 2**31
"""A larger number of an attempt is nonsense."""
_ENVELOPE = frozenset({"t", "event", "stream", "attempt"})
_encoder = msgspec.json.Encoder()
_decoder: msgspec.json.Decoder[OwnEvent] = msgspec.json.Decoder(OwnEvent)


class NotAnEventError(ValueError):
    """A line that is not a run event."""


def api_event(
    t: int, stream: str, attempt: int, name: str, body: dict[str, Any]
) -> ContentBlockDelta | ApiEvent:
    """Make the run event for a server's event.

    Args:
        t: Nanoseconds since the run's start.
        stream: The stream's id.
        attempt: The attempt's number.
        name: The event's name, from its `type` or its SSE `event` field.
        body: The decoded data. Its `type` is left out. A field with the name of an envelope field (`t`, ...)
            is kept as `body.<name>`, so that a server cannot forge one.
    """
    if name == "content_block_delta" and len(body) == 3:
        index, delta = body.get("index"), body.get("delta")
        if type(index) is int and type(delta) is dict and "type" in body:
            return ContentBlockDelta(t=t, stream=stream, attempt=attempt, index=index, delta=delta)
    name = told_apart(name, _OWN_NAMES)
    fields = {
        (f"body.{key}" if key in _ENVELOPE else key): value for key, value in body.items() if key != "type"
    }
    return ApiEvent(t=t, name=name, stream=stream, attempt=attempt, body=fields)


def encode(event: Event) -> bytes:
    """One event as one line of JSON, with its newline."""
    if type(event) is ApiEvent:
        head = {"event": event.name, "t": event.t, "stream": event.stream, "attempt": event.attempt}
        return _encoder.encode(head | event.body) + b"\n"
    return _encoder.encode(event) + b"\n"


def decode(line: bytes | str) -> Event:
    """The event on a line.

    Raises:
        NotAnEventError: The line is not JSON, or lacks a field that every event has.
    """
    try:
        return _decoder.decode(line)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        # Perhaps an API event: the tagged union only knows our own names.
        return _decode_api_event(line, error)


def _decode_api_event(line: bytes | str, first_error: Exception) -> ApiEvent:
    try:
        fields = msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise NotAnEventError(str(error)) from error
    if not isinstance(fields, dict):
        raise NotAnEventError("an event is an object")
    t, name, stream, attempt = (fields.pop(key, None) for key in ("t", "event", "stream", "attempt"))
    if isinstance(name, str) and name in _OWN_NAMES:
        raise NotAnEventError(str(first_error))
    if not (
        isinstance(t, int)
        and 0 <= t <= MOST_NS
        and isinstance(name, str)
        and isinstance(stream, str)
        and isinstance(attempt, int)
        and 0 <= attempt <= MOST_ATTEMPTS
    ):
        raise NotAnEventError(
            "an event has `t`, `event`, and, unless it is of the run, `stream` and `attempt`"
        )
    return ApiEvent(t=t, name=name, stream=stream, attempt=attempt, body=fields)
