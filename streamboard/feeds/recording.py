"""A recorded run, and the place in it up to which it is shown: forward, back, and to what stands out."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import NamedTuple

from streamboard.board.deltas import DeltaSeries
from streamboard.board.keyframes import Keyframes
from streamboard.board.stalls import long_gaps
from streamboard.board.state import BoardState
from streamboard.feeds.delay import is_of
from streamboard.feeds.playhead import Playhead
from streamboard.run.block import read_delta
from streamboard.run.events import ContentBlockDelta, Event, StreamEnded, StreamQueued
from streamboard.run.runfile import RunFile

_LEAD = 2_000
"""Events folded before the place that one goes back to, so that one can step on from there backwards."""


class Landmark(NamedTuple):
    """Something in a recording that one would want to see."""

    t: int
    """When it begins, on the run's clock."""
    stream: str
    length_ns: int | None
    """How long nothing came; None for the end of a stream."""


class Recording:
    """The events of a run, in the order in which they were recorded."""

    def __init__(self, run: RunFile, speed: float) -> None:
        self.events = run.events
        self.index = 0
        """The next event to be handed over."""
        # Skip the start of the engine, before the first stream was queued: there is nothing to see.
        self.start = next((event.t for event in run.events if isinstance(event, StreamQueued)), 0)
        """Where it begins, on the run's clock."""
        self.end = max(event.t for event in run.events)
        self.head = Playhead(self.start, speed)
        self._plan = run.started.plan
        self._keyframes = Keyframes()
        self._landmarks: list[Landmark] | None = None
        self._latest: list[int] | None = None
        """For each event the latest stamp up to there: in the file, stamps go back a little now and then."""

    @property
    def at(self) -> int:
        """Where it is shown, on the run's clock."""
        return min(self.head.at, self.end)

    @property
    def at_end(self) -> bool:
        """Whether all events have been handed over."""
        return self.index >= len(self.events)

    def take(self, most: int) -> list[Event]:
        """The events that are due by now, but no more than `most`."""
        first, until = self.index, self.at
        last = min(first + most, len(self.events))
        while self.index < last and self.events[self.index].t <= until:
            self.index += 1
        return self.events[first : self.index]

    def note(self, board: BoardState) -> None:
        """The board has folded all that was handed over."""
        self._keyframes.note(self.index, board)

    def step(self, stream: str) -> list[Event]:
        """All up to the next event of a stream; empty if it has none."""
        first = self.index
        following = range(first, len(self.events))
        place = next((place for place in following if is_of(self.events[place], stream)), None)
        if place is None:
            return []
        self.index = place + 1
        self.head.move_to(max(self.at, self.events[place].t))
        return self.events[first : self.index]

    def go_to(self, t: int, board: BoardState) -> None:
        """Go to a time; where that lies back, the board becomes what it was then."""
        t = min(max(t, self.start), self.end)
        if t < self.at or (self.index and t < self._latest_at(self.index - 1)):
            self._go_back(t, board)
        self.head.move_to(t)

    def _go_back(self, t: int, board: BoardState) -> None:
        place = bisect_right(self._stamps(), t)
        found = self._keyframes.before(max(place - _LEAD, 0))
        first, earlier = found if found is not None else (0, board.anew(self._plan))
        earlier.apply_all(self.events[first:place])
        board.become(earlier)
        self.index = place

    def _stamps(self) -> list[int]:
        if self._latest is None:
            latest, self._latest = 0, []
            for event in self.events:
                latest = max(latest, event.t)
                self._latest.append(latest)
        return self._latest

    def _latest_at(self, place: int) -> int:
        return self._stamps()[place]

    def landmark(self, step: int) -> Landmark | None:
        """The next stall or ending after where it is shown (-1: the one before); None if there is none."""
        marks = self._landmarks_in_order()
        times = [mark.t for mark in marks]
        place = bisect_right(times, self.at) if step > 0 else bisect_left(times, self.at) - 1
        return marks[place] if 0 <= place < len(marks) else None

    def _landmarks_in_order(self) -> list[Landmark]:
        if self._landmarks is None:
            self._landmarks = sorted(_landmarks(self.events))
        return self._landmarks


def _landmarks(events: list[Event]) -> list[Landmark]:
    """Every stall, as the board knows them, and every end of a stream."""
    found: list[Landmark] = []
    series: dict[tuple[str, int], DeltaSeries] = {}
    for event in events:
        if type(event) is ContentBlockDelta:
            if read_delta(event.delta)[1]:
                series.setdefault((event.stream, event.attempt), DeltaSeries()).add(event.t, 1)
        elif isinstance(event, StreamEnded):
            found.append(Landmark(event.t, event.stream, None))
    for (stream, _), deltas in series.items():
        deltas.settle()
        found += (Landmark(stall.begin, stream, stall.length) for stall in long_gaps(deltas))
    return found
