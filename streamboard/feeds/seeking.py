"""A recorded run and the position at which it is shown."""

from __future__ import annotations

from streamboard.board.state import BoardState
from streamboard.common import gc_tuning
from streamboard.feeds.delay import is_of
from streamboard.feeds.event_file import Recorded
from streamboard.feeds.lookahead import Landmark, LookAhead
from streamboard.feeds.playhead import Playhead
from streamboard.run.events import Event

_LEAD = 2_000
"""Events folded before the target of a seek, to be able to step back."""
_FAR = 12_000
"""Beyond this many events, jump to a keyframe if one is nearer."""
_AT_FIRST = 10_000
"""Events read at most to find the first stream."""
_AT_ONCE = 1_000


class Recording:
    def __init__(self, run: Recorded, speed: float) -> None:
        self.ahead = LookAhead(run)
        self.index = 0
        while self.ahead.begin is None and not self.ahead.whole and self.ahead.known < _AT_FIRST:
            self.ahead.read(_AT_ONCE)
        # Skip the engine's start: nothing shows before the first stream is queued.
        self.start = self.ahead.begin or 0
        self.head = Playhead(self.start, speed)
        self.board: BoardState | None = None
        """The board showing it, which may jump to a keyframe."""
        self._run = run

    @property
    def end(self) -> int:
        latest = self.ahead.latest
        return max(latest[-1] if latest else 0, self._run.last or 0)

    @property
    def end_is_known(self) -> bool:
        return self.ahead.whole or self._run.last is not None

    @property
    def at(self) -> int:
        return min(self.head.at, self.end)

    @property
    def at_end(self) -> bool:
        return self.ahead.whole and self.index >= self.ahead.known

    @property
    def read_to(self) -> int:
        return self.end if self.ahead.whole else self.ahead.latest[-1] if self.ahead.latest else self.start

    @property
    def waits(self) -> bool:
        return not self.ahead.whole and self.at > self.read_to

    def next_t(self) -> int | None:
        return self.ahead.latest[self.index] if self.index < self.ahead.known else None

    def take(self, most: int) -> list[Event]:
        first = self.index
        self.index = max(first, min(first + most, self.ahead.place_at(self.at)))
        return self._run.between(first, self.index)

    def hop(self) -> None:
        place = self.ahead.place_at(self.at)
        if self.board is None or place - self.index <= _FAR:
            return
        if self.ahead.keyframes.place_before(place - _LEAD) > self.index + _FAR // 2:
            self._go(place, self.board)

    def step(self, stream: str) -> list[Event]:
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
        """Seek; replace the board's state if `t` is back or far ahead."""
        t = min(max(t, self.start), self.end)
        back = t < self.at or (self.index and t < self.ahead.latest[self.index - 1])
        self.head.move_to(t)
        if back:
            self._go(self.ahead.place_at(t), board)
        else:
            self.hop()
        self.head.move_to(t)  # Discount the time that seeking took.

    def _go(self, place: int, board: BoardState) -> None:
        """Rebuild the board from an earlier keyframe."""
        with gc_tuning.paused():
            found = self.ahead.keyframes.before(max(place - _LEAD, 0), board)
            first, then = found if found is not None else (0, BoardState(self._run.started.plan))
            then.keep_as(board)
            then.apply_all(self._run.between(first, place))
            board.become(then)
        self.index = place

    def landmark(self, step: int) -> Landmark | None:
        """`step` is 1 for the next, -1 for the previous one."""
        return self.ahead.landmark(self.at, step)
