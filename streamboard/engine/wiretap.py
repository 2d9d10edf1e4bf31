"""Reports what comes on the wire besides events."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import Literal

from streamboard.run.events import Event, ResponseStarted, WireBytes
from streamboard.safety.quoted_text import LONGEST_SECRET, beginning
from streamboard.safety.redaction import redact
from streamboard.safety.secret_forms import REDACTED
from streamboard.wire.head import Head, Refusal
from streamboard.wire.protocol import Decoded, Raw, Response

MOST_OF_ONE = 4_000
"""Characters of one event, or of what stands between events."""
MOST_OF_ALL = 8_000_000
"""Characters of an attempt; what follows has only its events."""
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")


class WireTap:
    def __init__(self, stream: str, number: int, emit: Callable[[Event], None]) -> None:
        self._stream = stream
        self._number = number
        self._emit = emit
        self._raw: deque[Raw] = deque()
        self._began: int | None = None
        """When the first byte of incomplete data came."""
        self._reads = 0
        """Reads since then."""
        self._left = MOST_OF_ALL
        self._over = False
        """The answer is whole: later data belong to no event."""
        self._response: Response | None = None

    def open(self, response: Response) -> None:
        self._tell_head(response.head, response.headers)
        self._response = response
        self._raw = response.keep_raw()

    def tells(self, stamp: int, came: Iterable[Decoded]) -> Iterator[Decoded]:
        """Yield the events of a read, each after its bytes were reported."""
        self._reads += 1
        for event in came:
            self._tell_next(stamp)
            yield event
        while self._raw:
            self._tell(stamp, self._raw.popleft())
        if self._response is not None and self._response.decoder.pending:
            self._began = stamp if self._began is None else self._began
        else:
            self._began, self._reads = None, 0

    def _tell_next(self, stamp: int) -> None:
        while self._raw:
            raw = self._raw.popleft()
            self._tell(stamp, raw)
            if raw.is_event:
                return

    def _tell(self, stamp: int, raw: Raw) -> None:
        self._say(stamp, raw.data, "event" if raw.is_event and not self._over else "aside")
        self._began, self._reads = None, 1  # The rest of this read begins here.

    def end(self) -> None:
        self._over = True

    def tell_refusal(self, stamp: int, refusal: Refusal) -> None:
        self._tell_head(refusal.head, refusal.headers)
        self.tell_rest(stamp, refusal.body)

    def _tell_head(self, head: Head, headers: list[tuple[str, str]]) -> None:
        self._emit(started(self._stream, self._number, head, headers))

    def tell_rest(self, stamp: int, rest: bytes) -> None:
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
    """Return bytes as text without secrets, and how many bytes are cut off at the end."""
    head = data[: 4 * (MOST_OF_ONE + LONGEST_SECRET)]
    text = head.decode("utf-8", "backslashreplace")
    kept, cut = beginning(text, MOST_OF_ONE, goes_on=len(head) < len(data), hide=_hidden)
    return kept, max(len(data) - len(kept.encode("utf-8", "replace")), 0) if cut else 0


def _hidden(text: str) -> str:
    """Redact secrets, also behind escapes."""
    text = redact(text)
    if "\\" in text:
        plain = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text).replace("\\/", "/")
        if redact(plain) != plain:
            return REDACTED  # An escaped secret: its position is unknown.
    return text
