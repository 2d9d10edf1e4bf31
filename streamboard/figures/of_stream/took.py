"""The whole duration of an attempt."""

from __future__ import annotations

from streamboard.board.attempt import Attempt
from streamboard.board.stream import StreamState
from streamboard.common import units
from streamboard.figures.figure import Figure, Placement
from streamboard.figures.figure_base import OtherTool
from streamboard.figures.other_tools import guidellm_latency_ns
from streamboard.figures.reading import ABSENT, Reading, measured
from streamboard.figures.unit import TIME


def _read(stream: StreamState, attempt: Attempt | None, now: int) -> Reading:
    if attempt is None:
        return ABSENT
    if attempt.ended is None:
        return Reading(attempt.elapsed_ns(now), moving=True)
    return measured(attempt.elapsed_ns(now), attempt.lateness.of(attempt.ended))


def _inputs(attempt: Attempt) -> str:
    if attempt.started is None:
        return units.DASH
    sent = "" if attempt.sent is None else f"; sent after {units.duration(attempt.sent - attempt.started)}"
    if attempt.ended is None:
        return f"now - 0.0 ms, since the attempt began{sent}"
    took = f"{(attempt.ended - attempt.started) / 1e6:.1f}"
    return f"{took} - 0.0 ms, since the attempt began{sent}"


FIGURE = Figure(
    tag="took",
    name="took",
    title="whole time",
    unit=TIME,
    read=_read,
    first="high",
    worth=lambda _stream, _reading: False,
    places={"pane-end": Placement(20), "lanes": Placement(60, 130), "zoom": Placement(55)},
    definition="The whole time of the attempt, from before connecting to its end. Unlike E2E it includes"
    " what follows the last content: message_stop, or a silence until an error.",
    formula="attempt ended - attempt started",
    inputs=_inputs,
    absent="it was never sent",
    other_tools=(
        OtherTool("AIPerf", ""),
        OtherTool("GuideLLM", "latency", "stream closed - call", guidellm_latency_ns),
        OtherTool("vLLM", ""),
    ),
    why="GuideLLM's latency comes closest. AIPerf and vLLM end with content and have no such figure.",
)
