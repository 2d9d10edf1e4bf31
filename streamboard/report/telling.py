"""What reports of a run need from its events, in lines or in sentences."""

from __future__ import annotations

from streamboard.board.remarks import substituted, substitutes
from streamboard.board.state import BoardState
from streamboard.run import content
from streamboard.run.block import Block
from streamboard.safety.sanitise import clean_line


def lines_of(block: Block) -> list[str]:
    """Lines for a finished block that is not text, first of all how much of it was not kept."""
    cut = [f"… the first {block.dropped:,} characters are left out"] if block.dropped else []
    return [*block.given, *cut, *content.lines_of_text(block.kind, block.text)]


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
