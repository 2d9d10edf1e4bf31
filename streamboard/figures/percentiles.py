"""Percentiles and their uncertainty. No outlier is left out."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple
from weakref import WeakKeyDictionary, ref

from streamboard.board.deltas import DeltaSeries
from streamboard.board.gap_buckets import interval_of, percentile_of
from streamboard.board.quantile import percentile_of_sorted, rank_of
from streamboard.figures import confidence_intervals
from streamboard.figures.confidence_intervals import Interval
from streamboard.figures.reading import ABSENT, Reading

PERCENTS = (50, 95, 99)
FEW = 1_000
"""Gaps that are cheap to sort at any time."""


class Percentiles(NamedTuple):
    n: int = 0
    p50: Reading = ABSENT
    p95: Reading = ABSENT
    p99: Reading = ABSENT
    intervals: tuple[Interval, ...] = ()
    """95 %; empty for gaps, as those of one answer depend on each other."""

    def part(self, name: str) -> Reading:
        found: Reading = getattr(self, name)
        return found

    def within(self, name: str) -> Interval | None:
        return self.intervals[PARTS.index(name)] if self.intervals else None


PARTS = tuple(f"p{percent}" for percent in PERCENTS)


def of_readings(readings: Iterable[Reading]) -> Percentiles:
    """Order statistics rise with their values, so those of all minima and of all maxima are the bounds."""
    there = [reading for reading in readings if reading.settled is not None]
    values = sorted(reading.value or 0 for reading in there)
    lows, highs = values, values
    if any(reading.less or reading.more for reading in there):
        lows = sorted((reading.value or 0) - reading.less for reading in there)
        highs = sorted((reading.value or 0) + reading.more for reading in there)
    p50, p95, p99 = (_quantile(percent, values, lows, highs) for percent in PERCENTS)
    within = tuple(confidence_intervals.of_percentile(percent, lows, highs) for percent in PERCENTS)
    return Percentiles(len(there), p50, p95, p99, within if there else ())


def _quantile(
    percent: float, values: Sequence[float], lows: Sequence[float], highs: Sequence[float]
) -> Reading:
    value, low, high = (percentile_of_sorted(sample, percent) for sample in (values, lows, highs))
    if value is None or low is None or high is None:
        return ABSENT
    return Reading(value, value - low, high - value)


def of_gaps(series: Sequence[DeltaSeries]) -> Percentiles:
    """Exact if all gaps are kept, and few or final; else within 1 %, at the closest rank."""
    n = sum(max(len(one) - 1, 0) for one in series)
    if not n:
        return Percentiles()
    if len(series) == 1:
        [only] = series
        found = [Reading(only.gap_percentile_ns(each), *only.gap_interval_ns(each)) for each in PERCENTS]
    elif all(one.keeps_all and one.settled for one in series):
        found = _of_settled(series)
    else:
        found = _of_several(series, exact=n <= FEW and all(one.keeps_all for one in series))
    p50, p95, p99 = found
    return Percentiles(n, p50, p95, p99)


_Sample = tuple[tuple[ref[DeltaSeries], int, int], ...]
"""Series, length, number of late stamps."""
_settled: WeakKeyDictionary[DeltaSeries, dict[_Sample, list[Reading]]] = WeakKeyDictionary()
"""Of ended series, as sorting many gaps is slow; each entry lives as long as its first series."""
_MOST_SETTLED = 16


def _of_settled(series: Sequence[DeltaSeries]) -> list[Reading]:
    sample = tuple((ref(one), len(one), one.late_stamps) for one in series)
    known = _settled.setdefault(series[0], {})
    if sample not in known:
        if len(known) >= _MOST_SETTLED:
            known.clear()
        known[sample] = _of_several(series, exact=True)
    return known[sample]


def _of_several(series: Sequence[DeltaSeries], *, exact: bool) -> list[Reading]:
    counts, shorter, longer = Counter[int](), Counter[int](), Counter[int]()
    for one in series:
        counts.update(one.gap_counts())
        shorter.update(one.shorter)
        longer.update(one.longer)
    late = bool(shorter or longer)
    found = []
    for percent in PERCENTS:
        value = percentile_of(counts, percent) or 0
        less, more = interval_of(counts, shorter, longer, percent) if late else (0, 0)
        if exact:
            low, high = value - less, value + more
            value = _exact([one.sorted_gaps() for one in series], counts.total(), percent, value)
            less = more = 0
            if late:
                less = value - _exact([one.shortest_gaps() for one in series], counts.total(), percent, low)
                more = _exact([one.longest_gaps() for one in series], counts.total(), percent, high) - value
        found.append(Reading(value, less, more))
    return found


def _exact(samples: Sequence[Sequence[int]], n: int, percent: float, about: float) -> float:
    """By linear interpolation; merges and sorts only values near `about`, an estimate."""
    low, part = rank_of(n, percent)
    high, around = min(low + 1, n - 1), about * 0.01 + 1
    while True:
        least, most = about - around, about + around
        before, near = 0, list[int]()
        for gaps in samples:
            begin = bisect_left(gaps, least)
            before += begin
            near += gaps[begin : bisect_right(gaps, most)]
        if before <= low and high < before + len(near):
            near.sort()
            first, second = near[low - before], near[high - before]
            return first + (second - first) * part
        around *= 8
