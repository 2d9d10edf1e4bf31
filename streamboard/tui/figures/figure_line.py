"""A stream's figures in one line."""

from __future__ import annotations

from streamboard.board.stream import StreamState
from streamboard.figures.catalogue import FIGURES
from streamboard.figures.figure import asked_of, on
from streamboard.tui.draw.canvas import Parts, spread, width_of
from streamboard.tui.draw.scene import Scene
from streamboard.tui.draw.styles import Palette
from streamboard.tui.figures.inspectable import of_figure
from streamboard.tui.figures.readings import value_parts

_FIGURES = on("compare", FIGURES)


def figure_line(scene: Scene, stream: StreamState, width: int, palette: Palette) -> Parts:
    line: Parts = []
    for figure in asked_of(scene.board.streams.values(), _FIGURES):
        value = value_parts(figure, scene.reading(stream, figure), palette, figure.unit.cells, palette.strong)
        unit = figure.unit.name
        item: Parts = (
            [*value, (f"{unit} ", palette.dim)] if unit else [(f"{figure.name} ", palette.dim), *value]
        )
        if width_of(line) + width_of(item) > width:
            break
        line += of_figure(figure.tag, item)
    return spread(line, [], width, palette.text)
