"""Gaps counted by size: what is known of a sample of which not every value is kept."""

from __future__ import annotations

from collections import Counter

_BUCKET_BITS = 8
"""Leading bits of a gap that make its bucket: good to half a hundredth."""


def bucket_of(gap: int) -> int:
    """The leading bits of a gap, and how many follow them: greater gaps have greater buckets."""
    shift = max(gap.bit_length() - _BUCKET_BITS, 0)
    return shift << _BUCKET_BITS | gap >> shift


def middle_of(bucket: int) -> float:
    """The gap in the middle of a bucket."""
    shift = bucket >> _BUCKET_BITS
    return (bucket & (1 << _BUCKET_BITS) - 1) * 2.0**shift + (2.0**shift - 1) / 2


def percentile_of(counts: Counter[int], percent: float) -> float | None:
    """A percentile of gaps of which only the number of each size is known, at the closest rank."""
    left = int((counts.total() - 1) * percent / 100 + 0.5)
    for bucket in sorted(counts):
        left -= counts[bucket]
        if left < 0:
            return middle_of(bucket)
    return None


def interval_of(
    counts: Counter[int], shorter: Counter[int], longer: Counter[int], percent: float
) -> tuple[float, float]:
    """By how much a percentile may be less, and more, given what changes in the counts if it is."""
    known = percentile_of(counts, percent) or 0
    low, high = (percentile_of(_changed(counts, changes), percent) or 0 for changes in (shorter, longer))
    return max(known - low, 0), max(high - known, 0)


def _changed(counts: Counter[int], changes: Counter[int]) -> Counter[int]:
    changed = counts.copy()
    changed.update(changes)
    return +changed  # Of merged entries only the longest gap is known: counts may not go below nothing.
