"""The share of streams that completed."""

from __future__ import annotations

from streamboard.board.passes import Pass
from streamboard.board.phases_and_ends import DONE
from streamboard.board.state import BoardState
from streamboard.common import units
from streamboard.figures.figure_base import OtherTool
from streamboard.figures.reading import ABSENT, Reading
from streamboard.figures.run_figure import RunFigure
from streamboard.figures.unit import SHARE


def _read(board: BoardState, _run_pass: Pass, now: int) -> Reading:
    totals = board.totals(now)
    if not totals.streams:
        return ABSENT
    done, of = totals.counts[DONE.name], totals.streams
    return Reading(done / of, of=of, note=f"{done} of {of}", moving=not board.finished)


def _inputs(board: BoardState, now: int) -> str:
    totals = board.totals(now)
    return f"{totals.counts[DONE.name]} / {totals.streams}"


FIGURE = RunFigure(
    tag="completed",
    name="completed",
    title="share of streams that completed",
    unit=SHARE,
    read=_read,
    words="{} completed",
    sentence="Of the streams {} completed",
    definition="Of the run: the share of its streams that ended as completed: with a whole answer, or as the"
    " prompt set's `success` says.",
    formula="streams that completed / streams",
    inputs=_inputs,
    sample=lambda board, now: units.count(board.totals(now).streams, "stream"),
    absent="there is no stream",
    other_tools=(OtherTool("AIPerf", ""), OtherTool("GuideLLM", ""), OtherTool("vLLM", "")),
    why="Others count requests that succeeded and those that failed, each for itself, and an answer cut at"
    " max_tokens as a success.",
)
