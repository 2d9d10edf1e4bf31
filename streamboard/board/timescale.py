"""A race's clock and scale."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from streamboard.run.plan import SECOND

Span = tuple[int, int]
"""Begin and end in nanoseconds."""

IDLE_CUT_NS = 3 * SECOND
"""Longer idle times are left out of the clock."""
_UNITS_NS = (SECOND, 60 * SECOND, 3600 * SECOND)
_EXTENTS = (1, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 40, 50)
"""In units, each at most 1.5 times the previous, so that bars never shrink by more at once."""
_TICKS_NS = [
    SECOND * tenths // 10
    for tenths in (1, 2, 5, 10, 20, 50, 100, 200, 300, 600, 1200, 3000, 6000, 12_000, 18_000, 36_000)
]


class Clock:
    """Nanoseconds since a race began, without long idle times."""

    def __init__(self, busy: Sequence[Span]) -> None:
        """`busy` is ordered and disjoint."""
        self._resumed: list[int] = []
        """On the run's clock, after each cut."""
        self._left_out: list[int] = [busy[0][0] if busy else 0]
        """What to subtract from a stamp up to each cut, and after the last."""
        for (_, end), (begin, _) in pairwise(busy):
            if begin - end >= IDLE_CUT_NS:
                self._resumed.append(begin)
                self._left_out.append(self._left_out[-1] + begin - end)

    def at(self, stamp: int) -> int:
        """The race's time at a stamp of the run's clock; within a cut, the cut's end."""
        place = bisect_right(self._resumed, stamp)
        after = stamp - self._left_out[place]
        if place < len(self._resumed):
            return min(after, self._resumed[place] - self._left_out[place + 1])
        return after

    @property
    def cuts(self) -> list[int]:
        """On the race's clock."""
        return [self.at(stamp) for stamp in self._resumed]


class Scale(NamedTuple):
    extent_ns: int
    cells: int

    def cell(self, time_ns: int) -> int:
        return min(max(time_ns * self.cells // self.extent_ns, 0), self.cells - 1)

    def begin(self, cell: int) -> int:
        """Rounded up."""
        return -(-cell * self.extent_ns // self.cells)

    def ticks(self, apart: int) -> list[Span]:
        """Round times and their cells, at least `apart` cells from each other."""
        step = next((tick for tick in _TICKS_NS if tick * self.cells >= apart * self.extent_ns), None)
        if step is None:
            step = max(-(-apart * self.extent_ns // (self.cells * 3600 * SECOND)), 1) * 3600 * SECOND
        return [(time, self.cell(time)) for time in range(0, self.extent_ns, step)]


def extent(duration_ns: int) -> int:
    """Rounded up in steps, so that the chart rarely rescales."""
    for unit, next_unit in zip(_UNITS_NS, [*_UNITS_NS[1:], None], strict=True):
        for factor in _EXTENTS:
            round_ns = int(unit * factor)
            if round_ns >= duration_ns and (next_unit is None or round_ns < next_unit):
                return round_ns
        if next_unit is not None and duration_ns <= next_unit:
            return next_unit
    day = 24 * _UNITS_NS[-1]
    return -(-duration_ns // day) * day
