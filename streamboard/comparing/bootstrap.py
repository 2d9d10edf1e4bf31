"""The ratio of a percentile on two sides, by bootstrap.

B. Efron and R. Tibshirani, An Introduction to the Bootstrap (1993), chapter 13: the percentile interval.
"""

from __future__ import annotations

import random
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import partial
from operator import itemgetter

from streamboard.board.quantile import percentile, percentile_of_sorted
from streamboard.comparing.effect import ALPHA, Effect

DRAWS = 2_000
_SEED = 20_150
"""Fixed, so that the same two files always give the same words."""


def paired_ratio(old: Sequence[float], new: Sequence[float], percent: float) -> Effect | None:
    """The ratio of a percentile, where `old[i]` and `new[i]` are a pair, which is drawn as one.

    None if there is no ratio: there are fewer than two pairs, or the percentile is 0 on the old side.
    """
    if len(old) != len(new):
        raise ValueError("pairs have two sides each")
    generator, n = random.Random(_SEED), len(old)
    drawn = (generator.choices(range(n), k=n) for _ in range(DRAWS))
    return _effect(old, new, percent, ((each, each) for each in drawn), paired=True)


def unpaired_ratio(old: Sequence[float], new: Sequence[float], percent: float) -> Effect | None:
    """The ratio of a percentile of two samples, which are drawn from separately; None as above."""
    generator = random.Random(_SEED)
    drawn = (
        (generator.choices(range(len(old)), k=len(old)), generator.choices(range(len(new)), k=len(new)))
        for _ in range(DRAWS)
    )
    return _effect(old, new, percent, drawn, paired=False)


def _effect(
    old: Sequence[float],
    new: Sequence[float],
    percent: float,
    drawn: Iterator[tuple[list[int], list[int]]],
    *,
    paired: bool,
) -> Effect | None:
    n = min(len(old), len(new))
    if n < 2:
        return None
    before, after = percentile(old, percent), percentile(new, percent)
    if not before or before < 0 or after is None:
        return None
    ratios = []
    for of_old, of_new in drawn:
        below = percentile_of_sorted(sorted(itemgetter(*of_old)(old)), percent)
        above = percentile_of_sorted(sorted(itemgetter(*of_new)(new)), percent)
        if below and above is not None:
            ratios.append(above / below)
    if len(ratios) < DRAWS:  # Some draw had a 0 below: no ratio could be trusted.
        return None
    ratios.sort()
    low, high = (percentile_of_sorted(ratios, 100 * part) or 0.0 for part in (ALPHA, 1 - ALPHA))
    return Effect(
        after / before,
        low,
        high,
        n,
        "pairs" if paired else "samples",
        partial(_at_most, ratios),
        partial(_at_least, ratios),
    )


def _at_most(ratios: Sequence[float], bound: float) -> float:
    """The share of draws at or below a bound; never 0, as draws are finite."""
    return (bisect_right(ratios, bound) + 1) / (len(ratios) + 1)


def _at_least(ratios: Sequence[float], bound: float) -> float:
    return (len(ratios) - bisect_left(ratios, bound) + 1) / (len(ratios) + 1)
