"""The longest gap, including the silence in which an answer broke off."""

from __future__ import annotations

from streamboard.board.attempt import Attempt
from streamboard.board.stalls import least_stall_ns
from streamboard.board.stream import StreamState
from streamboard.common import units
from streamboard.figures import gaps
from streamboard.figures.figure import Figure, Placement
from streamboard.figures.reading import ABSENT, OPEN, Reading, measured
from streamboard.figures.unit import TIME


def _read(stream: StreamState, attempt: Attempt | None, now: int) -> Reading:
    if attempt is None:
        return ABSENT
    longest, silence = attempt.deltas.max_gap_ns, attempt.open_gap_ns(now)
    less, more = attempt.deltas.max_gap_interval_ns()
    if silence is None or not _counts(attempt, silence):
        return measured(longest, less, more)
    # The longer by its stamps, which may be late.
    of, known = attempt.lateness.of, longest or 0
    most = max(known + more, silence + of(attempt.deltas.last))
    if silence <= known:
        return measured(longest, less, most - known)
    return measured(silence, of(attempt.ended), most - silence)._replace(note=OPEN)


def _counts(attempt: Attempt, silence: int) -> bool:
    """A silence counts once the attempt has ended, before that only if as long as a stall."""
    return attempt.ended is not None or silence >= least_stall_ns(attempt.deltas)


def _inputs(attempt: Attempt) -> str:
    longest = attempt.deltas.max_gap_ns
    between = f"the longest of {units.count(gaps.count(attempt), 'gap')}: {units.duration(longest)}"
    end = attempt.ended
    silence = attempt.open_gap_ns(end) if end is not None else None
    if silence is None:
        return between
    return f"{between}; the last one is open, it ended in {units.duration(silence)} of silence"


FIGURE = Figure(
    tag="gap_max",
    name="gap max",
    title="longest gap (inter-chunk latency)",
    unit=TIME,
    read=_read,
    better="low",
    rival=gaps.rival,
    first="high",
    places={
        "lanes": Placement(50, 130),
        "table": Placement(7),
        "zoom": Placement(92),
        "summary": Placement(60, 90),
    },
    definition="The longest time between consecutive deltas: the worst stall. A silence in which an answer"
    " breaks off counts too, as does a current one long enough for a stall; both are marked as open.",
    formula="the longest gap",
    inputs=_inputs,
    sample=gaps.sample,
    size=gaps.count,
    absent=gaps.ABSENT_GAPS,
    other_tools=gaps.other_tools(100),
    why=gaps.WHY,
)
