"""All figures, by name. A new one is a file of its own and a name here."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from streamboard.figures import (
    attempts,
    completed,
    connect,
    e2e,
    expect,
    gap_max,
    gap_p50,
    gap_p95,
    goodput,
    input_tokens,
    itl,
    output_tokens,
    queued,
    right_after,
    run_checks,
    run_speed,
    run_tokens,
    run_wall,
    speed,
    speed_up,
    took,
    ttfo,
    ttft,
    wait,
)
from streamboard.figures.described import Described
from streamboard.figures.figure import Figure
from streamboard.figures.met import met_figure
from streamboard.figures.run import RunFigure
from streamboard.run.plan import Slo

FIGURES: tuple[Figure, ...] = (
    queued.FIGURE,
    connect.FIGURE,
    ttft.FIGURE,
    wait.FIGURE,
    ttfo.FIGURE,
    itl.FIGURE,
    speed.FIGURE,
    input_tokens.FIGURE,
    output_tokens.FIGURE,
    e2e.FIGURE,
    took.FIGURE,
    gap_p50.FIGURE,
    gap_p95.FIGURE,
    gap_max.FIGURE,
    attempts.FIGURE,
    expect.FIGURE,
    right_after.FIGURE,
)
"""The figures of a stream that every run has, in the order in which they are shown."""
FIGURE = {figure.tag: figure for figure in FIGURES}
POOLED = tuple(sorted((figure for figure in FIGURES if figure.pool), key=lambda figure: figure.pool.rank))  # type: ignore[union-attr]
"""The figures that have percentiles over several streams, the most telling first."""


@lru_cache(64)
def figures_of(slo: Slo) -> tuple[Figure, ...]:
    """The figures of a stream in a run with these objectives; if there are any, whether it met them comes
    last."""
    return FIGURES if slo == Slo() else (*FIGURES, met_figure(slo))


def figures_of_files(slo: Slo) -> tuple[Figure, ...]:
    """The figures in files: the same whatever the objectives, so that all files have the same columns."""
    return (*FIGURES, met_figure(slo))


RUN_FIGURES: tuple[RunFigure, ...] = (
    completed.FIGURE,
    run_wall.FIGURE,
    run_tokens.FIGURE,
    run_speed.FIGURE,
    speed_up.FIGURE,
    goodput.FIGURE,
    run_checks.FIGURE,
)
"""The figures of the run, in the order in which they are reported."""
RUN_FIGURE = {figure.tag: figure for figure in RUN_FIGURES}
ALL: tuple[Described[Any], ...] = (*FIGURES, *RUN_FIGURES)
"""The figures of a stream, then those of the run."""
