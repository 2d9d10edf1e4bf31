"""Percentiles by linear interpolation between closest ranks, numpy's default."""

from __future__ import annotations

from collections.abc import Sequence


def percentile(values: Sequence[float], percent: float) -> float | None:
    """`percent` is from 0 to 100."""
    return percentile_of_sorted(sorted(values), percent)


def percentile_of_sorted(ordered: Sequence[float], percent: float) -> float | None:
    if not ordered:
        return None
    low, part = rank_of(len(ordered), percent)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * part


def rank_of(n: int, percent: float) -> tuple[int, float]:
    """The index at or below a percentile, and the fraction to the next."""
    rank = (n - 1) * percent / 100
    return int(rank), rank - int(rank)
