"""The gap that one in twenty exceeds."""

from __future__ import annotations

from streamboard.figures import gaps
from streamboard.figures.figure import Figure, Placement
from streamboard.figures.unit import TIME

FIGURE = Figure(
    tag="gap_p95",
    name="gap p95",
    title="p95 of the gaps (inter-chunk latency)",
    unit=TIME,
    read=gaps.percentile(95),
    better="low",
    rival=gaps.rival,
    first="high",
    places={"table": Placement(9), "zoom": Placement(91)},
    definition="The time between consecutive deltas that one gap in twenty exceeds.",
    formula="p95 of the gaps",
    inputs=gaps.inputs("rank 95 %"),
    sample=gaps.sample,
    size=gaps.count,
    absent=gaps.ABSENT_GAPS,
    other_tools=gaps.other_tools(95),
    why=gaps.WHY,
)
