"""The columns of the lanes view."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from streamboard.board.attempt import Attempt
from streamboard.board.status import status
from streamboard.board.stream import StreamState
from streamboard.figures.catalogue import FIGURES
from streamboard.figures.figure import Figure, on
from streamboard.figures.sorting import NAME, PLACE, STATE, By, Order
from streamboard.tui.draw.canvas import Parts, cut, width_of
from streamboard.tui.draw.palette import Palette
from streamboard.tui.draw.scene import Scene
from streamboard.tui.figures.readings import value_parts
from streamboard.tui.figures.ribbon import end_of, ribbon

ASCENDING, DESCENDING = "↑", "↓"
_PICTURE_FROM = 100
"""The least width at which the ribbon of gaps is shown."""


@dataclass(frozen=True)
class Lane:
    """What a row is drawn from."""

    scene: Scene
    stream: StreamState
    palette: Palette
    chosen: bool

    @property
    def attempt(self) -> Attempt | None:
        """The attempt whose figures are shown."""
        return self.stream.shown


@dataclass(frozen=True)
class Column:
    """A column of the lanes."""

    by: By | None
    """What a click on the heading sorts by; None for a picture."""
    title: str
    cells: int
    draw: Callable[[Lane, int], Parts]
    """Draws a lane's entry; takes the width in terminal cells. The result is cut to that."""
    from_width: int | None = 0
    """The least screen width at which it is shown; None shows it only while it is the sort key."""
    gap: int = 2
    """Empty cells before it."""
    left: bool = False
    """Left-aligned."""

    def heading(self, order: Order) -> str:
        """The title, with an arrow if the lanes are sorted by this column."""
        arrow = ""
        if order.by == self.by and order != Order():
            arrow = DESCENDING if order.descending else ASCENDING
        title = f"{self.title}{arrow}"
        return " " * self.gap + (title.ljust(self.cells) if self.left else title.rjust(self.cells))

    def cell(self, lane: Lane) -> Parts:
        """A lane's entry, padded or cut to the column's width."""
        text, parts = lane.palette.text, self.draw(lane, self.cells)
        missing = self.cells - width_of(parts)
        if missing < 0:
            parts, missing = cut(parts, self.cells), 0
        if self.left:
            return [(" " * self.gap, text), *parts, (" " * missing, text)]
        return [(" " * (self.gap + missing), text), *parts]


def columns_for(width: int, name_cells: int, by: By, figures: Sequence[Figure] = FIGURES) -> list[Column]:
    """The columns that fit, preferring the one the lanes are sorted by.

    Args:
        width: Cells of a lane.
        name_cells: Cells for names.
        by: What the lanes are sorted by.
        figures: Those that the streams can have.
    """
    every = [
        Column(PLACE, "   #", 6, _number, gap=0, left=True),
        Column(NAME, "name", name_cells, _name, gap=0, left=True),
        Column(STATE, "state", 14, _state, left=True),
    ]
    ribbon_column = Column(None, "gaps", min(width // 6, 24), _gaps, _PICTURE_FROM, left=True)
    shown = on("lanes", figures)
    for figure in shown:
        least = figure.places["lanes"].least
        if least > _PICTURE_FROM and ribbon_column not in every:
            every.append(ribbon_column)
        every.append(_figure_column(figure, least))
    every += [_figure_column(figure, None) for figure in figures if figure not in shown]
    chosen = [
        column
        for column in every
        if column.by == by or (column.from_width is not None and width >= column.from_width)
    ]
    while sum(column.gap + column.cells for column in chosen) > width and len(chosen) > 4:
        spare = [column for column in chosen[4:] if column.by != by] or chosen[4:]
        chosen.remove(spare[-1])
    return chosen


def column_at(columns: list[Column], x: int) -> Column | None:
    """The column at a cell of a row; the gap before a column belongs to it."""
    end = 0
    for column in columns:
        end += column.gap + column.cells
        if x < end:
            return column
    return None


def _number(lane: Lane, cells: int) -> Parts:
    palette = lane.palette
    number = f"{'▶' if lane.chosen else ' '}{lane.stream.number:>3}"
    return [
        (number, palette.live if lane.chosen else palette.dim),
        (f"{lane.scene.flag(lane.stream):<2}", palette.live),
    ]


def _name(lane: Lane, cells: int) -> Parts:
    return [(lane.scene.short_title(lane.stream, cells), lane.palette.strong)]


def _state(lane: Lane, cells: int) -> Parts:
    state = status(lane.stream, lane.scene.board, lane.scene.now)
    return [(f"{state.mark} {state.short}", lane.palette.tone(state.tone))]


def _gaps(lane: Lane, cells: int) -> Parts:
    attempt = lane.attempt
    if attempt is None:
        return []
    return ribbon(attempt.deltas, end_of(attempt, lane.scene.now), cells, lane.palette)


def _figure_column(figure: Figure, from_width: int | None) -> Column:
    """A figure's column: the value, and a cell for its sign."""

    def draw(lane: Lane, cells: int) -> Parts:
        reading = lane.scene.reading(lane.stream, figure)
        return value_parts(figure, reading, lane.palette, cells - 1)

    return Column(figure.tag, figure.name, figure.unit.cells + 1, draw, from_width, gap=1)
