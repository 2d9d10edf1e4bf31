"""Checks on its answer that a stream passed."""

from __future__ import annotations

from streamboard.board.answer_checks import passed
from streamboard.board.attempt import Attempt
from streamboard.board.stream import StreamState
from streamboard.common import units
from streamboard.figures.figure import Figure, Placement
from streamboard.figures.figure_base import OtherTool
from streamboard.figures.reading import ABSENT, Reading
from streamboard.figures.unit import CHECKS

TAG = "expect"


def has_checks(stream: StreamState) -> bool:
    shown = stream.shown
    return bool(stream.plan.expect if shown is None else shown.checks)


def _read(stream: StreamState, attempt: Attempt | None, now: int) -> Reading:
    if attempt is None or not attempt.checks:
        return ABSENT
    of = len(attempt.checks)
    return Reading(passed(attempt.checks) / of, of=of, moving=attempt.ended is None)


def _inputs(attempt: Attempt) -> str:
    failed = [check.label for check in attempt.checks if check.passed is False]
    undecided = sum(check.passed is None for check in attempt.checks)
    words = [f"{passed(attempt.checks)} / {units.count(len(attempt.checks), 'check')}"]
    words += [f"failed: {'; '.join(failed)}"] if failed else []
    words += [f"{undecided} not decided"] if undecided else []
    return ", ".join(words)


FIGURE = Figure(
    tag=TAG,
    name="checks",
    title="checks passed",
    unit=CHECKS,
    read=_read,
    asked=has_checks,
    worth=lambda stream, _reading: has_checks(stream),
    places={
        "lanes": Placement(5),
        "table": Placement(0),
        "zoom": Placement(97),
        "summary": Placement(90),
        "compare": Placement(90),
    },
    definition="How many of the checks on its answer (`expect`) it passed, of all; as a share in files. On an"
    " answer that broke off, those that are still open are not decided, and count as not passed.",
    formula="checks passed / checks",
    inputs=_inputs,
    sample=lambda attempt: units.count(len(attempt.checks), "check"),
    absent="nothing is expected of it, or it was not sent",
    other_tools=(OtherTool("AIPerf", ""), OtherTool("GuideLLM", ""), OtherTool("vLLM", "")),
    why="Load testers do not look at what the answer says.",
)
