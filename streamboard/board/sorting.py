"""Put streams in the order of a figure. Those without it come last, in either direction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from streamboard.board.state import CUT_OUTCOMES
from streamboard.board.stream import Attempt, StreamState
from streamboard.plan import SECOND

By = Literal["place", "name", "state", "ttft", "speed", "tokens", "gap", "time"]
"""What streams are sorted by; `place` is their place as the user arranged them."""

SORTS: tuple[By, ...] = ("place", "name", "state", "ttft", "speed", "tokens", "gap", "time")
_GREATEST_FIRST = frozenset({"speed", "tokens", "gap", "time"})
"""Figures whose great values are what one looks for."""
EVERY_NS = SECOND
"""How often streams are sorted anew while their figures move: rows that dance cannot be read."""

Figure = float | str | tuple[int, ...]
_STATES = ("streaming", "thinking", "waiting", "connecting", "retrying", "queued", "new", "ended")
"""Phases from the busiest to the one that is over."""


@dataclass(frozen=True)
class Order:
    """By what, and whether the greatest comes first."""

    by: By = "place"
    descending: bool = False

    @classmethod
    def of(cls, by: By) -> Order:
        """The order in which one mostly wants a figure."""
        return cls(by, by in _GREATEST_FIRST)

    def next(self, step: int) -> Order:
        """The order by the next figure, or by the one before."""
        return Order.of(SORTS[(SORTS.index(self.by) + step) % len(SORTS)])

    def reversed(self) -> Order:
        """The other way round."""
        return Order(self.by, not self.descending)

    def sort(self, streams: Sequence[StreamState], now: int) -> list[StreamState]:
        """The streams in this order; those that are alike stay as they are."""
        if self.by == "place":
            return list(reversed(streams) if self.descending else streams)
        figures = [(_FIGURES[self.by](stream, now), stream) for stream in streams]
        having = [(figure, stream) for figure, stream in figures if figure is not None]
        having.sort(key=lambda pair: pair[0], reverse=self.descending)
        return [stream for _, stream in having] + [stream for figure, stream in figures if figure is None]


class Sorted:
    """Streams kept in an order, frame after frame."""

    def __init__(self) -> None:
        self.order = Order()
        self._ids: list[str] = []
        self._sorted_at: tuple[object, ...] = ()

    def put(self, streams: Sequence[StreamState], now: int) -> Sequence[StreamState]:
        """The streams in order: sorted anew about once a second, and when one of them ends, comes or goes."""
        if self.order == Order():
            return streams
        by_id = {stream.plan.id: stream for stream in streams}
        ended = sum(stream.phase == "ended" for stream in streams)
        key = (self.order, tuple(by_id), ended, now // EVERY_NS)
        if key != self._sorted_at:
            self._sorted_at = key
            self._ids = [stream.plan.id for stream in self.order.sort(streams, now)]
        return [by_id[stream_id] for stream_id in self._ids]


def _state(stream: StreamState, now: int) -> Figure:
    """The busiest first; of those that ended, the failed first and the whole ones last."""
    if stream.phase != "ended":
        return _STATES.index(stream.phase), 0
    well, cut, stopped = stream.well, stream.outcome in CUT_OUTCOMES, stream.outcome == "cancelled"
    return _STATES.index("ended"), 3 if well else 2 if cut else 1 if stopped else 0


def _ttft(attempt: Attempt, now: int) -> float | None:
    """The TTFT; of an attempt that still waits, how long it has waited."""
    if attempt.deltas.first is None and attempt.ended is None:
        return attempt.elapsed_ns(now)
    return attempt.ttft_ns()


def _speed(attempt: Attempt, now: int) -> float | None:
    exact = attempt.tokens_per_second()
    if exact is not None or attempt.ended is not None:
        return exact
    return attempt.deltas.live_tokens_per_second(now)


def _tokens(attempt: Attempt, now: int) -> float | None:
    return attempt.output_tokens()[0]


def _gap(attempt: Attempt, now: int) -> float | None:
    return attempt.deltas.max_gap_ns


def _time(attempt: Attempt, now: int) -> float | None:
    return attempt.elapsed_ns(now)


def _of_attempt(
    figure: Callable[[Attempt, int], float | None],
) -> Callable[[StreamState, int], Figure | None]:
    def of(stream: StreamState, now: int) -> Figure | None:
        return figure(stream.shown, now) if stream.shown is not None else None

    return of


_FIGURES: dict[By, Callable[[StreamState, int], Figure | None]] = {
    "name": lambda stream, now: stream.plan.name.lower(),
    "state": _state,
    "ttft": _of_attempt(_ttft),
    "speed": _of_attempt(_speed),
    "tokens": _of_attempt(_tokens),
    "gap": _of_attempt(_gap),
    "time": _of_attempt(_time),
}
