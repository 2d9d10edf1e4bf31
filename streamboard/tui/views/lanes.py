"""All streams, one line each: for dozens to hundreds, and for small terminals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from textual import events

from streamboard.board.attempt import Attempt
from streamboard.board.state import BoardState
from streamboard.board.status import how_it_ended, status
from streamboard.board.stream import StreamState
from streamboard.figures.catalogue import FIGURE, FIGURES
from streamboard.figures.figure import Figure, asked_of
from streamboard.figures.sorting import NAME, SORTS, By
from streamboard.safety.sanitise import clean_line
from streamboard.tui.draw.beat import Beat
from streamboard.tui.draw.canvas import Parts, cut, spread, under_cursor, width_of
from streamboard.tui.draw.scene import Scene
from streamboard.tui.views.group_head import head_parts
from streamboard.tui.views.lane_columns import Column, Lane, column_at, columns_for
from streamboard.tui.views.lane_totals import LaneTotals, rows_below
from streamboard.tui.views.sorted_rows import SortedView, sort_actions
from streamboard.tui.views.view import View

_APART = "  "
_LAST_CHARS = 400
"""Only this much of the text's end is cleaned: more than a row holds."""
_ROWS_EVERY_NS = 100_000_000
MIN_WIDTH, MIN_HEIGHT = 40, 3
"""Below this not even a lane is legible."""


class LanesView(SortedView):
    ACTIONS = sort_actions("lanes")

    def __init__(self, board: BoardState) -> None:
        super().__init__(board)
        self._columns: list[Column] = []
        """Of the last drawing."""
        self._totals = LaneTotals()
        self._beat = Beat(_ROWS_EVERY_NS)
        self._moment: tuple[bool, int] | None = None
        """This frame's `Beat` key."""
        self._ids: list[str | None] = []
        """The stream of each visible line; None for headings."""
        self._rows: dict[str, tuple[tuple[object, ...], Parts]] = {}
        """By stream id: the cache key of a row, and the row."""

    def in_order(self, scene: Scene) -> Sequence[StreamState]:
        streams = self._sorted.put(scene.streams, scene.now)
        if not scene.grouped:
            return streams
        return sorted(streams, key=lambda stream: scene.matrix.places[stream.plan.id].row)

    def sorts(self) -> Sequence[By]:
        if not self.ready:
            return SORTS
        return [by for by in SORTS if by not in FIGURE or by == self.order.by or self._is_worth(FIGURE[by])]

    def _is_worth(self, figure: Figure) -> bool:
        now = self.scene.now
        asked = [stream for stream in self.scene.streams if figure.asked(stream)]
        if "lanes" in figure.places:
            return bool(asked)
        return any(figure.worth(stream, figure.of(stream, now)) for stream in asked)

    def on_click(self, event: events.Click) -> None:
        if event.y == 0:
            self._click_on_heading(event.x)
            return
        if event.y < len(self._ids) and (stream_id := self._ids[event.y]) is not None:
            self.post_message(View.Chosen(stream_id))

    def _click_on_heading(self, x: int) -> None:
        column = column_at(self._columns, x)
        if column is not None and column.by is not None:
            self.sort_by_column(column.by)

    def paint(self) -> Iterable[Parts]:
        if self.width < MIN_WIDTH or self.height < MIN_HEIGHT:
            yield from self.too_small()
            return
        scene, streams = self.scene, self.in_order(self.scene)
        self._moment = self._beat.of(scene.now, held=scene.held)
        width = self.width
        ids = [stream.plan.id for stream in streams]
        cursor = ids.index(scene.cursor) if scene.cursor in ids else 0
        names = min(max(scene.titles_width, len("name")), max(width * 3 // 10, 10))
        self._columns = columns_for(width, names, self.order.by, asked_of(scene.streams, FIGURES))
        lines = self._with_heads(streams)
        shown = self._shown(lines, streams[cursor] if streams else None)
        below = sum(isinstance(line, StreamState) for line in lines[shown.stop :])
        yield self._heading(width, below=below)
        self._ids = [None]
        if scene.grouped and lines and isinstance(first := lines[shown.start], StreamState):
            # The head of a group that begins above.
            yield head_parts(scene, scene.matrix.places[first.plan.id].row, width, self.palette)
            self._ids.append(None)
        for line in lines[shown.start : shown.stop]:
            if isinstance(line, StreamState):
                yield self._cached_row(line, names, width, chosen=line.plan.id == ids[cursor])
            else:
                yield head_parts(scene, line, width, self.palette)
            self._ids.append(line.plan.id if isinstance(line, StreamState) else None)
        if totals := rows_below(scene, self.height):
            if len(self._ids) < self.height - totals:
                yield []
            yield from self._totals.rows(scene, self._columns, self.palette)

    def _with_heads(self, streams: Sequence[StreamState]) -> Sequence[StreamState | int]:
        """A group's matrix row stands before its streams."""
        if not self.scene.grouped:
            return streams
        places, lines, before = self.scene.matrix.places, list[StreamState | int](), -1
        for stream in streams:
            if (row := places[stream.plan.id].row) != before:
                lines.append(row)
                before = row
            lines.append(stream)
        return lines

    def _shown(self, lines: Sequence[StreamState | int], focus: StreamState | None) -> range:
        """With the head right above the stream in focus."""
        place = lines.index(focus) if focus is not None else 0
        # The head of a group that begins above takes a line.
        rows = self.height - (2 if self.scene.grouped else 1) - rows_below(self.scene, self.height)
        shown = self._scroll.window(self.scene.cursor, place, len(lines), rows)
        if shown.start == place > 0 and not isinstance(lines[place - 1], StreamState):
            shown = self._scroll.window(self.scene.cursor, place - 1, len(lines), rows)
        return shown

    def _heading(self, width: int, below: int) -> Parts:
        palette = self.palette
        more = f"↓ {below} more" if below > 0 else ""
        left = self._titles()
        if more and width_of(left) + len(more) + 2 > width:
            beside = self._titles(more)
            left, more = (beside, "") if beside != left else (left, f"↓ {below}")
        right: Parts = [(f" {more} ", palette.dim)] if more else []
        if width_of(left) + width_of(right) + len("  last words") <= width:
            left.append(("  last words", palette.dim))
        return spread(left, right, width, palette.text)

    def _titles(self, more: str = "") -> Parts:
        """`more` goes beside the names' heading if it fits."""
        titles: Parts = []
        for column in self._columns:
            words = f"{column.title}  {more}"
            if more and column.by == NAME and len(words) <= column.cells:
                column = replace(column, title=words)
            titles += column.heading(self.order, self.palette)
        return titles

    def _cached_row(self, stream: StreamState, names: int, width: int, *, chosen: bool) -> Parts:
        beat = self._moment if stream.active or stream.phase == "new" else None
        queued = self.board.queue_place(stream) if stream.phase == "queued" else 0
        key = (
            stream.revision if beat is None else stream.phase,
            beat,
            queued,
            names,
            width,
            self.order.by,
            chosen,
            self.scene.flag(stream),
            self.scene.short_title(stream, names),
            self._marks(stream),
            self.palette,
        )
        known = self._rows.get(stream.plan.id)
        if known is None or known[0] != key:
            known = self._rows[stream.plan.id] = key, self._row(stream, width, chosen=chosen)
        return known[1]

    def _marks(self, stream: StreamState) -> list[str]:
        """For the key: marks depend on other streams too."""
        shown = (FIGURE[column.by] for column in self._columns if column.by in FIGURE)
        return [self.scene.mark(stream, figure) for figure in shown]

    def _row(self, stream: StreamState, width: int, *, chosen: bool) -> Parts:
        palette = self.palette
        lane = Lane(self.scene, stream, palette, chosen)
        parts: Parts = [part for column in self._columns for part in column.cell(lane)]
        room = width - width_of(parts) - len(_APART)
        if room > 0:
            parts += [(_APART, palette.text), *self._last_words(stream, stream.shown, room)]
        if chosen:
            return under_cursor(spread(parts, [], width, palette.text), palette)
        return parts

    def _last_words(self, stream: StreamState, attempt: Attempt | None, room: int) -> Parts:
        text, thinking = "", False
        blocks = attempt.message.blocks if attempt is not None else []
        block = next((block for block in reversed(blocks) if block.chars), None)
        if block is not None:
            text = clean_line(block.since(block.chars - _LAST_CHARS))
            thinking = block.kind != "text"
        ended = how_it_ended(stream)
        if ended is not None and (not text or stream.error is not None):
            return cut([(ended[0], self.palette.trouble if stream.error else self.palette.dim)], room)
        if not text and stream.active:
            return cut([(status(stream, self.board, self.scene.now).words, self.palette.dim)], room)
        if len(text) > room:
            text = "…" + text[-(room - 1) :] if room > 1 else ""
        return cut([(text, self.palette.dim if thinking else self.palette.text)], room)
