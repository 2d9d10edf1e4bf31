"""Converts run events to JSON lines and back, and servers' events to run events."""

from __future__ import annotations

from typing import Any

import msgspec

from streamboard.run.events import MOST_NS, ApiEvent, ContentBlockDelta, Event, OwnEvent
from streamboard.run.reserved_names import told_apart

_OWN_NAMES = frozenset(
    str(kind.__struct_config__.tag) for kind in OwnEvent.__args__ if kind is not ContentBlockDelta
)
MOST_ATTEMPTS = 2**31
_ENVELOPE = frozenset({"t", "event", "stream", "attempt"})
_encoder = msgspec.json.Encoder()
_decoder: msgspec.json.Decoder[OwnEvent] = msgspec.json.Decoder(OwnEvent)


class NotAnEventError(ValueError): ...


class UnknownEventError(NotAnEventError):
    """An event of the run or of a stream that a later release tells."""


def api_event(
    t: int, stream: str, attempt: int, name: str, body: dict[str, Any]
) -> ContentBlockDelta | ApiEvent:
    """Make a run event of a server's.

    Envelope fields (`t`, ...) in `body` become `body.<name>`, so that servers cannot forge them.
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
    if type(event) is ApiEvent:
        head = {"event": event.name, "t": event.t, "stream": event.stream, "attempt": event.attempt}
        return _encoder.encode(head | event.body) + b"\n"
    return _encoder.encode(event) + b"\n"


def decode(line: bytes | str) -> Event:
    """Decode a line.

    Raises:
        NotAnEventError: It is not JSON, or lacks fields that all events have; `UnknownEventError` for
            names that this release does not know, other than those of servers' events.
    """
    try:
        return _decoder.decode(line)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        # Perhaps an API event: the tagged union knows only our names.
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
    if not (isinstance(t, int) and 0 <= t <= MOST_NS and isinstance(name, str)):
        raise NotAnEventError("an event has `t` and `event`")
    if attempt is None and (stream is None or isinstance(stream, str)):
        raise UnknownEventError(f"no event is called {name}")
    if not (isinstance(stream, str) and isinstance(attempt, int) and 0 <= attempt <= MOST_ATTEMPTS):
        raise NotAnEventError("an event of an attempt has `stream` and `attempt`")
    return ApiEvent(t=t, name=name, stream=stream, attempt=attempt, body=fields)
