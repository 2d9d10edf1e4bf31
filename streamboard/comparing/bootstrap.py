"""The ratio of a percentile on two sides, by bootstrap.

B. Efron and R. Tibshirani, An Introduction to the Bootstrap (1993), chapter 13: the percentile interval.
"""

from __future__ import annotations

import random
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from operator import itemgetter

from streamboard.board.quantile import percentile, percentile_of_sorted
from streamboard.comparing.effect import ALPHA, Effect

DRAWS = 2_000
_SEED = 20_150
"""Fixed, so that the same files give the same result."""
_Draw = Callable[[Sequence[float]], tuple[float, ...]]
_Draws = list[tuple[_Draw, _Draw]]
"""Per draw, for the old and the new sample."""


def paired_ratio(old: Sequence[float], new: Sequence[float], percent: float) -> Effect | None:
    """`old[i]` and `new[i]` are a pair.

    None below two pairs, or if the old percentile is 0, in the sample or in a draw.
    """
    if len(old) != len(new):
        raise ValueError("pairs have two sides each")
    return _effect(old, new, percent, _pairs(len(old)), paired=True)


def unpaired_ratio(old: Sequence[float], new: Sequence[float], percent: float) -> Effect | None:
    """Each side is resampled on its own; None as for `paired_ratio`."""
    return _effect(old, new, percent, _samples(len(old), len(new)), paired=False)


@lru_cache(2)
def _pairs(n: int) -> _Draws:
    """Cached, as all figures with n pairs share the draws."""
    generator = random.Random(_SEED)
    return [(drawn, drawn) for drawn in (_draw(generator, n) for _ in range(DRAWS))]


@lru_cache(2)
def _samples(n: int, m: int) -> _Draws:
    generator = random.Random(_SEED)
    return [(_draw(generator, n), _draw(generator, m)) for _ in range(DRAWS)]


def _draw(generator: random.Random, n: int) -> _Draw:
    places = generator.choices(range(n), k=n)
    return itemgetter(*places) if n > 1 else tuple


def _effect(
    old: Sequence[float],
    new: Sequence[float],
    percent: float,
    drawn: _Draws,
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
        below = percentile_of_sorted(sorted(of_old(old)), percent)
        above = percentile_of_sorted(sorted(of_new(new)), percent)
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
    """Never 0, as draws are finite."""
    return (bisect_right(ratios, bound) + 1) / (len(ratios) + 1)


def _at_least(ratios: Sequence[float], bound: float) -> float:
    return (len(ratios) - bisect_left(ratios, bound) + 1) / (len(ratios) + 1)
