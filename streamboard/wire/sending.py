"""How an attempt and the transport tell each other about a request that is being sent.

The SDK sits between the two and offers no channel for this. So an attempt puts a `Sending` into its context,
where the transport finds it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextvars import ContextVar
from typing import NamedTuple, Protocol


class Opened(NamedTuple):
    """A connection is ready. Durations are in nanoseconds; None if not needed or not measurable."""

    at: int
    """When, by the clock of its `Sending`."""
    reused: bool
    connect_ns: int | None = None
    dns_ns: int | None = None
    tcp_ns: int | None = None
    tls_ns: int | None = None


class StartingTurn(Protocol):
    """A place among requests that go out together; implemented by `engine.startline.StartingPlace`."""

    def ready(self, go: Callable[[], None]) -> None:
        """Say that the request is ready; `go` is called when it may be sent, perhaps at once."""

    def leave(self) -> None:
        """Say that the others need not wait for it any longer; does nothing if it has been sent."""


class Sending:
    """What is known about a request that is being sent."""

    def __init__(
        self,
        now: Callable[[], int],
        place: StartingTurn | None = None,
        told: Callable[[], None] = lambda: None,
    ) -> None:
        """Nothing is known yet.

        Args:
            now: The clock of all its stamps, in nanoseconds.
            place: Where it waits for other requests; without one it is sent at once.
            told: Called when there is news.
        """
        self.now = now
        self.place = place
        self.told = told
        self.dns_ns: int | None = None
        """How long looking up the host's name took; None if that was not needed."""
        self.connected = False
        """TCP is connected; TLS may not be."""
        self.opened: Opened | None = None
        self.at_line = False
        """It is ready and waits for the other requests."""
        self.sent_at: int | None = None
        """When its last byte was handed to the socket."""
        self.size = 0
        """Bytes, including the head."""

    def move(self) -> None:
        """Forget the connection: the request has not gone out on it, and will on another, at once."""
        self.leave()
        self.place = self.opened = self.dns_ns = None
        self.connected = False

    def leave(self) -> None:
        """Let the other requests no longer wait for this one."""
        self.at_line = False
        if self.place is not None:
            self.place.leave()


SENDING: ContextVar[Sending | None] = ContextVar("SENDING", default=None)
"""The request of the current task."""


def current() -> Sending:
    """The request of the current task; a new one with a monotonic clock if there is none."""
    return SENDING.get() or Sending(time.monotonic_ns)
