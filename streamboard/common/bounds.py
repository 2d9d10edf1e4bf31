"""Bounds of numbers that the user sets, on the command line, in the settings or in prompt sets."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Bounds:
    """A range of numbers, including both ends."""

    least: float
    most: float

    def __contains__(self, number: float) -> bool:
        return self.least <= number <= self.most

    def __str__(self) -> str:
        return f"from {self.least:g} to {self.most:g}"


CONCURRENCY = Bounds(1, 1000)
"""Streams in flight."""
REPEAT = Bounds(1, 1000)
"""How often a whole prompt set is run."""
PACE = Bounds(1, 100_000)
"""Characters per second at which text is typed out."""
SLOW = Bounds(1, 100)
"""How many times slower than it happens a run is shown."""
SPEED = Bounds(0.01, 1000)
"""A replay's speed; 1 is the recorded pace."""
MOST_GATES = 100
"""Gates of a prompt set."""
