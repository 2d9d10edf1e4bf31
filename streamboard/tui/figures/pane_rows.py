"""Rows of figures at the bottom of a pane."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from streamboard.board.attempt import Attempt
from streamboard.board.histories import rate_history
from streamboard.board.stalls import Stall
from streamboard.board.stream import StreamState
from streamboard.figures.catalogue import FIGURE, FIGURES
from streamboard.figures.figure import on
from streamboard.figures.reading import Reading
from streamboard.tui.draw import glyphs
from streamboard.tui.draw.canvas import Parts, cut, spread, width_of
from streamboard.tui.draw.scene import Scene
from streamboard.tui.draw.styles import Palette
from streamboard.tui.figures.inspectable import of_figure
from streamboard.tui.figures.readings import value_parts
from streamboard.tui.figures.ribbon import end_of, ribbon
from streamboard.tui.text.marking import hatched

Row = Literal["speed", "gaps", "numbers"]
_SPEED, _MEDIAN, _LONGEST = FIGURE["tokens_per_second"], FIGURE["gap_p50"], FIGURE["gap_max"]
MEDIAN_CELLS, LONGEST_CELLS = 6, 7
_PANE, _PANE_END = on("pane", FIGURES), on("pane-end", FIGURES)


def rows_of(stream: StreamState, most: int, now: int) -> list[Row]:
    """An attempt that broke off without speed or gaps leaves their rows to the error."""
    rows: list[Row] = ["numbers"]
    attempt = stream.shown
    broke_off = attempt is not None and attempt.ended is not None and not stream.well
    if not (broke_off and _LONGEST.of(stream, now).value is None):
        rows.insert(0, "gaps")
    if not (broke_off and _is_blank(_SPEED.of(stream, now))):
        rows.insert(0, "speed")
    return rows[len(rows) - min(most, len(rows)) :]


def _is_blank(reading: Reading) -> bool:
    return reading.value is None and not reading.note


def figure_rows(
    scene: Scene,
    stream: StreamState,
    width: int,
    rows: Sequence[Row],
    palette: Palette,
    stall: Stall | None = None,
) -> list[Parts]:
    """`stall` is hatched in the ribbon."""
    attempt = stream.shown
    lines: list[Parts] = []
    for row in rows:
        if row == "numbers":
            lines.append(_numbers(scene, stream, width, palette, with_speed="speed" not in rows))
        elif attempt is None:
            lines.append([])
        elif row == "speed":
            lines.append(_speed_row(scene, stream, attempt, width, palette))
        else:
            lines.append(_gap_row(scene, stream, attempt, width, palette, stall))
    return lines


def _speed_row(scene: Scene, stream: StreamState, attempt: Attempt, width: int, palette: Palette) -> Parts:
    reading = scene.reading(stream, _SPEED)
    if reading.value is None and reading.note:
        right: Parts = [(f"{reading.note} ", palette.dim)]
    else:
        value, sign = value_parts(_SPEED, reading, palette, 7, palette.strong)
        right = [value, sign, ("tok/s ", palette.dim)]
    cells = max(width - 6 - width_of(right) - 1, 0)
    picture = glyphs.sparkline(rate_history(attempt.deltas, end_of(attempt, scene.now), cells))
    style = palette.live_fill if attempt.ended is None else palette.dim_fill
    row = spread([("tok/s ", palette.dim), (picture, style)], right, width, palette.text)
    return of_figure(_SPEED.tag, row)


def _gap_row(
    scene: Scene, stream: StreamState, attempt: Attempt, width: int, palette: Palette, stall: Stall | None
) -> Parts:
    deltas, end = attempt.deltas, end_of(attempt, scene.now)
    cells = gap_cells(scene, stream, width, palette)
    picture = ribbon(deltas, end, len(cells), palette)
    if stall is not None and deltas.first is not None and end > deltas.first:
        span = end - deltas.first
        first, last = ((edge - deltas.first) * len(cells) // span for edge in (stall.begin, stall.end - 1))
        picture = hatched(picture, max(first, 0), last + 1)
    left: Parts = [*of_figure(_LONGEST.tag, [("gaps  ", palette.dim)]), *picture]
    return spread(left, _gap_figures(scene, stream, palette), width, palette.text)


def _gap_figures(scene: Scene, stream: StreamState, palette: Palette) -> Parts:
    """`p50 28 ms  max 212 ms`; `open` replaces `max` for a silence at the end."""
    p50, most = (scene.reading(stream, figure)._replace(mark="") for figure in (_MEDIAN, _LONGEST))
    return [
        *of_figure(_MEDIAN.tag, [("p50 ", palette.dim)]),
        *value_parts(_MEDIAN, p50, palette, MEDIAN_CELLS),
        *of_figure(_LONGEST.tag, [(f"{most.note or 'max':>4} ", palette.dim)]),
        *value_parts(_LONGEST, most, palette, LONGEST_CELLS),
    ]


def gap_cells(scene: Scene, stream: StreamState, width: int, palette: Palette) -> range:
    """The ribbon's columns in a row `width` cells wide."""
    figures = sum(len(text) for text, _ in _gap_figures(scene, stream, palette))
    return range(6, max(width - 1 - figures, 6))


def _numbers(scene: Scene, stream: StreamState, width: int, palette: Palette, *, with_speed: bool) -> Parts:
    left = [part for item in _left(scene, stream, width, palette, with_speed) for part in item]
    tokens, took = ((figure, scene.reading(stream, figure)) for figure in _PANE_END)
    right = [
        *of_figure(tokens[0].tag, [*value_parts(*tokens, palette, 5, palette.strong), ("tok", palette.dim)]),
        *value_parts(*took, palette, 8),
    ]
    return cut(spread(left, right, width, palette.text), width)


def _left(
    scene: Scene, stream: StreamState, width: int, palette: Palette, with_speed: bool
) -> Iterator[Parts]:
    for figure in _PANE:
        reading = scene.reading(stream, figure)
        if figure is _SPEED:
            if with_speed and stream.shown is not None and not _is_blank(reading):
                value = value_parts(figure, reading, palette, style=palette.strong)
                yield of_figure(figure.tag, [*value, ("tok/s ", palette.dim)])
        elif width >= figure.places["pane"].least and figure.worth(stream, reading):
            style = palette.strong if figure.better == "low" else palette.text
            name: Parts = [(f"{'' if figure is _PANE[0] else ' '}{figure.name} ", palette.dim)]
            yield of_figure(figure.tag, [*name, *value_parts(figure, reading, palette, style=style)])
