"""All figures: a row per stream, and percentiles by column and by prompt."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from textual import events

from streamboard.board.state import BoardState
from streamboard.board.stream import StreamState
from streamboard.figures.catalogue import FIGURE
from streamboard.figures.sorting import PLACE, By
from streamboard.figures.table import Row, Table, table
from streamboard.report.export.catalogue import synonyms_of_tables, titles_of_tables
from streamboard.safety.sanitise import clean_line
from streamboard.tui.draw.beat import Beat
from streamboard.tui.draw.canvas import Parts
from streamboard.tui.draw.scene import Scene
from streamboard.tui.figures.inspectable import FigureChosen
from streamboard.tui.keys.action import Action
from streamboard.tui.views.sorted_rows import SortedView, sort_actions
from streamboard.tui.views.table_blocks import (
    GroupBlock,
    block_alone,
    blocks_below,
    by_column,
    by_prompt,
    histogram_alone,
    histogram_below,
    rows_alone,
    rows_below,
)
from streamboard.tui.views.table_rows import Layout, heading, layout, sort_keys, stream_row
from streamboard.tui.views.view import View
from streamboard.tui.write_in_thread import write_aside

_PARTS = ("all", "streams", "columns", "prompts", "histogram")
_WITH_STREAMS = _PARTS[:2]
_BLOCKS = {"columns": by_column, "prompts": by_prompt}
"""The parts that list groups."""
_MIN_WIDTH, _MIN_HEIGHT = 40, 3
_HIDDEN = "Names are hidden: the table is saved when they are shown again."


class TableView(SortedView):
    ACTIONS: ClassVar[Sequence[Action[TableView]]] = (
        *sort_actions("table"),
        Action(
            "table.part",
            "L",
            "part",
            "Show streams, columns, prompts or a histogram alone, or all of them",
            lambda view: view.show_next_part(),
            rank=52,
            hint=lambda view, _scene: view.next_part,
            synonyms="percentile model p50 p95 group histogram distribution",
        ),
        Action("table.first", "home,g", "first", "Go to the first row", lambda view: view.go_to_edge(0)),
        Action("table.last", "end,f", "last", "Go to the last row", lambda view: view.go_to_edge(-1)),
        Action(
            "table.write",
            "w",
            "save table",
            f"Save the table as {titles_of_tables()} in the current folder",
            lambda view: view.save(),
            lambda _view, scene: _HIDDEN if scene.blind else "",
            rank=53,
            synonyms=f"export report {synonyms_of_tables()} figures percentile record",
        ),
    )

    def __init__(self, board: BoardState) -> None:
        super().__init__(board)
        self._part = _PARTS[0]
        self._first_group = 0
        self._taken: tuple[object, Table] | None = None
        """The table and its cache key."""
        self._beat = Beat()
        self._rows: list[Row] = []
        """In display order."""
        self._layout = Layout(0, {}, {})
        self._painted: tuple[object, list[Parts]] = (None, [])

    # -- what is shown

    def show(self, scene: Scene) -> None:
        self._arrange(scene)
        super().show(scene)

    def _arrange(self, scene: Scene) -> None:
        ended = sum(stream.phase == "ended" for stream in scene.streams)
        going = ended < len(scene.streams)
        beat = self._beat.of(scene.now, held=scene.held)
        moved = beat if going else sum(stream.revision for stream in scene.streams)
        key = (moved, ended, tuple(stream.plan.id for stream in scene.streams))
        if self._taken is None or self._taken[0] != key:
            self._taken = key, table(self.board, scene.streams, scene.now, scene.marks)
        rows = {row.stream.plan.id: row for row in self._taken[1].rows}
        # An order by a figure would give the names away.
        streams = scene.streams if scene.blind else self._sorted.put(scene.streams, scene.now)
        self._rows = [rows[stream.plan.id] for stream in streams]

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
            (self.order, self._part, self._scroll.top, self._first_group),
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
        elif self._part == _PARTS[-1]:
            yield from histogram_alone(self._table, self.order.by, height, self.width, palette)
        elif self._part in _BLOCKS:
            yield from self._one_block(_BLOCKS[self._part](self._table))
        else:
            below = rows_below(self._table, height) if self._part == "all" else 0
            yield from self._stream_lines(height - below)
            if below:
                yield from blocks_below(self._table, height, self.width, palette, self.key("table.part"))
                spare = height - below - 1 - len(self._rows)
                yield from histogram_below(self._table, self.order.by, spare, self.width, palette)

    def _blind_lines(self) -> Iterable[Parts]:
        """Aliases and states only: figures would give the names away."""
        palette = self.palette
        yield [(" Figures are hidden with the names: they would tell whose answers these are.", palette.dim)]
        yield []
        self._layout = Layout(12, {}, {})
        for row in self._visible(self.height - 2):
            yield stream_row(row, self._layout, self.scene, palette)

    # -- streams

    def _stream_lines(self, height: int) -> Iterable[Parts]:
        scene, palette = self.scene, self.palette
        self._layout = layout(self._table, scene, self.order)
        yield heading(self._layout, self.order, palette)
        for row in self._visible(height - 1):
            yield stream_row(row, self._layout, scene, palette)

    def _visible(self, room: int) -> Sequence[Row]:
        cursor = self.scene.cursor
        place = next((place for place, row in enumerate(self._rows) if row.stream.plan.id == cursor), 0)
        shown = self._scroll.window(cursor, place, len(self._rows), room)
        return self._rows[shown.start : shown.stop]

    def _one_block(self, block: GroupBlock) -> Iterable[Parts]:
        last_first = len(block.groups) - rows_alone(self.height)
        self._first_group = max(min(self._first_group, last_first), 0)
        return block_alone(
            block, self._first_group, self.height, self.width, self.palette, self.key("table.part")
        )

    # -- moving

    def in_order(self, scene: Scene) -> Sequence[StreamState]:
        self._arrange(scene)
        return [row.stream for row in self._rows]

    def step(self, scene: Scene, across: int, down: int) -> str | None:
        """Where only groups are shown, they scroll."""
        if down and self._part in _BLOCKS:
            self._first_group += down
            return scene.cursor
        return super().step(scene, across, down)

    def on_click(self, event: events.Click) -> None:
        if self._part not in _WITH_STREAMS:
            return
        first = 2 if self.scene.blind else 1
        place, scroll = event.y - first, self._scroll
        if event.y == 0 and not self.scene.blind:
            self._click_on_head(event.x)
        elif 0 <= place < scroll.rows and scroll.top + place < len(self._rows):
            self._click_on_row(self._rows[scroll.top + place].stream.plan.id, event)

    def _click_on_head(self, x: int) -> None:
        """Number, name and state restore the user's own order."""
        key = self._layout.column_at(x)
        if key in FIGURE or x < self._layout.before:
            self.sort_by_column(key or PLACE)

    def _click_on_row(self, stream_id: str, event: events.Click) -> None:
        figure = self._layout.column_at(event.x)
        if event.chain == 2 and figure in self._layout.figures:
            self.post_message(FigureChosen(stream_id, figure))
        else:
            self.post_message(View.Chosen(stream_id))

    # -- its own keys

    def sorts(self) -> Sequence[By]:
        return sort_keys(self._table) if self._taken is not None else []

    def go_to_edge(self, place: int) -> None:
        """`place` is 0 for the first row, -1 for the last."""
        if self._rows:
            self.post_message(View.Chosen(self._rows[place].stream.plan.id))

    def show_next_part(self) -> None:
        self._part = self.next_part
        self._first_group = 0
        self.show_from_top()

    def figure_shown(self) -> str | None:
        return self.order.by

    def save(self) -> None:
        from streamboard.report.export.files import files_of

        streams = [row.stream for row in self._rows]
        made = files_of(self.board, streams, self.scene.now, datetime.now())
        write_aside(
            self,
            lambda: made.write(Path.cwd()),
            self._saved,
            lambda why: self._say(f"The table could not be saved here: {why}."),
        )

    def _saved(self, paths: list[Path]) -> None:
        endings = ", ".join(path.suffix for path in paths)
        self._say(f"Saved as {paths[0].stem} ({endings}) in {paths[0].parent}")

    def _say(self, words: str) -> None:
        self.notify(clean_line(words), markup=False)

    @property
    def next_part(self) -> str:
        return _PARTS[(_PARTS.index(self._part) + 1) % len(_PARTS)]

    def place(self, scene: Scene) -> str:
        first, rows, count = self._scroll.top, self._scroll.rows, len(self._rows)
        hidden = self._part in _WITH_STREAMS and rows < count
        rows_shown = f"{first + 1}-{min(first + rows, count)} of {count}" if hidden else ""
        return "  ".join(filter(None, (super().place(scene), rows_shown)))
