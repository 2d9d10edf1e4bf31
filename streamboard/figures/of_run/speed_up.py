"""The gain from running streams side by side."""

from __future__ import annotations

from streamboard.board.passes import Pass
from streamboard.board.state import BoardState
from streamboard.common import units
from streamboard.figures.figure_base import OtherTool
from streamboard.figures.reading import Reading
from streamboard.figures.run_figure import RunFigure
from streamboard.figures.unit import RATIO


def _read(board: BoardState, run_pass: Pass, now: int) -> Reading:
    return Reading(board.pass_figures(run_pass, now).speed_up)


def _inputs(board: BoardState, now: int) -> str:
    found = board.pass_figures(board.passes[-1], now)
    return f"{units.duration(found.start_e2e_ns)} / {units.duration(found.start_wall_ns)}"


def _sample(board: BoardState, now: int) -> str:
    found = board.pass_figures(board.passes[-1], now)
    words = units.count(found.start_attempts, "attempt")
    later = found.attempts - found.start_attempts
    return f"{words} that the run began with; {later} came later or brought nothing" if later else words


FIGURE = RunFigure(
    tag="speed_up",
    name="speed-up",
    title="speed-up by running side by side",
    unit=RATIO,
    read=_read,
    words="speed-up {}",
    sentence="One after another the streams would have taken {} as long",
    worth=lambda board: len(board.streams) > 1,
    definition="Of the run: how many times as long the streams that the latest pass began with would have"
    " taken one after another, each at the speed it had. Streams added later or run again by hand do not"
    " count.",
    formula="sum of E2E / their wall",
    inputs=_inputs,
    sample=_sample,
    absent="nothing came yet",
    other_tools=(OtherTool("AIPerf", ""), OtherTool("GuideLLM", ""), OtherTool("vLLM", "")),
    why="None of the others has one. It does not see that streams that share a server slow each other down:"
    " O runs them one by one and compares what was measured.",
)
