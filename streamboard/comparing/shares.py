"""The difference between two shares.

R. G. Newcombe, "Interval estimation for the difference between independent proportions", Statistics in
Medicine 17 (1998), 873-890, method 10, built on Wilson's intervals.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from streamboard.board.proportions import wilson


class Share(NamedTuple):
    part: int
    of: int

    @property
    def value(self) -> float:
        """From 0 to 1."""
        return self.part / self.of

    @property
    def interval(self) -> tuple[float, float]:
        return wilson(self.value, self.of)


class ShareDifference(NamedTuple):
    """New - old, with its 95 % interval; 0.01 is one point."""

    value: float
    low: float
    high: float


def difference(old: Share, new: Share) -> ShareDifference:
    """Neither may be of 0."""
    (low_old, high_old), (low_new, high_new) = old.interval, new.interval
    value = new.value - old.value
    return ShareDifference(
        value,
        value - math.hypot(new.value - low_new, high_old - old.value),
        value + math.hypot(high_new - new.value, old.value - low_old),
    )
