"""Output tokens of the run."""

from __future__ import annotations

from streamboard.board.passes import Pass
from streamboard.board.state import BoardState
from streamboard.common import units
from streamboard.figures.figure_base import OtherTool
from streamboard.figures.reading import Reading
from streamboard.figures.run_figure import RunFigure
from streamboard.figures.unit import TOKENS


def _read(board: BoardState, run_pass: Pass, now: int) -> Reading:
    found = board.pass_figures(run_pass, now)
    return Reading(found.output_tokens or None, estimated=not found.counted)


FIGURE = RunFigure(
    tag="run_output_tokens",
    name="run tokens",
    title="output tokens of the run",
    unit=TOKENS,
    read=_read,
    words="{} tok",
    sentence="In all {} came",
    definition="Of the run: output tokens of all attempts of the latest pass, including those that failed,"
    " were run again, or whose stream was removed from the board.",
    formula="sum of output tokens",
    inputs=lambda board, now: (
        "includes an estimate" if board.totals(now).estimated else "counted by the server"
    ),
    sample=lambda board, now: units.count(board.pass_figures(board.passes[-1], now).attempts, "attempt"),
    absent="nothing came yet",
    other_tools=(
        OtherTool("AIPerf", "total OSL", "of valid requests"),
        OtherTool("GuideLLM", "output tokens", "of completed requests"),
        OtherTool("vLLM", "total output", "of successful requests"),
    ),
    why="Others count only answers without an error.",
)
