"""A run as reports take it."""

from __future__ import annotations

from typing import NamedTuple

from streamboard.board.state import BoardState
from streamboard.figures.table import Table, table


class Reported(NamedTuple):
    """A run in a report."""

    name: str
    """What it is called there: the name of its file."""
    board: BoardState
    table: Table


def reported(name: str, board: BoardState) -> Reported:
    """A run with the figures that it has come to."""
    return Reported(name, board, table(board, list(board.streams.values()), board.now))
