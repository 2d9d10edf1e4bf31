"""A stream's figures in a column, below a plot of its speed over time."""

from __future__ import annotations

from collections.abc import Iterable

from textual import events

from streamboard.board.histories import rate_history
from streamboard.board.stream import StreamState
from streamboard.common import units
from streamboard.figures.catalogue import FIGURE, figures_of
from streamboard.figures.figure import Figure, asked_of, on
from streamboard.tui.draw.beat import Beat
from streamboard.tui.draw.canvas import Parts, spread, width_of
from streamboard.tui.draw.scene import Scene
from streamboard.tui.draw.scene_canvas import SceneCanvas
from streamboard.tui.draw.styles import Palette
from streamboard.tui.figures.checks import check_rows
from streamboard.tui.figures.inspectable import FigureChosen, figure_at, of_figure
from streamboard.tui.figures.plot import cells_of, plot
from streamboard.tui.figures.readings import sign_part
from streamboard.tui.figures.ribbon import end_of

WIDTH = 38
"""In cells."""
_PLOT_LEAST, _PLOT_MOST = 4, 12
"""Rows; fewer in a low column."""
_AROUND_PLOT = 3
"""Rows for the plot's title and the blank lines."""
_VALUE, _BEHIND = 9, 22
"""Cells for a value, and for it and everything after it."""
_SPEED = FIGURE["tokens_per_second"]


class FigureColumn(SceneCanvas):
    DEFAULT_CSS = f"FigureColumn {{ width: {WIDTH}; height: 1fr; }}"

    def __init__(self) -> None:
        super().__init__()
        self._beat = Beat()
        self._drawn: tuple[object, ...] = ()

    def show(self, scene: Scene) -> None:
        stream = scene.focus
        if stream is None:
            return
        beat = self._beat.of(scene.now, held=scene.held) if stream.active else stream.revision
        marks = tuple(scene.mark(stream, figure) for figure in _figures(scene, stream))
        drawn = (id(stream), beat, stream.phase, marks, self.size)
        self.set_scene(scene)
        if drawn != self._drawn:
            self._drawn = drawn
            self.draw()

    def paint(self) -> Iterable[Parts]:
        scene, palette = self.scene, self.palette
        stream, inner = scene.focus, max(self.width - 2, 1)
        if stream is None:
            return
        attempt, figures = stream.shown, _figures(scene, stream)
        checks = [*check_rows(attempt, inner, palette)] if attempt is not None and attempt.checks else []
        if attempt is not None:
            end = end_of(attempt, scene.now)
            rates = rate_history(attempt.deltas, end, cells_of(inner))
            span = end - attempt.deltas.first if attempt.deltas.first is not None else 0
            yield of_figure(_SPEED.tag, [(" tok/s over time", palette.dim)])
            style = palette.live_fill if attempt.ended is None else palette.dim_fill
            for row in plot(rates, span, inner, self._plot_rows(len(figures) + len(checks)), style, palette):
                yield of_figure(_SPEED.tag, [(" ", palette.text), *row])
            yield []
        for figure in figures:
            yield _row(scene, stream, figure, inner, palette)
        if checks:
            yield []
            yield from checks

    def _plot_rows(self, others: int) -> int:
        """`others` are the rows of figures and checks."""
        least = min(_PLOT_LEAST, max(self.height // 3, 2))
        return max(least, min(self.height - others - _AROUND_PLOT, _PLOT_MOST))

    def on_click(self, event: events.Click) -> None:
        figure, stream = figure_at(event), self.scene.focus
        if figure is not None and stream is not None:
            self.post_message(FigureChosen(stream.plan.id, figure))


def _figures(scene: Scene, stream: StreamState) -> list[Figure]:
    return on("zoom", asked_of([stream], figures_of(scene.board.plan.slo)))


def _row(scene: Scene, stream: StreamState, figure: Figure, width: int, palette: Palette) -> Parts:
    """Value and unit stand apart so that the numbers line up."""
    reading = scene.reading(stream, figure)
    value, _, unit = figure.text(reading, _VALUE).partition(" ")
    n = ""
    if figure.size is not None and reading.value is not None and stream.shown is not None:
        n = f"n {figure.size(stream.shown)}"
    words = " ".join(filter(None, (reading.note, n)))
    style = palette.dim if value == units.DASH else palette.strong
    # A note without a value needs the unit's room.
    unit = "" if reading.value is None and reading.note else figure.unit.name or unit
    right: Parts = [
        (f"{value:>{_VALUE}}", style),
        (f" {unit}", palette.dim),
        sign_part(reading, palette),
    ]
    right.append((f" {words}".ljust(_BEHIND - width_of(right)), palette.dim))
    row = spread([(f" {figure.name}", palette.dim)], right, width, palette.text)
    return of_figure(figure.tag, row)
