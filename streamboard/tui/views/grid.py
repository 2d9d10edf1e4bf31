"""Panes in a grid, as many as fit; the rest are on further pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual.app import ComposeResult
from textual.geometry import NULL_OFFSET, NULL_SPACING, Region, Size
from textual.layout import ArrangeResult, Layout, WidgetPlacement
from textual.widget import Widget

from streamboard.board.state import BoardState
from streamboard.board.stream import StreamState
from streamboard.tui.draw.scene import Scene
from streamboard.tui.views.group_head import GroupHead
from streamboard.tui.views.group_layout import GroupPage, GroupPages, group_page, group_pages
from streamboard.tui.views.layout import MIN_HEIGHT, Page, Shape, page_of
from streamboard.tui.views.view import View
from streamboard.tui.widgets.pane import Pane


class _Spots(Layout):
    name = "spots"

    def __init__(self) -> None:
        self.regions: Mapping[Widget, Region] = {}

    def arrange(
        self, parent: Widget, children: list[Widget], size: Size, greedy: bool = True
    ) -> ArrangeResult:
        there = [(child, self.regions[child]) for child in children if child in self.regions]
        return [WidgetPlacement(region, NULL_OFFSET, NULL_SPACING, child) for child, region in there]


class GridView(View):
    """Panes are reused: they are pointed at the streams of the page."""

    DEFAULT_CSS = """
    GridView { layout: grid; grid-gutter: 0; }
    GridView > Pane { width: 1fr; height: 1fr; }
    """

    def __init__(self, board: BoardState) -> None:
        super().__init__(board)
        self._panes: list[Pane] = []
        self._heads: list[GroupHead] = []
        self._spots = _Spots()
        self._grouped = False
        """Panes are placed by `_spots`."""
        self._placed: tuple[object, ...] = ()

    @property
    def layout(self) -> Layout:
        return self._spots if self._grouped else super().layout

    def compose(self) -> ComposeResult:
        # Mounting one pane before the first scene completes the board a frame earlier.
        self._panes = [Pane(self.board, stream) for stream in [*self.board.streams.values()][:1]]
        yield from self._panes

    def show(self, scene: Scene) -> None:
        if _by_prompt(scene):
            self._show_groups(scene)
            return
        page = self._page(scene)
        streams = list(scene.streams[page.first : page.first + page.panes])
        placed = (page.shape, scene.height, self.board.epoch, *(stream.plan.id for stream in streams))
        if placed != self._placed:
            self._placed = placed
            self._put(streams, page.shape, scene.height)
        for pane in self._panes[: len(streams)]:
            pane.show(scene)

    def _page(self, scene: Scene) -> Page:
        return page_of(scene.index, len(scene.streams), scene.width, scene.height)

    def _put(self, streams: list[StreamState], shape: Shape, height: int) -> None:
        """`height` is in cells."""
        self._grouped = False
        self.styles.grid_size_columns = shape.columns
        self.styles.grid_size_rows = shape.rows
        # Equal heights, even if rows stay empty: panes of different heights are hard to compare.
        self.styles.grid_rows = str(max(height // shape.rows, 1))
        self._point(streams)
        for head in self._heads:
            head.display = False
        self.refresh(layout=True)

    def _point(self, streams: Sequence[StreamState]) -> None:
        for index, stream in enumerate(streams):
            if index == len(self._panes):
                pane = Pane(self.board, stream)
                self._panes.append(pane)
                self.mount(pane)
            self._panes[index].point_at(stream)
            self._panes[index].display = True
        for pane in self._panes[len(streams) :]:
            pane.display = False

    # -- grouped by prompt

    def _show_groups(self, scene: Scene) -> None:
        pages = _pages(scene)
        page = group_page(pages, pages.page_of(max(scene.index, 0)), scene.width, scene.height)
        streams = [scene.streams[spot.of] for spot in page.panes]
        placed = (page, *(stream.plan.id for stream in streams))
        if placed != self._placed:
            self._placed = placed
            self._put_groups(streams, page)
        for pane in self._panes[: len(streams)]:
            pane.show(scene)
        for head, spot in zip(self._heads, page.heads, strict=False):
            head.show(scene, spot.of)

    def _put_groups(self, streams: Sequence[StreamState], page: GroupPage) -> None:
        self._point(streams)
        for _ in range(len(page.heads) - len(self._heads)):
            head = GroupHead()
            self._heads.append(head)
            self.mount(head)
        for place, head in enumerate(self._heads):
            head.display = place < len(page.heads)
        spots = (*zip(self._panes, page.panes, strict=False), *zip(self._heads, page.heads, strict=False))
        self._spots.regions = {widget: spot.region for widget, spot in spots}
        self._grouped = True
        self.refresh(layout=True)

    # -- moving

    def step(self, scene: Scene, across: int, down: int) -> str | None:
        """Left and right wrap around; up and down stop at the edges."""
        if across:
            return super().step(scene, across, 0)
        if _by_prompt(scene):
            return scene.streams[_pages(scene).above_or_below(max(scene.index, 0), down)].plan.id
        target = scene.index + down * self._page(scene).shape.columns
        return scene.streams[target].plan.id if 0 <= target < len(scene.streams) else scene.cursor

    def turn_page(self, scene: Scene, step: int) -> str | None:
        if _by_prompt(scene):
            pages = _pages(scene)
            return scene.streams[pages.first_on(pages.page_of(max(scene.index, 0)) + step)].plan.id
        return super().step(scene, 0, step * self._page(scene).shape.panes)

    def has_one_page(self, scene: Scene) -> bool:
        return len(_pages(scene).pages) == 1 if _by_prompt(scene) else self._page(scene).pages == 1

    def pane_in_focus(self, scene: Scene) -> Pane | None:
        return next((pane for pane in self._panes if pane.display and pane.stream is scene.focus), None)

    def place(self, scene: Scene) -> str:
        if _by_prompt(scene):
            pages = _pages(scene)
            number, of = pages.page_of(max(scene.index, 0)) + 1, len(pages.pages)
        else:
            page = self._page(scene)
            number, of = page.number, page.pages
        return f"page {number}/{of}" if of > 1 else ""


def _by_prompt(scene: Scene) -> bool:
    """Not if a head and a pane do not fit."""
    return scene.grouped and bool(scene.streams) and scene.height > MIN_HEIGHT


def _pages(scene: Scene) -> GroupPages:
    matrix = scene.matrix
    counts = [len(matrix.row(row)) for row in range(len(matrix.rows))]
    return group_pages(counts, scene.width, scene.height)
