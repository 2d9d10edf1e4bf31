"""All figures: a row for each stream, and percentiles by column and by prompt."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from textual import events
from textual.binding import BindingType

from streamboard.board.state import BoardState
from streamboard.board.stream import StreamState
from streamboard.figures.catalogue import FIGURE
from streamboard.figures.sorting import PLACE, Order, Sorted, name_of
from streamboard.figures.table import Group, Row, Table, table
from streamboard.plan import SECOND
from streamboard.sanitise import clean_line
from streamboard.tui.beat import Beat
from streamboard.tui.canvas import Parts
from streamboard.tui.inspectable import FigureChosen
from streamboard.tui.scene import Scene
from streamboard.tui.tablerows import (
    Layout,
    block_lines,
    heading,
    layout,
    names_width,
    sort_keys,
    stream_row,
)
from streamboard.tui.views.view import CanvasView, Hint, View, binding

_BEAT_NS = SECOND // 4
"""How often figures are taken anew while streams are active."""
_PARTS = ("all", "streams", "columns", "prompts")
_BLOCKS_FROM = 12
"""The height from which there is room for blocks below the streams."""
_BLOCK_HEAD = 2
_MIN_WIDTH, _MIN_HEIGHT = 40, 3


class TableView(CanvasView):
    """A table that scrolls with its cursor, with blocks of percentiles below."""

    NAME = "table"
    BINDINGS: ClassVar[list[BindingType]] = [
        binding("table", "right,l,s", "sort(1)", "sort", "Sort by the next column"),
        binding("table", "left,h,S", "sort(-1)", "sort back", "Sort by the column before"),
        binding("table", "o", "reverse", "reverse", "Turn the order round"),
        binding("table", "g", "part", "part", "Show streams, columns or prompts alone, or all of them"),
        binding("table", "home", "edge(0)", "first", "Go to the first row"),
        binding("table", "end", "edge(-1)", "last", "Go to the last row"),
        binding(
            "table",
            "w",
            "write",
            "save table",
            "Save the table as CSV, Markdown and JSON in the current folder",
        ),
    ]

    def __init__(self, board: BoardState) -> None:
        super().__init__(board)
        self._sorted = Sorted()
        self._part = _PARTS[0]
        self._top = self._first_group = 0
        self._at_top_for: str | None = None
        """The cursor that need not be in view, since the order was changed."""
        self._taken: tuple[object, Table] | None = None
        """The table as last made, and what it was made from."""
        self._beat = Beat(_BEAT_NS)
        self._rows: list[Row] = []
        """The streams as they stand."""
        self._layout = Layout(0, {}, {})
        self._painted: tuple[object, list[Parts]] = (None, [])
        self._room = 0
        """The rows that streams have."""

    # -- what is shown

    def show(self, scene: Scene) -> None:
        self._arrange(scene)
        super().show(scene)

    def _arrange(self, scene: Scene) -> None:
        """Bring the table and its order up to date."""
        ended = sum(stream.phase == "ended" for stream in scene.streams)
        going = ended < len(scene.streams)
        beat = self._beat.of(scene.now, held=scene.held)
        moved = beat if going else sum(stream.revision for stream in scene.streams)
        key = (moved, ended, tuple(stream.plan.id for stream in scene.streams))
        if self._taken is None or self._taken[0] != key:
            self._taken = key, table(self.board, scene.streams, scene.now, scene.marks)
        rows = {row.stream.plan.id: row for row in self._taken[1].rows}
        # Sorted by a figure, the order would tell whose it is.
        streams = scene.streams if scene.blind else self._sorted.put(scene.streams, scene.now)
        self._rows = [rows[stream.plan.id] for stream in streams]

    @property
    def order(self) -> Order:
        """What rows are sorted by."""
        return self._sorted.order

    @property
    def _table(self) -> Table:
        assert self._taken is not None
        return self._taken[1]

    def paint(self) -> Iterable[Parts]:
        scene = self.scene
        key = (
            self._taken[0] if self._taken is not None else None,
            scene.cursor,
            scene.marked,
            scene.pinned,
            scene.blind,
            (self.width, self.height, scene.width, self.palette),
            (self.order, self._part, self._top, self._first_group),
        )
        if self._painted[0] != key:
            self._painted = key, [*self._lines_now()]
        return self._painted[1]

    def _lines_now(self) -> Iterable[Parts]:
        palette, height = self.palette, self.height
        if self.width < _MIN_WIDTH or height < _MIN_HEIGHT:
            yield [("Too small for the table."[: self.width], palette.trouble)]
        elif self.scene.blind:
            yield from self._blind_lines()
        elif self._part in ("columns", "prompts"):
            yield from self._one_block()
        else:
            yield from self._stream_lines(height - self._rows_below())
            yield from self._blocks(self._rows_below())

    def _blind_lines(self) -> Iterable[Parts]:
        """Names and states: figures would tell whose answers they are."""
        palette = self.palette
        yield [(" Figures are hidden with the names: they would tell whose answers these are.", palette.dim)]
        yield []
        self._layout = Layout(12, {}, {})
        self._room = max(self.height - 2, 1)
        for row in self._visible():
            yield stream_row(row, self._layout, self.scene, palette)

    # -- streams

    def _stream_lines(self, height: int) -> Iterable[Parts]:
        scene, palette = self.scene, self.palette
        self._layout = layout(self._table, scene, self.order)
        self._room = max(height - 1, 1)
        yield heading(self._layout, self.order, palette)
        for row in self._visible():
            yield stream_row(row, self._layout, scene, palette)

    def _visible(self) -> Sequence[Row]:
        """The rows that have room, the one in focus among them."""
        cursor = self._place_of_cursor()
        last_top = min(cursor, max(len(self._rows) - self._room, 0))
        if self._at_top_for != self.scene.cursor:
            self._at_top_for = None
        # Who sorts wants to see who comes first; the next step of the cursor brings it back into view.
        self._top = 0 if self._at_top_for else max(min(max(self._top, cursor - self._room + 1), last_top), 0)
        return self._rows[self._top : self._top + self._room]

    def _place_of_cursor(self) -> int:
        cursor = self.scene.cursor
        return next((place for place, row in enumerate(self._rows) if row.stream.plan.id == cursor), 0)

    # -- percentiles

    def _rows_below(self) -> int:
        """The rows that blocks have: all they need if there is room, and at most half."""
        if self._part != "all" or self.height < _BLOCKS_FROM:
            return 0
        wanted = _height_of(self._worth_showing())
        return min(wanted, max(self.height - 1 - len(self._rows), self.height // 2))

    def _groups(self) -> list[tuple[str, list[Group]]]:
        found = self._table
        # One column is all there is.
        columns = [found.whole, *found.columns] if len(found.columns) > 1 else found.columns
        return [("by column", columns), ("by prompt", found.prompts)]

    def _worth_showing(self) -> list[tuple[str, list[Group]]]:
        """Both, but prompts of a single stream each only where they take no row from the streams."""
        both = self._groups()
        several = any(group.streams > 1 for group in self._table.prompts)
        fits = 1 + len(self._rows) + _height_of(both) + 1 <= self.height
        return both if several or fits else both[:1]

    def _blocks(self, height: int) -> Iterable[Parts]:
        """Both blocks in so many rows, the longer one cut first."""
        if height == 0:
            return
        blocks = self._worth_showing()
        room = height - len(blocks) * (1 + _BLOCK_HEAD)
        names = names_width([group for _, found in blocks for group in found], self.width)
        for place, (title, found) in enumerate(blocks):
            later = sum(len(others) for _, others in blocks[place + 1 :])
            most = min(len(found), max(room - later, room // (len(blocks) - place), 1))
            room -= most
            yield []
            more = len(found) - most
            yield from block_lines(title, found[:most], names, self.width, self.palette, more=more)

    def _one_block(self) -> Iterable[Parts]:
        title, found = self._groups()[self._part == "prompts"]
        most = max(self.height - _BLOCK_HEAD, 1)
        self._first_group = max(min(self._first_group, len(found) - most), 0)
        last = self._first_group + most
        names, shown = names_width(found, self.width), found[self._first_group : last]
        yield from block_lines(title, shown, names, self.width, self.palette, more=len(found) - last)

    # -- moving

    def in_order(self, scene: Scene) -> Sequence[StreamState]:
        self._arrange(scene)
        return [row.stream for row in self._rows]

    def step(self, scene: Scene, across: int, down: int) -> str | None:
        """Up and down go along the streams as they stand here; where there are none, the groups scroll."""
        if down and self._part in ("columns", "prompts"):
            self._first_group += down
            return scene.cursor
        return super().step(scene, across, down)

    def turn_page(self, scene: Scene, step: int) -> str | None:
        """Move the rows by a page, with the cursor."""
        self._top += step * max(self._room, 1)
        self._at_top_for = None
        return self.step(scene, 0, step * max(self._room, 1))

    def on_click(self, event: events.Click) -> None:
        if self._part in ("columns", "prompts"):
            return
        first = 2 if self.scene.blind else 1
        place = event.y - first
        if event.y == 0 and not self.scene.blind:
            self._click_on_head(event.x)
        elif 0 <= place < self._room and self._top + place < len(self._rows):
            self._click_on_row(self._rows[self._top + place].stream.plan.id, event)

    def _click_on_head(self, x: int) -> None:
        """Sort by a figure; number, name and state stand for the user's own order."""
        key = self._layout.column_at(x)
        if key in FIGURE or x < self._layout.before:
            self._sort_by(key or PLACE)

    def _click_on_row(self, stream_id: str, event: events.Click) -> None:
        """Choose the stream; the second of two clicks looks into the figure under it."""
        figure = self._layout.column_at(event.x)
        if event.chain == 2 and figure in self._layout.figures:
            self.post_message(FigureChosen(stream_id, figure))
        else:
            self.post_message(View.Chosen(stream_id))

    # -- its own keys

    def _sort_by(self, key: str) -> None:
        """Sort by a column; by the same one again, turn the order round."""
        self._sort(self.order.reversed() if key == self.order.by else Order.of(key))

    def _sort(self, order: Order) -> None:
        self._sorted.order = order
        self._again()

    def _again(self) -> None:
        """Draw what was asked for before the next frame does."""
        if self.ready:
            self._at_top_for = self.scene.cursor
            self.show(self.scene)

    def action_sort(self, step: int) -> None:
        """Sort by the column beside."""
        if self._taken is None:
            return
        self._sort(self.order.next(step, sort_keys(self._table)))

    def action_sort_by(self, key: str) -> None:
        """Sort by a column."""
        self._sort(Order.of(key))

    def commands(self) -> list[tuple[str, str]]:
        if self._taken is None:
            return []
        keys = [key for key in sort_keys(self._table) if key != PLACE]
        return [(f"sort by {name_of(key)}", f"sort_by({key!r})") for key in keys]

    def action_edge(self, place: int) -> None:
        """Go to the first row, or to the last."""
        if self._rows:
            self.post_message(View.Chosen(self._rows[place].stream.plan.id))

    def action_reverse(self) -> None:
        """Turn the order round."""
        self._sort(self.order.reversed())

    def action_part(self) -> None:
        """All of it, or one part alone."""
        self._part = self._next_part()
        self._first_group = 0
        self._again()

    def action_write(self) -> None:
        """Write the table into the current folder, and say where it is."""
        from streamboard.report import figures as files

        if self.scene.blind:
            self._say("Names are hidden: the table is saved when they are shown again.")
            return
        streams = [row.stream for row in self._rows]
        try:
            folder = Path.cwd()  # It may be gone.
            paths = files.write(self.board, streams, self.scene.now, folder, datetime.now())
        except OSError as error:
            self._say(f"The table could not be saved here: {error.strerror or error}.")
        else:
            endings = ", ".join(path.suffix for path in paths)
            self._say(f"Saved as {paths[0].stem} ({endings}) in {folder}")

    def _say(self, words: str) -> None:
        self.notify(clean_line(words), markup=False)

    def hints(self, scene: Scene) -> list[Hint]:
        return [
            ("←→", "sort"),
            ("o", "reverse"),
            ("g", self._next_part()),
            ("w", "save table"),
            ("I", "inspect"),
        ]

    def _next_part(self) -> str:
        return _PARTS[(_PARTS.index(self._part) + 1) % len(_PARTS)]

    def place(self, scene: Scene) -> str:
        hidden = self._part in ("all", "streams") and self._room < len(self._rows)
        last = min(self._top + self._room, len(self._rows))
        return f"{self._top + 1}-{last} of {len(self._rows)}" if hidden else ""


def _height_of(blocks: Iterable[tuple[str, list[Group]]]) -> int:
    return sum(1 + _BLOCK_HEAD + len(found) for _, found in blocks)
