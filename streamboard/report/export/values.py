"""How values stand in files for programs."""

from __future__ import annotations

from collections.abc import Callable

from streamboard.board.stream import StreamState
from streamboard.figures.figure import Figure
from streamboard.figures.reading import Reading
from streamboard.figures.table import Row
from streamboard.figures.unit import VERDICT


def state_of(stream: StreamState) -> str:
    """How it ended, or what it does: an outcome or a phase."""
    return stream.outcome or stream.phase


def number(figure: Figure, reading: Reading) -> float | None:
    """A value: milliseconds to a microsecond, rates to a thousandth; none of what still counts up."""
    return None if reading.settled is None else figure.unit.number(reading.settled)


def ends(figure: Figure, reading: Reading) -> list[float] | None:
    """How low and how high a value may be; None where it is as sure as can be, and of a verdict."""
    if reading.settled is None or figure.unit is VERDICT or not (reading.less or reading.more):
        return None
    low, high = reading.settled - reading.less, reading.settled + reading.more
    return [figure.unit.number(low), figure.unit.number(high)]


def tags(row: Row, which: Callable[[Reading], bool]) -> list[str]:
    """The figures of a row of whose readings something holds."""
    return [tag for tag, reading in row.cells.items() if reading.settled is not None and which(reading)]


def estimated(row: Row) -> list[str]:
    """The figures of a row that nobody has counted yet."""
    return tags(row, lambda reading: reading.estimated)


def unsure(row: Row) -> list[str]:
    """The figures of a row that may be off by a twentieth or more."""
    return tags(row, lambda reading: reading.unsure)
