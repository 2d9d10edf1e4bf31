"""Readings as parts of a row: value, then one cell for the sign."""

from __future__ import annotations

from rich.style import Style

from streamboard.common import units
from streamboard.figures.best_and_worst import BEST
from streamboard.figures.figure import Figure
from streamboard.figures.reading import Reading
from streamboard.figures.unit import CHECKS, VERDICT
from streamboard.tui.draw.canvas import Parts
from streamboard.tui.draw.styles import Palette
from streamboard.tui.figures.inspectable import of_figure


def value_parts(
    figure: Figure, reading: Reading, palette: Palette, cells: int = 0, style: Style | None = None
) -> Parts:
    """Clickable as the figure.

    A missing value is dim whatever the `style`; with 0 `cells` a value takes what it needs.
    """
    text = figure.text(reading, cells or None)
    plain = palette.dim if text == units.DASH else style or judged(figure, reading, palette)
    return of_figure(figure.tag, [(f"{text:>{cells}}", plain), sign_part(reading, palette)])


def judged(figure: Figure, reading: Reading, palette: Palette) -> Style:
    """Only settled verdicts and checks are good or trouble."""
    if figure.unit not in (VERDICT, CHECKS) or reading.settled is None:
        return palette.text
    return palette.good if reading.settled == 1 else palette.trouble


def sign_part(reading: Reading, palette: Palette) -> tuple[str, Style]:
    sign = reading.sign
    if sign == "!":
        return sign, palette.trouble
    return sign or " ", palette.good if sign == BEST else palette.dim
