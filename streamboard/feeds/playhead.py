"""A place on a run's clock that moves on at a multiple of the real time."""

from __future__ import annotations

import time
from collections.abc import Callable


class Playhead:
    """Where a run is shown; it goes on by itself, unless it is stopped."""

    def __init__(self, at: int, speed: float = 1.0, clock: Callable[[], int] | None = None) -> None:
        """Set it going.

        Args:
            at: Nanoseconds on the run's clock.
            speed: Nanoseconds of the run in one of real time.
            clock: The real time, in nanoseconds; None for the machine's monotonic clock.
        """
        self._at = at
        self._speed = speed
        self._clock = clock or (lambda: time.monotonic_ns())
        self._last = self._clock()
        self._stopped = False

    @property
    def at(self) -> int:
        """Where it is now."""
        now = self._clock()
        if not self._stopped:
            self._at += int((now - self._last) * self._speed)
        self._last = now
        return self._at

    def move_to(self, at: int) -> None:
        """Go on from another place."""
        self._at, self._last = at, self._clock()

    @property
    def speed(self) -> float:
        return self._speed

    @speed.setter
    def speed(self, speed: float) -> None:
        self._at, self._speed = self.at, speed

    @property
    def stopped(self) -> bool:
        return self._stopped

    @stopped.setter
    def stopped(self, stopped: bool) -> None:
        self._at, self._stopped = self.at, stopped
