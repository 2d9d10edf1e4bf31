"""A run as its events, one JSON object per line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TextIO

from streamboard.board.state import BoardState, Folded
from streamboard.report.ways.catalogue import Teller
from streamboard.run.codec import encode
from streamboard.safety.sanitise import clean


def teller(board: BoardState, out: TextIO) -> Teller:
    return _Events(out)


class _Events:
    def __init__(self, out: TextIO) -> None:
        self._out = out

    def take(self, folded: Sequence[Folded]) -> None:
        lines = b"".join(encode(event) for event, _ in folded)
        # JSON does not escape all control characters, and none may reach a terminal.
        self._out.buffer.write(clean(lines.decode()).encode() if self._out.isatty() else lines)
        self._out.buffer.flush()

    def finish(self) -> None:
        """Nothing to add: the last event reports the end."""
