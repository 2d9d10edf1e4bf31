"""A position on a run's clock that advances at a multiple of real time."""

from __future__ import annotations

import time
from collections.abc import Callable


class Playhead:
    def __init__(self, at: int, speed: float = 1.0, clock: Callable[[], int] | None = None) -> None:
        """`at` is in nanoseconds on the run's clock; `clock` gives real time in nanoseconds."""
        self._at = at
        self._speed = speed
        self._clock = clock or (lambda: time.monotonic_ns())
        self._last = self._clock()
        self._stopped = False

    @property
    def at(self) -> int:
        now = self._clock()
        if not self._stopped:
            self._at += int((now - self._last) * self._speed)
        self._last = now
        return self._at

    def move_to(self, at: int) -> None:
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
