"""The columns of the lanes view."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from streamboard.board.attempt import Attempt
from streamboard.board.status import status
from streamboard.board.stream import StreamState
from streamboard.figures.catalogue import FIGURE, FIGURES
from streamboard.figures.figure import Figure, on
from streamboard.figures.reading import Reading
from streamboard.figures.sorting import NAME, PLACE, STATE, By, Order
from streamboard.tui.draw.canvas import Parts, cut, width_of
from streamboard.tui.draw.scene import Scene
from streamboard.tui.draw.styles import Palette
from streamboard.tui.figures.readings import value_parts
from streamboard.tui.figures.ribbon import end_of, ribbon

_PICTURE_FROM = 100
"""The least width for the ribbon of gaps."""


@dataclass(frozen=True)
class Lane:
    scene: Scene
    stream: StreamState
    palette: Palette
    chosen: bool

    @property
    def attempt(self) -> Attempt | None:
        return self.stream.shown


@dataclass(frozen=True)
class Column:
    by: By | None
    """What a click on the heading sorts by; None for a picture."""
    title: str
    cells: int
    draw: Callable[[Lane, int], Parts]
    """Takes the width in cells; the result is cut to it."""
    from_width: int | None = 0
    """The least screen width that shows it; None shows it only while it is the sort key."""
    gap: int = 2
    """Empty cells before it."""
    left: bool = False
    sign: int = 0
    """Cells at its end for a value's sign."""

    def heading(self, order: Order, palette: Palette) -> Parts:
        chosen = order.by == self.by and order != Order()
        title: Parts = [(self.title, palette.sorted_by if chosen else palette.dim)]
        return self._aligned(title, palette, behind=0 if self.left else self.sign)

    def cell(self, lane: Lane) -> Parts:
        return self._aligned(self.draw(lane, self.cells), lane.palette)

    def _aligned(self, parts: Parts, palette: Palette, behind: int = 0) -> Parts:
        """Pad or cut to the column's width; `behind` cells at the right stay blank."""
        room, text = self.cells - behind, palette.text
        missing = room - width_of(parts)
        if missing < 0:
            parts, missing = cut(parts, room), 0
        if self.left:
            return [(" " * self.gap, text), *parts, (" " * (missing + behind), text)]
        return [(" " * (self.gap + missing), text), *parts, (" " * behind, text)]

    def percentile(self, found: Reading, palette: Palette) -> Parts:
        figure = FIGURE[self.by or ""]
        return self._aligned(value_parts(figure, found, palette, self.cells - self.sign), palette)

    def number(self, n: int, palette: Palette) -> Parts:
        """The n of the percentiles."""
        return self._aligned([(f"{n}", palette.dim)], palette, behind=self.sign)

    def words(self, words: str, palette: Palette) -> Parts:
        return self._aligned([(words, palette.dim)], palette)


def columns_for(width: int, name_cells: int, by: By, figures: Sequence[Figure] = FIGURES) -> list[Column]:
    """The columns that fit, preferring the sort column; `figures` are those that the streams can have."""
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
    """A column includes the gap before it."""
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

    def draw(lane: Lane, cells: int) -> Parts:
        reading = lane.scene.reading(lane.stream, figure)
        return value_parts(figure, reading, lane.palette, cells - 1)

    return Column(figure.tag, figure.name, figure.unit.cells + 1, draw, from_width, gap=1, sign=1)
