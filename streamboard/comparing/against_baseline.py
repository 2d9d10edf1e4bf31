"""Gates held against a baseline."""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import NamedTuple

from streamboard.comparing.choice_of_method import MEDIAN, enough, measure
from streamboard.comparing.effect import ALPHA, Effect
from streamboard.comparing.run_means import LEAST_RUNS, ratio_of_runs
from streamboard.comparing.shares import ShareDifference, difference
from streamboard.comparing.sides import RunSide, partners
from streamboard.comparing.words import (
    difference_words,
    ratio_words,
    share_words,
    times,
    value_words,
)
from streamboard.figures.confidence_intervals import least
from streamboard.figures.figure import Figure
from streamboard.figures.run_figure import RunFigure
from streamboard.figures.unit import SHARES, TIME, Unit
from streamboard.promptset.gates import Gate, Tolerance

FLOORS: dict[Unit, float] = {TIME: 1_000_000}
"""Smaller differences count as none, unless the gate sets its own floor.

Stamps of streams started together may be off by a millisecond.
"""
_NORMAL = NormalDist()


class Held(NamedTuple):
    """Before Holm's correction over all gates."""

    gate: Gate
    value: float
    baseline: float
    low: float
    """Of the ratio, or of the difference between shares."""
    high: float
    bound: float
    n: int
    p: float
    """One-sided: the probability of such a sample if the bound is met."""
    passes: bool
    """The whole interval meets the bound or stays within the floor."""
    matters: bool
    words: str


def against_baseline(
    gate: Gate, tolerance: Tolerance, figure: Figure | RunFigure, baseline: RunSide, run: RunSide
) -> Held | str:
    """A str says why no judgement is possible."""
    if figure.unit in SHARES:
        return _shares(gate, tolerance, figure, baseline, run)
    if isinstance(figure, RunFigure):
        return _of_runs(gate, tolerance, figure, baseline, run)
    percent = gate.percent or MEDIAN
    found = measure(baseline, run, figure, partners(baseline, run), percent)
    if found.old.n == 0 or found.new.n == 0:
        return f"{'the baseline' if found.old.n == 0 else 'this run'} has no value: {figure.absent}"
    if found.effect is None or found.old.value is None or found.new.value is None:
        return _too_few(gate, min(found.old.n, found.new.n), "sample", least(percent))
    if not enough(found, percent):
        return _too_few(
            gate, found.effect.n, "pair" if found.effect.method == "pairs" else "sample", least(percent)
        )
    return held_ratio(gate, tolerance, figure.unit, found.old.value, found.new.value, found.effect)


def _too_few(gate: Gate, n: int, noun: str, least_n: int) -> str:
    return f"n={n}, and it takes {least_n} {noun}s to bound a {gate.part} on both sides"


def _of_runs(
    gate: Gate, tolerance: Tolerance, figure: RunFigure, baseline: RunSide, run: RunSide
) -> Held | str:
    before, after = (
        [value for reading in side.of_runs(figure) if (value := reading.settled) is not None]
        for side in (baseline, run)
    )
    if not before or not after:
        return f"{'the baseline' if not before else 'this run'} has no value: {figure.absent}"
    effect = ratio_of_runs(before, after)
    if effect is None:
        each = f"{value_words(figure.unit, after[0])} against {value_words(figure.unit, before[0])}"
        return f"{each}, and it takes {LEAST_RUNS} runs a side to say how much runs differ"
    means = sum(before) / len(before), sum(after) / len(after)
    return held_ratio(gate, tolerance, figure.unit, *means, effect)


def held_ratio(
    gate: Gate, tolerance: Tolerance, unit: Unit, before: float, after: float, effect: Effect
) -> Held:
    bound, upward = 1 + tolerance.share, gate.relation in ("<", "<=")
    floor = FLOORS.get(unit, 0.0) if tolerance.floor is None else tolerance.floor
    far = effect.high if upward else effect.low
    within = abs(before * (far - 1)) <= floor if far != float("inf") else False
    meets = far <= bound if upward else far >= bound
    words = f"{value_words(unit, after)} against {value_words(unit, before)}, {ratio_words(effect)}"
    words += f"; {'at most' if upward else 'at least'} {times(bound)}"
    if floor and (tolerance.floor is not None or within):
        words += f" or {value_words(unit, floor)}"
    return Held(
        gate,
        after,
        before,
        effect.low,
        effect.high,
        bound,
        effect.n,
        effect.above(bound) if upward else effect.below(bound),
        meets or within,
        abs(after - before) > floor,
        f"{words} is allowed",
    )


def _shares(
    gate: Gate, tolerance: Tolerance, figure: Figure | RunFigure, baseline: RunSide, run: RunSide
) -> Held | str:
    old, new = baseline.share(figure), run.share(figure)
    if old is None or new is None:
        return f"{'the baseline' if old is None else 'this run'} has nothing to count: {figure.absent}"
    found, upward = difference(old, new), gate.relation in ("<", "<=")
    room = max(abs(tolerance.share), tolerance.floor or 0)
    bound = math.copysign(room, tolerance.share if tolerance.share else 1 if upward else -1)
    far = found.high if upward else found.low
    words = f"{share_words(new)} against {share_words(old)}, {difference_words(found)}"
    return Held(
        gate,
        new.value,
        old.value,
        found.low,
        found.high,
        bound,
        min(old.of, new.of),
        _p_of(found, bound, upward=upward),
        far <= bound if upward else far >= bound,
        True,
        f"{words}; {_allowed(bound, upward=upward)}",
    )


def _p_of(found: ShareDifference, bound: float, *, upward: bool) -> float:
    """One-sided, matching the interval: below `ALPHA` if that lies beyond the bound."""
    half = found.value - found.low if upward else found.high - found.value
    beyond = found.value - bound if upward else bound - found.value
    if half == 0:
        return 0.0 if beyond > 0 else 1.0
    return 1 - _NORMAL.cdf(beyond / half * _NORMAL.inv_cdf(1 - ALPHA))


def _allowed(bound: float, *, upward: bool) -> str:
    if bound == 0:
        return f"no {'more' if upward else 'less'} is allowed"
    points = f"{abs(bound) * 100:g} point{'' if abs(bound) == 0.01 else 's'}"
    if upward:
        return f"at most {points} more is allowed" if bound > 0 else f"{points} less is asked for"
    return f"at most {points} less is allowed" if bound < 0 else f"{points} more is asked for"
