"""Sides from run files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from streamboard.board.state import BoardState
from streamboard.comparing.sides import RunSide
from streamboard.run.runfile import RunFile, read
from streamboard.safety.paths import shown


def side_of(paths: Sequence[Path]) -> RunSide:
    """The side that these run files make.

    Raises:
        RunFileError: One of them cannot be read, or is no run file.
    """
    boards = tuple(board_of(read(path)) for path in paths)
    more = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
    return RunSide(f"{shown(paths[0])}{more}", boards)


def board_of(run: RunFile) -> BoardState:
    """The board of a recorded run, at its end."""
    board = BoardState(run.started.plan)
    board.apply_all(run.events)
    if (end := run.end()) is not None:
        board.source_ended(end.message, end.advice)
    return board
