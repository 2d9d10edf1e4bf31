"""95 % intervals for sampling error; late stamps (`Reading.less`, `Reading.more`) widen the ends further."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from math import sqrt
from typing import NamedTuple

from streamboard.board.proportions import wilson

_TAIL = 0.025
_DEVIATIONS = 12
"""Probabilities further from the mean are negligible."""


class Interval(NamedTuple):
    """None where the sample is too small to bound that end."""

    low: float | None = None
    high: float | None = None


@lru_cache(1024)
def ranks(n: int, percent: float) -> tuple[int | None, int | None]:
    """Indices of the ordered values that bound a percentile with 95 % confidence; None beyond the sample.

    The number of n independent values below the percentile is Binomial(n, percent / 100) for any
    distribution; each end leaves out at most 2.5 %. Both ends exist for p50 from n = 6, p90 from 36, p95 from
    72, p99 from 368. W. J. Conover, "Practical Nonparametric Statistics", 3rd ed. (1999), 3.2.
    """
    share = percent / 100
    mean, deviation = n * share, sqrt(n * share * (1 - share))
    first = max(int(mean - _DEVIATIONS * deviation) - 1, 0)
    last = min(int(mean + _DEVIATIONS * deviation) + 1, n)
    odds = share / (1 - share)
    weights = [1.0]
    """Probability of each count from `first` on, relative to `first`."""
    for count in range(first, last):
        weights.append(weights[-1] * (n - count) / (count + 1) * odds)
    whole = sum(weights)
    below = list(accumulate(weight / whole for weight in weights))
    # The lower end is the r-th value if P(count < r) <= 2.5 %, the upper the s-th if P(count >= s) <= 2.5 %.
    low = sum(chance <= _TAIL for chance in below) + first
    high = next(count for count, chance in enumerate(below, first) if chance >= 1 - _TAIL) + 1
    return (low - 1 if low >= 1 else None), (high - 1 if high <= n else None)


def least(percent: float, *, low: bool = True, high: bool = True) -> int:
    """The fewest values that bound a percentile at these ends."""
    share, n = percent / 100, 1
    beyond = max(1 - share if low else 0.0, share if high else 0.0)
    while beyond**n > _TAIL:
        n += 1
    return n


def of_percentile(percent: float, lows: Sequence[float], highs: Sequence[float]) -> Interval:
    """`percent` is above 0, below 100; `lows` and `highs` are sorted values at their least and greatest."""
    low, high = ranks(len(lows), percent)
    return Interval(None if low is None else lows[low], None if high is None else highs[high])


def of_share(good: int, of: int) -> Interval:
    """Wilson's score interval; 0 to 1 for an empty sample."""
    return Interval(*wilson(good / of if of else 0.0, of))
