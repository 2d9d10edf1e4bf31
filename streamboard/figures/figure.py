"""What a figure of a stream is: all that any surface needs to know of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

import msgspec

from streamboard.board.attempt import Attempt
from streamboard.board.stream import StreamState
from streamboard.figures.described import Described, text_of
from streamboard.figures.percentiles import Percentiles
from streamboard.figures.reading import Reading

End = Literal["low", "high"]
Surface = Literal["pane", "pane-end", "lanes", "table", "zoom", "summary", "compare"]
"""Where figures stand in a row or a column; `pane-end` is the right end of a pane's row."""


class Place(msgspec.Struct, frozen=True):
    """Where a figure stands on a surface."""

    rank: int
    """In which order figures stand there; on the table, in which order they get room."""
    least: int = 0
    """The width from which there is room for it."""


class Pool(msgspec.Struct, frozen=True):
    """How a figure of several streams makes percentiles."""

    tag: str
    """What these are called in files, without the unit."""
    name: str
    rank: int
    """The most telling first."""
    cells: int = 3
    """The cells that its n needs."""
    among: Callable[[StreamState], bool] = lambda _stream: True
    """Whether a stream's value is one of the sample."""
    spread: Callable[[Sequence[StreamState]], Percentiles] | None = None
    """Makes them another way than from the streams' values."""


class Figure(Described[Attempt], frozen=True, kw_only=True, eq=False):
    """A figure of a stream."""

    read: Callable[[StreamState, Attempt | None, int], Reading]
    """From a stream, one of its attempts (None before the first one), and the run's clock."""
    better: End | None = None
    """Which end is the good one; None where neither is."""
    first: End = "low"
    """Which end one looks for first: what sorting begins with."""
    rival: Callable[[StreamState], bool] = lambda _stream: True
    """Whether the value of a stream that has ended may be the best or the worst."""
    pool: Pool | None = None
    """How several streams make percentiles; None where they make none."""
    worth: Callable[[StreamState, Reading], bool] = lambda _stream, _reading: True
    """Whether its value says something that no other figure does; it is shown if that of any stream does."""
    places: Mapping[Surface, Place] = {}
    inputs: Callable[[Attempt], str]
    """The formula with an attempt's numbers; stamps in milliseconds since its request was out."""
    sample: Callable[[Attempt], str] = lambda _attempt: "1 request"
    """How much it was taken from."""
    size: Callable[[Attempt], int] | None = None
    """The n that stands beside its value; None where it is no percentile."""
    counts_tokens: bool = False
    """Whether the number of tokens is in it."""

    def of(self, stream: StreamState, now: int) -> Reading:
        """What it is for a stream: of the attempt that counts."""
        return self.read(stream, stream.shown, now)

    @property
    def pool_named(self) -> str:
        """What its percentiles are called in files, with the unit."""
        assert self.pool is not None
        return f"{self.pool.tag}{self.unit.suffix}"

    def text(self, reading: Reading, cells: int | None = None) -> str:
        """A reading as people read it, without its sign; in so many cells if that can be."""
        return text_of(self.unit, reading, cells)


def on(surface: Surface, figures: Sequence[Figure]) -> list[Figure]:
    """The figures that stand on a surface, in their order there."""
    there = [figure for figure in figures if surface in figure.places]
    return sorted(there, key=lambda figure: figure.places[surface].rank)
