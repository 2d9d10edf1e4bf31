"""Limits of numbers that the user sets."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Bounds:
    """A range, both ends included."""

    least: float
    most: float

    def __contains__(self, number: float) -> bool:
        return self.least <= number <= self.most

    def __str__(self) -> str:
        return f"from {self.least:g} to {self.most:g}"


CONCURRENCY = Bounds(1, 1000)
REPEAT = Bounds(1, 1000)
PACE = Bounds(1, 100_000)
"""Characters per second."""
SLOW = Bounds(1, 100)
"""How many times slower a run is shown."""
SPEED = Bounds(0.01, 1000)
"""1 is the recorded pace."""
MOST_GATES = 100
"""Per prompt set."""
