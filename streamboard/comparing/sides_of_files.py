"""Sides from run files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from streamboard.board.caps import RECORDED
from streamboard.board.state import BoardState
from streamboard.comparing.sides import RunSide
from streamboard.run.runfile import RunFile, read
from streamboard.safety.paths import shown


def side_of(paths: Sequence[Path]) -> RunSide:
    """Raises RunFileError if a file is unreadable or no run file."""
    return side_named([shown(path) for path in paths], [board_of(read(path)) for path in paths])


def side_named(names: Sequence[str], boards: Sequence[BoardState]) -> RunSide:
    more = f" and {len(names) - 1} more" if len(names) > 1 else ""
    return RunSide(f"{names[0]}{more}", tuple(boards))


def board_of(run: RunFile, *, going_on: bool = False) -> BoardState:
    """A run still `going_on` may lack its end."""
    board = BoardState(run.started.plan, RECORDED)
    board.apply_all(run.events)
    if not going_on and (end := run.end()) is not None:
        board.source_ended(end.message, end.advice)
    return board
