"""A figure of a stream, with all that any surface needs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal

import msgspec

from streamboard.board.attempt import Attempt
from streamboard.board.stream import StreamState
from streamboard.figures.figure_base import Described, text_of
from streamboard.figures.reading import Reading

End = Literal["low", "high"]
Surface = Literal["pane", "pane-end", "lanes", "table", "zoom", "summary", "compare"]
"""`pane-end` is the right end of a pane's row."""


class Placement(msgspec.Struct, frozen=True):
    rank: int
    """Position; in the table, priority for room."""
    least: int = 0
    """The width, in cells, below which it is hidden."""


class Pool(msgspec.Struct, frozen=True):
    tag: str
    """In files, without the unit."""
    name: str
    rank: int
    """The most telling first."""
    cells: int = 3
    """For the sample size."""
    among: Callable[[StreamState], bool] = lambda _stream: True
    """Whether a stream is in the sample."""
    gaps: bool = False
    """The sample is all gaps of the answers together, not a value of each stream."""


class Figure(Described[Attempt], frozen=True, kw_only=True, eq=False):
    read: Callable[[StreamState, Attempt | None, int], Reading]
    """From stream, attempt (None before the first) and the run's clock."""
    better: End | None = None
    """None if neither end is."""
    first: End = "low"
    """Where sorting begins."""
    rival: Callable[[StreamState], bool] = lambda _stream: True
    """Whether an ended stream may be marked best or worst."""
    pool: Pool | None = None
    """None without percentiles over streams."""
    worth: Callable[[StreamState, Reading], bool] = lambda _stream, _reading: True
    """Whether its value adds anything; the figure is shown if any stream's does."""
    asked: Callable[[StreamState], bool] = lambda _stream: True
    """Whether the stream can have it; if none can, it is hidden everywhere."""
    places: Mapping[Surface, Placement] = {}
    inputs: Callable[[Attempt], str]
    """The formula with numbers; stamps in milliseconds since the request was sent."""
    sample: Callable[[Attempt], str] = lambda _attempt: "1 request"
    size: Callable[[Attempt], int] | None = None
    """The n beside its value; None if it is no percentile."""
    counts_tokens: bool = False
    """Depends on the output token count."""

    def of(self, stream: StreamState, now: int) -> Reading:
        return self.read(stream, stream.shown, now)

    @property
    def pool_named(self) -> str:
        """With unit, for files."""
        assert self.pool is not None
        return f"{self.pool.tag}{self.unit.suffix}"

    def text(self, reading: Reading, cells: int | None = None) -> str:
        """For people, without sign; in that many cells if possible."""
        return text_of(self.unit, reading, cells)


def asked_of(streams: Iterable[StreamState], figures: Sequence[Figure]) -> list[Figure]:
    shown = list(streams)
    return [figure for figure in figures if any(map(figure.asked, shown))]


def on(surface: Surface, figures: Sequence[Figure]) -> list[Figure]:
    there = [figure for figure in figures if surface in figure.places]
    return sorted(there, key=lambda figure: figure.places[surface].rank)
