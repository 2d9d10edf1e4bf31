"""Tells what came on the wire beside the events that it brought, for runs that ask for it."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import Literal

from streamboard.run.events import Event, ResponseStarted, WireBytes
from streamboard.safety.credentials import redact
from streamboard.safety.secret_forms import REDACTED
from streamboard.wire.head import Head, Refusal
from streamboard.wire.protocol import Decoded, Raw, Response

MOST_OF_ONE = 4_000
"""Characters of an event, or of what stands beside events, that are told."""
MOST_OF_ALL = 8_000_000
"""Characters of an attempt that are told; what comes after them has only its events."""
_LONGEST_SECRET = 4_096
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")


class WireTap:
    """Tells the wire of one attempt."""

    def __init__(self, stream: str, number: int, emit: Callable[[Event], None]) -> None:
        self._stream = stream
        self._number = number
        self._emit = emit
        self._raw: deque[Raw] = deque()
        self._began: int | None = None
        """When the first byte came of what is not complete; None if all is."""
        self._reads = 0
        """Reads since then."""
        self._left = MOST_OF_ALL
        self._over = False
        """The answer is whole: what comes now is told in no event."""
        self._response: Response | None = None

    def open(self, response: Response) -> None:
        """Tell that a response began, and listen to it."""
        self._tell_head(response.head, response.headers)
        self._response = response
        self._raw = response.keep_raw()

    def tells(self, stamp: int, came: Iterable[Decoded]) -> Iterator[Decoded]:
        """The events of a read, each after its bytes have been told."""
        self._reads += 1
        for event in came:
            self._tell_next(stamp)
            yield event
        while self._raw:
            self._tell(stamp, self._raw.popleft())
        if self._response is not None and self._response.pending:
            self._began = stamp if self._began is None else self._began
        else:
            self._began, self._reads = None, 0

    def _tell_next(self, stamp: int) -> None:
        """Tell all up to the bytes of the next event."""
        while self._raw:
            raw = self._raw.popleft()
            self._tell(stamp, raw)
            if raw.is_event:
                return

    def _tell(self, stamp: int, raw: Raw) -> None:
        self._say(stamp, raw.data, "event" if raw.is_event and not self._over else "aside")
        self._began, self._reads = None, 1  # What follows it in this read begins here.

    def end(self) -> None:
        """The answer is whole."""
        self._over = True

    def tell_refusal(self, stamp: int, refusal: Refusal) -> None:
        """Tell a response that is an error: its head, and what was read of its body until `stamp`."""
        self._tell_head(refusal.head, refusal.headers)
        self.tell_rest(stamp, refusal.body)

    def _tell_head(self, head: Head, headers: list[tuple[str, str]]) -> None:
        self._emit(started(self._stream, self._number, head, headers))

    def tell_rest(self, stamp: int, rest: bytes) -> None:
        """Tell what came after the last event, and what was not told before the response broke off."""
        while self._raw:
            self._say(stamp, self._raw.popleft().data, "rest")
        if rest:
            self._say(stamp, rest, "rest")

    def _say(self, stamp: int, data: bytes, part: Literal["event", "aside", "rest"]) -> None:
        if self._left <= 0:
            return
        text, cut = as_text(data)
        self._left -= len(text)
        self._emit(
            WireBytes(
                t=stamp,
                stream=self._stream,
                attempt=self._number,
                text=text,
                part=part,
                cut=cut,
                began_ns=self._began,
                reads=max(self._reads, 1),
            )
        )


def started(
    stream: str, number: int, head: Head, headers: list[tuple[str, str]] | None = None
) -> ResponseStarted:
    """The event that tells the head of a response."""
    return ResponseStarted(
        t=head.at,
        stream=stream,
        attempt=number,
        status=head.status,
        request_id=head.request_id,
        content_type=head.content_type,
        simulated=head.simulated,
        headers=headers or [],
    )


def as_text(data: bytes) -> tuple[str, int]:
    """Bytes as text without secrets, and how many characters of it are left out at the end."""
    # Secrets are looked for before it is cut: half a key would not be recognised.
    head = data[: 4 * (MOST_OF_ONE + _LONGEST_SECRET)].decode("utf-8", "backslashreplace")
    text = redact(head[: MOST_OF_ONE + _LONGEST_SECRET])
    if "\\" in text:
        plain = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text).replace("\\/", "/")
        if redact(plain) != plain:
            text = REDACTED  # A secret behind escapes: there is no telling where it begins.
    kept = text[:MOST_OF_ONE]
    return kept, max(len(data) - len(kept.encode("utf-8", "replace")), 0) if len(kept) < len(text) else 0
