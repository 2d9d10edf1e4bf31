"""Checks passed by the run's answers."""

from __future__ import annotations

from collections.abc import Iterable

from streamboard.board.answer_checks import passed
from streamboard.board.passes import Pass
from streamboard.board.state import BoardState
from streamboard.board.stream import StreamState
from streamboard.common import units
from streamboard.figures.figure_base import OtherTool
from streamboard.figures.of_stream.expect import has_checks
from streamboard.figures.reading import ABSENT, Reading
from streamboard.figures.run_figure import RunFigure
from streamboard.figures.unit import CHECKS


def checks_of(streams: Iterable[StreamState]) -> tuple[int, int]:
    """Checks passed, and all checks."""
    shown = [attempt.checks for stream in streams if (attempt := stream.shown) is not None]
    return sum(map(passed, shown)), sum(map(len, shown))


def _read(board: BoardState, _run_pass: Pass, now: int) -> Reading:
    good, of = checks_of(board.streams.values())
    if not of:
        return ABSENT
    return Reading(good / of, of=of, note=f"{good}/{of}", moving=not board.finished)


def _inputs(board: BoardState, now: int) -> str:
    good, of = checks_of(board.streams.values())
    return f"{good} / {of}"


FIGURE = RunFigure(
    tag="checks_passed",
    name="checks passed",
    title="checks passed, of all streams",
    unit=CHECKS,
    read=_read,
    words="{} checks passed",
    sentence="Of the checks on the answers {} passed",
    worth=lambda board: any(map(has_checks, board.streams.values())),
    definition="Of the run: how many checks on its answers (`expect`) were passed, of all of the streams"
    " that were sent; as a share in files.",
    formula="checks passed / checks",
    inputs=_inputs,
    sample=lambda board, now: units.count(checks_of(board.streams.values())[1], "check"),
    absent="nothing is expected, or nothing was sent",
    other_tools=(OtherTool("AIPerf", ""), OtherTool("GuideLLM", ""), OtherTool("vLLM", "")),
    why="None of the others looks at what the answers say.",
)
