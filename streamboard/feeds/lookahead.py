"""Reads a recorded run ahead of where it is shown, so that seeking is immediate."""

from __future__ import annotations

import time
from array import array
from bisect import bisect_left, bisect_right
from typing import NamedTuple

from streamboard.board.caps import ON_SCREEN
from streamboard.board.stalls import long_gaps
from streamboard.board.state import BoardState
from streamboard.board.stream import StreamState
from streamboard.common import gc_tuning
from streamboard.feeds.event_file import Recorded
from streamboard.feeds.keyframes import Keyframes
from streamboard.run.events import StreamEnded, StreamQueued

_AT_ONCE = 250
"""Events between two checks of the clock: about 2 ms."""


class Landmark(NamedTuple):
    t: int
    """When a stall began, or a stream ended."""
    stream: str
    length_ns: int | None
    """None for the end of a stream."""


class LookAhead:
    def __init__(self, run: Recorded) -> None:
        self.run = run
        self.latest = array("q")
        """For each event, the greatest stamp so far: stamps go back a little now and then."""
        self.keyframes = Keyframes()
        self.begin: int | None = None
        """When the first stream was queued."""
        self._board = BoardState(run.started.plan, ON_SCREEN._replace(events=0))
        self._marked: set[tuple[str, int]] = set()
        self._marks: list[Landmark] = []
        self._sorted = True

    @property
    def whole(self) -> bool:
        return self.run.over

    @property
    def known(self) -> int:
        return len(self.latest)

    def look(self, seconds: float) -> None:
        until = time.perf_counter() + seconds
        while not self.whole and time.perf_counter() < until:
            self.read(_AT_ONCE)

    def read(self, most: int) -> None:
        board, latest = self._board, self.latest[-1] if self.latest else 0
        events = self.run.read_on(most)
        for event in events:
            latest = max(latest, event.t)
            self.latest.append(latest)
            board.apply(event)
            if type(event) is StreamQueued:
                self.begin = event.t if self.begin is None else self.begin
            elif type(event) is StreamEnded:
                self._mark(event)
        if self.keyframes.due(self.known):
            self.keyframes.note(self.known, board)
            gc_tuning.spare()
        if self.whole:
            for stream in board.streams.values():
                self._mark_stalls(stream)
            self._board = BoardState(self.run.started.plan)

    def place_at(self, t: int) -> int:
        return bisect_right(self.latest, t)

    # -- landmarks

    def landmark(self, t: int, step: int) -> Landmark | None:
        if not self._sorted:
            self._marks.sort()
            self._sorted = True
        times = [mark.t for mark in self._marks]
        place = bisect_right(times, t) if step > 0 else bisect_left(times, t) - 1
        return self._marks[place] if 0 <= place < len(self._marks) else None

    def _mark(self, event: StreamEnded) -> None:
        self._marks.append(Landmark(event.t, event.stream, None))
        self._sorted = False
        if (stream := self._board.streams.get(event.stream)) is not None:
            self._mark_stalls(stream)

    def _mark_stalls(self, stream: StreamState) -> None:
        for attempt in reversed(stream.attempts):
            if (key := (stream.plan.id, attempt.number)) in self._marked:
                return
            self._marked.add(key)
            stalls = long_gaps(attempt.deltas)
            self._marks += [Landmark(stall.begin, stream.plan.id, stall.length) for stall in stalls]
            self._sorted = False
