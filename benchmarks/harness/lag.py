"""Lag: how much later than it was sent a delta was stamped. It is the error of the measurement."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.harness.source import stamp_of
from streamboard.board import quantile
from streamboard.run import runfile
from streamboard.run.events import ApiEvent, ContentBlockDelta

SETTLING_NS = 1_000_000_000
"""What comes sooner than this after the last stream's first delta belongs to the start."""
_MARK = re.compile(rb"@(\d{6,}) ")
_WINDOW_NS = 100_000_000


class Delta(NamedTuple):
    """One delta as it was measured, in nanoseconds of the machine's monotonic clock."""

    sent: int
    stamped: int
    stream: str

    @property
    def lag_ms(self) -> float:
        """Milliseconds from sending to stamp."""
        return (self.stamped - self.sent) / 1e6


class Measured(NamedTuple):
    """What one side measured."""

    deltas: int
    """All that it saw."""
    begin: int
    """From here on all streams run: everything below is taken from then to `end`."""
    end: int
    steady: int
    """Deltas between the two."""
    p50: float
    p99: float
    worst: float
    """Milliseconds of lag."""
    first_p99: float
    """Of the streams' first deltas, while everything starts: what TTFT is off by."""


def summarise(deltas: Sequence[Delta]) -> Measured:
    """Figures of the time in which all streams run."""
    firsts: dict[str, Delta] = {}
    lasts: dict[str, Delta] = {}
    for delta in deltas:
        firsts.setdefault(delta.stream, delta)
        lasts[delta.stream] = delta
    begin = max(delta.stamped for delta in firsts.values()) + SETTLING_NS
    end = min(delta.sent for delta in lasts.values())
    if end <= begin:  # A quick run: all of it, then.
        begin, end = min(delta.sent for delta in deltas), max(delta.stamped for delta in deltas)
    lags = [delta.lag_ms for delta in deltas if begin <= delta.sent <= end]
    return Measured(
        len(deltas),
        begin,
        end,
        len(lags),
        p50=quantile.percentile(lags, 50) or 0.0,
        p99=quantile.percentile(lags, 99) or 0.0,
        worst=max(lags, default=0.0),
        first_p99=quantile.percentile([delta.lag_ms for delta in firsts.values()], 99) or 0.0,
    )


def from_run_file(path: Path) -> list[Delta]:
    """The deltas of a run file that carry the time of sending."""
    run = runfile.read(path)
    zero = run.started.monotonic_ns
    return [
        Delta(sent * 1000, zero + event.t, event.stream)
        for event in run.events
        if isinstance(event, ContentBlockDelta) and (sent := stamp_of(event.delta["text"])) is not None
    ]


def counted_by_server(path: Path) -> tuple[int, int]:
    """Deltas in a run file, and how many the server says that it sent."""
    seen: Counter[str] = Counter()
    for event in runfile.read(path).events:
        if isinstance(event, ContentBlockDelta):
            seen["deltas"] += 1
        elif isinstance(event, ApiEvent) and event.name == "message_delta":
            seen["counted"] += event.body["usage"]["output_tokens"]
    return seen["deltas"], seen["counted"]


def behind_ms(chunks: Iterable[tuple[int, bytes]], begin: int, end: int) -> list[float]:
    """How far the screen is behind: per tenth of a second, its end minus the latest time of sending shown.

    Args:
        chunks: What was drawn and when it came.
        begin: From when on.
        end: Until when.
    """
    found = []
    latest, window_end = 0, begin + _WINDOW_NS
    for t, data in chunks:
        while t >= window_end and window_end <= end:
            if latest:
                found.append((window_end - latest) / 1e6)
            window_end += _WINDOW_NS
        stamps = [int(stamp) * 1000 for stamp in _MARK.findall(data)]
        latest = max([latest, *stamps])
    return found
