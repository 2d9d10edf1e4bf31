"""Widgets that keep their rows as finished strips; Textual's own style every line at each update."""

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
from streamboard.tui.draw.styles import Palette, palette_of

Parts: TypeAlias = list[tuple[str, Style]]
"""The pieces of a row. Untrusted text must already be sanitised."""


def width_of(parts: Parts) -> int:
    width = 0
    for text, _ in parts:
        width += len(text) if text.isascii() else cell_len(text)
    return width


def cut(parts: Parts, width: int) -> Parts:
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
    """Cut in the middle: names that start alike often differ at the end."""
    if cell_len(name) <= width or width < 1:
        return name if width > 0 else ""
    head = (width - 1) // 2
    tail = width - 1 - head
    end = next((name[at:] for at in range(len(name)) if cell_len(name[at:]) <= tail), "")
    return f"{set_cell_size(name, head).rstrip()}…{end}"


def under_cursor(parts: Parts, palette: Palette) -> Parts:
    """Keeps colours that carry meaning."""
    fills = palette.live_fill, palette.good_fill, palette.trouble_fill
    telling, cursor = (palette.live, palette.good, palette.trouble, *fills), palette.cursor
    return [
        (text, cursor + Style(color=style.color) if style in telling else cursor) for text, style in parts
    ]


def spread(left: Parts, right: Parts, width: int, fill: Style, *, character: str = " ") -> Parts:
    """The left parts are cut first."""
    right = cut(right, width)
    left = cut(left, max(width - width_of(right), 0))
    gap = width - width_of(left) - width_of(right)
    return [*left, (character * gap, fill), *right]


class PaintedRow(Strip):
    """Without `Strip`'s cache of itself: at thousands of rows a minute, such cycles hold tens of MB."""

    __slots__ = ()

    def divide(self, cuts: Iterable[int]) -> Sequence[Strip]:
        within = [cut for cut in cuts if cut <= self.cell_length]
        return [self] if within == [self.cell_length] else super().divide(within)


class Canvas(Widget):
    def __init__(self) -> None:
        super().__init__()
        self._lines: list[Parts] = []
        self._strips: list[Strip] = []
        self._filtered: dict[Style, Style] = {}
        """Styles after the app's line filters."""
        self._drawn_with: Palette | None = None
        """A new palette redraws everything: blank rows have no style to compare."""
        self.width = self.height = 0
        """The size at the last drawing, in cells; reading Textual's `size` for every row is too slow."""

    @property
    def palette(self) -> Palette:
        return palette_of(self.app)

    @property
    def ready(self) -> bool:
        return True

    def paint(self) -> Iterable[Parts]:
        """Rows beyond the height are dropped, missing ones are blank."""
        raise NotImplementedError

    def finish(self, y: int, row: Parts) -> Parts:
        """Add borders and the like; called only for changed rows."""
        return row

    def draw(self) -> None:
        changed = self._make_rows()
        if changed:
            self.refresh(*_regions(changed, self.width))

    def _make_rows(self) -> list[int]:
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
        self.forget()
        self.draw()

    def forget(self) -> None:
        self._lines = []
        self._filtered.clear()

    def on_resize(self) -> None:
        self.redraw()

    def _segments(self, row: Parts, width: int) -> list[Segment]:
        # Filter once here, not each time the compositor asks for the row.
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
            # Unhidden or resized within this frame: the rows are stale.
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
    regions: list[Region] = []
    first = last = rows[0]
    for y in [*rows[1:], -1]:
        if y != last + 1:
            regions.append(Region(0, first, width, last - first + 1))
            first = y
        last = y
    return regions
