"""Time to first output."""

from __future__ import annotations

from streamboard.board.attempt import Attempt
from streamboard.board.stream import StreamState
from streamboard.figures.figure import Figure, Placement
from streamboard.figures.figure_base import OtherTool
from streamboard.figures.formula_words import since_request
from streamboard.figures.other_tools import first_output_ns, guidellm_ttfo_ns
from streamboard.figures.reading import ABSENT, Reading, measured
from streamboard.figures.unit import TIME


def _read(stream: StreamState, attempt: Attempt | None, now: int) -> Reading:
    if attempt is None:
        return ABSENT
    thinks = attempt.first_output is None and attempt.deltas.first is not None
    if thinks and attempt.under_way and attempt.zero is not None:
        return Reading(now - attempt.zero, moving=True)
    return measured(attempt.ttfo_ns(), attempt.lateness.of(attempt.first_output))


def _worth(stream: StreamState, reading: Reading) -> bool:
    attempt = stream.shown
    return attempt is not None and reading.value is not None and attempt.first_output != attempt.deltas.first


FIGURE = Figure(
    tag="ttfo",
    name="TTFO",
    title="time to first output",
    unit=TIME,
    read=_read,
    better="low",
    worth=_worth,
    places={
        "pane": Placement(30, 44),
        "table": Placement(10),
        "zoom": Placement(20),
        "summary": Placement(20),
    },
    definition="From when the request was sent to the first content that is not thinking; tool input counts.",
    formula="first not thinking - request sent",
    inputs=lambda attempt: since_request(attempt, attempt.first_output),
    absent="nothing but thinking came",
    other_tools=(
        OtherTool("AIPerf", "TTFO", "first not reasoning - call", first_output_ns),
        OtherTool("GuideLLM", "TTFO", "first text - call", guidellm_ttfo_ns),
        OtherTool("vLLM", ""),
    ),
    why="Others start their clock before the request is made. GuideLLM does not count tool input as output."
    " vLLM does not tell thinking apart.",
)
