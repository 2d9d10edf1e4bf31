"""When each delta came and what it brought."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence

from streamboard.board.gap_buckets import bucket_of, interval_of, middle_of, percentile_of
from streamboard.board.lateness import Lateness
from streamboard.board.quantile import percentile_of_sorted
from streamboard.run.plan import SECOND

CHARS_PER_TOKEN = 4
"""Roughly, for English."""
TOGETHER_NS = SECOND // 1000
"""Closer deltas are one bunch."""
_FEW = 100
"""Fewer gaps are cheap to sort every time."""


class DeltaSeries:
    """At the cap, the older half is merged in pairs; later deltas keep their stamps, charts their look."""

    def __init__(self, most: int | None = None, lateness: Lateness | None = None) -> None:
        """`most` is the cap, in entries."""
        self.stamps = array("q")
        """Of each entry's last delta, in nanoseconds on the run's clock."""
        self.chars = array("q")
        """Cumulative."""
        self.counts = array("q")
        """Cumulative deltas."""
        self.gaps = array("q")
        """The longest gap ending in each entry after the first."""
        self.first: int | None = None
        self.max_gap_ns: int | None = None
        self._max_gap_at = 0
        """The stamp that ends the longest gap."""
        self._max_gap_most = 0
        """The longest that any gap may have been, given late stamps."""
        self.together = 0
        """Deltas with the stamp of the one before: they came in one read."""
        self.late_stamps = 0
        self.settled = False
        self._most = most
        self._lateness = lateness or Lateness()
        self._gap_cache: dict[float, tuple[int, float | None]] = {}
        """By percent: the series' length then, and the percentile."""
        self._usual = 0, 0.0
        """The series' length then, and the usual gap."""
        self._sorted = array("q")
        self._shortest = self._longest = array("q")
        self._counts: Counter[int] = Counter()
        """Gaps by bucket."""
        self._counted = 0
        """How many of `gaps` are in `_counts`, while all are kept."""
        self.keeps_all = True
        """Every gap has an entry of its own."""
        self.shorter: Counter[int] = Counter()
        """Changes to `_counts` if each gap with a late end is as short as it may be."""
        self.longer: Counter[int] = Counter()
        """Changes to `_counts` if each gap with a late start is as long as it may be."""

    def __len__(self) -> int:
        return self.counts[-1] if self.counts else 0

    def add(self, t: int, chars: int) -> None:
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
        # The gap within the first entry has no index.
        self.gaps[0] = max(self.gaps[0], merged[0])

    def settle(self) -> None:
        """No more deltas will come."""
        self.settled = True
        self._gap_cache.clear()
        self._usual = 0, 0.0

    def note_lag(self, since: int, until: int) -> None:
        """Stamps in this span may be late."""
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
        if change:
            changes[bucket_of(gap)] -= 1
            changes[bucket_of(max(gap + change, 0))] += 1

    def gap_interval_ns(self, percent: float) -> tuple[float, float]:
        """How far late stamps may put a percentile below and above its value."""
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
        """As `gap_interval_ns`; another gap may truly be the longest."""
        longest = self.max_gap_ns or 0
        return self._lateness.of(self._max_gap_at), max(self._max_gap_most - longest, 0)

    @property
    def last(self) -> int | None:
        return self.stamps[-1] if self.stamps else None

    def usual_gap_ns(self) -> float:
        """The median, by which stalls are measured; 0 without gaps. May lag like `gap_percentile_ns`.

        If most deltas come in bunches, as from a proxy, it is the median between bunches.
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
        """Exact once settled unless entries were merged, else accurate to 1 %.

        Until settled it may miss the latest 5 % of the deltas.
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
        return self.keeps_all and (self.settled or len(self.gaps) < _FEW)

    def shortest_gaps(self) -> array[int]:
        """As short as late stamps allow, sorted."""
        if not self.shorter:
            return self.sorted_gaps()
        if len(self._shortest) != len(self.gaps):
            of, ends = self._lateness.of, self.stamps[1:]
            self._shortest = array(
                "q", sorted(max(gap - of(end), 0) for gap, end in zip(self.gaps, ends, strict=True))
            )
        return self._shortest

    def longest_gaps(self) -> array[int]:
        """As long as late stamps allow, sorted."""
        if not self.longer:
            return self.sorted_gaps()
        if len(self._longest) != len(self.gaps):
            of = self._lateness.of
            self._longest = array(
                "q", sorted(gap + of(begin) for gap, begin in zip(self.gaps, self.stamps, strict=False))
            )
        return self._longest

    def sorted_gaps(self) -> array[int]:
        if len(self._sorted) != len(self.gaps):
            self._sorted = array("q", sorted(self.gaps))
        return self._sorted

    def every_gap(self) -> Sequence[float]:
        """Sorted; accurate to 0.5 % once entries were merged."""
        if self.keeps_all:
            return self.sorted_gaps()
        counts = self.gap_counts()
        return [middle_of(bucket) for bucket in sorted(counts) for _ in range(counts[bucket])]

    def gap_counts(self) -> Counter[int]:
        """By bucket: counts of several series may be added."""
        if self.keeps_all:
            self._counts.update(map(bucket_of, self.gaps[self._counted :]))
            self._counted = len(self.gaps)
        return self._counts

    def _stale(self, known: int) -> bool:
        return len(self) > known * (1 if self.settled else 1.05)

    def estimated_tokens(self, since: int = 0) -> int:
        """From entry `since` on."""
        if since >= len(self.stamps):
            return 0
        count = self.counts[-1] - (self.counts[since - 1] if since else 0)
        chars = self.chars[-1] - (self.chars[since - 1] if since else 0)
        return max(count, round(chars / CHARS_PER_TOKEN))

    def live_tokens_per_second(self, now: int) -> float | None:
        """Over the last second; None until 0.2 s after the first delta."""
        if self.first is None:
            return None
        window = min(SECOND, now - self.first)
        if window < SECOND // 5:
            return None
        return self.estimated_tokens(bisect_right(self.stamps, now - window)) * SECOND / window
