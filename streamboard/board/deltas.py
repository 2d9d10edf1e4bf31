"""When each delta of an attempt came and how much it brought, in a few bytes each."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right

from streamboard import metrics
from streamboard.plan import SECOND

CHARS_PER_TOKEN = 4
"""Of English text, about; only for estimates, which carry a `~`."""
RATE_WINDOW_NS = SECOND // 2


class DeltaSeries:
    """The content deltas of one attempt: stamps, and characters up to and including each."""

    def __init__(self) -> None:
        self.stamps = array("q")
        """Nanoseconds on the run's clock, one per content delta."""
        self.chars = array("q")
        """Characters so far, one per content delta."""
        self.gaps = array("q")
        """The time between consecutive deltas, one fewer than stamps."""
        self.max_gap_ns: int | None = None
        self.settled = False
        """No more will come: figures are exact from now on."""
        self._gap_cache: tuple[int, float | None] = (0, None)

    def __len__(self) -> int:
        return len(self.stamps)

    def add(self, t: int, chars: int) -> None:
        """Take one content delta."""
        if self.stamps:
            gap = t - self.stamps[-1]
            self.gaps.append(gap)
            if self.max_gap_ns is None or gap > self.max_gap_ns:
                self.max_gap_ns = gap
        self.chars.append(chars + (self.chars[-1] if self.chars else 0))
        self.stamps.append(t)

    @property
    def first(self) -> int | None:
        """The stamp of the first content delta."""
        return self.stamps[0] if self.stamps else None

    @property
    def last(self) -> int | None:
        """The stamp of the last content delta."""
        return self.stamps[-1] if self.stamps else None

    def median_gap_ns(self) -> float | None:
        """The p50 of the gaps; until the series has settled it may be 5 % of the deltas old."""
        known, value = self._gap_cache
        stale = len(self.stamps) > known * (1 if self.settled else 1.05)
        if stale:
            value = metrics.percentile(self.gaps, 50)
            self._gap_cache = (len(self.stamps), value)
        return value

    def estimated_tokens(self, since: int = 0) -> int:
        """About how many tokens came from the `since`th delta on: at least one a delta."""
        count = len(self.stamps) - since
        if count <= 0:
            return 0
        chars = self.chars[-1] - (self.chars[since - 1] if since else 0)
        return max(count, round(chars / CHARS_PER_TOKEN))

    def live_tokens_per_second(self, now: int) -> float | None:
        """An estimate over the last second, or over what there is of it."""
        if not self.stamps:
            return None
        window = min(SECOND, now - self.stamps[0])
        if window < SECOND // 5:
            return None
        return self.estimated_tokens(bisect_right(self.stamps, now - window)) * SECOND / window

    def rate_history(self, now: int, cells: int) -> list[float]:
        """Estimated tokens/s at the end of each of equal slices from the first delta to now.

        Each is taken over its slice, or over `RATE_WINDOW_NS` where slices are shorter: single
        deltas would make it jump.
        """
        if not self.stamps or cells <= 0 or now <= self.stamps[0]:
            return []
        start, span = self.stamps[0], now - self.stamps[0]
        window = max(span // cells, min(RATE_WINDOW_NS, span))
        rates = []
        for cell in range(1, cells + 1):
            end = start + span * cell // cells
            first, last = bisect_left(self.stamps, end - window), bisect_right(self.stamps, end)
            if first == last:
                rates.append(0.0)
                continue
            chars = self.chars[last - 1] - (self.chars[first - 1] if first else 0)
            rates.append(max(last - first, chars / CHARS_PER_TOKEN) * SECOND / min(window, end - start or 1))
        return rates

    def gap_history(self, now: int, cells: int) -> list[int]:
        """The longest gap that each of equal slices from the first delta to now lies in, wholly or partly.

        A stall is as high over all of its time; the gap after the last delta is as long as it is so far.
        """
        if not self.stamps or cells <= 0 or now <= self.stamps[0]:
            return []
        start, span, stamps = self.stamps[0], now - self.stamps[0], self.stamps
        longest = []
        for cell in range(cells):
            begin, end = start + span * cell // cells, start + span * (cell + 1) // cells
            first = max(bisect_right(stamps, begin) - 1, 0)
            last = bisect_left(stamps, end)
            worst = max(self.gaps[first:last], default=0)
            if last == len(stamps):
                worst = max(worst, now - stamps[-1])
            longest.append(worst)
        return longest
