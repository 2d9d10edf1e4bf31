"""What goes where on the screen: panes or lanes, which page, in what shape. Arithmetic only."""

from __future__ import annotations

from typing import NamedTuple

from streamboard.tui.widgets.grid import Shape, capacity, shape_for


class Layout(NamedTuple):
    """How a number of streams is shown."""

    lanes: bool
    shape: Shape
    """Of the panes on a page; nothing in lanes."""
    first: int
    """The index of the first stream shown in panes."""
    panes: int
    """Streams shown in panes."""
    page: int
    pages: int


def layout(
    count: int, width: int, height: int, cursor: int, *, zoomed: bool, lanes_wanted: bool | None
) -> Layout:
    """Lay out streams.

    Args:
        count: How many there are.
        width: Cells across.
        height: Cells down, without the bars.
        cursor: The index of the stream in focus.
        zoomed: Show that one alone.
        lanes_wanted: Lanes or panes, as the user chose; None leaves it to what fits.
    """
    if zoomed:
        return Layout(False, Shape(1, 1), cursor, 1, 1, 1)
    most = capacity(width, height).panes
    if most == 0 or (lanes_by_itself(count, width, height) if lanes_wanted is None else lanes_wanted):
        return Layout(True, Shape(0, 0), 0, 0, 1, 1)
    shape = shape_for(count, width, height)
    page = cursor // shape.panes
    first = page * shape.panes
    return Layout(False, shape, first, min(shape.panes, count - first), page + 1, -(-count // shape.panes))


def lanes_by_itself(count: int, width: int, height: int) -> bool:
    """Whether so many streams are better shown as lanes, where nobody chose."""
    return count > capacity(width, height).panes
