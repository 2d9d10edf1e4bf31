"""All figures. To add one, write a file in `of_stream` or `of_run` and name it here."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from streamboard.figures.described import Described
from streamboard.figures.figure import Figure
from streamboard.figures.of_run import (
    checks_passed,
    completed,
    goodput,
    run_output_tokens,
    run_tokens_per_second,
    speed_up,
    wall,
)
from streamboard.figures.of_stream import (
    attempts,
    connect,
    e2e,
    expect,
    gap_max,
    gap_p50,
    gap_p95,
    input_tokens,
    itl,
    output_tokens,
    queued,
    right_after,
    tokens_per_second,
    took,
    ttfo,
    ttft,
    wait,
)
from streamboard.figures.of_stream.slo_met import met_figure
from streamboard.figures.run_figure import RunFigure
from streamboard.run.plan import Slo

FIGURES: tuple[Figure, ...] = (
    queued.FIGURE,
    connect.FIGURE,
    ttft.FIGURE,
    wait.FIGURE,
    ttfo.FIGURE,
    itl.FIGURE,
    tokens_per_second.FIGURE,
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
"""Of a stream, in every run, in display order."""
FIGURE = {figure.tag: figure for figure in FIGURES}
POOLED = tuple(sorted((figure for figure in FIGURES if figure.pool), key=lambda figure: figure.pool.rank))  # type: ignore[union-attr]
"""With percentiles over streams, the most telling first."""


def slo_figure(slo: Slo) -> Figure:
    """Whether a stream met these objectives."""
    return met_figure(slo, FIGURE)


@lru_cache(64)
def figures_of(slo: Slo) -> tuple[Figure, ...]:
    """Stream figures for a run with these objectives; whether they were met comes last, if any are set."""
    return FIGURES if slo == Slo() else (*FIGURES, slo_figure(slo))


def figures_of_files(slo: Slo) -> tuple[Figure, ...]:
    """Stream figures in files: independent of objectives, so that all files have equal columns."""
    return (*FIGURES, slo_figure(slo))


RUN_FIGURES: tuple[RunFigure, ...] = (
    completed.FIGURE,
    wall.FIGURE,
    run_output_tokens.FIGURE,
    run_tokens_per_second.FIGURE,
    speed_up.FIGURE,
    goodput.FIGURE,
    checks_passed.FIGURE,
)
"""Of the run, in report order."""
RUN_FIGURE = {figure.tag: figure for figure in RUN_FIGURES}
ALL: tuple[Described[Any], ...] = (*FIGURES, *RUN_FIGURES)
"""Stream figures, then run figures."""
