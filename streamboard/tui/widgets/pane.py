"""One stream in full."""

from __future__ import annotations

from collections.abc import Iterable

from rich.style import Style
from textual import events
from textual.message import Message

from streamboard.board.stalls import Stall, stalls
from streamboard.board.state import BoardState
from streamboard.board.stream import StreamState
from streamboard.tui.draw.canvas import Parts, spread
from streamboard.tui.draw.scene import Scene
from streamboard.tui.draw.scene_canvas import WheelCanvas
from streamboard.tui.figures.inspectable import FigureChosen, figure_at
from streamboard.tui.figures.pane_rows import Row, rows_of
from streamboard.tui.text.chars_shown import chars_shown
from streamboard.tui.text.markdown import RENDERER
from streamboard.tui.text.reader import Reader
from streamboard.tui.text.waiting import ending_rows
from streamboard.tui.widgets.pane_figures import PaneFigures, marks_of, stall_at
from streamboard.tui.widgets.pane_log import PaneLog, height_in
from streamboard.tui.widgets.pane_title import PaneTitle

_LEAST_LOG = 5
"""The fewest rows above the figures that show the event log."""
_LEFT, _TOP = 2, 1
"""The offset of the area within the borders."""
_WITH_MESSAGE = 2
"""Rows of text kept above the explanation of a failure."""


class Pane(WheelCanvas):
    ALLOW_SELECT = False  # Textual's selection does not work on canvases.

    class Chosen(Message):
        def __init__(self, stream_id: str) -> None:
            super().__init__()
            self.stream_id = stream_id

    class DoubleClicked(Message):
        """Double-clicked outside its figures."""

        def __init__(self, stream_id: str) -> None:
            super().__init__()
            self.stream_id = stream_id

    def __init__(self, board: BoardState, stream: StreamState, *, alone: bool = False) -> None:
        """`alone`: no other pane is shown, so the question is shown in full."""
        super().__init__()
        self.board = board
        self.stream = stream
        self._alone = alone
        self.reader = Reader(alone=alone)
        self._dragging = False
        self._pointer = (0, 0)
        """In the text area, during a drag."""
        self._drawn: tuple[object, ...] = ()
        self._title = PaneTitle()
        self._figures = PaneFigures()
        self._log = PaneLog()
        self._text_height = 0
        self._rows: list[Row] = []
        """The rows of figures."""
        self.figures_beside = False
        """Figures stand beside the pane, which only shows the gaps."""
        self.fits_log = False

    def point_at(self, stream: StreamState) -> None:
        if stream is not self.stream:
            self.stream = stream
            self.reader = Reader(alone=self._alone)
            self._log = PaneLog()

    def show(self, scene: Scene) -> None:
        stream, before = self.stream, self._scene
        drawn = (
            id(stream),
            stream.revision,
            scene.now if stream.phase == "new" else None,
            scene.cursor == stream.plan.id,
            marks_of(scene, stream),
            *self._look_of(scene),
        )
        if before is None or (before.cursor == stream.plan.id) != (scene.cursor == stream.plan.id):
            self.forget()  # All borders change.
        self.set_scene(scene)
        if self._dragging:
            self._drag_on()  # Keep scrolling while the mouse is beyond the edge.
        if scene.cursor != stream.plan.id and not self._dragging:
            self.reader.selection.span = None  # Only one pane may have a selection.
        if stream.active or drawn != self._drawn:
            self._drawn = drawn
            self.draw()

    def _look_of(self, scene: Scene) -> tuple[object, ...]:
        plan = self.stream.plan
        return (
            *(scene.show_log, scene.depth, scene.step_of(self.stream)),
            *(scene.unfold, scene.rendered, scene.search, scene.at_ns, scene.blind),
            *(
                plan.id in scene.marked,
                scene.pinned == plan.id,
                scene.title(self.stream),
                scene.titles,
                scene.badge(self.stream),
            ),
            *(chars_shown(scene, self.stream), RENDERER.made, self.figures_beside),
            *(self.reader.selection.span, self.reader.selection.caret),
        )

    # -- reading

    def scroll_text(self, lines: int) -> None:
        """Reaching the end resumes following it."""
        self.reader.window.scroll(lines)
        self.draw()

    def scroll_page(self, pages: int) -> None:
        self.reader.window.scroll_page(pages)
        self.draw()

    def follow(self) -> None:
        self.reader.window.follow()
        self._log.scroll.top = None
        self.draw()

    def action_follow(self) -> None:
        """A click on the text's last row."""
        self.follow()

    def scroll_home_text(self) -> None:
        self.reader.window.to_start()
        self.draw()

    def find(self, step: int) -> bool:
        """False if there is no match further on; the next call starts from the other end."""
        found = self.ready and self.reader.find(self.scene.search.wanted, step)
        self.draw()
        return found

    def next_stall(self, step: int) -> Stall | None:
        """The stall after the current one (-1: before it)."""
        attempt = self.stream.shown
        found = stalls(attempt, self.scene.now) if attempt is not None else []
        at = self.reader.stall
        if step > 0:
            following = (stall for stall in found if at is None or stall.begin > at.begin)
        else:
            following = (stall for stall in reversed(found) if at is None or stall.begin < at.begin)
        return next(following, None)

    def go_to_stall(self, step: int) -> None:
        self._show_stall(self.next_stall(step))

    def _show_stall(self, stall: Stall | None) -> None:
        if stall is not None and self.stream.shown is not None:
            self.reader.go_to_stall(stall, self.stream.shown)
            self.draw()

    def detach(self) -> bool:
        """Drop the selection and marks of a stall or match; return whether there were any."""
        held = self.ready and self.reader.detach()
        if held:
            self.draw()
        return held

    # -- the mouse

    def wheel(self, rows: int, y: int) -> None:
        if self._text_height < y < self.height - 1 - len(self._rows):
            self._log.scroll.by(rows)
            self.draw()
        else:
            self.scroll_text(rows)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        self._dragging = self.ready and event.button == 1 and 0 < event.y <= self._text_height
        if self._dragging:
            self._pointer = event.x - _LEFT, event.y - _TOP
            self.reader.selection.begin(*self._pointer)
            self.capture_mouse()
            self.draw()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        if self._dragging:
            self._pointer = event.x - _LEFT, event.y - _TOP
            self._drag_on()

    def _drag_on(self) -> None:
        if self.reader.selection.extend(*self._pointer):
            self.draw()

    def on_mouse_up(self) -> None:
        if self._dragging:
            self.capture_mouse(False)
            self._dragging = False
            self.reader.selection.end()
            self.post_message(self.Chosen(self.stream.plan.id))

    def on_click(self, event: events.Click) -> None:
        self.post_message(self.Chosen(self.stream.plan.id))
        if not self.ready:
            return
        from_below = self.height - 1 - event.y
        on_gaps = 1 <= from_below <= len(self._rows) and self._rows[-from_below] == "gaps"
        inner = max(self.width - 4, 1)
        if on_gaps and (stall := stall_at(self.scene, self.stream, event.x - _LEFT, inner, self.palette)):
            self._show_stall(stall)
        elif figure := figure_at(event):
            self.post_message(FigureChosen(self.stream.plan.id, figure))
        elif event.chain == 2:
            self.post_message(self.DoubleClicked(self.stream.plan.id))

    # -- drawing

    def paint(self) -> Iterable[Parts]:
        scene, stream, palette = self.scene, self.stream, self.palette
        width, inner = self.width, max(self.width - 4, 1)
        text, log = self._share_out(scene, inner, max(self.height - 2, 0))
        yield self._title.row(scene, self.board, stream, width, self._edge, palette)
        yield from self.reader.rows(scene, self.board, stream, inner, text, palette)
        if log:
            yield from self._log.rows(scene, stream, inner, log, palette)
        yield from self._figures.rows(scene, stream, inner, self._rows, palette, self.reader.stall)
        yield [(f"╰{'─' * (width - 2)}╯", self._edge)]

    def _share_out(self, scene: Scene, inner: int, body: int) -> tuple[int, int]:
        """Rows of the text and of the log.

        A failure is explained in full, if need be at the expense of the log and figures.
        """
        stream = self.stream
        most = 3 if body >= 6 else 2 if body >= 4 else 1 if body >= 2 else 0
        self._rows = rows_of(stream, most, scene.now)
        if self.figures_beside:
            self._rows = [row for row in self._rows if row == "gaps"]
        room = body - len(self._rows)
        told = len(ending_rows(stream, self.board, scene.now, inner, body, self.palette))
        if told and stream.shown is not None and stream.shown.deltas:
            told += _WITH_MESSAGE
        log = min(height_in(room, scene.depth), room - told)
        self.fits_log = room >= _LEAST_LOG and log > 0
        if not (self.fits_log and scene.show_log):
            log = 0
        while room - log < told and len(self._rows) > 1:
            del self._rows[0]
            room += 1
        self._text_height = room - log
        return room - log, log

    def finish(self, y: int, row: Parts) -> Parts:
        if y in (0, self.height - 1):
            return row
        edge, inner = self._edge, max(self.width - 4, 1)
        return [("│ ", edge), *spread(row, [], inner, self.palette.text), (" │", edge)]

    @property
    def _edge(self) -> Style:
        return self.palette.focus if self.scene.cursor == self.stream.plan.id else self.palette.faint
