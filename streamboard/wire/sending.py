"""One request on its way to the socket: what becomes known of it, for whoever asked for it.

The SDK lies between an attempt and the connection that its request goes out on, and has no place for what
they have to say to each other. So an attempt lays a `Sending` into its context, and the transport finds it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextvars import ContextVar
from typing import NamedTuple, Protocol


class Opened(NamedTuple):
    """A connection is there. Times are nanoseconds; None where a step was not made or cannot be told."""

    at: int
    """When, on the clock of its `Sending`."""
    reused: bool
    connect_ns: int | None = None
    dns_ns: int | None = None
    tcp_ns: int | None = None
    tls_ns: int | None = None


class Place(Protocol):
    """A place among requests that go out together; `startline.Place` is the real one."""

    def ready(self, go: Callable[[], None]) -> None:
        """The request could go out: `go` is called when it may, perhaps at once."""

    def leave(self) -> None:
        """The others need not wait for it any longer; nothing happens if it has gone."""


class Sending:
    """What is known of one request that goes out."""

    def __init__(
        self,
        now: Callable[[], int],
        place: Place | None = None,
        told: Callable[[], None] = lambda: None,
    ) -> None:
        """Make one; nothing is known yet.

        Args:
            now: The clock of all its stamps.
            place: Where it waits for others; without one it goes at once.
            told: Called when there is something new.
        """
        self.now = now
        self.place = place
        self.told = told
        self.dns_ns: int | None = None
        """How long the host's name took to be looked up; None if that was not needed."""
        self.opened: Opened | None = None
        self.at_line = False
        """It is ready and waits for the others."""
        self.sent_at: int | None = None
        """When its last byte was handed to the socket."""
        self.size = 0
        """Bytes, its head included."""

    def leave(self) -> None:
        """Have nobody wait for it."""
        self.at_line = False
        if self.place is not None:
            self.place.leave()


SENDING: ContextVar[Sending | None] = ContextVar("SENDING", default=None)
"""The request that the running task makes."""


def current() -> Sending:
    """The request that the running task makes; one that nobody waits for if nobody laid one there."""
    return SENDING.get() or Sending(time.monotonic_ns)
