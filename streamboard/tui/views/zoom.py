"""One stream with all its figures, and the others in a strip below."""

from __future__ import annotations

from dataclasses import replace

from textual.app import ComposeResult
from textual.containers import Horizontal

from streamboard.board.state import BoardState
from streamboard.tui.draw.scene import Scene
from streamboard.tui.views.lanes import LanesView
from streamboard.tui.views.view import View
from streamboard.tui.widgets.figure_column import FigureColumn
from streamboard.tui.widgets.pane import Pane

_LEAST_HEIGHT = 18
"""The fewest rows that show the strip."""
_MOST_LANES = 6
_WITH_FIGURES = 110
"""The least width that shows the figures."""


class Strip(LanesView):
    """The streams below the pane, so few that a notch of the wheel moves by one."""

    def wheel(self, rows: int, y: int) -> None:
        super().wheel(1 if rows > 0 else -1, y)


class ZoomView(View):
    DEFAULT_CSS = """
    ZoomView { layout: vertical; }
    ZoomView > Horizontal { height: 1fr; }
    ZoomView Pane { width: 1fr; height: 1fr; }
    ZoomView > Strip { height: 3; }
    """

    def __init__(self, board: BoardState) -> None:
        super().__init__(board)
        first = next(iter(board.streams.values()))
        self._pane = Pane(board, first, alone=True)
        self._figures = FigureColumn()
        self._strip = Strip(board)
        self._strip.can_focus = False

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield self._pane
            yield self._figures
        yield self._strip

    def show(self, scene: Scene) -> None:
        if scene.focus is None:
            return
        self._pane.point_at(scene.focus)
        self._figures.display = self._pane.figures_beside = scene.width >= _WITH_FIGURES
        self._pane.show(replace(scene, grouped=False))
        if self._figures.display:
            self._figures.show(scene)
        rows = self._strip_height(scene)
        self._strip.display = rows > 0
        if rows:
            self._strip.styles.height = rows
            self._strip.show(replace(scene, height=rows, grouped=False))

    def _strip_height(self, scene: Scene) -> int:
        if scene.height < _LEAST_HEIGHT or len(scene.streams) < 2:
            return 0
        return min(len(scene.streams), _MOST_LANES, scene.height // 5) + 1

    def step(self, scene: Scene, across: int, down: int) -> str | None:
        if across:
            return super().step(scene, across, 0)
        self._pane.scroll_text(down)
        return scene.cursor

    def turn_page(self, scene: Scene, step: int) -> str | None:
        return super().step(scene, step, 0)

    def pane_in_focus(self, scene: Scene) -> Pane | None:
        return self._pane
