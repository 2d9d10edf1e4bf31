"""Panes in a grid, as many as fit; the rest are on further pages."""

from __future__ import annotations

from textual.app import ComposeResult

from streamboard.board.state import BoardState
from streamboard.board.stream import StreamState
from streamboard.tui.draw.scene import Scene
from streamboard.tui.views.layout import Page, Shape, page_of
from streamboard.tui.views.view import View
from streamboard.tui.widgets.pane import Pane


class GridView(View):
    """A page of panes. The pane widgets are reused: they are pointed at the streams of the page."""

    DEFAULT_CSS = """
    GridView { layout: grid; grid-gutter: 0; }
    GridView > Pane { width: 1fr; height: 1fr; }
    """

    def __init__(self, board: BoardState) -> None:
        super().__init__(board)
        self._panes: list[Pane] = []
        self._placed: tuple[object, ...] = ()

    def compose(self) -> ComposeResult:
        # One pane is mounted before the first scene, so that the board is complete a frame earlier.
        self._panes = [Pane(self.board, stream) for stream in [*self.board.streams.values()][:1]]
        yield from self._panes

    def show(self, scene: Scene) -> None:
        page = self._page(scene)
        streams = list(scene.streams[page.first : page.first + page.panes])
        placed = (page.shape, scene.height, *(stream.plan.id for stream in streams))
        if placed != self._placed:
            self._placed = placed
            self._put(streams, page.shape, scene.height)
        for pane in self._panes[: len(streams)]:
            pane.show(scene)

    def _page(self, scene: Scene) -> Page:
        return page_of(scene.index, len(scene.streams), scene.width, scene.height)

    def _put(self, streams: list[StreamState], shape: Shape, height: int) -> None:
        """Show these streams in this shape, in `height` rows of cells."""
        self.styles.grid_size_columns = shape.columns
        self.styles.grid_size_rows = shape.rows
        # Equal heights, even if a row or two stays empty: panes of different heights are hard to compare.
        self.styles.grid_rows = str(max(height // shape.rows, 1))
        for index, stream in enumerate(streams):
            if index == len(self._panes):
                pane = Pane(self.board, stream)
                self._panes.append(pane)
                self.mount(pane)
            self._panes[index].point_at(stream)
            self._panes[index].display = True
        for pane in self._panes[len(streams) :]:
            pane.display = False

    def step(self, scene: Scene, across: int, down: int) -> str | None:
        """Left and right wrap around; up and down stop at the edges."""
        if across:
            return super().step(scene, across, 0)
        target = scene.index + down * self._page(scene).shape.columns
        return scene.streams[target].plan.id if 0 <= target < len(scene.streams) else scene.cursor

    def turn_page(self, scene: Scene, step: int) -> str | None:
        return super().step(scene, 0, step * self._page(scene).shape.panes)

    def has_one_page(self, scene: Scene) -> bool:
        return self._page(scene).pages == 1

    def pane_in_focus(self, scene: Scene) -> Pane | None:
        return next((pane for pane in self._panes if pane.display and pane.stream is scene.focus), None)

    def place(self, scene: Scene) -> str:
        page = self._page(scene)
        return f"page {page.number}/{page.pages}" if page.pages > 1 else ""
