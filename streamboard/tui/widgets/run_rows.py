"""Kept runs as lines of a list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from rich.text import Text

from streamboard.common import units
from streamboard.report import runs as report
from streamboard.run.archive.shelf import KeptRun
from streamboard.safety.sanitise import clean_line
from streamboard.tui.draw.canvas import shortened

_ROOM_FOR_MODELS, _LEAST_MODELS, _MOST_MODELS = 100, 10, 34
_BESIDE_MODELS = 65
"""Cells of a run's line without its title and models."""
_BESIDE_TITLE = 59
"""Cells of a run's line without its title, where it has no models."""


def run_cells(kept: KeptRun, width: int) -> tuple[str, ...]:
    """Sanitised."""
    run = kept.run
    room = min(max(width - width // 4 - _BESIDE_MODELS, _LEAST_MODELS), _MOST_MODELS)
    models = [shortened(report.models_of(run), room)] if width >= _ROOM_FOR_MODELS else []
    return (
        report.when(run.began, datetime.now().astimezone()),
        shortened(report.title_of(run), width // 4 if models else max(width - _BESIDE_TITLE, 12)),
        units.count(run.streams, "stream") if run.streams else units.DASH,
        *models,
        shortened(report.outcome_of(run), 19),
        report.size(run.size),
        " ".join(map(clean_line, kept.tags)),
    )


def widths_of(rows: Sequence[Sequence[str]]) -> list[int]:
    """Of each column but the last."""
    return [max(map(_cells, column)) for column in zip(*rows, strict=True)][:-1]


def line_of(cells: Sequence[str], widths: Sequence[int], width: int) -> Text:
    padded = [f"{cell}{' ' * (room - _cells(cell))}" for cell, room in zip(cells, widths, strict=False)]
    between = "   " if width >= _ROOM_FOR_MODELS else "  "
    line = Text("  " + between.join([*padded, cells[-1]]).rstrip(), no_wrap=True, overflow="ellipsis")
    line.truncate(max(width, 1), overflow="ellipsis")
    return line


def _cells(text: str) -> int:
    return Text(text).cell_len
