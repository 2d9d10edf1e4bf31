"""The wait for the first content over all attempts of a retried stream."""

from __future__ import annotations

from streamboard.board.attempt import Attempt, between_ns
from streamboard.board.stream import StreamState
from streamboard.common import units
from streamboard.figures.figure import Figure, Placement
from streamboard.figures.figure_base import OtherTool
from streamboard.figures.reading import ABSENT, Reading, measured
from streamboard.figures.unit import TIME


def _was_tried_again(stream: StreamState) -> bool:
    return stream.retries > 0 or stream.phase == "retrying"


def _read(stream: StreamState, attempt: Attempt | None, now: int) -> Reading:
    if attempt is None or not _was_tried_again(stream):
        return ABSENT
    together = (one.zero for one in stream.attempts if one.queued == attempt.queued)
    sent, first = next((zero for zero in together if zero is not None), None), attempt.deltas.first
    value = between_ns(sent, first)
    if value is not None:
        return measured(value, attempt.lateness.of(first))
    if sent is not None and attempt is stream.current and stream.active:
        return Reading(max(now - sent, 0), moving=True)
    return ABSENT


FIGURE = Figure(
    tag="wait",
    name="wait",
    title="whole wait for the first token",
    unit=TIME,
    read=_read,
    better="low",
    first="high",
    asked=_was_tried_again,
    worth=lambda stream, _reading: _was_tried_again(stream),
    places={"pane": Placement(15, 50), "table": Placement(15), "zoom": Placement(15)},
    definition="For a stream that was tried again: from when its first request was sent to the first content"
    " of the latest attempt. The attempts before it and the pauses between them count.",
    formula="first delta - first request sent",
    inputs=lambda attempt: (
        units.DASH
        if attempt.deltas.first is None or attempt.zero is None
        else f"{units.duration(attempt.deltas.first - attempt.zero)} of it in attempt {attempt.number}"
    ),
    absent="it was not tried again, or no content came",
    other_tools=(OtherTool("AIPerf", ""), OtherTool("GuideLLM", ""), OtherTool("vLLM", "")),
    why="Load testers count a retry as another request, so that nobody's whole wait is measured.",
)
