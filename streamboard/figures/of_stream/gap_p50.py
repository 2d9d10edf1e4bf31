"""The median gap; over several streams, percentiles of all their gaps."""

from __future__ import annotations

from streamboard.figures import gaps
from streamboard.figures.figure import Figure, Placement, Pool
from streamboard.figures.unit import TIME

FIGURE = Figure(
    tag="gap_p50",
    name="gap p50",
    title="median gap (inter-chunk latency)",
    unit=TIME,
    read=gaps.percentile(50),
    better="low",
    rival=gaps.rival,
    first="high",
    pool=Pool("gaps", "gaps", 2, cells=5, gaps=True),
    places={"table": Placement(6), "zoom": Placement(90), "summary": Placement(50, 100)},
    definition="The median time between consecutive deltas. A delta is a chunk, not a token.",
    formula="p50 of the gaps",
    inputs=gaps.inputs("the middle"),
    sample=gaps.sample,
    size=gaps.count,
    absent=gaps.ABSENT_GAPS,
    other_tools=gaps.other_tools(50),
    why=gaps.WHY,
)
