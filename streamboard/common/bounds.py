"""What numbers of the user's may be, on the command line, in the settings and in prompt sets alike."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Bounds:
    """The least and the most; both are allowed."""

    least: float
    most: float

    def __contains__(self, number: float) -> bool:
        return self.least <= number <= self.most

    def __str__(self) -> str:
        return f"from {self.least:g} to {self.most:g}"


CONCURRENCY = Bounds(1, 1000)
"""Streams in flight."""
PACE = Bounds(1, 100_000)
"""Characters a second at which texts are typed out."""
SPEED = Bounds(0.01, 1000)
"""A replay's pace; 1 is the recorded one."""
