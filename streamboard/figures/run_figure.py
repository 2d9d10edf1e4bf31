"""A figure of the run, read for one pass."""

from __future__ import annotations

from collections.abc import Callable

from streamboard.board.passes import Pass
from streamboard.board.state import BoardState
from streamboard.figures.figure_base import Described, text_of
from streamboard.figures.reading import Reading


class RunFigure(Described[BoardState], frozen=True, kw_only=True, eq=False):
    read: Callable[[BoardState, Pass, int], Reading]
    words: str
    """In a line, `{}` being the value: `speed-up {}`."""
    sentence: str
    worth: Callable[[BoardState], bool] = lambda _board: True
    inputs: Callable[[BoardState, int], str]
    """The formula with numbers of the latest pass."""
    sample: Callable[[BoardState, int], str]

    def of(self, board: BoardState, now: int) -> Reading:
        return self.read(board, board.passes[-1], now)

    def text(self, reading: Reading) -> str:
        """With sign."""
        return f"{reading.note or text_of(self.unit, reading)}{reading.sign}"
