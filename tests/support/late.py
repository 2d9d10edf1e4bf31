"""A series of deltas whose engine can be held up."""

from __future__ import annotations

from streamboard.board.deltas import DeltaSeries
from streamboard.board.lateness import Lateness


class LateSeries(DeltaSeries):
    """A series that has its own engine."""

    def __init__(self, most: int | None = None) -> None:
        """Make an empty series; see `DeltaSeries`."""
        self.engine = Lateness()
        super().__init__(most, self.engine)

    def held_up(self, since: int, until: int) -> None:
        """The engine was held up: stamps of this while may be too great."""
        self.engine.note(since, until)
        self.note_lag(since, until)
