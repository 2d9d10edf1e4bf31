"""The exit code of a run."""

from __future__ import annotations

from streamboard.board.state import BoardState

ALL_COMPLETED = 0
SOME_DID_NOT = 1
SLO_MISSED = 3
CHECK_FAILED = 4
INTERRUPTED = 130


def exit_code(board: BoardState) -> int:
    """0: all streams completed; 1: some did not; 3: all completed, but some missed an SLO; 4: all did that,
    but an answer failed a check."""
    streams = board.streams.values()
    if not all(stream.phase == "ended" and stream.well for stream in streams):
        return SOME_DID_NOT
    goodput = board.totals(board.now).goodput
    if goodput is not None and goodput[0] < len(board.streams):
        return SLO_MISSED
    shown = (stream.shown for stream in streams)
    if any(check.passed is False for attempt in shown if attempt is not None for check in attempt.checks):
        return CHECK_FAILED
    return ALL_COMPLETED
