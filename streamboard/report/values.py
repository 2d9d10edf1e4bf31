"""Values in files for programs."""

from __future__ import annotations

from collections.abc import Callable

from streamboard.board.status import how_it_ended, said_after
from streamboard.board.stream import StreamState
from streamboard.figures.figure import Figure
from streamboard.figures.reading import Reading
from streamboard.figures.table import Row, Table
from streamboard.figures.unit import VERDICT


def state_of(stream: StreamState) -> str:
    return stream.outcome or stream.phase


def reasons_of(table: Table) -> list[tuple[StreamState, str]]:
    """Streams for which there is something to say, with it."""
    return [(row.stream, reason) for row in table.rows if (reason := reason_of(row.stream))]


def reason_of(stream: StreamState) -> str:
    """Why it did not end well and what to do, or the server's words behind a whole answer."""
    return " ".join(words for words in (*(how_it_ended(stream) or ()), said_after(stream.shown)) if words)


def number(figure: Figure, reading: Reading) -> float | None:
    """Times in milliseconds; None if absent or still counting up."""
    return None if reading.settled is None else figure.unit.number(reading.settled)


def ends(figure: Figure, reading: Reading) -> list[float] | None:
    """None if the value is exact, or a verdict."""
    if reading.settled is None or figure.unit is VERDICT or not (reading.less or reading.more):
        return None
    low, high = reading.settled - reading.less, reading.settled + reading.more
    return [figure.unit.number(low), figure.unit.number(high)]


def tags(row: Row, which: Callable[[Reading], bool]) -> list[str]:
    """Of figures whose settled readings meet a condition."""
    return [tag for tag, reading in row.cells.items() if reading.settled is not None and which(reading)]


def estimated(row: Row) -> list[str]:
    return tags(row, lambda reading: reading.estimated)


def unsure(row: Row) -> list[str]:
    """Figures that may be off by a twentieth or more."""
    return tags(row, lambda reading: reading.unsure)
