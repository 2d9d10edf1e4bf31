"""A figure over several streams, such as repetitions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from streamboard.board.stream import StreamState
from streamboard.figures.best_and_worst import best_and_worst
from streamboard.figures.figure import Figure
from streamboard.figures.of_run.checks_passed import checks_of
from streamboard.figures.percentiles import of_readings
from streamboard.figures.reading import ABSENT, Reading
from streamboard.figures.samples import belongs
from streamboard.figures.unit import CHECKS, VERDICT


class Spread(NamedTuple):
    n: int = 0
    """Streams with a value."""
    low: Reading = ABSENT
    middle: Reading = ABSENT
    """Median; for checks and verdicts the share passed."""
    high: Reading = ABSENT


def spread_of(figure: Figure, streams: Sequence[StreamState], now: int) -> Spread:
    """Includes values that still move; of several streams that ended, only those in the sample."""
    if len(streams) > 1:
        streams = [one for one in streams if one.phase != "ended" or belongs(figure, one)]
    readings = [figure.of(stream, now) for stream in streams]
    there = [reading for reading in readings if reading.value is not None]
    if not there:
        return Spread(0, *readings[:1] * 3) if readings else Spread()
    moving = any(reading.moving for reading in there)
    if figure.unit in (CHECKS, VERDICT):
        share = _share(figure, streams, there, moving=moving)
        return Spread(len(there), share, share, share)
    in_order = sorted(there, key=lambda reading: reading.value or 0)
    low, high = in_order[0], in_order[-1]
    if len(there) == 1:
        return Spread(1, low, low, high)
    settled = of_readings(reading._replace(moving=False) for reading in there).p50
    estimated = any(reading.estimated for reading in there)
    return Spread(len(there), low, settled._replace(moving=moving, estimated=estimated), high)


def _share(
    figure: Figure, streams: Sequence[StreamState], there: Sequence[Reading], *, moving: bool
) -> Reading:
    good, of = (
        checks_of(streams)
        if figure.unit is CHECKS
        else (sum(reading.value == 1 for reading in there), len(there))
    )
    return Reading(good / of, of=of, moving=moving) if of else ABSENT


def best_of(figure: Figure, cells: Mapping[int, Sequence[StreamState]], now: int) -> int | None:
    """The key with the best median.

    None unless all streams have ended, the two best medians differ by `WORTH_MARKING`, and the best group's
    values are all better than any other's.
    """
    if figure.better is None or any(stream.phase != "ended" for cell in cells.values() for stream in cell):
        return None
    spreads = {
        key: spread_of(figure, cell, now) for key, cell in cells.items() if all(map(figure.rival, cell))
    }
    sign = 1 if figure.better == "low" else -1
    ranked = sorted(
        (key for key, each in spreads.items() if each.n),
        key=lambda key: sign * (spreads[key].middle.value or 0),
    )
    if len(ranked) < 2:
        return None
    best, second = (spreads[key] for key in ranked[:2])
    apart = best_and_worst(figure.better, {"best": best.middle, "second": second.middle})
    return ranked[0] if apart and all(_apart(figure, best, spreads[key]) for key in ranked[1:]) else None


def _apart(figure: Figure, best: Spread, other: Spread) -> bool:
    if figure.better == "low":
        return (best.high.value or 0) < (other.low.value or 0)
    return (best.low.value or 0) > (other.high.value or 0)
