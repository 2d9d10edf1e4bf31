"""Histograms of a figure by group of streams, on one axis."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rich.cells import cell_len

from streamboard.figures.figure import Figure
from streamboard.figures.percentiles import of_readings
from streamboard.figures.reading import Reading
from streamboard.tui.draw.canvas import Parts, shortened, spread, width_of
from streamboard.tui.draw.glyphs import BARS
from streamboard.tui.draw.styles import Palette
from streamboard.tui.figures.readings import sign_part

_LEAST_VALUES = 4
"""Fewer make no histogram."""
_MOST_BARS, _LEAST_BARS = 40, 8
_MOST_ROWS = 5
"""Of one histogram."""
_AROUND = 3
"""Blank row, rule and axis."""
_APART = 2
"""Minimum space between axis labels, in cells."""


class Bins(NamedTuple):
    """Equal intervals of values."""

    least: float
    """Start of the first, a multiple of `step`."""
    step: float
    """1, 2 or 5 times a power of ten."""
    number: int

    def counts(self, values: Sequence[float]) -> list[int]:
        found = [0] * self.number
        for value in values:
            found[min(int((value - self.least) / self.step), self.number - 1)] += 1
        return found


def bins_of(values: Sequence[float]) -> Bins:
    """`values` must not be empty."""
    least, most = min(values), max(values)
    wanted = min(max(round(2 * math.sqrt(len(values))), _LEAST_BARS), _MOST_BARS)
    rough = (most - least) / wanted or abs(most) / wanted or 1.0
    power = 10 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough * 0.999)
    first = math.floor(least / step)
    return Bins(first * step, step, max(math.floor(most / step) - first + 1, 1))


class GroupValues(NamedTuple):
    name: str
    readings: Sequence[Reading]

    @property
    def values(self) -> list[float]:
        """Those settled."""
        return [reading.settled for reading in self.readings if reading.settled is not None]


def histograms(
    figure: Figure, samples: Sequence[GroupValues], names: int, width: int, height: int, palette: Palette
) -> list[Parts]:
    """Empty if there are too few values or rows. `names` is the cells for group names."""
    values = [value for sample in samples for value in sample.values]
    rows = min((height - _AROUND) // max(len(samples), 1), _MOST_ROWS)
    if len(values) < _LEAST_VALUES or rows < 1:
        return []
    bins = bins_of(values)
    behind = [_behind(figure, sample, palette) for sample in samples]
    cells = (width - names - 2 - max(map(width_of, behind))) // bins.number
    if cells < 1:
        return []
    top = max(max(bins.counts(sample.values)) for sample in samples)
    rows = min(rows, top)
    title = f" {figure.name} by column "
    made: list[Parts] = [[], spread([(title, palette.strong)], [], width, palette.faint, character="─")]
    for sample, words in zip(samples, behind, strict=True):
        pictures = [*_picture(bins.counts(sample.values), top, rows, cells)]
        for row, picture in enumerate(pictures):
            is_last = row == rows - 1
            name = shortened(sample.name, names) if is_last else ""
            lead = f" {name}{' ' * (names - cell_len(name))} "
            tail = words if is_last else []
            made.append([(lead, palette.text), (picture, palette.live_fill), *tail])
    return [*made, [(" " * (names + 2), palette.text), (_axis(figure, bins, cells), palette.dim)]]


def _behind(figure: Figure, sample: GroupValues, palette: Palette) -> Parts:
    found = of_readings(sample.readings)
    median = (f"{figure.text(found.p50, figure.unit.cells):>{figure.unit.cells}}", palette.text)
    return [("  p50 ", palette.dim), median, sign_part(found.p50, palette), (f" n {found.n}", palette.dim)]


def _picture(counts: Sequence[int], top: int, rows: int, cells: int) -> Iterator[str]:
    """From the top row down; any count but 0 is visible."""
    eighths = len(BARS) * rows
    levels = [-(-count * eighths // top) for count in counts]
    gap = 1 if cells >= 3 else 0
    for row in range(rows):
        below = len(BARS) * (rows - 1 - row)
        bars = ((" " + BARS)[min(max(level - below, 0), len(BARS))] for level in levels)
        yield "".join(bar * (cells - gap) + " " * gap for bar in bars)


def _axis(figure: Figure, bins: Bins, cells: int) -> str:
    """As many labels as fit."""
    letters = [" "] * (bins.number * cells + figure.unit.cells)
    free = 0
    for place in range(bins.number + 1):
        label = figure.text(Reading(bins.least + place * bins.step))
        at = place * cells
        if at >= free and at + len(label) <= len(letters):
            letters[at : at + len(label)] = label
            free = at + len(label) + _APART
    return "".join(letters).rstrip()
