"""How many things go on at once."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import accumulate

from streamboard.board.timescale import Scale, Span
from streamboard.run.plan import SECOND

INSTANT_NS = SECOND // 1000
"""Shorter peaks do not count: at the start all streams are queued for a moment."""


class Depth:
    def __init__(self) -> None:
        self._times: list[int] = []
        self._values: list[int] = []
        """The number from each time on; 0 before the first."""
        self._most: int | None = None

    @classmethod
    def of(cls, spans: Iterable[Span]) -> Depth:
        # Ends sort before starts: spans that touch do not overlap.
        changes = sorted(change for begin, end in spans if begin < end for change in ((begin, 1), (end, -1)))
        depth = cls()
        depth._times = [time for time, _ in changes]
        depth._values = list(accumulate(by for _, by in changes))
        return depth

    @property
    def now(self) -> int:
        return self._values[-1] if self._values else 0

    def change(self, t: int, by: int) -> None:
        # Across streams, stamps may go back a little.
        self._times.append(max(t, self._times[-1]) if self._times else t)
        self._values.append(self.now + by)
        self._most = None

    @property
    def most(self) -> int:
        """The greatest that held for at least `INSTANT_NS`."""
        if self._most is None:
            self._most = self._take_most()
        return self._most

    def _take_most(self) -> int:
        long_enough, begins = [0], [*self._times]
        open_spans: list[tuple[int, int]] = []
        """Those that still hold, lowest first, and since when."""
        for place, value in enumerate(self._values):
            time, since = begins[place], begins[place]
            while open_spans and open_spans[-1][0] >= value:
                depth, since = open_spans.pop()
                if time - since >= INSTANT_NS:
                    long_enough.append(depth)
            open_spans.append((value, since))
        return max(long_enough)

    def over(self, scale: Scale, until_ns: int) -> list[int]:
        """What held longest in each cell, up to that of `until_ns`."""
        numbers = []
        for cell in range(scale.cell(until_ns) + 1):
            begin, end = scale.begin(cell), min(scale.begin(cell + 1), until_ns)
            held = self._held(begin, max(end, begin + 1))
            numbers.append(max(held, key=lambda number: (held[number], number)))
        return numbers

    def peaks(self, since: int, now: int, cells: int) -> list[int]:
        """The greatest in each of equal slices, from the first change since `since`.

        They end now, or with the last change if nothing goes on.
        """
        first = bisect_left(self._times, since)
        if first == len(self._times) or cells <= 0 or now <= self._times[first]:
            return []
        begin = self._times[first]
        end = now if self.now else max(self._times[-1], begin + 1)
        edges = [begin + (end - begin) * cell // cells for cell in range(cells + 1)]
        return [max(self._held(edges[cell], edges[cell + 1] + 1)) for cell in range(cells)]

    def _held(self, begin: int, end: int) -> dict[int, int]:
        first, last = bisect_right(self._times, begin), bisect_left(self._times, end)
        value, since = self._values[first - 1] if first else 0, begin
        held: dict[int, int] = {}
        for place in range(first, last):
            held[value] = held.get(value, 0) + self._times[place] - since
            value, since = self._values[place], self._times[place]
        held[value] = held.get(value, 0) + end - since
        return held
