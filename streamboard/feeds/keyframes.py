"""Copies of a board along a recorded run, for seeking."""

from __future__ import annotations

from bisect import bisect_right

from streamboard.board.state import BoardState
from streamboard.feeds.snapshot import Snapshot, Snapshots, board_of

EVERY = 10_000
"""Events between keyframes, at first."""
MOST = 128
"""Keyframes kept; beyond that, every other one is dropped and the distance doubles."""


class Keyframes:
    """Copies lack each stream's `Tape`, which must be folded again; a `place` counts folded events."""

    def __init__(self, every: int = EVERY, most: int = MOST) -> None:
        self._every = every
        self._most = most
        self._places: list[int] = []
        self._copies: list[Snapshot] = []
        self._snapshots = Snapshots()

    def __len__(self) -> int:
        return len(self._places)

    def due(self, place: int) -> bool:
        return place >= (self._places[-1] if self._places else 0) + self._every

    def note(self, place: int, board: BoardState) -> None:
        if not self.due(place):
            return
        self._places.append(place)
        self._copies.append(self._snapshots.take(board))
        if len(self._places) > self._most:
            self._every *= 2
            del self._places[::2], self._copies[::2]
            self._snapshots.forget()

    def before(self, place: int, near: BoardState | None = None) -> tuple[int, BoardState] | None:
        """`near` is a board of the same run, not to be used any more: its streams may be taken over."""
        found = bisect_right(self._places, place) - 1
        return None if found < 0 else (self._places[found], board_of(self._copies[found], near))

    def place_before(self, place: int) -> int:
        found = bisect_right(self._places, place) - 1
        return 0 if found < 0 else self._places[found]
