"""How an attempt and the transport share what is known of a request being sent.

The SDK between them offers no channel, so an attempt puts a `Sending` into its context.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextvars import ContextVar
from typing import NamedTuple, Protocol


class Opened(NamedTuple):
    """A ready connection; unneeded or unmeasurable durations are None."""

    at: int
    """By the `Sending`'s clock."""
    reused: bool
    connect_ns: int | None = None
    dns_ns: int | None = None
    tcp_ns: int | None = None
    tls_ns: int | None = None


class StartingTurn(Protocol):
    """A place among requests sent together; see `engine.startline`."""

    def ready(self, go: Callable[[], None]) -> None:
        """Report the request as ready; `go` is called when it may be sent, perhaps at once."""

    def leave(self) -> None:
        """Stop the others from waiting for it; no-op once it is sent."""


class Sending:
    def __init__(
        self,
        now: Callable[[], int],
        place: StartingTurn | None = None,
        told: Callable[[], None] = lambda: None,
    ) -> None:
        """Start with nothing known.

        Args:
            now: The clock of all stamps, in nanoseconds.
            place: Where it waits for others; without one it is sent at once.
            told: Called when there is news.
        """
        self.now = now
        self.place = place
        self.told = told
        self.dns_ns: int | None = None
        """Time of the name lookup; None if not needed."""
        self.connected = False
        """TCP is connected; TLS may not be."""
        self.opened: Opened | None = None
        self.at_line = False
        """It is ready and waits for the others."""
        self.sent_at: int | None = None
        """When its last byte was handed to the socket."""
        self.size = 0
        """Bytes, including the head."""

    def move(self) -> None:
        """Forget an unused connection; the request goes out on another at once."""
        self.leave()
        self.place = self.opened = self.dns_ns = None
        self.connected = False

    def leave(self) -> None:
        self.at_line = False
        if self.place is not None:
            self.place.leave()


SENDING: ContextVar[Sending | None] = ContextVar("SENDING", default=None)
"""The current task's request."""


def current() -> Sending:
    """Return the current task's request; if none, a new one with a monotonic clock."""
    return SENDING.get() or Sending(time.monotonic_ns)
