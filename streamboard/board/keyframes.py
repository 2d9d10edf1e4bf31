"""What a board was at some points of a recorded run, so that going there need not begin at the start."""

from __future__ import annotations

from bisect import bisect_right

from streamboard.board.snapshot import Snapshot, Snapshots, board_of
from streamboard.board.state import BoardState

EVERY = 10_000
"""Events from one keyframe to the next, at first."""
MOST = 128
"""Keyframes that are kept; with one more, every other one goes, and they are twice as far apart."""


class Keyframes:
    """Copies of a board, by the number of events that it had folded.

    They lack the single events of each stream (`Tape`), which whoever goes there folds again.
    """

    def __init__(self, every: int = EVERY, most: int = MOST) -> None:
        """Begin without any.

        Args:
            every: Events from one to the next.
            most: How many are kept.
        """
        self._every = every
        self._most = most
        self._places: list[int] = []
        self._copies: list[Snapshot] = []
        self._snapshots = Snapshots()

    def __len__(self) -> int:
        return len(self._places)

    @property
    def every(self) -> int:
        """Events from one to the next at present."""
        return self._every

    def due(self, place: int) -> bool:
        """Whether a copy after so many events is worth it."""
        return place >= (self._places[-1] if self._places else 0) + self._every

    def note(self, place: int, board: BoardState) -> None:
        """Copy the board, which has folded so many events, if that is worth it."""
        if not self.due(place):
            return
        self._places.append(place)
        self._copies.append(self._snapshots.take(board))
        if len(self._places) > self._most:
            self._every *= 2
            del self._places[::2], self._copies[::2]
            self._snapshots.forget()

    def before(self, place: int, near: BoardState | None = None) -> tuple[int, BoardState] | None:
        """The latest copy with at most so many events folded, and how many; None if there is none.

        Args:
            place: The number of events.
            near: A board of the same run that is not needed any more, whose streams may be taken over.
        """
        found = bisect_right(self._places, place) - 1
        return None if found < 0 else (self._places[found], board_of(self._copies[found], near))

    def place_before(self, place: int) -> int:
        """After how many events the copy was made that `before` would give; 0 without one."""
        found = bisect_right(self._places, place) - 1
        return 0 if found < 0 else self._places[found]
