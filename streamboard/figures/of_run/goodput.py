"""Goodput: the share of streams that met every objective."""

from __future__ import annotations

from collections.abc import Sequence

from streamboard.board.passes import Pass
from streamboard.board.state import BoardState
from streamboard.common import units
from streamboard.figures.figure_base import OtherTool
from streamboard.figures.of_stream.slo_met import judged_by_aiperf, judged_by_guidellm
from streamboard.figures.reading import ABSENT, Reading
from streamboard.figures.run_figure import RunFigure
from streamboard.figures.unit import SHARE
from streamboard.run.plan import Slo


def _read(board: BoardState, _run_pass: Pass, now: int) -> Reading:
    found = board.totals(now).goodput
    if found is None or not found[1]:
        return ABSENT
    met, ended = found
    so_far = "" if ended == len(board.streams) else " ended"
    return Reading(met / ended, of=ended, note=f"{met} of {ended}{so_far}", moving=bool(so_far))


def _inputs(board: BoardState, now: int) -> str:
    met, ended = board.totals(now).goodput or (0, 0)
    going = len(board.streams) - ended
    return f"{met} / {ended}" + (
        f"; {going} of {units.count(len(board.streams), 'stream')} go on" if going else ""
    )


def _share(verdicts: Sequence[float | None]) -> float | None:
    judged = [verdict for verdict in verdicts if verdict is not None]
    return sum(judged) / len(judged) if judged else None


FIGURE = RunFigure(
    tag="goodput",
    name="goodput",
    title="share of streams that met every objective",
    unit=SHARE,
    read=_read,
    words="SLO {}",
    sentence="Of the streams that ended {} met their targets",
    worth=lambda board: board.plan.slo != Slo(),
    definition="Of the run: the share of ended streams that met every objective. While streams still run, it"
    " says that only ended ones count.",
    formula="streams that met all / streams that ended",
    inputs=_inputs,
    sample=lambda board, now: units.count((board.totals(now).goodput or (0, 0))[1], "stream"),
    absent="no stream has ended yet",
    other_tools=(
        OtherTool(
            "AIPerf",
            "good fraction",
            "good / attempted",
            lambda board: _share([judged_by_aiperf(one, board.plan.slo) for one in board.attempts()]),
        ),
        OtherTool(
            "GuideLLM",
            "conforming",
            "good / those it can judge",
            lambda board: _share([judged_by_guidellm(one, board.plan.slo) for one in board.attempts()]),
        ),
        OtherTool("vLLM", "goodput", "good requests / s"),
    ),
    why="Others count requests, so a retry is one more. AIPerf also reports good requests per second.",
)
