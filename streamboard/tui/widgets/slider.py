"""The base of bars with a handle on a line."""

from __future__ import annotations

from abc import abstractmethod

from textual import events

from streamboard.tui.draw.canvas import Parts, cut, width_of
from streamboard.tui.draw.scene_canvas import SceneCanvas
from streamboard.tui.widgets.bars import BottomBar


class Slider(BottomBar, SceneCanvas):
    """A click on the line, or dragging from there, moves the handle."""

    def __init__(self) -> None:
        super().__init__()
        self._dragged = False
        self._line = 0, 1
        """The line's first column, and its cells."""

    @abstractmethod
    def take(self, share: float) -> None:
        """Move the handle to a share of the line, from 0 to 1."""

    def room(self, left: Parts, right: Parts) -> int:
        """Cells for the line."""
        return max(self.width - width_of(left) - width_of(right), 1)

    def laid(self, left: Parts, track: Parts, right: Parts) -> Parts:
        """The row; remembers where its line is for the mouse."""
        self._line = width_of(left), self.room(left, right)
        return cut([*left, *track, *right], self.width)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        if event.y != self.rows - 1:
            return  # Above the line.
        self._dragged = True
        self.capture_mouse()
        self._move_to(event.x)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        if self._dragged:
            self._move_to(event.x)

    def on_mouse_up(self) -> None:
        self._dragged = False
        self.release_mouse()

    def _move_to(self, x: int) -> None:
        start, cells = self._line
        self.take(min(max((x - start) / max(cells - 1, 1), 0.0), 1.0))
