"""Prompts by columns: a row per prompt, a column per entry of `models`, repetitions in one cell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import ClassVar

from rich.cells import cell_len
from textual import events

from streamboard.board.matrix import CellPlace, Matrix
from streamboard.board.state import BoardState
from streamboard.board.stream import StreamState
from streamboard.figures.catalogue import FIGURE, POOLED, figures_of
from streamboard.figures.figure import Figure
from streamboard.figures.sorting import EVERY_NS
from streamboard.figures.spread import spread_of
from streamboard.figures.unit import CHECKS
from streamboard.safety.sanitise import clean_line
from streamboard.tui.draw.canvas import Parts
from streamboard.tui.draw.scene import Scene
from streamboard.tui.draw.scroll import CursorScroll
from streamboard.tui.keys.action import Action
from streamboard.tui.views.catalogue import ZOOM
from streamboard.tui.views.matrix_layout import MatrixLayout, matrix_layout
from streamboard.tui.views.matrix_picture import MatrixPicture
from streamboard.tui.views.view import CanvasView, PaletteCommand, View

_MIN_WIDTH, _MIN_HEIGHT = 40, 4


class MatrixView(CanvasView):
    ACTIONS: ClassVar[Sequence[Action[MatrixView]]] = (
        Action(
            "matrix.figure",
            "f",
            "figure",
            "Show the next figure in the cells",
            lambda view: view.show_next_figure(),
            rank=50,
            synonyms="metric ttft speed tokens",
        ),
        Action(
            "matrix.sort",
            "s",
            "sort",
            "Sort the rows by this column, or as they were",
            lambda view: view.sort_by_column(),
            rank=56,
            synonyms="order slowest fastest",
        ),
        Action(
            "matrix.reverse",
            "o",
            "reverse",
            "Turn the order round",
            lambda view: view.reverse(),
            lambda view, _scene: view.no_order(),
        ),
    )

    def __init__(self, board: BoardState) -> None:
        super().__init__(board)
        self.figure: Figure = FIGURE["ttft"]
        """What the cells show."""
        self.sorted_by: str = ""
        """The sort column; empty for the order of the prompt set."""
        self._descending = False
        self._order: list[int] = []
        """Row indices in the matrix, from the top."""
        self._ordered_for: object = None
        self._rows = CursorScroll()
        self._left = 0
        """The first column on the screen."""
        self._wanted = 0
        """The column the cursor keeps to across rows that lack it."""
        self._picture = MatrixPicture()

    # -- the cursor

    def in_focus(self, scene: Scene) -> Sequence[StreamState]:
        return scene.matrix.cells.get(self._focus(scene), ())

    def _focus(self, scene: Scene) -> CellPlace:
        return scene.matrix.places.get(scene.cursor or "", CellPlace(0, 0))

    def step(self, scene: Scene, across: int, down: int) -> str | None:
        """Across goes on to the next row; down keeps to the column, or the nearest to it."""
        matrix, focus = scene.matrix, self._focus(scene)
        order = self._row_order(scene)
        if not order:
            return None
        if across:
            cells = [
                CellPlace(row, column)
                for row in order
                for column in range(len(matrix.columns))
                if matrix.cell(row, column)
            ]
            target = cells[(cells.index(focus) + across) % len(cells)]
            self._wanted = target.column
            return matrix.cells[target][0].plan.id
        if focus != self._nearest(matrix, focus.row, self._wanted):
            self._wanted = focus.column
        place = min(max(order.index(focus.row) + down, 0), len(order) - 1)
        if order[place] == focus.row:
            return scene.cursor
        return matrix.cells[self._nearest(matrix, order[place], self._wanted)][0].plan.id

    def _nearest(self, matrix: Matrix, row: int, column: int) -> CellPlace:
        there = [place for place in range(len(matrix.columns)) if matrix.cell(row, place)]
        return CellPlace(row, min(there, key=lambda place: abs(place - column)))

    def turn_page(self, scene: Scene, step: int) -> str | None:
        return self.step(scene, 0, step * max(self._rows.rows, 1))

    def has_one_page(self, scene: Scene) -> bool:
        return self._rows.rows >= len(scene.matrix.rows)

    # -- the order of the rows

    def sort_by_column(self, name: str | None = None) -> None:
        """The same column again restores the order."""
        if name is None:
            name = self.scene.matrix.columns[self._focus(self.scene).column]
        self.sorted_by = "" if name == self.sorted_by else name
        self._descending = self.figure.first == "high"
        self._show_from_top()

    def no_order(self) -> str:
        """Why there is no order to reverse; empty if there is one."""
        return "" if self.sorted_by else f"{self.key('matrix.sort')} sorts the rows first."

    def reverse(self) -> None:
        self._descending = not self._descending
        self._show_from_top()

    def _show_from_top(self) -> None:
        self._ordered_for = None
        self._rows.to_top(self.scene.cursor)
        self.show(self.scene)

    def _row_order(self, scene: Scene) -> list[int]:
        """Sorted again about once a second and when a stream ends."""
        matrix = scene.matrix
        if self.sorted_by not in matrix.columns:
            return list(range(len(matrix.rows)))
        ended = sum(stream.phase == "ended" for stream in scene.streams)
        key = id(matrix), self.sorted_by, self.figure.tag, self._descending, ended, scene.now // EVERY_NS
        if key != self._ordered_for:
            self._ordered_for = key
            column = matrix.columns.index(self.sorted_by)
            self._order = self._sorted_rows(matrix, column, scene.now)
        return self._order

    def _sorted_rows(self, matrix: Matrix, column: int, now: int) -> list[int]:
        values = {
            row: spread_of(self.figure, matrix.cell(row, column), now).middle.value
            for row in range(len(matrix.rows))
        }
        there = [row for row, value in values.items() if value is not None]
        there.sort(key=lambda row: values[row] or 0, reverse=self._descending)
        return there + [row for row, value in values.items() if value is None]

    # -- the figure

    def figures(self) -> list[Figure]:
        """Those with percentiles come first."""
        every = dict.fromkeys((*POOLED, *figures_of(self.board.plan.slo)))
        streams, now = self.scene.streams, self.scene.now
        return [
            figure
            for figure in every
            if figure.unit is not CHECKS  # Each cell has the checks anyhow.
            and any(
                figure.asked(stream) and figure.worth(stream, figure.of(stream, now)) for stream in streams
            )
        ]

    def show_next_figure(self) -> None:
        if among := self.figures():
            tags = [figure.tag for figure in among]
            place = tags.index(self.figure.tag) + 1 if self.figure.tag in tags else 0
            self.show_figure(among[place % len(among)])

    def show_figure(self, figure: Figure) -> None:
        """Rows stay sorted by their column, the figure's better end first."""
        self.figure, self._descending = figure, figure.first == "high"
        self.show(self.scene)

    def commands(self) -> list[PaletteCommand]:
        if not self.ready:
            return []
        return [
            PaletteCommand(f"show {figure.name}", partial(self.show_figure, figure))
            for figure in self.figures()
        ]

    def figure_shown(self) -> str:
        return self.figure.tag

    # -- the mouse

    def on_click(self, event: events.Click) -> None:
        if not self.ready or self.width < _MIN_WIDTH or self.height < _MIN_HEIGHT:
            return
        plan, matrix = self._plan(), self.scene.matrix
        row, column = plan.at(event.x, event.y)
        if column is None or self._left + column >= len(matrix.columns):
            return
        if event.y == 0:
            self.sort_by_column(matrix.columns[self._left + column])
        elif row is not None and self._rows.top + row < len(matrix.rows):
            place = CellPlace(self._row_order(self.scene)[self._rows.top + row], self._left + column)
            if place in matrix.cells:
                again = place == self._focus(self.scene) and self.scene.cursor is not None
                stream = self.scene.cursor if again else matrix.cells[place][0].plan.id
                self._wanted = place.column
                self.post_message(View.Chosen(stream or "", ZOOM.name if event.chain == 2 else None))

    # -- drawing

    def _plan(self) -> MatrixLayout:
        matrix = self.scene.matrix
        longest = max((cell_len(clean_line(row.name)) for row in matrix.rows), default=0)
        size = len(matrix.rows), len(matrix.columns), longest, self.width, self.height
        return matrix_layout(*size, ghost=self.scene.ghost is not None)

    def paint(self) -> Iterable[Parts]:
        if self.width < _MIN_WIDTH or self.height < _MIN_HEIGHT:
            yield from self.too_small()
            return
        scene, matrix, plan, focus = self.scene, self.scene.matrix, self._plan(), self._focus(self.scene)
        order = self._row_order(scene)
        self._left = max(min(self._left, focus.column, len(matrix.columns) - plan.columns), 0)
        self._left = max(self._left, focus.column - plan.columns + 1)
        columns = range(self._left, min(self._left + plan.columns, len(matrix.columns)))
        rows = self._rows.window(scene.cursor, order.index(focus.row), len(order), plan.rows)
        self._picture.begin(scene, plan, self.figure, self.palette)
        arrow = (self.sorted_by, "↓" if self._descending else "↑") if self.sorted_by else None
        yield self._picture.heading(columns, focus.column, arrow, self.key("matrix.figure"))
        for place in rows:
            yield from self._picture.row(order[place], columns, focus)
        if plan.foot:
            yield from self._picture.foot(columns, len(order) - rows.stop)

    def place(self, scene: Scene) -> str:
        first, rows, count = self._rows.top, self._rows.rows, len(scene.matrix.rows)
        return f"rows {first + 1}-{min(first + rows, count)} of {count}" if rows < count else ""
