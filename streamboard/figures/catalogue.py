"""All figures. To add one, write a file in `of_stream` or `of_run` and name it here."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from streamboard.figures.figure import Figure
from streamboard.figures.figure_base import Described
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
"""In display order."""
FIGURE = {figure.tag: figure for figure in FIGURES}
POOLED = tuple(sorted((figure for figure in FIGURES if figure.pool), key=lambda figure: figure.pool.rank))  # type: ignore[union-attr]
"""The most telling first."""


def slo_figure(slo: Slo) -> Figure:
    return met_figure(slo, FIGURE)


@lru_cache(64)
def figures_of(slo: Slo) -> tuple[Figure, ...]:
    """Objectives, if any are set, come last."""
    return FIGURES if slo == Slo() else (*FIGURES, slo_figure(slo))


def figures_of_files(slo: Slo) -> tuple[Figure, ...]:
    """Independent of objectives, so that all files have equal columns."""
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
"""In report order."""
RUN_FIGURE = {figure.tag: figure for figure in RUN_FIGURES}
ALL: tuple[Described[Any], ...] = (*FIGURES, *RUN_FIGURES)
