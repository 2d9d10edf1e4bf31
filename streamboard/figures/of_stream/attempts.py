"""How many attempts a stream needed."""

from __future__ import annotations

from streamboard.board.attempt import Attempt
from streamboard.board.stream import StreamState
from streamboard.figures.figure import Figure, Placement
from streamboard.figures.figure_base import OtherTool
from streamboard.figures.reading import ABSENT, Reading
from streamboard.figures.unit import COUNT


def _read(stream: StreamState, attempt: Attempt | None, now: int) -> Reading:
    if attempt is None or attempt.recalled:
        return ABSENT
    return Reading(
        sum(one.queued == attempt.queued for one in stream.attempts if one.number <= attempt.number)
    )


FIGURE = Figure(
    tag="attempts",
    name="tries",
    title="attempts",
    unit=COUNT,
    read=_read,
    first="high",
    places={"table": Placement(14), "zoom": Placement(95)},
    definition="How many requests it took since the stream was last queued: one, and one more for each"
    " retry. All other figures are of the latest one.",
    formula="number of requests",
    inputs=lambda attempt: f"attempt {attempt.number} is the latest",
    absent="it was never sent",
    other_tools=(OtherTool("AIPerf", ""), OtherTool("GuideLLM", ""), OtherTool("vLLM", "")),
    why="Load testers count a retry as another request.",
)
