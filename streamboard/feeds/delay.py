"""Holds back events of a live source while the view is held or in slow motion."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable

from streamboard.feeds.playhead import Playhead
from streamboard.run.events import ClockLag, Event, WireBytes


class Delay:
    def __init__(self, clock: Callable[[], int] | None = None) -> None:
        self._clock = clock
        self._waiting: deque[Event] = deque()
        self._head: Playhead | None = None
        """Up to where events are handed over; None while nothing is delayed."""
        self.coming = 0
        """Held events that count for a reader, unlike bytes and clock lags."""

    def __len__(self) -> int:
        return len(self._waiting)

    @property
    def active(self) -> bool:
        return self._head is not None

    @property
    def held(self) -> bool:
        return self._head is not None and self._head.stopped

    @property
    def speed(self) -> float:
        return 1.0 if self._head is None else self._head.speed

    def now(self, latest: int) -> int:
        """Return the time shown; `latest` is the run's."""
        if self._head is None:
            return latest
        at = min(self._head.at, latest)
        return min(at, self._waiting[0].t) if self._waiting and not self.held else at

    def hold(self, latest: int) -> None:
        self._begin(latest).stopped = True

    def go_on(self) -> list[Event]:
        """End a hold; return everything held, or keep the delay in slow motion."""
        if self._head is None:
            return []
        self._head.stopped = False
        return [] if self._head.speed < 1 else self.catch_up()

    def set_speed(self, speed: float, latest: int) -> None:
        if self._head is not None or speed < 1:
            self._begin(latest).speed = speed

    def _begin(self, latest: int) -> Playhead:
        if self._head is None:
            self._head = Playhead(latest, clock=self._clock)
        return self._head

    def catch_up(self) -> list[Event]:
        self._head = None
        due = [*self._waiting]
        self._waiting.clear()
        self.coming = 0
        return due

    def put(self, events: Iterable[Event]) -> None:
        for event in events:
            self._waiting.append(event)
            self.coming += _counts(event)

    def due(self, latest: int, *, idle: bool) -> list[Event]:
        """If `idle`, nothing happens in what is shown: skip silence."""
        head, waiting = self._head, self._waiting
        if head is None or head.stopped:
            return []
        if idle:
            head.move_to(max(head.at, min(waiting[0].t if waiting else latest, latest)))
        at = head.at
        if at >= latest and head.speed >= 1:
            return self.catch_up()
        if at > latest:
            head.move_to(latest)
        due: list[Event] = []
        while waiting and waiting[0].t <= at:
            due.append(self._next())
        return due

    def step(self, stream: str) -> list[Event]:
        """Return the events up to the stream's next; empty without one."""
        place = next((place for place, event in enumerate(self._waiting) if is_of(event, stream)), None)
        if place is None:
            return []
        due = [self._next() for _ in range(place + 1)]
        if self._head is not None:
            self._head.move_to(max(self._head.at, due[-1].t))
        return due

    def _next(self) -> Event:
        event = self._waiting.popleft()
        self.coming -= _counts(event)
        return event


def _counts(event: Event) -> bool:
    return not isinstance(event, WireBytes | ClockLag)


def is_of(event: Event, stream: str) -> bool:
    """Wire bytes go with the event that they bring."""
    return getattr(event, "stream", None) == stream and not isinstance(event, WireBytes)
