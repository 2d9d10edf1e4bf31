"""The rows of the table."""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len

from streamboard.figures.catalogue import FIGURE
from streamboard.figures.figure import Figure, on
from streamboard.figures.sorting import PLACE, Order
from streamboard.figures.table import Row, Table
from streamboard.figures.unit import VERDICT
from streamboard.tui.draw.canvas import Parts, shortened, spread, under_cursor
from streamboard.tui.draw.scene import Scene
from streamboard.tui.draw.styles import Palette
from streamboard.tui.figures.readings import value_parts

_LEAD, _STATE = 6, 15
"""Cells for number and flag, and for the state with the space before it."""
_LEAST_NAME, _MOST_MODEL = 12, 26
_AROUND = 2
"""A space before each figure and its sign after it."""
_STREAM, _MODEL = "stream", "model"


@dataclass(frozen=True)
class Layout:
    """The columns that fit."""

    names: int
    """In cells."""
    figures: dict[str, Figure]
    """All figures of the table, by tag."""
    widths: dict[str, int]
    """By tag, in display order, with the space around them."""

    @property
    def before(self) -> int:
        """The cells left of the figures."""
        return _LEAD + self.names + _STATE

    def column_at(self, x: int) -> str | None:
        """None outside `widths`."""
        left = self.before
        for key, width in self.widths.items():
            if left <= x < left + width:
                return key
            left += width
        return None


def layout(table: Table, scene: Scene, order: Order) -> Layout:
    """The sort column takes precedence."""
    names = (cell_len(scene.name(row.stream)) for row in table.rows)
    longest = max(len(_STREAM), *names)
    least = min(longest, max(_LEAST_NAME, scene.width // 8))
    models = max((cell_len(scene.model(row.stream)) for row in table.rows), default=0)
    room = scene.width - _LEAD - _STATE - least
    widths = {figure.tag: _cells(figure, table) + _AROUND for figure in table.figures}
    widths[_MODEL] = 2 + min(max(models, len(_MODEL)), _MOST_MODEL)
    wanted = [figure.tag for figure in on("table", table.figures) if table.wanted(figure)]
    fitting: set[str] = set()
    for tag in dict.fromkeys((*([order.by] if order.by in widths else []), *wanted, _MODEL)):
        if widths[tag] <= room:
            fitting.add(tag)
            room -= widths[tag]
    in_order = {
        tag: widths[tag] for tag in (_MODEL, *(figure.tag for figure in table.figures)) if tag in fitting
    }
    figures = {figure.tag: figure for figure in table.figures}
    return Layout(min(longest, least + max(room, 0)), figures, in_order)


def _cells(figure: Figure, table: Table) -> int:
    """The cells of a figure's values, or of the names of missed objectives."""
    told = [len(row.cells[figure.tag].note) for row in table.rows] if figure.unit is VERDICT else []
    return max([figure.unit.cells, *told])


def heading(plan: Layout, order: Order, palette: Palette) -> Parts:
    by_place = order == Order(PLACE, descending=True)
    parts: Parts = [
        ("   ", palette.dim),
        ("#", palette.sorted_by if by_place else palette.dim),
        ("  ", palette.dim),
        (f"{_STREAM:<{plan.names}}", palette.dim),
        (f"  {'state':<{_STATE - 2}}", palette.dim),
    ]
    for tag, width in plan.widths.items():
        if tag == _MODEL:
            parts.append((f"  {'model':<{width - 2}}", palette.dim))
            continue
        name = plan.figures[tag].name
        space = " " * max(width - 1 - len(name), 0)
        parts += [(space, palette.dim), (name, palette.sorted_by if tag == order.by else palette.dim)]
        parts.append((" ", palette.dim))
    return parts


def stream_row(row: Row, plan: Layout, scene: Scene, palette: Palette) -> Parts:
    stream, state = row.stream, row.status
    chosen = stream.plan.id == scene.cursor
    parts: Parts = [
        (f"{'▶' if chosen else ' '}{stream.number:>3}", palette.live if chosen else palette.dim),
        (f"{scene.flag(stream):<2}", palette.live),
        *_padded(scene.short_name(stream, plan.names), plan.names, palette, strong=True),
        *spread([(f"  {state.mark} {state.short}", palette.tone(state.tone))], [], _STATE, palette.text),
    ]
    for tag, width in plan.widths.items():
        if tag == _MODEL:
            parts += [("  ", palette.text), *_padded(scene.model(stream), width - 2, palette)]
            continue
        reading = row.cells[tag]
        parts.append((" ", palette.text))
        parts += value_parts(plan.figures[tag], reading, palette, width - _AROUND)
    if not chosen:
        return parts
    return under_cursor(spread(parts, [], scene.width, palette.text), palette)


def _padded(text: str, width: int, palette: Palette, *, strong: bool = False) -> Parts:
    style = palette.strong if strong else palette.dim
    return spread([(shortened(text, width), style)], [], width, palette.text)


def sort_keys(table: Table) -> list[str]:
    """From left to right; the first one is the user's own order."""
    return [PLACE, *(tag for tag, figure in FIGURE.items() if table.wanted(figure))]
