"""What a figure of a stream is: all that any surface needs to know of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

import msgspec

from streamboard import units
from streamboard.board.attempt import Attempt
from streamboard.board.stream import StreamState
from streamboard.figures.percentiles import Percentiles
from streamboard.figures.reading import Reading
from streamboard.figures.unit import VERDICT, Unit

End = Literal["low", "high"]
Surface = Literal["pane", "pane-end", "lanes", "table", "zoom", "summary", "compare"]
"""Where figures stand in a row or a column; `pane-end` is the right end of a pane's row."""


class Place(msgspec.Struct, frozen=True):
    """Where a figure stands on a surface."""

    rank: int
    """In which order figures stand there; on the table, in which order they get room."""
    least: int = 0
    """The width from which there is room for it."""


class Elsewhere(msgspec.Struct, frozen=True):
    """A figure as another tool defines it."""

    tool: str
    name: str
    """What it is called there; empty where the tool has none."""
    formula: str = ""
    value: Callable[[Attempt], float | None] = lambda _attempt: None
    """From the same stamps as ours; None where it cannot be had from what the board knows."""


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


class Figure(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """A figure of a stream."""

    tag: str
    """Its name in files, clicks, settings and sorting, without the unit."""
    name: str
    """As it stands at the head of a column."""
    title: str
    """Its name in full."""
    unit: Unit
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
    definition: str
    formula: str
    """In short, for comparison."""
    inputs: Callable[[Attempt], str]
    """The formula with an attempt's numbers; stamps in milliseconds since its request was out."""
    sample: Callable[[Attempt], str] = lambda _attempt: "1 request"
    """How much it was taken from."""
    counts_tokens: bool = False
    """Whether the number of tokens is in it."""
    absent: str
    """When there is none."""
    elsewhere: tuple[Elsewhere, ...] = ()
    why: str = ""
    """Why others get another value from the same sample."""

    def of(self, stream: StreamState, now: int) -> Reading:
        """What it is for a stream: of the attempt that counts."""
        return self.read(stream, stream.shown, now)

    def text(self, reading: Reading, cells: int | None = None) -> str:
        """A reading as people read it, without its sign; in so many cells if that can be."""
        return text_of(self.unit, reading, cells)

    @property
    def named(self) -> str:
        """Its name in files, with the unit."""
        return f"{self.tag}{self.unit.suffix}"


def text_of(unit: Unit, reading: Reading, cells: int | None = None) -> str:
    """A reading as people read it, without its sign."""
    if reading.value is None:
        return units.DASH
    if reading.moving and unit.suffix:
        return units.ticking(reading.value)
    return unit.text(reading.value, cells)


def interval_text(unit: Unit, reading: Reading) -> str:
    """`at most 23.1 ms less`, `at most 2.1 ms less or 0.4 ms more`; empty where it is as sure as can be."""
    if unit is VERDICT:
        return "it may be the other way round" if reading.less or reading.more else ""
    ends = [(reading.less, "less"), (reading.more, "more")]
    words = " or ".join(f"{unit.text(by, None)} {way}" for by, way in ends if by)
    return f"at most {words}" if words else ""


def on(surface: Surface, figures: Sequence[Figure]) -> list[Figure]:
    """The figures that stand on a surface, in their order there."""
    there = [figure for figure in figures if surface in figure.places]
    return sorted(there, key=lambda figure: figure.places[surface].rank)
