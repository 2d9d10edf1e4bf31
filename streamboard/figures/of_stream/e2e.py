"""End-to-end latency."""

from __future__ import annotations

from streamboard.board.attempt import Attempt
from streamboard.board.stream import StreamState
from streamboard.figures.figure import Figure, Placement, Pool
from streamboard.figures.figure_base import OtherTool
from streamboard.figures.formula_words import since_request
from streamboard.figures.of_stream.itl import is_whole
from streamboard.figures.other_tools import aiperf_latency_ns, guidellm_latency_ns, vllm_e2el_ns
from streamboard.figures.reading import ABSENT, Reading, measured
from streamboard.figures.unit import TIME


def _read(stream: StreamState, attempt: Attempt | None, now: int) -> Reading:
    # Until it ends, more deltas may come.
    if attempt is None or attempt.ended is None:
        return ABSENT
    return measured(attempt.e2e_ns(), attempt.lateness.of(attempt.deltas.last))


FIGURE = Figure(
    tag="e2e",
    name="E2E",
    title="end-to-end latency",
    unit=TIME,
    read=_read,
    better="low",
    rival=lambda stream: stream.well,
    pool=Pool("e2e", "E2E", 3, among=is_whole),
    places={"table": Placement(4), "zoom": Placement(50), "summary": Placement(70), "compare": Placement(40)},
    definition="From when the request was sent to the last content of the answer.",
    formula="last delta - request sent",
    inputs=lambda attempt: since_request(attempt, attempt.deltas.last),
    absent="it still runs, or no content came",
    other_tools=(
        OtherTool("AIPerf", "latency", "last content - call", aiperf_latency_ns),
        OtherTool("GuideLLM", "latency", "stream closed - call", guidellm_latency_ns),
        OtherTool("vLLM", "E2EL", "last chunk - call", vllm_e2el_ns),
    ),
    why="Others start their clock before the request is made. GuideLLM waits for the response to close. vLLM"
    " takes the last chunk, with or without text; here that is message_delta.",
)
