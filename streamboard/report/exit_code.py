"""A run's exit code."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from streamboard.board.state import BoardState
from streamboard.comparing.gate_rulings import Judged

ALL_COMPLETED = 0
SOME_DID_NOT = NOT_SAVED = 1
SLO_MISSED = 3
CHECK_FAILED = 4
GATE_FAILED = 5
GATE_UNDECIDED = 6
INTERRUPTED = 130
_STRICT = {"completed": SOME_DID_NOT, "goodput": SLO_MISSED, "slo_met": SLO_MISSED}
_STRICT |= {"expect": CHECK_FAILED, "checks_passed": CHECK_FAILED}
"""Gates on these figures replace the rule that every stream has to meet."""


def exit_code(board: BoardState, gates: Sequence[Judged] = ()) -> int:
    """The first code that applies; a gate on completion, objectives or checks replaces 1, 3 or 4."""
    waived = {_STRICT[gate.tag] for gate in gates if gate.tag in _STRICT}
    codes = [code for code in _missed(board) if code not in waived]
    return codes[0] if codes else of_gates(gates)


def of_gates(gates: Sequence[Judged]) -> int:
    rulings = {gate.ruling for gate in gates}
    if "failed" in rulings:
        return GATE_FAILED
    return GATE_UNDECIDED if "undecided" in rulings else ALL_COMPLETED


def _missed(board: BoardState) -> Iterator[int]:
    """The most severe first."""
    streams = board.streams.values()
    if not all(stream.phase == "ended" and stream.well for stream in streams):
        yield SOME_DID_NOT
    goodput = board.totals(board.now).goodput
    if goodput is not None and goodput[0] < len(board.streams):
        yield SLO_MISSED
    shown = (stream.shown for stream in streams)
    if any(check.passed is False for attempt in shown if attempt is not None for check in attempt.checks):
        yield CHECK_FAILED
