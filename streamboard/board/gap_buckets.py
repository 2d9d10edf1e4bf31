"""Gaps counted by size."""

from __future__ import annotations

from collections import Counter

_BUCKET_BITS = 8
"""Leading bits of a gap that make its bucket: accurate to 0.5 %."""


def bucket_of(gap: int) -> int:
    """The shift, then the leading bits: buckets sort like gaps."""
    shift = max(gap.bit_length() - _BUCKET_BITS, 0)
    return shift << _BUCKET_BITS | gap >> shift


def middle_of(bucket: int) -> float:
    shift = bucket >> _BUCKET_BITS
    return (bucket & (1 << _BUCKET_BITS) - 1) * 2.0**shift + (2.0**shift - 1) / 2


def percentile_of(counts: Counter[int], percent: float) -> float | None:
    """At the closest rank."""
    left = int((counts.total() - 1) * percent / 100 + 0.5)
    for bucket in sorted(counts):
        left -= counts[bucket]
        if left < 0:
            return middle_of(bucket)
    return None


def interval_of(
    counts: Counter[int], shorter: Counter[int], longer: Counter[int], percent: float
) -> tuple[float, float]:
    """How far a percentile may be off, below and above.

    `shorter` and `longer` are changes to the counts if late stamps made gaps too long, or too short.
    """
    known = percentile_of(counts, percent) or 0
    low, high = (percentile_of(_changed(counts, changes), percent) or 0 for changes in (shorter, longer))
    return max(known - low, 0), max(high - known, 0)


def _changed(counts: Counter[int], changes: Counter[int]) -> Counter[int]:
    changed = counts.copy()
    changed.update(changes)
    return +changed  # Merged entries keep only their longest gap: a count may fall below 0.
