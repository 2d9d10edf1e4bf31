"""Bars over time, with both axes."""

from __future__ import annotations

from collections.abc import Sequence

from rich.style import Style

from streamboard.common import units
from streamboard.tui.draw.canvas import Parts
from streamboard.tui.draw.glyphs import BARS
from streamboard.tui.draw.styles import Palette

_LABEL = 5
"""Cells of the left labels."""


def cells_of(width: int) -> int:
    return max(width - _LABEL - 1, 0)


def plot(
    values: Sequence[float], span_ns: int, width: int, height: int, style: Style, palette: Palette
) -> list[Parts]:
    """At most `cells_of(width)` values; `width` and `height` (at least 2) include the axes."""
    bars = max(height - 1, 1)
    top = max(values, default=0.0)
    rows: list[Parts] = []
    for row in range(bars):
        label = units.rate(top) if row == 0 and top > 0 else "0" if row == bars - 1 else ""
        edge = "┤" if label else "│"
        below = bars - 1 - row
        picture = "".join(_bar(value / top * bars - below if top > 0 else 0.0) for value in values)
        rows.append([(f"{label:>{_LABEL}}", palette.dim), (edge, palette.faint), (picture, style)])
    return [*rows, _axis(span_ns, width, palette)]


def _bar(eighths: float) -> str:
    """1.0 fills the row; values are clamped to 0..1."""
    level = min(round(eighths * len(BARS)), len(BARS))
    return BARS[level - 1] if level > 0 else " "


def _axis(span_ns: int, width: int, palette: Palette) -> Parts:
    end = f" {units.ticking(span_ns)}"
    line = "─" * max(cells_of(width) - 4 - len(end), 0)
    return [
        (f"{'':{_LABEL}}└", palette.faint),
        ("0 s ", palette.dim),
        (line, palette.faint),
        (end, palette.dim),
    ]
