"""What a board was at some points of a recorded run, so that going back need not begin at the start."""

from __future__ import annotations

import io
import pickle
from bisect import bisect_right
from typing import Any

from streamboard.board.state import BoardState
from streamboard.run.events import RunEvent
from streamboard.run.plan import RunPlan, StreamPlan

EVERY = 10_000
"""Events from one keyframe to the next, at first."""
MOST = 32
"""Keyframes that are kept; with one more, every other one goes, and they are twice as far apart."""
_NEVER_CHANGED = (RunPlan, StreamPlan, RunEvent)
"""What all keyframes share, as nothing changes it: prompts may hold megabytes."""


class Keyframes:
    """Copies of a board, by the number of events that it had folded.

    They lack the single events of each stream (`Tape`), which whoever goes back folds again.
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
        self._copies: list[bytes] = []
        self._shared: list[Any] = []
        self._known: dict[int, int] = {}
        """Where in `_shared` an object is, by its identity."""

    def __len__(self) -> int:
        return len(self._places)

    def note(self, place: int, board: BoardState) -> None:
        """Copy the board, which has folded so many events, if that is worth it."""
        if place < (self._places[-1] if self._places else 0) + self._every:
            return
        self._places.append(place)
        self._copies.append(self._copy(board))
        if len(self._places) > self._most:
            self._every *= 2
            del self._places[::2], self._copies[::2]

    def before(self, place: int) -> tuple[int, BoardState] | None:
        """The latest copy with at most so many events folded, and how many; None if there is none."""
        found = bisect_right(self._places, place) - 1
        if found < 0:
            return None
        reader = pickle.Unpickler(io.BytesIO(self._copies[found]))
        reader.persistent_load = self._shared.__getitem__  # type: ignore[method-assign]
        board: BoardState = reader.load()
        return self._places[found], board

    def _copy(self, board: BoardState) -> bytes:
        copied = io.BytesIO()
        writer = pickle.Pickler(copied, pickle.HIGHEST_PROTOCOL)
        writer.persistent_id = self._share  # type: ignore[method-assign]
        writer.dump(board)
        return copied.getvalue()

    def _share(self, value: Any) -> int | None:
        if not isinstance(value, _NEVER_CHANGED):
            return None
        number = self._known.get(id(value))
        if number is None:
            number = self._known[id(value)] = len(self._shared)
            self._shared.append(value)  # Kept, so that no other object can get its identity.
        return number
