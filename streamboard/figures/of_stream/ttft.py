"""Time to first token."""

from __future__ import annotations

from streamboard.board.attempt import Attempt
from streamboard.board.stream import StreamState
from streamboard.figures.figure import Figure, Placement, Pool
from streamboard.figures.figure_base import OtherTool
from streamboard.figures.formula_words import since_request
from streamboard.figures.other_tools import first_content_ns, vllm_ttft_ns
from streamboard.figures.reading import ABSENT, Reading, measured
from streamboard.figures.unit import TIME


def _read(stream: StreamState, attempt: Attempt | None, now: int) -> Reading:
    if attempt is None:
        return ABSENT
    value = attempt.ttft_ns()
    if value is not None:
        return measured(value, attempt.lateness.of(attempt.deltas.first))
    if attempt is stream.current and stream.phase == "waiting":
        return Reading(attempt.waited_ns(now), moving=True)
    return ABSENT


FIGURE = Figure(
    tag="ttft",
    name="TTFT",
    title="time to first token",
    unit=TIME,
    read=_read,
    better="low",
    pool=Pool("ttft", "TTFT", 0),
    places={
        "pane": Placement(10),
        "lanes": Placement(10),
        "table": Placement(1),
        "zoom": Placement(10),
        "summary": Placement(10),
        "compare": Placement(10),
    },
    definition="From when the request was sent to the first content of any kind: text, thinking or tool"
    " input. Queueing, connecting and earlier attempts do not count.",
    formula="first delta - request sent",
    inputs=lambda attempt: since_request(attempt, attempt.deltas.first),
    absent="no content came",
    other_tools=(
        OtherTool("AIPerf", "TTFT", "first content - call", first_content_ns),
        OtherTool("GuideLLM", "TTFT", "first content - call", first_content_ns),
        OtherTool("vLLM", "TTFT", "first chunk - call", vllm_ttft_ns),
    ),
    why="Others start their clock before the request is made, so theirs includes making it and connecting."
    " vLLM takes the first chunk even without text; here that is message_start.",
)
