"""One stream whole: who it is, its state, its text, its event log and its figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.style import Style
from textual import events
from textual.message import Message

from streamboard import units
from streamboard.board.eventlog import LogRow
from streamboard.board.state import BoardState
from streamboard.board.status import how_it_ended, status, technical
from streamboard.board.stream import StreamState
from streamboard.sanitise import clean_line
from streamboard.tui import glyphs
from streamboard.tui.canvas import Parts, cut, spread, width_of
from streamboard.tui.figures import figure_rows
from streamboard.tui.scene import Scene
from streamboard.tui.scenecanvas import SceneCanvas
from streamboard.tui.textview import TextView
from streamboard.tui.wrap import WrappedText

_NARROW = 50
"""Cells below which the log and the title use short words."""
_LEAST_MODEL = 8
"""Cells that a model's name is worth showing in."""
_CURSOR = "▌"
_FIGURES_EVERY_NS = 200_000_000


class Pane(SceneCanvas):
    """A view of one stream. It can be pointed at another one."""

    class Chosen(Message):
        """The pane was clicked."""

        def __init__(self, stream_id: str) -> None:
            super().__init__()
            self.stream_id = stream_id

    def __init__(self, board: BoardState, stream: StreamState) -> None:
        super().__init__()
        self.board = board
        self.stream = stream
        self._view = TextView()
        self._top: int | None = None
        """The first line of text shown; None follows the tail."""
        self._text_rows = 1
        self._drawn: tuple[object, ...] = ()
        self._figures_key: tuple[object, ...] = ()
        self._figure_rows: list[Parts] = []
        self._log_key: tuple[object, ...] = ()
        self._log_rows: list[Parts] = []

    def point_at(self, stream: StreamState) -> None:
        """Show another stream."""
        if stream is not self.stream:
            self.stream = stream
            self._view = TextView()
            self._top = None

    def show(self, scene: Scene) -> None:
        """Draw the stream as of a scene, if anything about it can have changed."""
        stream, before = self.stream, self._scene
        drawn = (
            id(stream),
            stream.revision,
            scene.now if stream.phase == "new" else None,
            scene.cursor == stream.plan.id,
            scene.marks(stream),
            *self._look_of(scene),
        )
        if before is None or (before.cursor == stream.plan.id) != (scene.cursor == stream.plan.id):
            self.forget()  # The borders of all rows change.
        self.set_scene(scene)
        if stream.active or drawn != self._drawn:
            self._drawn = drawn
            self.draw()

    def _look_of(self, scene: Scene) -> tuple[object, ...]:
        """What else in a scene changes how a pane looks."""
        plan = self.stream.plan
        return (
            *(scene.show_log, scene.unfold, scene.rendered, scene.search, scene.at_ns, scene.blind),
            *(plan.id in scene.marked, scene.pinned == plan.id, scene.name(self.stream), scene.pace),
        )

    @property
    def now(self) -> int:
        """The time as of which it is drawn."""
        return self.scene.now

    # -- scrolling

    def scroll_text(self, lines: int) -> None:
        """Move through the text; reaching its end follows the tail again."""
        last = max(len(self._view.wrapped) - self._text_rows, 0)
        top = (last if self._top is None else self._top) + lines
        self._top = None if top >= last else max(top, self._view.wrapped.dropped)
        self.draw()

    def scroll_page(self, pages: int) -> None:
        """Move by pages of text."""
        self.scroll_text(pages * max(self._text_rows - 1, 1))

    def follow(self) -> None:
        """Follow the tail."""
        self._top = None
        self.draw()

    def scroll_home_text(self) -> None:
        """Go to the beginning of the text."""
        self.scroll_text(-len(self._view.wrapped))

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self.scroll_text(-3)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self.scroll_text(3)

    def on_click(self) -> None:
        self.post_message(self.Chosen(self.stream.plan.id))

    # -- drawing

    def paint(self) -> Iterable[Parts]:
        width, height = self.width, self.height
        inner = max(width - 4, 1)
        body = max(height - 2, 0)
        figures = 3 if body >= 6 else 2 if body >= 4 else 1 if body >= 2 else 0
        log = self._log_height(body - figures)
        yield self._title(width)
        rows: list[Parts] = []
        rows += self._text(inner, body - figures - log)
        if log:
            rows += self._log(inner, log)
        rows += self._figures(inner, figures)
        yield from rows
        yield [(f"╰{'─' * (width - 2)}╯", self._edge)]

    def finish(self, y: int, row: Parts) -> Parts:
        if y in (0, self.height - 1):
            return row
        edge, inner = self._edge, max(self.width - 4, 1)
        return [("│ ", edge), *spread(row, [], inner, self.palette.text), (" │", edge)]

    @property
    def _edge(self) -> Style:
        return self.palette.focus if self.scene.cursor == self.stream.plan.id else self.palette.faint

    def _log_height(self, room: int) -> int:
        """Rows for the log: the latest event alone in a small pane, else two fifths of the room."""
        if not self.scene.show_log or room < 5:
            return 0
        return 1 if room < 7 else min(max(room * 2 // 5, 4), 12)

    def _title(self, width: int) -> Parts:
        """Who it is and its state. The model gives way first, then the name."""
        palette, edge = self.palette, self._edge
        state = status(self.stream, self.board, self.now)
        tone = palette.tone(state.tone)
        words = state.words if width >= _NARROW and len(state.words) <= width // 2 else state.short
        right: Parts = [(f" {state.mark} ", tone), (f"{words} ", tone), ("╮", edge)]
        if self.board.simulated(self.stream):
            right = [(" SIMULATED", palette.dim), *right]
        left: Parts = [("╭ ", edge), (f"{self.stream.number} ", palette.dim)]
        name: Parts = [(f"{self.scene.name(self.stream)} ", palette.strong)]
        left += cut(name, max(width - width_of(left) - width_of(right), 0))
        room = width - width_of(left) - width_of(right)
        model = self.scene.model(self.stream)
        if model and room >= _LEAST_MODEL:
            left += [("─ ", edge), *cut([(model, palette.dim)], room - 4), (" ", edge)]
        return spread(left, right, width, edge, character="─")

    def _figures(self, width: int, rows: int) -> list[Parts]:
        """The figures. While they move they are made anew some times a second; nobody reads faster."""
        beat = self.now // _FIGURES_EVERY_NS if self.stream.active else self.stream.revision
        marks = self.scene.marks(self.stream)
        key = (beat, self.stream.phase, id(self.stream), width, rows, marks, self.palette)
        if key != self._figures_key:
            self._figures_key = key
            self._figure_rows = figure_rows(self.stream, self.now, width, rows, marks, self.palette)
        return self._figure_rows

    def _text(self, width: int, height: int) -> list[Parts]:
        """The text area: the text, what it waits for while there is none, and how it ended if not well."""
        if height <= 0:
            return []
        self._view.update(self.stream, width, self.palette, unfold=self.scene.unfold)
        wrapped = self._view.wrapped
        empty = len(wrapped) == 1 and not wrapped.tail
        ending = self._ending(width, height if empty else max(height - 1, 1))
        self._text_rows = height - len(ending)
        if empty and not ending:
            return self._waiting(width, height)
        last = max(len(wrapped) - self._text_rows, 0)
        if self._top is not None and self._top >= last:
            self._top = None
        if self._top is not None:
            self._top = max(self._top, wrapped.dropped)
        top = last if self._top is None else self._top
        rows: list[Parts] = [
            [wrapped.line(index)] for index in range(top, min(top + self._text_rows, len(wrapped)))
        ]
        if self._top is None and self.stream.in_flight and rows:
            rows[-1] = [*rows[-1], (_CURSOR, self.palette.live)]
        if self._view.cut and top == wrapped.dropped and rows:
            rows[0] = cut([("┄ what came before is not kept here ┄", self.palette.faint)], width)
        below = len(wrapped) - top - self._text_rows
        if self._top is not None and below > 0 and rows:
            more: Parts = [(f" ↓ {units.count(below, 'line')} below, f follows ", self.palette.live)]
            rows[-1] = spread(rows[-1], more, width, self.palette.text)
        rows.extend([] for _ in range(self._text_rows - len(rows)))
        return rows + ending

    def _ending(self, width: int, most: int) -> list[Parts]:
        """For a stream that did not end well: what happened and what to do, wrapped."""
        words = how_it_ended(self.stream)
        if words is None:
            return []
        state = status(self.stream, self.board, self.now)
        wrapped = WrappedText(width)
        wrapped.append(f"{state.mark} {words[0]}", self.palette.tone(state.tone))
        if words[1]:
            wrapped.append(f"→ {words[1]}", self.palette.text)
        if details := technical(self.stream):
            wrapped.append(details, self.palette.dim)
        return [[wrapped.line(index)] for index in range(min(len(wrapped), most))]

    def _waiting(self, width: int, height: int) -> list[Parts]:
        """What it waits for; the TTFT counts up, large and alone."""
        palette = self.palette
        attempt = self.stream.shown
        state = status(self.stream, self.board, self.now)
        words: Parts = [(f"{state.mark} {state.words}", palette.tone(state.tone))]
        lines: list[Parts] = [words]
        if attempt is not None and self.stream.phase in ("connecting", "waiting"):
            digits = glyphs.large(units.ticking(attempt.elapsed_ns(self.now)).replace(" ", ""))
            what = "connecting" if self.stream.phase == "connecting" else "waiting for the first token"
            if height >= 4:
                lines = [*([(digit, palette.live)] for digit in digits), [(what, palette.dim)]]
        elif self.stream.phase in ("new", "queued") and height >= 2:
            lines = [*lines, *self._why_not_yet()]
        above = max((height - len(lines)) // 2, 0)
        rows: list[Parts] = [[] for _ in range(above)]
        for line in lines[:height]:
            space = max((width - width_of(line)) // 2, 0)
            rows.append(cut([(" " * space, palette.text), *line], width))
        rows.extend([] for _ in range(height - len(rows)))
        return rows

    def _why_not_yet(self) -> Iterator[Parts]:
        """What stands between a stream and its request."""
        endpoint = self.board.endpoints.get(self.stream.plan.endpoint)
        if self.board.started is None:
            yield [("starting the engine", self.palette.dim)]
        elif endpoint is not None and endpoint.state == "starting":
            yield [(clean_line(endpoint.detail), self.palette.dim)]
        elif held := self.board.held(self.stream, self.now):
            words = f"{clean_line(held.reason)}: held for {units.ticking(held.until_ns - self.now)}"
            yield [(words, self.palette.trouble)]
        elif self.stream.phase == "queued":
            yield [(f"waited {units.ticking(self.stream.queue_time_ns(self.now))}", self.palette.dim)]

    def _log(self, width: int, height: int) -> list[Parts]:
        """The latest rows of the event log; made anew when there are new ones."""
        key = (id(self.stream), self.stream.log.revision, width, height, self.palette)
        if key != self._log_key:
            self._log_key = key
            self._log_rows = self._make_log(width, height)
        return self._log_rows

    def _make_log(self, width: int, height: int) -> list[Parts]:
        """Rows of the log, under a rule where there is room for one."""
        log = self.stream.log
        if height == 1:
            return [self._log_row(row, width) for row in list(log.rows)[-1:]] or [[]]
        rows = list(log.rows)[1 - height :]
        title = f" events {len(log.rows) + log.dropped} "
        rule: Parts = [("┄", self.palette.faint), (title, self.palette.dim)]
        lines: list[Parts] = [spread(rule, [], width, self.palette.faint, character="┄")]
        lines += [self._log_row(row, width) for row in rows]
        lines.extend([] for _ in range(height - len(lines)))
        return lines

    def _log_row(self, row: LogRow, width: int) -> Parts:
        palette = self.palette
        narrow = width < _NARROW
        since = (row.t - (self.stream.queued or 0)) / 1e9
        label = f"{clean_line(row.label)} x {row.count}" if row.count > 1 else clean_line(row.label)
        if narrow:
            label = label.removeprefix("content_")
        style = palette.trouble if row.trouble else palette.text
        parts: Parts = [(f"{since:7.3f} ", palette.dim), (f"{label:<{14 if narrow else 19}} ", style)]
        if len(self.stream.attempts) > 1:
            parts.insert(1, (f"{row.attempt:>2} ", palette.faint))
        return [*parts, (clean_line(row.detail), palette.dim)]
