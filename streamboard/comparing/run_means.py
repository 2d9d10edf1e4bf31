"""Several runs a side: the mean over runs, with Student's t.

Streams of one run share its conditions and say nothing of how much runs differ.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from streamboard.comparing.effect import ALPHA, Effect

LEAST_RUNS = 3
"""Runs a side below which their variation is not estimated."""


class RunMean(NamedTuple):
    mean: float
    low: float
    high: float
    cv: float
    """Coefficient of variation: standard deviation / mean."""


def mean_of_runs(values: Sequence[float]) -> RunMean | None:
    n = len(values)
    if n < LEAST_RUNS:
        return None
    mean, deviation = statistics.fmean(values), statistics.stdev(values)
    half = t_quantile(1 - ALPHA, n - 1) * deviation / math.sqrt(n)
    return RunMean(mean, mean - half, mean + half, deviation / mean if mean else math.nan)


def ratio_of_runs(old: Sequence[float], new: Sequence[float]) -> Effect | None:
    """Ratio of geometric means, by Welch's t test on logarithms; None also if a value is 0."""
    if min(len(old), len(new)) < LEAST_RUNS or min(*old, *new) <= 0:
        return None
    before, after = [math.log(value) for value in old], [math.log(value) for value in new]
    parts = [statistics.variance(side) / len(side) for side in (before, after)]
    error = math.sqrt(sum(parts))
    shift = statistics.fmean(after) - statistics.fmean(before)
    freedom = (
        sum(parts) ** 2 / (parts[0] ** 2 / (len(before) - 1) + parts[1] ** 2 / (len(after) - 1))
        if error
        else float(len(before) + len(after) - 2)
    )
    half = t_quantile(1 - ALPHA, freedom) * error
    return Effect(
        math.exp(shift),
        math.exp(shift - half),
        math.exp(shift + half),
        min(len(old), len(new)),
        "runs",
        partial(_at_most, shift, error, freedom),
        partial(_at_least, shift, error, freedom),
    )


def _at_most(shift: float, error: float, freedom: float, ratio: float) -> float:
    return 1 - _cdf_of(shift - math.log(ratio), error, freedom)


def _at_least(shift: float, error: float, freedom: float, ratio: float) -> float:
    return _cdf_of(shift - math.log(ratio), error, freedom)


def _cdf_of(difference: float, error: float, freedom: float) -> float:
    if error == 0:
        return 0.5 if difference == 0 else float(difference > 0)
    return t_cdf(difference / error, freedom)


def t_cdf(t: float, freedom: float) -> float:
    tail = _incomplete_beta(freedom / 2, 0.5, freedom / (freedom + t * t)) / 2
    return 1 - tail if t > 0 else tail


def t_quantile(p: float, freedom: float) -> float:
    """By bisection, for 0.5 <= p < 1."""
    low, high = 0.0, 1.0
    while t_cdf(high, freedom) < p:
        low, high = high, high * 2
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if t_cdf(middle, freedom) < p else (low, middle)
    return (low + high) / 2


def _incomplete_beta(a: float, b: float, x: float) -> float:
    """Regularised, by continued fraction.

    Abramowitz and Stegun, Handbook of Mathematical Functions (1964), 26.5.8, on the side that converges.
    """
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - _incomplete_beta(b, a, 1 - x)
    factor = math.exp(
        a * math.log(x) + b * math.log1p(-x) + math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    )
    fraction, c, d = 1.0, 1.0, 0.0
    for step in range(500):
        m = step // 2
        if step == 0:
            part = 1.0
        elif step % 2 == 0:
            part = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        else:
            part = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        d = 1 / _not_zero(1 + part * d)
        c = _not_zero(1 + part / c)
        fraction *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    return factor * (fraction - 1) / a


def _not_zero(number: float) -> float:
    return number if abs(number) > 1e-300 else 1e-300
