"""The wall time of the run."""

from __future__ import annotations

from streamboard.board.passes import Pass
from streamboard.board.state import BoardState
from streamboard.common import units
from streamboard.figures.figure_base import OtherTool
from streamboard.figures.reading import Reading
from streamboard.figures.run_figure import RunFigure
from streamboard.figures.unit import TIME


def _read(board: BoardState, run_pass: Pass, now: int) -> Reading:
    # Streams that were never queued do not move it.
    moving = any(stream.active and stream.run_pass == run_pass.number for stream in board.streams.values())
    return Reading(board.pass_figures(run_pass, now).wall_ns or None, moving=moving)


FIGURE = RunFigure(
    tag="wall",
    name="wall",
    title="wall time of the run",
    unit=TIME,
    read=_read,
    words="wall {}",
    sentence="The run took {}",
    definition="Of the run: the time in which at least one stream of the latest pass was queued, in flight"
    " or waiting for a retry. Idle times do not count; streams that were removed from the board do.",
    formula="time with anything to do",
    inputs=lambda board, now: (
        f"{units.count(len(board.passes[-1].busy.spans(now)), 'time')} with anything to do"
    ),
    sample=lambda board, _now: units.count(len(board.streams), "stream"),
    absent="nothing was queued yet",
    other_tools=(
        OtherTool("AIPerf", "duration", "last response - first request"),
        OtherTool("GuideLLM", "duration", "of the benchmark"),
        OtherTool("vLLM", "duration", "first dispatch until all are done"),
    ),
    why="Load testers have no idle times.",
)
