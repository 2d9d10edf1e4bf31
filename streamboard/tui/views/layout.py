"""How many panes fit, in what grid, and on which page. Arithmetic only."""

from __future__ import annotations

import math
from typing import NamedTuple

MIN_WIDTH, MIN_HEIGHT = 38, 8
"""The smallest legible pane."""


class Shape(NamedTuple):
    columns: int
    rows: int

    @property
    def panes(self) -> int:
        return self.columns * self.rows


class Page(NamedTuple):
    shape: Shape
    first: int
    """The index of the first stream on it."""
    panes: int
    """How many streams are on it."""
    number: int
    """From 1."""
    pages: int


def capacity(width: int, height: int) -> Shape:
    """The largest grid of legible panes; none if the screen is too small."""
    return Shape(width // MIN_WIDTH, height // MIN_HEIGHT)


def shape_for(count: int, width: int, height: int) -> Shape:
    """The grid with the best proportions: panes about three times as wide as high, in cells."""
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


def page_of(index: int, count: int, width: int, height: int) -> Page:
    """At least one pane must fit."""
    shape = shape_for(count, width, height)
    number = max(index, 0) // shape.panes
    first = number * shape.panes
    return Page(shape, first, min(shape.panes, count - first), number + 1, -(-count // shape.panes))


def lanes_by_itself(count: int, width: int, height: int) -> bool:
    """Whether lanes are the default view."""
    return count > capacity(width, height).panes
