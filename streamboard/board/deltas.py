"""When each delta of an attempt came and how much it brought, in a few bytes each."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections import Counter

from streamboard.board.buckets import bucket_of, interval_of, middle_of, percentile_of
from streamboard.board.lateness import Lateness
from streamboard.board.quantile import percentile_of_sorted
from streamboard.run.plan import SECOND

CHARS_PER_TOKEN = 4
"""Roughly, in English text; only for estimates, which are marked with a `~`."""
TOGETHER_NS = SECOND // 1000
"""Deltas closer than this came together."""
_FEW = 100
"""Fewer gaps than this are cheap to sort at any time."""


class DeltaSeries:
    """The content deltas of one attempt: stamps, and characters up to and including each.

    A capped series has an entry per delta until it reaches the cap; whenever it does, the older half of its
    entries is merged in pairs. So memory is bounded, the latest deltas keep their own stamps, and a chart of
    a long attempt loses nothing visible.
    """

    def __init__(self, most: int | None = None, lateness: Lateness | None = None) -> None:
        """Make an empty series.

        Args:
            most: The most entries kept; None keeps one for each delta.
            lateness: When stamps may be late.
        """
        self.stamps = array("q")
        """Nanoseconds on the run's clock, one per entry: the stamp of its last delta."""
        self.chars = array("q")
        """Characters so far, one per entry."""
        self.counts = array("q")
        """Deltas so far, one per entry."""
        self.gaps = array("q")
        """The longest gap that ends in each entry after the first."""
        self.first: int | None = None
        """The stamp of the first content delta."""
        self.max_gap_ns: int | None = None
        self._max_gap_at = 0
        """The stamp at the end of the longest gap."""
        self._max_gap_most = 0
        """The longest that any gap may have been, as stamps may be late."""
        self.together = 0
        """Deltas that came in the same read as the one before, with the same stamp."""
        self.late_stamps = 0
        """How many stamps were noted as possibly late."""
        self.settled = False
        """No more deltas will come."""
        self._most = most
        self._lateness = lateness or Lateness()
        self._gap_cache: dict[float, tuple[int, float | None]] = {}
        """By percent: the series' length when a percentile was taken, and the percentile."""
        self._usual = 0, 0.0
        """The series' length when the usual gap was taken, and the gap."""
        self._sorted = array("q")
        """The gaps in order of size, as of the last time this was needed."""
        self._shortest = self._longest = array("q")
        """The gaps as short, and as long, as they may be, in order of size."""
        self._counts: Counter[int] = Counter()
        """How many gaps are in each bucket."""
        self._counted = 0
        """How many gaps are in `_counts`, as long as all are kept."""
        self.keeps_all = True
        """Every gap has an entry of its own."""
        self.shorter: Counter[int] = Counter()
        """Changes to `_counts` if each gap with a late end is as short as it may be."""
        self.longer: Counter[int] = Counter()
        """Changes to `_counts` if each gap with a late beginning is as long as it may be."""

    def __len__(self) -> int:
        return self.counts[-1] if self.counts else 0

    def add(self, t: int, chars: int) -> None:
        """Add a content delta."""
        if self.stamps:
            before = self.stamps[-1]
            gap = t - before
            self.gaps.append(gap)
            if self.max_gap_ns is None or gap > self.max_gap_ns:
                self.max_gap_ns, self._max_gap_at = gap, t
            if not gap:
                self.together += 1
            if before <= self._lateness.latest:
                self._may_be_longer(gap, self._lateness.of(before))
                self._may_be(self.shorter, gap, -self._lateness.of(t))
            if not self.keeps_all:
                self._counts[bucket_of(gap)] += 1
            self.chars.append(chars + self.chars[-1])
            self.counts.append(self.counts[-1] + 1)
        else:
            self.first = t
            self.chars.append(chars)
            self.counts.append(1)
        self.stamps.append(t)
        if self._most is not None and len(self.stamps) > self._most:
            self._merge()

    def _merge(self) -> None:
        """Merge the older half, entry 2i with entry 2i + 1."""
        if self.keeps_all:
            self.gap_counts()
            self.keeps_all = False
        half = len(self.stamps) // 4 * 2
        for series in (self.stamps, self.chars, self.counts):
            series[:half] = series[1:half:2]
        # gaps[i] ends in entry i + 1: those of entries 2i and 2i + 1 are gaps[2i - 1] and gaps[2i].
        before = [0, *self.gaps[1 : half - 1 : 2]]
        merged = list(map(max, before, self.gaps[0 : half - 1 : 2]))
        self.gaps[: half - 1] = array("q", merged[1:])
        # The gap within the first entry has no place of its own.
        self.gaps[0] = max(self.gaps[0], merged[0])

    def settle(self) -> None:
        """No more deltas will come: percentiles are exact from now on."""
        self.settled = True
        self._gap_cache.clear()
        self._usual = 0, 0.0

    def note_lag(self, since: int, until: int) -> None:
        """Note that stamps in this span may be late, so that gaps may be shorter or longer."""
        lateness, stamps = self._lateness, self.stamps
        self._shortest = self._longest = array("q")
        for index in range(bisect_left(stamps, since), bisect_right(stamps, until)):
            late = lateness.of(stamps[index])
            self.late_stamps += 1
            if index:
                self._may_be(self.shorter, self.gaps[index - 1], -late)
            if index < len(self.gaps):
                self._may_be_longer(self.gaps[index], late)

    def _may_be_longer(self, gap: int, late: int) -> None:
        self._may_be(self.longer, gap, late)
        self._max_gap_most = max(self._max_gap_most, gap + late)

    @staticmethod
    def _may_be(changes: Counter[int], gap: int, change: int) -> None:
        """Note that a gap may be longer by `change`, or shorter if that is negative."""
        if change:
            changes[bucket_of(gap)] -= 1
            changes[bucket_of(max(gap + change, 0))] += 1

    def gap_interval_ns(self, percent: float) -> tuple[float, float]:
        """How far a percentile of the gaps may be below and above its value, as stamps may be late."""
        if not self.shorter and not self.longer:
            return 0, 0
        if not self._exact:
            return interval_of(self.gap_counts(), self.shorter, self.longer, percent)
        low, value, high = (
            percentile_of_sorted(gaps, percent) or 0
            for gaps in (self.shortest_gaps(), self.sorted_gaps(), self.longest_gaps())
        )
        return value - low, high - value

    def max_gap_interval_ns(self) -> tuple[int, int]:
        """How far the longest gap may be below and above its value; in truth another may be the longest."""
        longest = self.max_gap_ns or 0
        return self._lateness.of(self._max_gap_at), max(self._max_gap_most - longest, 0)

    @property
    def last(self) -> int | None:
        """The stamp of the last content delta."""
        return self.stamps[-1] if self.stamps else None

    def usual_gap_ns(self) -> float:
        """The median gap, which stalls are measured by; 0 if there are no gaps.

        If most deltas come in bunches, for instance from a proxy, it is the median between bunches. It may
        lag behind like `gap_percentile_ns`.
        """
        known, usual = self._usual
        if self._stale(known):
            usual = self._take_usual()
            self._usual = len(self), usual
        return usual

    def _take_usual(self) -> float:
        median = self.gap_percentile_ns(50) or 0
        if median >= TOGETHER_NS or (self.max_gap_ns or 0) < TOGETHER_NS:
            return median
        apart = {bucket: n for bucket, n in self.gap_counts().items() if middle_of(bucket) >= TOGETHER_NS}
        return percentile_of(Counter(apart), 50) or median

    def gap_percentile_ns(self, percent: float) -> float | None:
        """A percentile of the gaps.

        Exact once the series has settled, unless entries were merged. Otherwise accurate to 1 %, and until
        then it may lack the latest 5 % of the deltas.
        """
        known, value = self._gap_cache.get(percent, (0, None))
        if self._stale(known):
            value = (
                percentile_of_sorted(self.sorted_gaps(), percent)
                if self._exact
                else percentile_of(self.gap_counts(), percent)
            )
            self._gap_cache[percent] = (len(self), value)
        return value

    @property
    def _exact(self) -> bool:
        """Whether percentiles are taken from the gaps themselves, not from counts."""
        return self.keeps_all and (self.settled or len(self.gaps) < _FEW)

    def shortest_gaps(self) -> array[int]:
        """`sorted_gaps` with each as short as it may be, as its end may be stamped late."""
        if not self.shorter:
            return self.sorted_gaps()
        if len(self._shortest) != len(self.gaps):
            of, ends = self._lateness.of, self.stamps[1:]
            self._shortest = array(
                "q", sorted(max(gap - of(end), 0) for gap, end in zip(self.gaps, ends, strict=True))
            )
        return self._shortest

    def longest_gaps(self) -> array[int]:
        """`sorted_gaps` with each as long as it may be, as its beginning may be stamped late."""
        if not self.longer:
            return self.sorted_gaps()
        if len(self._longest) != len(self.gaps):
            of = self._lateness.of
            self._longest = array(
                "q", sorted(gap + of(begin) for gap, begin in zip(self.gaps, self.stamps, strict=False))
            )
        return self._longest

    def sorted_gaps(self) -> array[int]:
        """The gaps that have an entry of their own, the shortest first."""
        if len(self._sorted) != len(self.gaps):
            self._sorted = array("q", sorted(self.gaps))
        return self._sorted

    def gap_counts(self) -> Counter[int]:
        """How many gaps are in each bucket (see `buckets`); the counts of several series add up."""
        if self.keeps_all:
            self._counts.update(map(bucket_of, self.gaps[self._counted :]))
            self._counted = len(self.gaps)
        return self._counts

    def _stale(self, known: int) -> bool:
        """Whether what was taken at this length is out of date."""
        return len(self) > known * (1 if self.settled else 1.05)

    def estimated_tokens(self, since: int = 0) -> int:
        """An estimate of the tokens from entry `since` on: at least one per delta."""
        if since >= len(self.stamps):
            return 0
        count = self.counts[-1] - (self.counts[since - 1] if since else 0)
        chars = self.chars[-1] - (self.chars[since - 1] if since else 0)
        return max(count, round(chars / CHARS_PER_TOKEN))

    def live_tokens_per_second(self, now: int) -> float | None:
        """An estimate over the last second, or what there is of it; None for less than 0.2 s."""
        if self.first is None:
            return None
        window = min(SECOND, now - self.first)
        if window < SECOND // 5:
            return None
        return self.estimated_tokens(bisect_right(self.stamps, now - window)) * SECOND / window
