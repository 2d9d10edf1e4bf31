"""The best and the worst of a figure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from streamboard.board.stream import StreamState
from streamboard.figures.figure import End, Figure
from streamboard.figures.reading import Reading

WORTH_MARKING = 1.05
"""Figures that differ by less than this ratio count as equal: another run could reverse them."""
BEST, WORST = "▲", "▼"


def best_and_worst(better: End | None, readings: Mapping[str, Reading]) -> dict[str, str]:
    """The names of the best and of the worst reading, with their marks; none if they are about equal.

    Args:
        better: Which end is the good one.
        readings: By name. Moving, absent and unsure ones are left out, and so is 0: deltas that came in one
            read were not made in no time.
    """
    values = [
        (reading.value, name)
        for name, reading in readings.items()
        if reading.settled is not None and reading.value and not reading.unsure
    ]
    if better is None or len(values) < 2:
        return {}
    low, high = min(values), max(values)
    if high[0] < low[0] * WORTH_MARKING:
        return {}
    best, worst = (low, high) if better == "low" else (high, low)
    return {best[1]: BEST, worst[1]: WORST}


class Marks:
    """The marks of figures by stream id, among the streams that have ended; renewed when these change."""

    def __init__(self) -> None:
        self._streams: list[StreamState] = []
        self._key: tuple[object, ...] = ()
        self._known: dict[str, dict[str, str]] = {}

    def look_at(self, streams: Iterable[StreamState]) -> None:
        """Compare these streams from now on."""
        self._streams = [stream for stream in streams if stream.phase == "ended"]
        key = tuple((id(stream), stream.revision) for stream in self._streams)
        if key != self._key:
            self._key = key
            self._known.clear()

    def of(self, figure: Figure, now: int) -> dict[str, str]:
        """The marks of a figure, by stream id."""
        known = self._known.get(figure.tag)
        if known is None:
            readings = {
                stream.plan.id: figure.of(stream, now) for stream in self._streams if figure.rival(stream)
            }
            known = self._known[figure.tag] = best_and_worst(figure.better, readings)
        return known
