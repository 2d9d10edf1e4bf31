"""How far a figure of a sample may lie from that of all requests there could be: 95 % intervals.

They say how much the choice of the sample matters. How late stamps may be is another matter (`Reading.less`
and `Reading.more`); the ends of an interval include it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from math import sqrt
from typing import NamedTuple

from streamboard.board.standings import wilson

_TAIL = 0.025
"""What may lie beyond each end."""
_DEVIATIONS = 12
"""Counts farther than so many standard deviations from their mean have no probability that shows."""


class Interval(NamedTuple):
    """A 95 % interval. An end that the sample is too small for is None: nobody knows how far it reaches."""

    low: float | None = None
    high: float | None = None


@lru_cache(1024)
def ranks(n: int, percent: float) -> tuple[int | None, int | None]:
    """The indices, among n ordered values, between which a percentile lies with a confidence of 95 %.

    How many of n independent values are below the percentile of all is Binomial(n, percent / 100), whatever
    their distribution; each end leaves out at most 2.5 %. So p50 has both ends from n = 6 on, p90 from 36,
    p95 from 72 and p99 from 368. W. J. Conover, "Practical Nonparametric Statistics", 3rd ed. (1999), 3.2.

    Returns:
        The indices of the lower and the upper end; None for one that no value of the sample reaches.
    """
    share = percent / 100
    mean, deviation = n * share, sqrt(n * share * (1 - share))
    first = max(int(mean - _DEVIATIONS * deviation) - 1, 0)
    last = min(int(mean + _DEVIATIONS * deviation) + 1, n)
    odds = share / (1 - share)
    weights = [1.0]
    """The probability of each count from `first` on, as a multiple of that of `first`."""
    for count in range(first, last):
        weights.append(weights[-1] * (n - count) / (count + 1) * odds)
    whole = sum(weights)
    below = list(accumulate(weight / whole for weight in weights))
    # The lower end is the r-th value if P(count < r) <= 2.5 %, the upper the s-th if P(count >= s) <= 2.5 %.
    low = sum(chance <= _TAIL for chance in below) + first
    high = next(count for count, chance in enumerate(below, first) if chance >= 1 - _TAIL) + 1
    return (low - 1 if low >= 1 else None), (high - 1 if high <= n else None)


def least(percent: float, *, low: bool = True, high: bool = True) -> int:
    """The fewest values with which the interval of a percentile has these ends.

    With fewer, all of them lie on one side of it more often than once in forty.
    """
    share, n = percent / 100, 1
    beyond = max(1 - share if low else 0.0, share if high else 0.0)
    while beyond**n > _TAIL:
        n += 1
    return n


def of_percentile(percent: float, lows: Sequence[float], highs: Sequence[float]) -> Interval:
    """The interval of a percentile.

    Args:
        percent: Which one, above 0 and below 100.
        lows: The values in order of size, each as small as it may be.
        highs: The same, each as great as it may be.
    """
    low, high = ranks(len(lows), percent)
    return Interval(None if low is None else lows[low], None if high is None else highs[high])


def of_share(good: int, of: int) -> Interval:
    """The interval of a share, by Wilson's score; that of no sample is all from 0 to 1."""
    return Interval(*wilson(good / of if of else 0.0, of))
