"""A recorded run, and the place in it up to which it is shown: forward, back, and to what stands out."""

from __future__ import annotations

from streamboard.board.state import BoardState
from streamboard.common import gc_tuning
from streamboard.feeds.delay import is_of
from streamboard.feeds.lookahead import Landmark, LookAhead
from streamboard.feeds.playhead import Playhead
from streamboard.feeds.recorded import Recorded
from streamboard.run.events import Event

_LEAD = 2_000
"""Events folded before the place that one goes to, so that one can step on from there backwards."""
_FAR = 12_000
"""More events than this are not folded one by one, where a keyframe is nearer."""
_AT_FIRST = 10_000
"""Events that are read, at most, before the recording is shown, to find the first stream."""
_AT_ONCE = 1_000


class Recording:
    """The events of a run, in the order in which they were recorded."""

    def __init__(self, run: Recorded, speed: float) -> None:
        self.ahead = LookAhead(run)
        """What was read of it already."""
        self.index = 0
        """The next event to be handed over."""
        while self.ahead.begin is None and not self.ahead.whole and self.ahead.known < _AT_FIRST:
            self.ahead.read(_AT_ONCE)
        # Skip the start of the engine, before the first stream was queued: there is nothing to see.
        self.start = self.ahead.begin or 0
        """Where it begins, on the run's clock."""
        self.head = Playhead(self.start, speed)
        self.board: BoardState | None = None
        """The board that shows it, which may hop to where it is to be; without, all between is folded."""
        self._run = run

    @property
    def end(self) -> int:
        """Where it ends, on the run's clock, as far as that is known."""
        latest = self.ahead.latest
        return max(latest[-1] if latest else 0, self._run.last or 0)

    @property
    def end_is_known(self) -> bool:
        """Whether it ends there."""
        return self.ahead.whole or self._run.last is not None

    @property
    def at(self) -> int:
        """Where it is shown, on the run's clock."""
        return min(self.head.at, self.end)

    @property
    def at_end(self) -> bool:
        """Whether all events have been handed over."""
        return self.ahead.whole and self.index >= self.ahead.known

    @property
    def read_to(self) -> int:
        """Up to when it was read, on the run's clock."""
        return self.end if self.ahead.whole else self.ahead.latest[-1] if self.ahead.latest else self.start

    @property
    def waits(self) -> bool:
        """Whether it is to be shown at a place that was not read yet."""
        return not self.ahead.whole and self.at > self.read_to

    def next_t(self) -> int | None:
        """When the next event to be handed over was; None if it was not read, or there is none."""
        return self.ahead.latest[self.index] if self.index < self.ahead.known else None

    def take(self, most: int) -> list[Event]:
        """The events that are due by now, but no more than `most`."""
        first = self.index
        self.index = max(first, min(first + most, self.ahead.place_at(self.at)))
        return self._run.between(first, self.index)

    def hop(self) -> None:
        """Make the board what it was nearer to where it is to be shown, if that is far off."""
        place = self.ahead.place_at(self.at)
        if self.board is None or place - self.index <= _FAR:
            return
        if self.ahead.keyframes.place_before(place - _LEAD) > self.index + _FAR // 2:
            self._go(place, self.board)

    def step(self, stream: str) -> list[Event]:
        """All up to the next event of a stream; empty if it has none."""
        first = begin = self.index
        while True:
            if begin >= self.ahead.known:
                if self.ahead.whole:
                    return []
                self.ahead.read(_AT_ONCE)
            until = min(begin + _AT_ONCE, self.ahead.known)
            events = self._run.between(begin, until)
            place = next((place for place, event in enumerate(events) if is_of(event, stream)), None)
            if place is not None:
                break
            begin = until
        self.index = begin + place + 1
        self.head.move_to(max(self.at, events[place].t))
        return self._run.between(first, self.index)

    def go_to(self, t: int, board: BoardState) -> None:
        """Go to a time; where that lies back, or far ahead, the board becomes what it was then."""
        t = min(max(t, self.start), self.end)
        back = t < self.at or (self.index and t < self.ahead.latest[self.index - 1])
        self.head.move_to(t)
        if back:
            self._go(self.ahead.place_at(t), board)
        else:
            self.hop()
        self.head.move_to(t)  # Going there is no part of the run.

    def _go(self, place: int, board: BoardState) -> None:
        """Make the board what it was after so many events, with the single ones of the last."""
        with gc_tuning.paused():
            found = self.ahead.keyframes.before(max(place - _LEAD, 0), board)
            first, then = found if found is not None else (0, BoardState(self._run.started.plan))
            then.keep_as(board)
            then.apply_all(self._run.between(first, place))
            board.become(then)
        self.index = place

    def landmark(self, step: int) -> Landmark | None:
        """The next stall or ending after where it is shown (-1: the one before); None if none is known."""
        return self.ahead.landmark(self.at, step)
