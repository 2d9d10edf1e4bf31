"""What an attempt and the transport share through the context: the SDK between them offers no channel."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextvars import ContextVar
from typing import NamedTuple, Protocol


class Opened(NamedTuple):
    """Unneeded or unmeasurable durations are None."""

    at: int
    """By the `Sending`'s clock."""
    reused: bool
    connect_ns: int | None = None
    dns_ns: int | None = None
    tcp_ns: int | None = None
    tls_ns: int | None = None


class StartingTurn(Protocol):
    """A place among requests sent together; see `engine.start_line`."""

    def ready(self, go: Callable[[], None]) -> None:
        """`go` is called when the request may be sent, perhaps at once."""

    def leave(self) -> None:
        """Stop the others from waiting for it; no-op once it is sent."""


class Sending:
    def __init__(
        self,
        now: Callable[[], int],
        place: StartingTurn | None = None,
        told: Callable[[], None] = lambda: None,
    ) -> None:
        """`now` returns nanoseconds; `told` is called when there is news."""
        self.now = now
        self.place = place
        self.told = told
        self.dns_ns: int | None = None
        self.connected = False
        """TCP is connected; TLS may not be."""
        self.opened: Opened | None = None
        self.at_line = False
        self.sent_at: int | None = None
        """When its last byte was handed to the socket."""
        self.size = 0
        """Bytes, including the head."""

    def move(self) -> None:
        """Send the request on another connection at once."""
        self.leave()
        self.place = self.opened = self.dns_ns = None
        self.connected = False

    def leave(self) -> None:
        self.at_line = False
        if self.place is not None:
            self.place.leave()


SENDING: ContextVar[Sending | None] = ContextVar("SENDING", default=None)


def current() -> Sending:
    return SENDING.get() or Sending(time.monotonic_ns)
