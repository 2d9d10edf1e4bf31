"""The header's figures of the run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from streamboard.board.attempt import Attempt
from streamboard.board.objectives import goodput
from streamboard.board.passes import PassFigures
from streamboard.board.stream import StreamState
from streamboard.run.plan import Slo


class Totals(NamedTuple):
    """Of the latest pass."""

    streams: int
    counts: Mapping[str, int]
    """By the names of `COUNTS`; missing ones are 0."""
    output_tokens: int
    estimated: bool
    live_tokens_per_second: float | None
    """Over the last second; an estimate."""
    tokens_per_second: float | None
    speed_up: float | None
    wall_ns: int
    goodput: tuple[int, int] | None
    """See `objectives.goodput`."""


def totals_of(
    streams: Collection[StreamState], attempts: Iterable[Attempt], figures: PassFigures, slo: Slo, now: int
) -> Totals:
    """`attempts` and `figures` are the latest pass's."""
    rates = [
        rate
        for attempt in attempts
        if attempt.ended is None and (rate := attempt.deltas.live_tokens_per_second(now)) is not None
    ]
    return Totals(
        streams=len(streams),
        counts=Counter(stream.count.name for stream in streams),
        output_tokens=figures.output_tokens,
        estimated=not figures.counted,
        live_tokens_per_second=sum(rates) if rates else None,
        tokens_per_second=figures.tokens_per_second,
        speed_up=figures.speed_up,
        wall_ns=figures.wall_ns,
        goodput=goodput(streams, slo),
    )
