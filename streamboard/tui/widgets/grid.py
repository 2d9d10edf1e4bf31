"""Panes in rows and columns, as many as fit; the rest are on further pages."""

from __future__ import annotations

import math
from typing import NamedTuple

from textual.app import ComposeResult
from textual.widget import Widget

from streamboard.board.state import BoardState
from streamboard.board.stream import StreamState
from streamboard.tui.widgets.pane import MIN_HEIGHT, MIN_WIDTH, Pane


class Shape(NamedTuple):
    """Columns and rows of panes."""

    columns: int
    rows: int

    @property
    def panes(self) -> int:
        """Panes on a page."""
        return self.columns * self.rows


def capacity(width: int, height: int) -> Shape:
    """The most panes that a screen of so many cells holds legibly; none where it is too small for one."""
    return Shape(width // MIN_WIDTH, height // MIN_HEIGHT)


def shape_for(count: int, width: int, height: int) -> Shape:
    """The shape that gives so many panes the best proportions: in cells, three times as wide as high."""
    most = capacity(width, height)
    if count >= most.panes:
        return most

    def misfit(columns: int) -> tuple[float, int]:
        rows = math.ceil(count / columns)
        proportion = (width / columns) / (height / rows)
        empty = columns * rows - count
        return abs(math.log(proportion / 3.2)) + 2.0 * empty / count, columns

    candidates = [c for c in range(1, most.columns + 1) if math.ceil(count / c) <= most.rows]
    columns = min(candidates, key=misfit)
    return Shape(columns, math.ceil(count / columns))


class Grid(Widget):
    """A page of panes. It has as many pane widgets as a page takes and points them at the streams."""

    DEFAULT_CSS = """
    Grid { layout: grid; grid-gutter: 0; }
    Grid > Pane { width: 1fr; height: 1fr; }
    """

    def __init__(self, board: BoardState) -> None:
        super().__init__()
        self.board = board
        self._panes: list[Pane] = []

    def compose(self) -> ComposeResult:
        first = next(iter(self.board.streams.values()))
        self._panes = [Pane(self.board, first)]
        yield from self._panes

    @property
    def shown(self) -> list[Pane]:
        """The panes on the screen."""
        return [pane for pane in self._panes if pane.display]

    def place(self, streams: list[StreamState], shape: Shape, height: int) -> None:
        """Show these streams in this shape, in so many cells of height."""
        self.styles.grid_size_columns = shape.columns
        self.styles.grid_size_rows = shape.rows
        # Equal heights, even if a row or two stays empty: panes that differ by a row cannot be compared.
        self.styles.grid_rows = str(max(height // shape.rows, 1))
        for index, stream in enumerate(streams):
            if index == len(self._panes):
                pane = Pane(self.board, stream)
                self._panes.append(pane)
                self.mount(pane)
            self._panes[index].point_at(stream)
            self._panes[index].display = True
        for pane in self._panes[len(streams) :]:
            pane.display = False
