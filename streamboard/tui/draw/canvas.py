"""A widget that draws whole rows itself and sends only those that changed.

Textual's own text widgets style every line in Python at each update, and the compositor asks every
visible widget for all of its lines. A canvas keeps its rows as finished strips, so that an
unchanged row costs nothing and a frame costs what changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from streamboard.tui.draw.control_filter import printable
from streamboard.tui.draw.palette import Palette

Parts: TypeAlias = list[tuple[str, Style]]
"""A row, or a piece of one: texts, each with its style. Texts from outside are clean already."""


def width_of(parts: Parts) -> int:
    """The cells that parts take."""
    width = 0
    for text, _ in parts:
        width += len(text) if text.isascii() else cell_len(text)
    return width


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


def shortened(name: str, width: int) -> str:
    """A name in at most so many cells: its ends stay, since names that begin alike end differently."""
    if cell_len(name) <= width or width < 1:
        return name if width > 0 else ""
    head = (width - 1) // 2
    tail = width - 1 - head
    end = next((name[at:] for at in range(len(name)) if cell_len(name[at:]) <= tail), "")
    return f"{set_cell_size(name, head).rstrip()}…{end}"


def under_cursor(parts: Parts, palette: Palette) -> Parts:
    """A row as it is under the cursor of a list: what says something by its colour keeps it."""
    telling, cursor = (palette.live, palette.good, palette.trouble), palette.cursor
    return [
        (text, cursor + Style(color=style.color) if style in telling else cursor) for text, style in parts
    ]


def spread(left: Parts, right: Parts, width: int, fill: Style, *, character: str = " ") -> Parts:
    """Left and right parts at the ends of a row; the left ones give way."""
    right = cut(right, width)
    left = cut(left, max(width - width_of(right), 0))
    gap = width - width_of(left) - width_of(right)
    return [*left, (character * gap, fill), *right]


class PaintedRow(Strip):
    """A strip that is freed when nobody holds it.

    A plain one keeps itself in its own cache once it was shown in full width. Such cycles wait for the
    collector: thousands of rows a minute, tens of megabytes of them between two collections.
    """

    __slots__ = ()

    def divide(self, cuts: Iterable[int]) -> Sequence[Strip]:
        """The row cut at some cells; cut at its end alone it is itself."""
        within = [cut for cut in cuts if cut <= self.cell_length]
        return [self] if within == [self.cell_length] else super().divide(within)


class Canvas(Widget):
    """The base of the widgets that draw rows."""

    def __init__(self, *, name: str | None = None, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self._lines: list[Parts] = []
        self._strips: list[Strip] = []
        self._filtered: dict[Style, Style] = {}
        """Styles as the app's line filters leave them."""
        self.width = self.height = 0
        """The cells of the last drawing; Textual's own `size` costs too much to be asked for every row."""

    @property
    def palette(self) -> Palette:
        """The styles to draw with."""
        palette: Palette = self.app.palette  # type: ignore[attr-defined]
        return palette

    @property
    def ready(self) -> bool:
        """Whether there is something to paint from."""
        return True

    def paint(self) -> Iterable[Parts]:
        """The rows as they should be now. Rows beyond the height are left out, missing ones are blank."""
        raise NotImplementedError

    def finish(self, y: int, row: Parts) -> Parts:
        """A row with what every row has around it; asked for rows that changed only."""
        return row

    def draw(self) -> None:
        """Paint, and send the rows that differ from what is on the screen."""
        changed = self._make_rows()
        if changed:
            self.refresh(*_regions(changed, self.width))

    def _make_rows(self) -> list[int]:
        """Bring the rows up to date; which ones changed."""
        width, height = self.width, self.height = self.size
        if width <= 0 or height <= 0 or not self.ready:
            return []
        blank: Parts = []
        lines = [*self.paint()][:height]
        lines.extend(blank for _ in range(height - len(lines)))
        resized = len(self._lines) != height
        changed = [y for y in range(height) if resized or lines[y] != self._lines[y]]
        if resized:
            self._strips = [Strip.blank(width)] * height
        for y in changed:
            self._strips[y] = PaintedRow(self._segments(self.finish(y, lines[y]), width), width)
        if changed:
            self._lines = lines
        return changed

    def redraw(self) -> None:
        """Forget what is on the screen and draw everything."""
        self.forget()
        self.draw()

    def forget(self) -> None:
        """Have the next drawing draw everything."""
        self._lines = []
        self._filtered.clear()

    def on_resize(self) -> None:
        self.redraw()

    def _segments(self, row: Parts, width: int) -> list[Segment]:
        """The row in exactly so many cells, as the app's line filters leave it."""
        # Filtered here, once, not at each of the compositor's visits.
        segments = [Segment(printable(text), self._filter(style)) for text, style in row if text]
        missing = width - width_of(row)
        if missing > 0:
            segments.append(Segment(" " * missing, self._filter(self.palette.text)))
        elif missing < 0:
            return Segment.adjust_line_length(segments, width)
        return segments

    def _filter(self, style: Style) -> Style:
        found = self._filtered.get(style)
        if found is None:
            segments, background = [Segment("x", style)], self.background_colors[1]
            for line_filter in self.get_line_filters():
                segments = line_filter.apply(segments, background)
            found = self._filtered[style] = segments[0].style or style
        return found

    def render_lines(self, crop: Region) -> list[Strip]:
        width = self.size.width
        if self.size != (self.width, self.height):
            # It was hidden, or was resized in this very frame: old rows must not be seen.
            self.forget()
            self._make_rows()
        rows = self._strips
        if crop.bottom > len(rows):
            rows = [*rows, *[Strip.blank(width, self.palette.text)] * (crop.bottom - len(rows))]
        strips = rows[crop.y : crop.bottom]
        if (crop.x, crop.right) != (0, width):
            strips = [strip.crop(crop.x, crop.right) for strip in strips]
        return strips


def _regions(rows: list[int], width: int) -> list[Region]:
    """Regions of the rows, neighbours in one."""
    regions: list[Region] = []
    first = last = rows[0]
    for y in [*rows[1:], -1]:
        if y != last + 1:
            regions.append(Region(0, first, width, last - first + 1))
            first = y
        last = y
    return regions
