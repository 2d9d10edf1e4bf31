"""How much a figure of one side differs from another side's, and how sure that is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

Method = Literal["pairs", "samples", "runs"]
"""Where it comes from: pairs of streams, two samples without pairs, or several runs a side."""
LEVEL = 0.95
"""The level of every interval."""
ALPHA = (1 - LEVEL) / 2
"""How often an interval may lie wholly on one side of the truth."""


class Effect(NamedTuple):
    """The ratio of a figure on the new side to that on the old one, with its 95 % interval."""

    ratio: float
    low: float
    high: float
    n: int
    """Pairs; without pairs the smaller sample; with several runs a side the smaller number of runs."""
    method: Method
    above: Callable[[float], float]
    """One-sided p: how probable such a sample is if the true ratio is at most so much."""
    below: Callable[[float], float]
    """One-sided p: how probable such a sample is if the true ratio is at least so much."""

    @property
    def p(self) -> float:
        """Two-sided: how probable such a sample is if nothing differs."""
        return min(2 * min(self.above(1), self.below(1)), 1.0)


def holm(p_values: list[float], level: float) -> list[bool]:
    """Which of several hypotheses can be rejected together at a level.

    S. Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6
    (1979), 65-70: the k-th smallest of m is held against level / (m - k + 1), until one is not below it.
    """
    rejected = [False] * len(p_values)
    for rank, place in enumerate(sorted(range(len(p_values)), key=p_values.__getitem__)):
        if p_values[place] > level / (len(p_values) - rank):
            break
        rejected[place] = True
    return rejected
