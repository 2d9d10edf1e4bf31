"""Marks of the best and the worst of a figure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from streamboard.board.stream import StreamState
from streamboard.figures.figure import End, Figure
from streamboard.figures.reading import Reading

WORTH_MARKING = 1.05
"""A smaller ratio counts as equal, as another run could reverse it."""
BEST, WORST = "▲", "▼"


def best_and_worst(better: End | None, readings: Mapping[str, Reading]) -> dict[str, str]:
    """By name; empty if the values are about equal.

    Moving, absent, uncertain and 0 are left out: 0 means one read, not speed.
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
    """Among ended streams, by stream id; cached."""

    def __init__(self) -> None:
        self._streams: list[StreamState] = []
        self._key: tuple[object, ...] = ()
        self._known: dict[str, dict[str, str]] = {}

    def look_at(self, streams: Iterable[StreamState]) -> None:
        self._streams = [stream for stream in streams if stream.phase == "ended"]
        key = tuple((id(stream), stream.revision) for stream in self._streams)
        if key != self._key:
            self._key = key
            self._known.clear()

    def of(self, figure: Figure, now: int) -> dict[str, str]:
        known = self._known.get(figure.tag)
        if known is None:
            readings = {
                stream.plan.id: figure.of(stream, now) for stream in self._streams if figure.rival(stream)
            }
            known = self._known[figure.tag] = best_and_worst(figure.better, readings)
        return known
