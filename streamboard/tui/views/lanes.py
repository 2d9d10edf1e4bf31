"""All streams, one line each: for dozens to hundreds, and for small terminals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.binding import BindingType

from streamboard.board.attempt import Attempt
from streamboard.board.state import BoardState
from streamboard.board.status import how_it_ended
from streamboard.board.stream import StreamState
from streamboard.figures.catalogue import FIGURE
from streamboard.figures.sorting import SORTS, By, Order, Sorted, name_of
from streamboard.figures.table import table
from streamboard.sanitise import clean_line
from streamboard.tui.beat import Beat
from streamboard.tui.canvas import Parts, cut, spread, under_cursor, width_of
from streamboard.tui.scene import Scene
from streamboard.tui.views.lanecolumns import Column, Lane, column_at, columns_for
from streamboard.tui.views.view import CanvasView, Hint, View, binding
from streamboard.tui.wrap import WrappedText

_LAST_CHARS = 400
"""What the last words are cut from: more than a row holds, however much came in one piece."""
_ROWS_EVERY_NS = 100_000_000
MIN_WIDTH, MIN_HEIGHT = 40, 3
"""Below this not even a lane can be read."""


class LanesView(CanvasView):
    """A table of streams that draws all of its rows itself and scrolls with its cursor."""

    NAME = "lanes"

    BINDINGS: ClassVar[list[BindingType]] = [
        binding("lanes", "s", "sort(1)", "sort", "Sort by the next column"),
        binding("lanes", "S", "sort(-1)", "sort back", "Sort by the column before"),
        binding("lanes", "o", "reverse", "reverse", "Turn the order round"),
    ]

    def __init__(self, board: BoardState) -> None:
        super().__init__(board)
        self._top = 0
        self._at_top_for: str | None = None
        """The cursor that need not be in view, since the order was changed."""
        self._sorted = Sorted()
        self._columns: list[Column] = []
        """Those of the last drawing."""
        self._beat = Beat(_ROWS_EVERY_NS)
        self._moment: tuple[bool, int] | None = None
        """The beat of this frame."""
        self._rows: dict[str, tuple[tuple[object, ...], Parts]] = {}
        """Rows as last made, and what they were made from."""

    def in_order(self, scene: Scene) -> Sequence[StreamState]:
        return self._sorted.put(scene.streams, scene.now)

    def turn_page(self, scene: Scene, step: int) -> str | None:
        """Move the rows by a page, with the cursor."""
        self._top += step * max(scene.height - 1, 1)
        self._at_top_for = None
        return super().turn_page(scene, step)

    def action_sort(self, step: int) -> None:
        """Sort by the next figure that says something."""
        self._sort(self._sorted.order.next(step, self._sorts()))

    def action_reverse(self) -> None:
        """Turn the order round."""
        self._sort(self._sorted.order.reversed())

    def action_sort_by(self, by: By) -> None:
        """Sort by a figure."""
        self._sort(Order.of(by))

    def commands(self) -> list[tuple[str, str]]:
        return [(f"sort by {name_of(by)}", f"sort_by({by!r})") for by in self._sorts()]

    def _sorts(self) -> list[By]:
        """What there is to sort by: figures that neither stand here nor say anything of their own are left
        out."""
        if not self.ready:
            return list(SORTS)
        figures, chosen = table(self.board, self.scene.streams, self.scene.now), self._sorted.order.by
        shown = {by for by in SORTS if by not in FIGURE or "lanes" in FIGURE[by].places}
        return [by for by in SORTS if by in shown or by == chosen or figures.wanted(FIGURE[by])]

    def _sort(self, order: Order) -> None:
        self._sorted.order = order
        self._at_top_for = self.scene.cursor if self.ready else None
        self.draw()

    def hints(self, scene: Scene) -> list[Hint]:
        return [("s", "sort"), ("o", "reverse")]

    def on_click(self, event: events.Click) -> None:
        if event.y == 0:
            self._click_on_heading(event.x)
            return
        streams, index = self.in_order(self.scene), self._top + event.y - 1
        if index < len(streams):
            self.post_message(View.Chosen(streams[index].plan.id))

    def _click_on_heading(self, x: int) -> None:
        """Sort by a column; a second time, the other way round."""
        column = column_at(self._columns, x)
        if column is None or column.by is None:
            return
        order = self._sorted.order
        self._sort(order.reversed() if order.by == column.by else Order.of(column.by))

    def paint(self) -> Iterable[Parts]:
        if self.width < MIN_WIDTH or self.height < MIN_HEIGHT:
            words = WrappedText(self.width)
            words.append("Too small. 60 x 15 shows all.", self.palette.trouble)
            yield from (words.line(index) for index in range(len(words)))
            return
        scene, streams = self.scene, self.in_order(self.scene)
        self._moment = self._beat.of(scene.now, held=scene.held)
        width, page = self.width, max(self.height - 1, 1)
        ids = [stream.plan.id for stream in streams]
        cursor = ids.index(scene.cursor) if scene.cursor in ids else 0
        last_top = min(cursor, max(len(streams) - page, 0))
        if self._at_top_for != scene.cursor:
            self._at_top_for = None
        # Who sorts wants to see who comes first; the next step of the cursor brings it back into view.
        self._top = 0 if self._at_top_for else max(min(max(self._top, cursor - page + 1), last_top), 0)
        names = min(max((cell_len(scene.name(stream)) for stream in streams), default=4), max(width // 5, 10))
        self._columns = columns_for(width, names, self._sorted.order.by)
        yield self._heading(width, below=len(streams) - self._top - page)
        for index in range(self._top, min(self._top + page, len(streams))):
            yield self._cached_row(streams[index], names, width, chosen=index == cursor)

    def _heading(self, width: int, below: int) -> Parts:
        palette, order = self.palette, self._sorted.order
        left: Parts = []
        for column in self._columns:
            chosen = column.by == order.by and order != Order()
            left.append((column.heading(order), palette.live if chosen else palette.dim))
        right: Parts = [(f" ↓ {below} more ", palette.dim)] if below > 0 else []
        if width_of(left) + width_of(right) + len("  last words") <= width:
            left.append(("  last words", palette.dim))
        return spread(left, right, width, palette.text)

    def _cached_row(self, stream: StreamState, names: int, width: int, *, chosen: bool) -> Parts:
        """A stream's row, made anew when the stream moved, and some times a second while it is active."""
        beat = self._moment if stream.active or stream.phase == "new" else None
        queued = self.board.queue_place(stream) if stream.phase == "queued" else 0
        key = (
            stream.revision if beat is None else stream.phase,
            beat,
            queued,
            names,
            width,
            self._sorted.order.by,
            chosen,
            self.scene.flag(stream),
            self.scene.name(stream),
            self._marks(stream),
            self.palette,
        )
        known = self._rows.get(stream.plan.id)
        if known is None or known[0] != key:
            known = self._rows[stream.plan.id] = key, self._row(stream, width, chosen=chosen)
        return known[1]

    def _marks(self, stream: StreamState) -> list[str]:
        """Which of its figures are the best or the worst: that changes with other streams."""
        shown = (FIGURE[column.by] for column in self._columns if column.by in FIGURE)
        return [self.scene.mark(stream, figure) for figure in shown]

    def _row(self, stream: StreamState, width: int, *, chosen: bool) -> Parts:
        palette = self.palette
        lane = Lane(self.scene, stream, palette, chosen)
        parts: Parts = [part for column in self._columns for part in column.cell(lane)]
        parts.append(("  ", palette.text))
        parts += self._last_words(stream, stream.shown, max(width - width_of(parts), 0))
        if chosen:
            return under_cursor(spread(parts, [], width, palette.text), palette)
        return parts

    def _last_words(self, stream: StreamState, attempt: Attempt | None, room: int) -> Parts:
        """The end of the text; for a stream without any, why."""
        text, thinking = "", False
        if attempt is not None and attempt.message.blocks:
            block = attempt.message.blocks[max(attempt.message.blocks)]
            text = clean_line(block.since(block.chars - _LAST_CHARS))
            thinking = block.kind != "text"
        ended = how_it_ended(stream)
        if ended is not None and (not text or stream.error is not None):
            return cut([(ended[0], self.palette.trouble if stream.error else self.palette.dim)], room)
        if len(text) > room:
            text = "…" + text[-(room - 1) :] if room > 1 else ""
        return cut([(text, self.palette.dim if thinking else self.palette.text)], room)
