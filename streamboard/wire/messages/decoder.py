"""Decodes a body into events of the Messages API."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from contextlib import suppress

import msgspec

from streamboard.run.reserved_names import API_EVENTS
from streamboard.run.server_words import has_error, said_in, shortened, words_in
from streamboard.safety.decoding_cost import TooHeavyError
from streamboard.safety.nesting import MOST_DEPTH
from streamboard.safety.redaction import may_hold_key, without_keys
from streamboard.wire.body_failure import MOST_KEPT, is_prose, is_whole_failure, said_by
from streamboard.wire.decoding import decode_json, is_too_deep
from streamboard.wire.failures import AttemptFailure, failure, quoting
from streamboard.wire.messages.failures import API, error_event_failure, no_stream
from streamboard.wire.protocol import Decoded, Delta, Head, Raw, ServerEvent
from streamboard.wire.sse import SseDecoder, WireEvent

_MOST_EVENT_BYTES = 12_000_000
_NEEDED = frozenset({"content_block_start", "content_block_delta", "message_delta"})
"""Only these must be readable: an answer is incomplete without them."""
_UNNAMED = frozenset({None, "message"})
"""No `event` field, or the SSE standard's default."""
_LONGEST_FIELD = len("retry: ")
"""Shorter text may be the beginning of a field."""
_DONE = "[DONE]"
"""How servers with another API end their streams."""
_MOST_LOOKS = 100
_decode_delta = msgspec.json.Decoder(Delta).decode


class MessagesDecoder:
    api = API

    def __init__(self, head: Head) -> None:
        self._head = head
        self._sse = SseDecoder(_MOST_EVENT_BYTES)
        self._any_named = False
        self._unnamed = 0
        self._beginning = b""
        """The body's, until it proves to be events."""
        self._looks = 0
        self._aside = ""
        """Words of the last non-API event: why, if the answer is then cut off."""

    def feed(self, piece: bytes) -> Iterable[Decoded]:
        if not self._any_named and len(self._beginning) < MOST_KEPT:
            self._beginning += piece
            if self._is_json(piece):
                with suppress(TooHeavyError):
                    self._sse.feed(piece)  # For those who keep the raw bytes.
                raise self.unfinished()
        events = self._sse.feed(piece)
        return map(self._decode, events) if events else ()

    def _is_json(self, piece: bytes) -> bool:
        """Whether the body is a failure as JSON, even if the connection stays open."""
        if piece.rstrip().endswith((b"}", b"]", b"\0")) and not self._unnamed and self._looks < _MOST_LOOKS:
            self._looks += 1
            return is_whole_failure(self._beginning)
        return False

    def _decode(self, event: WireEvent) -> Decoded:
        if event.name is not None:
            self._any_named = True
        if event.name == "content_block_delta":
            try:
                delta = _decode_delta(event.data)
            except (msgspec.DecodeError, UnicodeError, RecursionError):
                pass  # Of an unusual shape: see `_other`.
            else:
                if not is_too_deep(event.data, delta.delta, MOST_DEPTH - 1):
                    if may_hold_key(event.data):
                        delta.delta = without_keys(delta.delta)
                    return delta
        return self._other(event)

    def _other(self, event: WireEvent) -> ServerEvent:
        name = without_keys(event.name)
        body, problem = decode_json(event.data)
        if _is_error(name) or (name in _UNNAMED and has_error(body)):
            return self._error(body)
        if name not in API_EVENTS and body != _DONE:
            self._aside = words_in(body) or self._aside
        if name is None or not isinstance(body, dict):
            return self._odd(name, body, problem)
        kind = body.get("type")
        if not isinstance(kind, str) or not kind:
            kind = name
        if _is_error(kind):
            return self._error(body)
        return ServerEvent(kind, body)

    def _error(self, body: object) -> ServerEvent:
        ends_in = error_event_failure(
            said_in(body), status=self._head.status, request_id=self._head.request_id
        )
        return ServerEvent("error", body if isinstance(body, dict) else {"data": body}, ends_in)

    def _odd(self, name: str | None, body: object, problem: str) -> ServerEvent:
        """Keep what is no event of the API: some servers mix these in."""
        ends_in = None
        if name is None:
            self._unnamed += 1
        elif problem and name in _NEEDED:
            advice = f"The server does not implement {API} correctly."
            ends_in = failure("protocol", f"the event {name} cannot be read: {problem}", advice)
        return ServerEvent(name or "unnamed", {"data": body}, ends_in)

    def unfinished(self) -> AttemptFailure:
        if self._any_named:
            cut_off = failure(
                "cut_off",
                "the answer ended without its message_stop",
                "The connection or a proxy cut it; run it again.",
                outcome="cut_off",
                retryable=True,
            )
            return quoting(cut_off, self._last_words())
        return no_stream(self._head, said_by(self._beginning), unnamed=self._unnamed)

    def _last_words(self) -> str:
        rest = self._sse.rest.strip()
        if rest.startswith(b":"):
            return said_by(_comment(rest)).words
        if len(rest) > _LONGEST_FIELD and is_prose(rest):
            return said_by(rest).words
        return shortened(self._aside)

    def keep_raw(self) -> deque[Raw]:
        return self._sse.keep_raw()

    @property
    def pending(self) -> bytes:
        return self._sse.pending

    def drop(self) -> None:
        self._sse.drop()

    def said(self) -> str:
        if not self._any_named and not self._unnamed:
            return said_by(self._beginning).words if is_prose(self._beginning) else ""
        # It may follow the events without being one.
        rest = self._sse.rest.lstrip()
        if rest.startswith(b":"):
            return said_by(_comment(rest)).words
        return said_by(rest).words if rest.startswith((b"{", b"<")) else ""


def _comment(lines: bytes) -> bytes:
    return b"\n".join(line.removeprefix(b":").strip() for line in lines.split(b"\n"))


def _is_error(name: str | None) -> bool:
    return name is not None and name.casefold() == "error"
