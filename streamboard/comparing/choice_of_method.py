"""A percentile of a figure on two sides, and their ratio."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import NamedTuple

from streamboard.board.quantile import percentile
from streamboard.comparing.bootstrap import paired_ratio, unpaired_ratio
from streamboard.comparing.effect import Effect
from streamboard.comparing.ranks import location_ratio
from streamboard.comparing.run_means import LEAST_RUNS, RunMean, mean_of_runs, ratio_of_runs
from streamboard.comparing.sides import Place, RunSide, paired
from streamboard.figures.confidence_intervals import least
from streamboard.figures.figure import Figure

MEDIAN = 50.0


class Summed(NamedTuple):
    value: float | None
    n: int
    runs: RunMean | None = None
    """From `LEAST_RUNS` a side on; value and n are then theirs."""


class Measured(NamedTuple):
    old: Summed
    new: Summed
    effect: Effect | None


def measure(
    old: RunSide, new: RunSide, figure: Figure, partner: Mapping[Place, Place], percent: float = MEDIAN
) -> Measured:
    """The unit is the run from `LEAST_RUNS` a side on, else the pair of streams.

    Unpaired medians are compared by rank, other percentiles by bootstrap. One run is not paired with several:
    most of their streams would have no partner.
    """
    by_run = [side.by_run(figure) for side in (old, new)]
    if min(map(len, by_run)) >= LEAST_RUNS:
        before, after = ([percentile(run, percent) or 0.0 for run in runs] for runs in by_run)
        effect = ratio_of_runs(before, after)
        return Measured(_of_runs(before), _of_runs(after), effect)
    before_at, after_at = old.values(figure), new.values(figure)
    pairs = paired(before_at, after_at, partner)
    if pairs.old and len(old.boards) == len(new.boards):
        effect = paired_ratio(pairs.old, pairs.new, percent)
        sums = _of_sample(pairs.old, percent), _of_sample(pairs.new, percent)
        return Measured(*sums, effect)
    before, after = [*before_at.values()], [*after_at.values()]
    ratio = location_ratio if percent == MEDIAN else partial(unpaired_ratio, percent=percent)
    effect = ratio(before, after) if before and after else None
    return Measured(_of_sample(before, percent), _of_sample(after, percent), effect)


def _of_sample(values: Sequence[float], percent: float) -> Summed:
    return Summed(percentile(values, percent), len(values))


def _of_runs(values: Sequence[float]) -> Summed:
    runs = mean_of_runs(values)
    return Summed(None if runs is None else runs.mean, len(values), runs)


def enough(measured: Measured, percent: float) -> bool:
    effect = measured.effect
    if effect is None:
        return False
    return effect.n >= (LEAST_RUNS if effect.method == "runs" else least(percent))
