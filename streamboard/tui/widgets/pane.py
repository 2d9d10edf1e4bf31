"""One stream whole: who it is, its state, its text, its event log and its figures."""

from __future__ import annotations

from collections.abc import Iterable

from rich.cells import cell_len
from rich.style import Style
from textual import events
from textual.message import Message

from streamboard.board.stalls import Stall, stalls
from streamboard.board.state import BoardState
from streamboard.board.status import Status, status
from streamboard.board.stream import StreamState
from streamboard.figures.catalogue import FIGURES
from streamboard.figures.figure import on
from streamboard.tui.beat import Beat
from streamboard.tui.canvas import Parts, cut, shortened, spread, width_of
from streamboard.tui.caret import Move
from streamboard.tui.figures import end_of, figure_rows, gap_cells
from streamboard.tui.inspectable import FigureChosen, figure_at
from streamboard.tui.logrows import NARROW, log_rows
from streamboard.tui.markdown import RENDERER
from streamboard.tui.reader import Reader, chars_shown, is_typed
from streamboard.tui.scene import Scene
from streamboard.tui.scenecanvas import SceneCanvas
from streamboard.tui.scroll import Scroll

_SIMULATED, _SIM = " SIMULATED", " SIM"
_LEAST_MODEL = 8
"""Cells that a model's name, or what tells a stream from the others, is worth showing in."""
_FIGURES = on("pane", FIGURES)
_FIGURES_EVERY_NS = 200_000_000
_LEAST_LOG = 5
"""Rows above the figures from which there is room for the event log."""
_WHEEL_ROWS = 3
"""Rows that a notch of the mouse wheel moves."""
_LEFT, _TOP = 2, 1
"""Where the area within the borders begins."""
_GAPS_FROM_BELOW = 3
"""The row of the gaps, counted from the pane's lower edge."""


class Pane(SceneCanvas):
    """A view of one stream. It can be pointed at another one."""

    ALLOW_SELECT = False  # Textual's own selection knows nothing of rows that are drawn here.

    class Chosen(Message):
        """The pane was clicked."""

        def __init__(self, stream_id: str) -> None:
            super().__init__()
            self.stream_id = stream_id

    class DoubleClicked(Message):
        """The pane was clicked twice, on no figure."""

        def __init__(self, stream_id: str) -> None:
            super().__init__()
            self.stream_id = stream_id

    def __init__(self, board: BoardState, stream: StreamState, *, alone: bool = False) -> None:
        """Make the pane.

        Args:
            board: The run.
            stream: The stream to show.
            alone: No other pane is shown beside it.
        """
        super().__init__()
        self.board = board
        self.stream = stream
        self._alone = alone
        self.reader = Reader(alone=alone)
        self._dragging = False
        self._pointer = (0, 0)
        """Where in the text area the mouse was last, while it drags."""
        self._drawn: tuple[object, ...] = ()
        self._title_key: tuple[object, ...] = ()
        self._title_parts: Parts = []
        self._beat = Beat(_FIGURES_EVERY_NS)
        self._figures_key: tuple[object, ...] = ()
        self._figure_rows: list[Parts] = []
        self._log_key: tuple[object, ...] = ()
        self._log_rows: list[Parts] = []
        self._log_scroll = Scroll(at_end=True)
        self._text_height = self._figures_height = 0
        self.fits_log = False
        """There is room for the event log."""

    def point_at(self, stream: StreamState) -> None:
        """Show another stream."""
        if stream is not self.stream:
            self.stream = stream
            self.reader = Reader(alone=self._alone)
            self._log_scroll = Scroll(at_end=True)

    def show(self, scene: Scene) -> None:
        """Draw the stream as of a scene, if anything about it can have changed."""
        stream, before = self.stream, self._scene
        drawn = (
            id(stream),
            stream.revision,
            scene.now if stream.phase == "new" else None,
            scene.cursor == stream.plan.id,
            self._marks(scene),
            *self._look_of(scene),
        )
        if before is None or (before.cursor == stream.plan.id) != (scene.cursor == stream.plan.id):
            self.forget()  # The borders of all rows change.
        self.set_scene(scene)
        if self._dragging:
            self._drag_on()  # It may be held beyond the edge.
        if scene.cursor != stream.plan.id and not self._dragging:
            self.reader.span = None  # What is selected is selected in one pane.
        if stream.active or drawn != self._drawn:
            self._drawn = drawn
            self.draw()

    def _marks(self, scene: Scene) -> list[str]:
        """Which of its figures are the best or the worst: that changes with other streams."""
        return [scene.mark(self.stream, figure) for figure in _FIGURES]

    def _look_of(self, scene: Scene) -> tuple[object, ...]:
        """What else in a scene changes how a pane looks."""
        plan = self.stream.plan
        return (
            *(scene.show_log, scene.unfold, scene.rendered, scene.search, scene.at_ns, scene.blind),
            *(
                plan.id in scene.marked,
                scene.pinned == plan.id,
                scene.name(self.stream),
                scene.badge(self.stream),
            ),
            *(chars_shown(scene, self.stream), RENDERER.made, self.reader.span, self.reader.caret),
        )

    @property
    def now(self) -> int:
        """The time as of which it is drawn."""
        return self.scene.now

    # -- reading

    def scroll_text(self, lines: int) -> None:
        """Move through the text; reaching its end follows the tail again."""
        self.reader.scroll(lines)
        self.draw()

    def scroll_page(self, pages: int) -> None:
        """Move by pages of text."""
        self.reader.scroll_page(pages)
        self.draw()

    def follow(self) -> None:
        """Follow the tail, and that of the log."""
        self.reader.follow()
        self._log_scroll.top = None
        self.draw()

    def action_follow(self) -> None:
        """Follow the tail: what a click on the words about it does."""
        self.follow()

    def scroll_home_text(self) -> None:
        """Go to the beginning of the text."""
        self.reader.to_start()
        self.draw()

    def find(self, step: int) -> bool:
        """Go to the next match of what is searched for (-1: to the one before).

        Returns:
            False if this pane has none further in that direction; the next call begins at its other end.
        """
        found = self.ready and self.reader.find(self.scene.search.wanted, step)
        self.draw()
        return found

    def go_to_stall(self, step: int) -> Stall | None:
        """Go to the place in the text where the next stall happened (-1: the one before).

        Returns:
            The stall; None if there is none further in that direction.
        """
        attempt = self.stream.shown
        found = stalls(attempt, self.now) if attempt is not None else []
        at = self.reader.stall
        if step > 0:
            following = (stall for stall in found if at is None or stall.begin > at.begin)
        else:
            following = (stall for stall in reversed(found) if at is None or stall.begin < at.begin)
        return self._show_stall(next(following, None))

    def _show_stall(self, stall: Stall | None) -> Stall | None:
        if stall is not None and self.stream.shown is not None:
            self.reader.go_to_stall(stall, self.stream.shown)
            self.draw()
        return stall

    def let_go(self) -> bool:
        """Drop the selection, and the marks of a stall or a match; whether there were any."""
        held = self.ready and self.reader.let_go()
        if held:
            self.draw()
        return held

    # -- selecting with the keys

    def place_caret(self) -> None:
        """Let keys select."""
        self.reader.place_caret()
        self.draw()

    def move_caret(self, move: Move, *, extend: bool) -> None:
        """Move the caret, and with `extend` the end of the selection."""
        self.reader.move_caret(move, extend=extend)
        self.draw()

    def anchor_caret(self) -> None:
        """Select from the caret on."""
        self.reader.anchor_caret()
        self.draw()

    def remove_caret(self) -> None:
        """Keys select no more."""
        self.reader.caret = None
        self.draw()

    # -- the mouse

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self._wheel(event.y, -_WHEEL_ROWS)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self._wheel(event.y, _WHEEL_ROWS)

    def _wheel(self, y: int, rows: int) -> None:
        """Scroll what is under the mouse: the log, or else the text."""
        if self._text_height < y < self.height - 1 - self._figures_height:
            self._log_scroll.by(rows)
            self.draw()
        else:
            self.scroll_text(rows)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        self._dragging = self.ready and event.button == 1 and 0 < event.y <= self._text_height
        if self._dragging:
            self._pointer = event.x - _LEFT, event.y - _TOP
            self.reader.begin_span(*self._pointer)
            self.capture_mouse()
            self.draw()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        if self._dragging:
            self._pointer = event.x - _LEFT, event.y - _TOP
            self._drag_on()

    def _drag_on(self) -> None:
        if self.reader.extend_span(*self._pointer):
            self.draw()

    def on_mouse_up(self, event: events.MouseUp) -> None:
        if self._dragging:
            self.capture_mouse(False)
            self._dragging = False
            self.reader.end_span()
            self.post_message(self.Chosen(self.stream.plan.id))

    def on_click(self, event: events.Click) -> None:
        self.post_message(self.Chosen(self.stream.plan.id))
        if not self.ready:
            return
        if event.y == self.height - _GAPS_FROM_BELOW and (stall := self._stall_at(event.x - _LEFT)):
            self._show_stall(stall)
        elif figure := figure_at(event):
            self.post_message(FigureChosen(self.stream.plan.id, figure))
        elif event.chain == 2:
            self.post_message(self.DoubleClicked(self.stream.plan.id))

    def _stall_at(self, x: int) -> Stall | None:
        """The stall under a cell of the ribbon of gaps."""
        attempt = self.stream.shown
        if attempt is None or attempt.deltas.first is None or self._figures_height < 2:
            return None
        cells = gap_cells(self.scene, self.stream, max(self.width - 4, 1), self.palette)
        since = attempt.deltas.first
        span, cell = end_of(attempt, self.now) - since, x - cells.start
        if x not in cells or span <= 0:
            return None
        begin, end = since + span * cell // len(cells), since + span * (cell + 1) // len(cells)
        under = [stall for stall in stalls(attempt, self.now) if stall.begin < end and stall.end > begin]
        return max(under, key=lambda stall: stall.length, default=None)

    # -- drawing

    def paint(self) -> Iterable[Parts]:
        width, height = self.width, self.height
        inner = max(width - 4, 1)
        body = max(height - 2, 0)
        figures = self._figures_height = 3 if body >= 6 else 2 if body >= 4 else 1 if body >= 2 else 0
        self.fits_log = body - figures >= _LEAST_LOG
        log = self._log_height(body - figures) if self.fits_log else 0
        text = self._text_height = body - figures - log
        yield self._title(width)
        rows = self.reader.rows(self.scene, self.board, self.stream, inner, text, self.palette)
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
        if not self.scene.show_log:
            return 0
        return 1 if room < 7 else min(max(room * 2 // 5, 4), 12)

    def _title(self, width: int) -> Parts:
        """Who it is and its state; made anew when one of them changed."""
        scene, stream = self.scene, self.stream
        key = (
            status(stream, self.board, self.now),
            (stream.number, scene.name(stream), scene.model(stream), scene.badge(stream)),
            (scene.flag(stream), self.board.simulated(stream), is_typed(scene, stream)),
            (width, self._edge, self.palette),
        )
        if key != self._title_key:
            self._title_key, self._title_parts = key, self._make_title(*key[:3], width)
        return self._title_parts

    def _make_title(
        self,
        state: Status,
        who: tuple[int, str, str, str],
        signs: tuple[str, bool, bool],
        width: int,
    ) -> Parts:
        """What differs gives way first, then the model, then the name."""
        palette, edge = self.palette, self._edge
        number, name, model, badge = who
        flag, simulated, typed = signs
        tone = palette.tone(state.tone)
        words = state.words if width >= NARROW and len(state.words) <= width // 2 else state.short
        right: Parts = [(f" {state.mark} ", tone), (f"{words} ", tone), ("╮", edge)]
        if typed:
            right = [(" typing", palette.live), *right]
        left: Parts = [("╭ ", edge), (f"{number} ", palette.dim)]
        if flag:
            left.append((f"{flag} ", palette.live))
        room = width - width_of(left) - width_of(right) - 1
        if simulated:
            label = _SIMULATED if cell_len(name) + len(_SIMULATED) <= room else _SIM
            right, room = [(label, palette.dim), *right], room - len(label)
        left.append((f"{shortened(name, max(room, 0))} ", palette.strong))
        for words in filter(None, (model, badge)):
            room = width - width_of(left) - width_of(right)
            if room >= _LEAST_MODEL:
                left += [("─ ", edge), *cut([(words, palette.dim)], room - 4), (" ", edge)]
        return spread(left, right, width, edge, character="─")

    def _figures(self, width: int, rows: int) -> list[Parts]:
        """The figures. While they move they are made anew some times a second."""
        beat = self._beat.of(self.now, held=self.scene.held) if self.stream.active else self.stream.revision
        marks, stall = tuple(self._marks(self.scene)), self.reader.stall
        key = (beat, self.stream.phase, id(self.stream), width, rows, marks, stall, self.palette)
        if key != self._figures_key:
            self._figures_key = key
            self._figure_rows = figure_rows(self.scene, self.stream, width, rows, self.palette, stall)
        return self._figure_rows

    def _log(self, width: int, height: int) -> list[Parts]:
        """Rows of the event log; made anew when there are new ones, or it is scrolled."""
        scroll = self._log_scroll
        key = (id(self.stream), self.stream.log.revision, width, height, scroll.top, self.palette)
        if key != self._log_key:
            self._log_key = key
            self._log_rows = log_rows(self.stream, width, height, scroll, self.palette)
        return self._log_rows
