"""The closing words on a run's file."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from streamboard.board.state import BoardState
from streamboard.common import units
from streamboard.safety.paths import is_there, shown
from streamboard.safety.timed_files import Glances

_GLANCES = Glances(1.0)


def recorded(path: Path, board: BoardState, now: int, *, died: bool = False) -> str:
    """`now` is nanoseconds since the run's start; `died` means the engine."""
    failed = board.recording_failed
    if not _GLANCES.take(partial(is_there, path), True):
        return f"not recorded: {failed.message}" if failed is not None else "not recorded"
    where = f"recorded in {shown(path)}"
    if failed is not None:
        missing = units.duration(max(now - failed.t, 0))
        return f"{where}, without the last {missing}: {failed.message}"
    return f"{where}, up to where the engine died" if died else where
