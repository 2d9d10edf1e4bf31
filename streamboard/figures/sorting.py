"""Sort streams by a figure; those without it come last in either direction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from streamboard.board.phases_and_ends import PHASES, VERDICTS, end_of
from streamboard.board.stream import StreamState
from streamboard.figures.catalogue import FIGURE, FIGURES
from streamboard.figures.figure import on
from streamboard.run.plan import SECOND

By = str
PLACE, NAME, STATE = "place", "name", "state"
"""Not figures; `place` is the user's arrangement."""
_SHOWN = (PLACE, NAME, STATE, *(figure.tag for figure in on("lanes", FIGURES)))
SORTS: tuple[By, ...] = (*_SHOWN, *(tag for tag in FIGURE if tag not in _SHOWN))
"""What lanes show, then the other figures."""
EVERY_NS = SECOND
"""Rows that jump more often are unreadable."""

_ENDS = {PLACE: ("first", "last"), NAME: ("a", "z"), STATE: ("busiest", "done")}
Value = float | str | tuple[int, ...]


def name_of(by: By) -> str:
    return FIGURE[by].name if by in FIGURE else by


@dataclass(frozen=True)
class Order:
    by: By = PLACE
    descending: bool = False

    @classmethod
    def of(cls, by: By) -> Order:
        return cls(by, by in FIGURE and FIGURE[by].first == "high")

    def next(self, step: int, among: Sequence[By] = SORTS) -> Order:
        place = among.index(self.by) if self.by in among else 0
        return Order.of(among[(place + step) % len(among)])

    def reversed(self) -> Order:
        return Order(self.by, not self.descending)

    @property
    def words(self) -> str:
        """`by TTFT, lowest first`."""
        ends = _ENDS.get(self.by, ("lowest", "highest"))
        return f"by {name_of(self.by)}, {ends[self.descending]} first"

    def sort(self, streams: Sequence[StreamState], now: int) -> list[StreamState]:
        """Stable."""
        if self.by == PLACE:
            return list(reversed(streams) if self.descending else streams)
        values = [(_value(self.by, stream, now), stream) for stream in streams]
        having = [(value, stream) for value, stream in values if value is not None]
        having.sort(key=lambda pair: pair[0], reverse=self.descending)
        return [stream for _, stream in having] + [stream for value, stream in values if value is None]


class Sorted:
    """Keeps streams sorted from frame to frame."""

    def __init__(self) -> None:
        self.order = Order()
        self._ids: list[str] = []
        self._sorted_at: tuple[object, ...] = ()

    def put(self, streams: Sequence[StreamState], now: int) -> Sequence[StreamState]:
        """Re-sorts about once a second, and when a stream ends, comes or goes."""
        if self.order == Order():
            return streams
        by_id = {stream.plan.id: stream for stream in streams}
        ended = sum(stream.phase == "ended" for stream in streams)
        key = (self.order, tuple(by_id), ended, now // EVERY_NS)
        if key != self._sorted_at:
            self._sorted_at = key
            self._ids = [stream.plan.id for stream in self.order.sort(streams, now)]
        return [by_id[stream_id] for stream_id in self._ids]


def _value(by: By, stream: StreamState, now: int) -> Value | None:
    if own := _OWN.get(by):
        return own(stream)
    return FIGURE[by].of(stream, now).value


def _state(stream: StreamState) -> Value:
    """Busiest first; of ended streams, failures first."""
    if stream.phase == "ended":
        return 0, -VERDICTS.index(end_of(stream.outcome).verdict)
    return -PHASES[stream.phase].rank, 0


_OWN: dict[By, Callable[[StreamState], Value]] = {
    NAME: lambda stream: stream.plan.name.lower(),
    STATE: _state,
}
