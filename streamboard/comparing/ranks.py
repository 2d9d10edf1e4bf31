"""Two unpaired samples, compared by rank.

H. B. Mann and D. R. Whitney, "On a test of whether one of two random variables is stochastically larger than
the other", Annals of Mathematical Statistics 18 (1947), 50-60; J. L. Hodges and E. L. Lehmann, "Estimates of
location based on rank tests", ibid. 34 (1963), 598-611.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache, partial
from itertools import accumulate
from statistics import NormalDist, median

from streamboard.comparing.effect import ALPHA, Effect

_EXACT = 8
"""Size of the smaller side up to which probabilities are exact, if there are no ties."""
_NORMAL = NormalDist()


def location_ratio(old: Sequence[float], new: Sequence[float]) -> Effect | None:
    """The typical ratio new / old: the shift of the logarithms (Hodges-Lehmann).

    None if a sample is empty or has a 0; without bounds if samples are too small.
    """
    if not old or not new or min(*old, *new) <= 0:
        return None
    before, after = [math.log(value) for value in old], [math.log(value) for value in new]
    differences = sorted(b - a for a in before for b in after)
    outside = _outside(before, after)
    if outside < 1:
        low, high = -math.inf, math.inf
    else:
        low, high = differences[outside - 1], differences[-outside]
    return Effect(
        math.exp(median(differences)),
        math.exp(low),
        math.inf if high == math.inf else math.exp(high),
        min(len(old), len(new)),
        "samples",
        partial(_tail, before, after),
        partial(_tail_below, before, after),
    )


def greater(old: Sequence[float], new: Sequence[float]) -> float:
    """Mann and Whitney's one-sided p, of `new` not being greater.

    Exact for small samples without ties, else normal with tie and continuity correction.
    """
    n, m = len(new), len(old)
    ordered = sorted(old)
    u = sum((bisect_left(ordered, value) + bisect_right(ordered, value)) / 2 for value in new)
    ties = Counter([*old, *new])
    if min(n, m) <= _EXACT and max(ties.values()) == 1:
        counts = _counted(n, m)
        return (counts[-1] - (counts[round(u) - 1] if u >= 1 else 0)) / counts[-1]
    deviation = _deviation(n, m, ties)
    if deviation == 0:
        return 1.0
    return 1 - _NORMAL.cdf((u - n * m / 2 - 0.5) / deviation)


def _tail(before: Sequence[float], after: Sequence[float], ratio: float) -> float:
    return greater([value + math.log(ratio) for value in before], after)


def _tail_below(before: Sequence[float], after: Sequence[float], ratio: float) -> float:
    return greater(after, [value + math.log(ratio) for value in before])


def _deviation(n: int, m: int, ties: Counter[float]) -> float:
    total = n + m
    tied = sum(count**3 - count for count in ties.values()) / (total * (total - 1))
    return math.sqrt(max(n * m / 12 * (total + 1 - tied), 0))


def _outside(old: Sequence[float], new: Sequence[float]) -> int:
    """Differences beyond each end of the interval; 0 if it is open."""
    n, m = len(new), len(old)
    if min(n, m) <= _EXACT:
        counts = _counted(n, m)
        return bisect_right(counts, ALPHA * counts[-1])
    spread = _deviation(n, m, Counter([*old, *new]))
    return max(math.floor(n * m / 2 + _NORMAL.inv_cdf(ALPHA) * spread), 0)


@lru_cache(16)
def _counted(n: int, m: int) -> list[int]:
    """Arrangements of n and m values with U at most 0, 1, 2, ...

    For each U, a coefficient of the Gaussian binomial: the product of (1 - x^(m+i)) / (1 - x^i), i = 1..n.
    """
    n, m = min(n, m), max(n, m)
    size = n * m + 1
    counts = [1] + [0] * (size - 1)
    for i in range(1, n + 1):
        for u in range(size - 1, m + i - 1, -1):
            counts[u] -= counts[u - m - i]
        for u in range(i, size):
            counts[u] += counts[u - i]
    return list(accumulate(counts))
