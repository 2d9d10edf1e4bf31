"""What reports of a run need from its events, in lines or in sentences."""

from __future__ import annotations

from streamboard.board.remarks import substituted, substitutes
from streamboard.board.state import BoardState
from streamboard.board.status import said_after
from streamboard.run import content
from streamboard.run.block import Block
from streamboard.run.events import ApiEvent
from streamboard.run.said import failure_in
from streamboard.safety.sanitise import clean_line


def lines_of(block: Block) -> list[str]:
    """Lines for a finished block that is not text, first of all how much of it was not kept."""
    cut = [f"… the first {block.dropped:,} characters are left out"] if block.dropped else []
    return [*block.given, *cut, *content.lines_of_text(block.kind, block.text)]


class Afterwords:
    """Says what servers say about failures behind whole answers, once for each attempt."""

    def __init__(self, board: BoardState) -> None:
        self._board = board
        self._told: set[tuple[str, int]] = set()

    def news(self, event: ApiEvent) -> str:
        """A sentence, if this event brought one; else an empty one."""
        said, of = failure_in(event.name, event.body), (event.stream, event.attempt)
        stream = self._board.streams.get(event.stream) if said and of not in self._told else None
        attempt = stream.attempt(event.attempt) if stream is not None else None
        # The board may be ahead of what is told.
        if attempt is None or not (after := attempt.message.said_after) or not said.startswith(after):
            return ""
        self._told.add(of)
        return said_after(attempt)


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
