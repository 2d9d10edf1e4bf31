"""What reports of a run need from its events, in lines or in sentences."""

from __future__ import annotations

from streamboard.board.remarks import substituted, substitutes
from streamboard.board.state import BoardState
from streamboard.safety.sanitise import clean_line


class Substitutes:
    """Says which models answer in place of others, each once."""

    def __init__(self, board: BoardState) -> None:
        self._board = board
        self._told: set[tuple[str, str]] = set()

    def news(self) -> str:
        """A sentence on those that were not told yet; empty if there are none."""
        new = [pair for pair in substituted(self._board) if pair not in self._told]
        self._told.update(new)
        return clean_line(substitutes(new))
