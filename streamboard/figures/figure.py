"""What a figure of a stream is: all that any surface needs to know about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal

import msgspec

from streamboard.board.attempt import Attempt
from streamboard.board.stream import StreamState
from streamboard.figures.described import Described, text_of
from streamboard.figures.percentiles import Percentiles
from streamboard.figures.reading import Reading

End = Literal["low", "high"]
Surface = Literal["pane", "pane-end", "lanes", "table", "zoom", "summary", "compare"]
"""Where figures are shown in a row or a column; `pane-end` is the right end of a pane's row."""


class Placement(msgspec.Struct, frozen=True):
    """A figure's place on a surface."""

    rank: int
    """Their order; on the table, the order in which they get room."""
    least: int = 0
    """The least width that has room for it."""


class Pool(msgspec.Struct, frozen=True):
    """How percentiles of a figure over several streams are made."""

    tag: str
    """Their name in files, without the unit."""
    name: str
    rank: int
    """The most telling first."""
    cells: int = 3
    """The cells that the size of the sample needs."""
    among: Callable[[StreamState], bool] = lambda _stream: True
    """Whether a stream's value is one of the sample."""
    spread: Callable[[Sequence[StreamState]], Percentiles] | None = None
    """Makes them other than from the streams' values."""


class Figure(Described[Attempt], frozen=True, kw_only=True, eq=False):
    """A figure of a stream."""

    read: Callable[[StreamState, Attempt | None, int], Reading]
    """Reads it from a stream, one of its attempts (None before the first), and the run's clock."""
    better: End | None = None
    """Which end is the good one; None if neither is."""
    first: End = "low"
    """Which end sorting begins with."""
    rival: Callable[[StreamState], bool] = lambda _stream: True
    """Whether the value of a stream that has ended may be the best or the worst."""
    pool: Pool | None = None
    """How several streams make percentiles; None if they make none."""
    worth: Callable[[StreamState, Reading], bool] = lambda _stream, _reading: True
    """Whether its value says something that no other figure does; it is shown if any stream's does."""
    asked: Callable[[StreamState], bool] = lambda _stream: True
    """Whether the stream can have it: a figure that no stream is asked for is shown nowhere."""
    places: Mapping[Surface, Placement] = {}
    inputs: Callable[[Attempt], str]
    """The formula with an attempt's numbers; stamps in milliseconds since its request was sent."""
    sample: Callable[[Attempt], str] = lambda _attempt: "1 request"
    """The size of the sample, in words."""
    size: Callable[[Attempt], int] | None = None
    """The n shown beside its value; None if it is not a percentile."""
    counts_tokens: bool = False
    """Whether it depends on the number of tokens."""

    def of(self, stream: StreamState, now: int) -> Reading:
        """The stream's reading: that of its shown attempt."""
        return self.read(stream, stream.shown, now)

    @property
    def pool_named(self) -> str:
        """The name of its percentiles in files, with the unit."""
        assert self.pool is not None
        return f"{self.pool.tag}{self.unit.suffix}"

    def text(self, reading: Reading, cells: int | None = None) -> str:
        """A reading for people, without its sign; in that many cells, if possible."""
        return text_of(self.unit, reading, cells)


def asked_of(streams: Iterable[StreamState], figures: Sequence[Figure]) -> list[Figure]:
    """The figures that any of these streams is asked for."""
    shown = list(streams)
    return [figure for figure in figures if any(map(figure.asked, shown))]


def on(surface: Surface, figures: Sequence[Figure]) -> list[Figure]:
    """The figures on a surface, in their order there."""
    there = [figure for figure in figures if surface in figure.places]
    return sorted(there, key=lambda figure: figure.places[surface].rank)
