"""How much a figure differs between two sides, and how certain that is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

Method = Literal["pairs", "samples", "runs"]
"""Pairs of streams, two unpaired samples, or several runs a side."""
LEVEL = 0.95
ALPHA = (1 - LEVEL) / 2
"""The probability beyond each end of an interval."""


class Effect(NamedTuple):
    """New / old, with its 95 % interval."""

    ratio: float
    low: float
    high: float
    n: int
    """Pairs, or the smaller of two samples or numbers of runs."""
    method: Method
    above: Callable[[float], float]
    """One-sided p: the probability of such a sample if the true ratio is at most the argument."""
    below: Callable[[float], float]
    """Likewise, if it is at least the argument."""

    @property
    def p(self) -> float:
        """Two-sided, if nothing differs."""
        return min(2 * min(self.above(1), self.below(1)), 1.0)


def holm(p_values: list[float], level: float) -> list[bool]:
    """Whether each hypothesis is rejected.

    S. Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6
    (1979), 65-70: compare the k-th smallest of m with level / (m - k + 1), and stop at the first above it.
    """
    rejected = [False] * len(p_values)
    for rank, place in enumerate(sorted(range(len(p_values)), key=p_values.__getitem__)):
        if p_values[place] > level / (len(p_values) - rank):
            break
        rejected[place] = True
    return rejected
