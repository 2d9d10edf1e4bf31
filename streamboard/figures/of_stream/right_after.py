"""When all checks on an answer were met."""

from __future__ import annotations

from streamboard.board.answer_checks import right_at
from streamboard.board.attempt import Attempt, between_ns
from streamboard.board.stream import StreamState
from streamboard.figures.figure import Figure, Placement, Pool
from streamboard.figures.figure_base import OtherTool
from streamboard.figures.formula_words import since_request
from streamboard.figures.of_stream.expect import has_checks
from streamboard.figures.reading import ABSENT, Reading, measured
from streamboard.figures.unit import TIME


def _read(stream: StreamState, attempt: Attempt | None, now: int) -> Reading:
    if attempt is None:
        return ABSENT
    at = right_at(attempt.checks)
    return measured(between_ns(attempt.zero, at), attempt.lateness.of(at))


FIGURE = Figure(
    tag="right_after",
    name="right",
    title="right after",
    unit=TIME,
    read=_read,
    better="low",
    rival=lambda stream: stream.well,
    asked=has_checks,
    pool=Pool("right_after", "right", 7),
    worth=lambda stream, _reading: has_checks(stream),
    places={
        "table": Placement(5),
        "zoom": Placement(98),
        "summary": Placement(91),
    },
    definition="From when the request was sent to the first moment at which the text so far met all checks"
    " (`expect`), for good. What an answer can only break (`not_contains`, `max_words`) delays nothing,"
    " unless nothing else is asked; `json`, `equals` and `stop_reason` are met at the end.",
    formula="last check met - request sent",
    inputs=lambda attempt: since_request(attempt, right_at(attempt.checks)),
    absent="nothing is expected of it, or not all checks passed",
    other_tools=(OtherTool("AIPerf", ""), OtherTool("GuideLLM", ""), OtherTool("vLLM", "")),
    why="None of the others looks at what the answer says.",
)
