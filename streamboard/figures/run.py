"""What a figure of the run is; it is read for one pass through all streams, mostly the latest."""

from __future__ import annotations

from collections.abc import Callable

from streamboard.board.passes import Pass
from streamboard.board.state import BoardState
from streamboard.figures.described import Described, text_of
from streamboard.figures.reading import Reading


class RunFigure(Described[BoardState], frozen=True, kw_only=True, eq=False):
    """A figure of the run."""

    read: Callable[[BoardState, Pass, int], Reading]
    """Reads it from the board, one of its passes, and the run's clock."""
    words: str
    """Its words in a line, with `{}` for the value: `speed-up {}`."""
    sentence: str
    """Its words in a sentence, likewise."""
    worth: Callable[[BoardState], bool] = lambda _board: True
    """Whether it says anything about this run."""
    inputs: Callable[[BoardState, int], str]
    """The formula with the numbers of the latest pass."""
    sample: Callable[[BoardState, int], str]
    """The size of the sample, in words."""

    def of(self, board: BoardState, now: int) -> Reading:
        """Its reading for the latest pass."""
        return self.read(board, board.passes[-1], now)

    def text(self, reading: Reading) -> str:
        """A reading for people, with its sign."""
        return f"{reading.note or text_of(self.unit, reading)}{reading.sign}"
