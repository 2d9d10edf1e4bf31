"""What reports of a run need from its events, in lines or in sentences."""

from __future__ import annotations

from streamboard.board.remarks import substitutes
from streamboard.board.state import BoardState
from streamboard.safety.sanitise import clean_line


class Substitutes:
    """Says which models answer in place of others, whenever that changes."""

    def __init__(self, board: BoardState) -> None:
        self._board = board
        self._told = ""

    def news(self) -> str:
        """The sentence, if it is new; else an empty text."""
        words = substitutes(self._board) or ""
        if words == self._told:
            return ""
        self._told = words
        return clean_line(words)
