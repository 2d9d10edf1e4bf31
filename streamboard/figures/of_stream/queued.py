"""Queue time: waiting for streamboard's own limits."""

from __future__ import annotations

from streamboard.board.attempt import Attempt
from streamboard.board.stream import WAITED_NS, StreamState
from streamboard.common import units
from streamboard.figures.figure import Figure, Placement, Pool
from streamboard.figures.figure_base import OtherTool
from streamboard.figures.reading import ABSENT, Reading
from streamboard.figures.unit import TIME


def _read(stream: StreamState, attempt: Attempt | None, now: int) -> Reading:
    if attempt is None:
        waits = stream.phase == "queued" and stream.queued is not None
        return Reading(now - (stream.queued or 0), moving=True) if waits else ABSENT
    return Reading(attempt.queue_time_ns())


def _inputs(attempt: Attempt) -> str:
    if attempt.released is None or attempt.queued is None:
        return units.DASH
    return f"{(attempt.released - attempt.queued) / 1e6:.1f} - 0.0 ms, since it was queued"


FIGURE = Figure(
    tag="queued",
    name="queued",
    title="queue time",
    unit=TIME,
    read=_read,
    first="high",
    pool=Pool("queued", "queued", 5),
    worth=lambda _stream, reading: (reading.value or 0) > WAITED_NS,
    places={
        "pane": Placement(50, 50),
        "table": Placement(12),
        "zoom": Placement(60),
        "summary": Placement(0),
    },
    definition="The wait due to streamboard's own limits, such as concurrency: from queueing to the start of"
    " the first request. No other figure includes it.",
    formula="first request begun - queued",
    inputs=_inputs,
    absent="it was not queued",
    other_tools=(
        OtherTool("AIPerf", ""),
        OtherTool("GuideLLM", "queue stamps", "dequeued - queued", Attempt.queue_time_ns),
        OtherTool("vLLM", "queue_times", "wait for --max-concurrency", Attempt.queue_time_ns),
    ),
    why="GuideLLM has the stamps and no such figure. AIPerf starts its clock after its own scheduling.",
)
