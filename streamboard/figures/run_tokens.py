"""Output tokens of the run."""

from __future__ import annotations

from streamboard import units
from streamboard.board.state import BoardState
from streamboard.figures.reading import Reading
from streamboard.figures.run import RunElsewhere, RunFigure
from streamboard.figures.unit import TOKENS


def _read(board: BoardState, now: int) -> Reading:
    totals = board.totals(now)
    return Reading(totals.output_tokens or None, estimated=totals.estimated)


FIGURE = RunFigure(
    tag="run_output_tokens",
    name="run tokens",
    title="output tokens of the run",
    unit=TOKENS,
    read=_read,
    words="{} tokens",
    sentence="In all {} came",
    definition="Of the run: output tokens of all attempts of the latest pass, those that failed, were run"
    " again or whose stream was taken off the board too: what they brought was generated as well.",
    formula="sum of output tokens",
    inputs=lambda board, now: (
        "an estimate is in it" if board.totals(now).estimated else "counted by the server"
    ),
    sample=lambda board: units.count(len(board.brought(board.passes[-1].number)), "attempt"),
    absent="nothing came yet",
    elsewhere=(
        RunElsewhere("AIPerf", "total OSL", "of valid requests"),
        RunElsewhere("GuideLLM", "output tokens", "of completed requests"),
        RunElsewhere("vLLM", "total output", "of successful requests"),
    ),
    why="Others count answers without an error only.",
)
