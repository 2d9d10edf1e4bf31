"""A widget that draws whole rows itself and sends only those that changed.

Textual's own text widgets style every line in Python at each update, and the compositor asks every
visible widget for all of its lines. A canvas keeps its rows as finished strips, so that an
unchanged row costs nothing and a frame costs what changed.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from streamboard.tui.palette import Palette

Parts: TypeAlias = list[tuple[str, Style]]
"""A row, or a piece of one: texts, each with its style. Texts from outside are clean already."""


def width_of(parts: Parts) -> int:
    """The cells that parts take."""
    return sum(cell_len(text) for text, _ in parts)


def cut(parts: Parts, width: int) -> Parts:
    """The parts cut to a width in cells; a cut text ends in an ellipsis."""
    if width_of(parts) <= width:
        return parts
    kept: Parts = []
    left = width
    for text, style in parts:
        size = cell_len(text)
        if size >= left:
            if left > 0:
                kept.append((set_cell_size(text, left - 1) + "…", style))
            break
        kept.append((text, style))
        left -= size
    return kept


def spread(left: Parts, right: Parts, width: int, fill: Style, *, character: str = " ") -> Parts:
    """Left and right parts at the ends of a row; the left ones give way."""
    right = cut(right, width)
    left = cut(left, max(width - width_of(right), 0))
    gap = width - width_of(left) - width_of(right)
    return [*left, (character * gap, fill), *right]


class Canvas(Widget):
    """The base of the widgets that draw rows."""

    def __init__(self, *, name: str | None = None, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self._lines: list[Parts] = []
        self._strips: list[Strip] = []

    @property
    def palette(self) -> Palette:
        """The styles to draw with."""
        palette: Palette = self.app.palette  # type: ignore[attr-defined]
        return palette

    def paint(self) -> Iterable[Parts]:
        """The rows as they should be now. Rows beyond the height are left out, missing ones are blank."""
        raise NotImplementedError

    def draw(self) -> None:
        """Paint, and send the rows that differ from what is on the screen."""
        width, height = self.size
        if width <= 0 or height <= 0:
            return
        blank: Parts = []
        lines = [*self.paint()][:height]
        lines.extend(blank for _ in range(height - len(lines)))
        resized = len(self._lines) != height
        changed = [y for y in range(height) if resized or lines[y] != self._lines[y]]
        if not changed:
            return
        if resized:
            self._strips = [Strip.blank(width)] * height
        for y in changed:
            self._strips[y] = self._strip(lines[y], width)
        self._lines = lines
        self.refresh(*(Region(0, y, width, 1) for y in changed))

    def redraw(self) -> None:
        """Forget what is on the screen and draw everything."""
        self._lines = []
        self.draw()

    def on_resize(self) -> None:
        self.redraw()

    def _strip(self, line: Parts, width: int) -> Strip:
        strip = Strip([Segment(text, style) for text, style in line if text])
        return strip.adjust_cell_length(width, self.palette.text)

    def render_lines(self, crop: Region) -> list[Strip]:
        width = self.size.width
        blank = Strip.blank(width, self.palette.text)
        rows = self._strips
        strips = [rows[y] if y < len(rows) else blank for y in range(crop.y, crop.bottom)]
        background = self.background_colors[1]
        for line_filter in self.get_line_filters():
            strips = [strip.apply_filter(line_filter, background) for strip in strips]
        if (crop.x, crop.right) != (0, width):
            strips = [strip.crop(crop.x, crop.right) for strip in strips]
        return strips
