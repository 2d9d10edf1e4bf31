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
"""A row, or a piece of one: texts with their styles. Untrusted text must be sanitised before it gets here."""


def width_of(parts: Parts) -> int:
    """The width of the parts in cells."""
    width = 0
    for text, _ in parts:
        width += len(text) if text.isascii() else cell_len(text)
    return width


def cut(parts: Parts, width: int) -> Parts:
    """The parts cut to a width in cells; text that was cut ends in an ellipsis."""
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
    """A name cut in the middle to fit `width` cells: names that start alike often differ at the end."""
    if cell_len(name) <= width or width < 1:
        return name if width > 0 else ""
    head = (width - 1) // 2
    tail = width - 1 - head
    end = next((name[at:] for at in range(len(name)) if cell_len(name[at:]) <= tail), "")
    return f"{set_cell_size(name, head).rstrip()}…{end}"


def under_cursor(parts: Parts, palette: Palette) -> Parts:
    """A row highlighted as a list's cursor row; colours that carry meaning are kept."""
    fills = palette.live_fill, palette.good_fill, palette.trouble_fill
    telling, cursor = (palette.live, palette.good, palette.trouble, *fills), palette.cursor
    return [
        (text, cursor + Style(color=style.color) if style in telling else cursor) for text, style in parts
    ]


def spread(left: Parts, right: Parts, width: int, fill: Style, *, character: str = " ") -> Parts:
    """Parts at both ends of a row; where room is short, the left ones are cut first."""
    right = cut(right, width)
    left = cut(left, max(width - width_of(right), 0))
    gap = width - width_of(left) - width_of(right)
    return [*left, (character * gap, fill), *right]


class PaintedRow(Strip):
    """A strip that is freed as soon as nothing refers to it.

    A plain `Strip` shown at full width puts itself into its own cache. At thousands of rows a minute, such
    reference cycles add up to tens of megabytes between two garbage collections.
    """

    __slots__ = ()

    def divide(self, cuts: Iterable[int]) -> Sequence[Strip]:
        """The row divided at these cells; divided only at its end, it is returned as it is, uncached."""
        within = [cut for cut in cuts if cut <= self.cell_length]
        return [self] if within == [self.cell_length] else super().divide(within)


class Canvas(Widget):
    """The base of the widgets that draw rows."""

    def __init__(self, *, name: str | None = None, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self._lines: list[Parts] = []
        self._strips: list[Strip] = []
        self._filtered: dict[Style, Style] = {}
        """Cache: styles after the app's line filters."""
        self._drawn_with: Palette | None = None
        """Blank rows have no style of their own: with another palette all are drawn again."""
        self.width = self.height = 0
        """The size at the last drawing, in cells; reading Textual's `size` for every row is too slow."""

    @property
    def palette(self) -> Palette:
        """The app's current palette."""
        palette: Palette = self.app.palette  # type: ignore[attr-defined]
        return palette

    @property
    def ready(self) -> bool:
        """Whether there is something to paint from."""
        return True

    def paint(self) -> Iterable[Parts]:
        """The rows as they should be now. Rows beyond the height are dropped, missing ones are blank."""
        raise NotImplementedError

    def finish(self, y: int, row: Parts) -> Parts:
        """Add what surrounds every row, such as borders; called only for rows that changed."""
        return row

    def draw(self) -> None:
        """Paint, and refresh only the rows that changed."""
        changed = self._make_rows()
        if changed:
            self.refresh(*_regions(changed, self.width))

    def _make_rows(self) -> list[int]:
        """Bring the rows up to date and return the indices of those that changed."""
        width, height = self.width, self.height = self.size
        if width <= 0 or height <= 0 or not self.ready:
            return []
        if (palette := self.palette) is not self._drawn_with:
            self._drawn_with = palette
            self.forget()
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
        """Draw every row again."""
        self.forget()
        self.draw()

    def forget(self) -> None:
        """Make the next drawing draw every row."""
        self._lines = []
        self._filtered.clear()

    def on_resize(self) -> None:
        self.redraw()

    def _segments(self, row: Parts, width: int) -> list[Segment]:
        """The row in exactly `width` cells, with the app's line filters applied."""
        # Filtered once here rather than each time the compositor asks for the row.
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
            # Just unhidden, or resized within this frame: do not show the old rows.
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
    """The regions that cover these rows; adjacent rows share one."""
    regions: list[Region] = []
    first = last = rows[0]
    for y in [*rows[1:], -1]:
        if y != last + 1:
            regions.append(Region(0, first, width, last - first + 1))
            first = y
        last = y
    return regions
