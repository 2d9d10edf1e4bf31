"""Decodes the bytes of a body into events of the Messages API."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from streamboard.safety.credentials import may_hold_key, without_keys
from streamboard.wire.decoding import decode_json, require_shallow
from streamboard.wire.failures import AttemptFailure, failure
from streamboard.wire.messages.failures import API, error_event_failure
from streamboard.wire.protocol import Decoded, Delta, Head, ServerEvent
from streamboard.wire.sse import SseDecoder, WireEvent

_MOST_EVENT_BYTES = 16_000_000
_decode_delta = msgspec.json.Decoder(Delta).decode


class MessagesDecoder:
    """Reads the body of one response."""

    api = API

    def __init__(self, head: Head) -> None:
        self._head = head
        self._sse = SseDecoder(_MOST_EVENT_BYTES)
        self._any_named = False
        self._unnamed = 0
        """Events without a name so far."""

    def feed(self, piece: bytes) -> Iterable[Decoded]:
        """See `protocol.Decoder`."""
        events = self._sse.feed(piece)
        return map(self._decode, events) if events else ()

    def _decode(self, event: WireEvent) -> Decoded:
        if event.name is not None:
            self._any_named = True
        require_shallow(event.data, API)
        if event.name == "content_block_delta":
            try:
                delta = _decode_delta(event.data)
            except (msgspec.DecodeError, UnicodeError, RecursionError):
                pass  # Of an unusual shape: see `_other`.
            else:
                if may_hold_key(event.data):
                    delta.delta = without_keys(delta.delta)
                return delta
        return self._other(event)

    def _other(self, event: WireEvent) -> ServerEvent:
        """Decode any event except deltas of the usual shape."""
        name = without_keys(event.name)
        body, problem = decode_json(event.data)
        if name == "error" and not isinstance(body, dict):
            body = {"data": body}
        if name is None or not isinstance(body, dict):
            return self._odd(name, body, problem)
        kind = body.get("type") if name != "error" else name
        if not isinstance(kind, str) or not kind:
            kind = name
        if kind != "error":
            return ServerEvent(kind, body)
        data = event.data.decode("utf-8", "replace")
        ends_in = error_event_failure(data, body, status=self._head.status, request_id=self._head.request_id)
        return ServerEvent(kind, body, ends_in)

    def _odd(self, name: str | None, body: object, problem: str) -> ServerEvent:
        """Keep something that is not an event of the API as it came: some servers mix these with real events.

        If it has an event name but its data are not JSON, it ends the attempt.
        """
        ends_in = None
        if name is None:
            self._unnamed += 1
        elif problem:
            advice = f"The server does not implement {API} correctly."
            ends_in = failure("protocol", "an event holds broken JSON", advice, cause=problem)
        return ServerEvent(name or "unnamed", {"data": body}, ends_in, of_message=False)

    def unfinished(self) -> AttemptFailure:
        """See `protocol.Decoder`."""
        if self._any_named:
            return failure(
                "cut_off",
                "the answer ended without its message_stop",
                "The connection or a proxy cut it; run it again.",
                outcome="cut_off",
                retryable=True,
            )
        if self._unnamed:
            what = f"{self._unnamed} events without an `event` field, which API clients skip"
        elif self._head.content_type not in (None, "text/event-stream"):
            what = f"{self._head.content_type} in place of a stream of events"
        else:
            what = "a stream without events"
        return failure(
            "not_a_stream",
            f"the server answered {self._head.status} and sent {what}",
            "Is this an Anthropic-style endpoint? A proxy or a portal may answer in its place.",
        )
