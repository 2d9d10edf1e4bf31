"""The clock of a race, and how its time is laid out in cells."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from streamboard.plan import SECOND

Span = tuple[int, int]
"""From one time to another, in nanoseconds."""

IDLE_CUT_NS = 3 * SECOND
"""A time in which nothing was to be done is left out of the clock if it is as long as this."""
INSTANT_NS = SECOND // 1000
"""What is over sooner was hardly there: all streams are queued until the first ones go out."""
_UNITS_NS = (SECOND, 60 * SECOND, 3600 * SECOND)
_EXTENTS = (1, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 40, 50)
"""In units. Each is at most half as long again as the one before: a bar never shrinks by more."""
_TICKS_NS = [
    SECOND * tenths // 10
    for tenths in (1, 2, 5, 10, 20, 50, 100, 200, 300, 600, 1200, 3000, 6000, 12_000, 18_000, 36_000)
]


def merged(spans: Iterable[Span]) -> list[Span]:
    """The time that any of the spans covers, in order and apart from each other."""
    whole: list[Span] = []
    for begin, end in sorted(spans):
        if whole and begin <= whole[-1][1]:
            whole[-1] = whole[-1][0], max(whole[-1][1], end)
        else:
            whole.append((begin, end))
    return whole


class Clock:
    """Nanoseconds since a race began, without the long times in which nothing was to be done."""

    def __init__(self, busy: Sequence[Span]) -> None:
        """Make the clock.

        Args:
            busy: When there was something to do, as `merged` has it.
        """
        self._resumed: list[int] = []
        """When it went on after each cut, on the run's clock."""
        self._left_out: list[int] = [busy[0][0] if busy else 0]
        """What to take from a stamp, up to each cut and after the last."""
        for (_, end), (begin, _) in pairwise(busy):
            if begin - end >= IDLE_CUT_NS:
                self._resumed.append(begin)
                self._left_out.append(self._left_out[-1] + begin - end)

    def at(self, stamp: int) -> int:
        """The race's time at a stamp of the run's clock. What lies within a cut is at its end."""
        place = bisect_right(self._resumed, stamp)
        after = stamp - self._left_out[place]
        if place < len(self._resumed):
            return min(after, self._resumed[place] - self._left_out[place + 1])
        return after

    @property
    def cuts(self) -> list[int]:
        """The race's times at which it left something out."""
        return [self.at(stamp) for stamp in self._resumed]


class Scale(NamedTuple):
    """So much time in so many cells."""

    extent_ns: int
    cells: int

    def cell(self, time_ns: int) -> int:
        """The cell that a time lies in; what is outside lies in the first or the last one."""
        return min(max(time_ns * self.cells // self.extent_ns, 0), self.cells - 1)

    def begin(self, cell: int) -> int:
        """The time at which a cell begins, rounded up."""
        return -(-cell * self.extent_ns // self.cells)

    def ticks(self, apart: int) -> list[Span]:
        """Round times, and the cell of each, at least so many cells from one to the next."""
        step = next((tick for tick in _TICKS_NS if tick * self.cells >= apart * self.extent_ns), None)
        if step is None:
            step = max(-(-apart * self.extent_ns // (self.cells * 3600 * SECOND)), 1) * 3600 * SECOND
        return [(time, self.cell(time)) for time in range(0, self.extent_ns, step)]


def extent(duration_ns: int) -> int:
    """The round time in which a duration is shown: it grows in steps, so that the picture stands still."""
    for unit, next_unit in zip(_UNITS_NS, [*_UNITS_NS[1:], None], strict=True):
        for factor in _EXTENTS:
            round_ns = int(unit * factor)
            if round_ns >= duration_ns and (next_unit is None or round_ns < next_unit):
                return round_ns
        if next_unit is not None and duration_ns <= next_unit:
            return next_unit
    day = 24 * _UNITS_NS[-1]
    return -(-duration_ns // day) * day


class Depth:
    """How many spans lie over each moment."""

    def __init__(self, spans: Iterable[Span]) -> None:
        # An end comes before a beginning at the same time: one that follows another is not beside it.
        changes = sorted(change for begin, end in spans if begin < end for change in ((begin, 1), (end, -1)))
        self._times = [0]
        self._values = [0]
        for time, step in changes:
            self._times.append(time)
            self._values.append(self._values[-1] + step)

    @cached_property
    def most(self) -> int:
        """The most there were for `INSTANT_NS` or longer, at a stretch."""
        long_enough, begins = [0], self._times
        open_spans: list[tuple[int, int]] = []
        """Depths that go on, the lowest first, and since when."""
        for place, value in enumerate(self._values):
            time, since = begins[place], begins[place]
            while open_spans and open_spans[-1][0] >= value:
                depth, since = open_spans.pop()
                if time - since >= INSTANT_NS:
                    long_enough.append(depth)
            open_spans.append((value, since))
        return max(long_enough)

    def over(self, scale: Scale, until_ns: int) -> list[int]:
        """The number that held longest in each cell, up to the cell of `until_ns`."""
        numbers = []
        for cell in range(scale.cell(until_ns) + 1):
            begin, end = scale.begin(cell), min(scale.begin(cell + 1), until_ns)
            numbers.append(self._longest(begin, max(end, begin + 1)))
        return numbers

    def _longest(self, begin: int, end: int) -> int:
        index = max(bisect_right(self._times, begin) - 1, 0)
        last = bisect_left(self._times, end)
        held: dict[int, int] = {}
        for place in range(index, last):
            since = max(self._times[place], begin)
            until = min(self._times[place + 1], end) if place + 1 < len(self._times) else end
            held[self._values[place]] = held.get(self._values[place], 0) + until - since
        return max(held, key=lambda number: (held[number], number))
