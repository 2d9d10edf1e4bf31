"""A figure's sample: the values in its percentiles, comparisons and distributions, on every surface."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator

from streamboard.board.deltas import DeltaSeries
from streamboard.board.stream import StreamState
from streamboard.figures.figure import Figure
from streamboard.figures.percentiles import Percentiles, of_gaps, of_readings
from streamboard.figures.reading import Reading


def belongs(figure: Figure, stream: StreamState) -> bool:
    """TTFT counts whatever became of the answer; speeds only count of whole ones (`Pool.among`)."""
    return stream.shown is not None and (figure.pool is None or figure.pool.among(stream))


def sampled(figure: Figure, stream: StreamState, now: int) -> Reading | None:
    """None also while the value moves."""
    if not belongs(figure, stream):
        return None
    reading = figure.of(stream, now)
    return None if reading.settled is None else reading


def sample_of(figure: Figure, streams: Iterable[StreamState], now: int) -> list[Reading]:
    return [reading for stream in streams if (reading := sampled(figure, stream, now)) is not None]


def percentiles(figure: Figure, streams: Iterable[StreamState], now: int) -> Percentiles:
    if figure.pool is not None and figure.pool.gaps:
        return of_gaps([*_series(figure, streams)])
    return of_readings(sample_of(figure, streams, now))


def values(figure: Figure, streams: Iterable[StreamState], now: int) -> list[float]:
    """Sorted; gaps that were merged at the cap are accurate to 0.5 %."""
    if figure.pool is not None and figure.pool.gaps:
        return [*heapq.merge(*(series.every_gap() for series in _series(figure, streams)))]
    return sorted(reading.value or 0.0 for reading in sample_of(figure, streams, now))


def _series(figure: Figure, streams: Iterable[StreamState]) -> Iterator[DeltaSeries]:
    for stream in streams:
        if belongs(figure, stream) and stream.shown is not None:
            yield stream.shown.deltas
