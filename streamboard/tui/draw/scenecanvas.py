"""A canvas that is painted from a scene."""

from __future__ import annotations

from textual import events

from streamboard.tui.draw.canvas import Canvas
from streamboard.tui.draw.scene import Scene

WHEEL_ROWS = 3
"""Rows that a notch of the mouse wheel moves."""


class SceneCanvas(Canvas):
    """Paints from the scene it was given last, and not before it was given one."""

    _scene: Scene | None = None

    @property
    def scene(self) -> Scene:
        """What is drawn. There is one whenever `paint` is called."""
        assert self._scene is not None
        return self._scene

    def set_scene(self, scene: Scene) -> None:
        """Have this painted at the next drawing."""
        self._scene = scene

    @property
    def ready(self) -> bool:
        return self._scene is not None


class WheelCanvas(SceneCanvas):
    """Takes the mouse wheel."""

    def wheel(self, rows: int, y: int) -> None:
        """The wheel was turned.

        Args:
            rows: By how many rows, down if more than 0.
            y: The row under the mouse.
        """
        raise NotImplementedError

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self.wheel(-WHEEL_ROWS, event.y)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self.wheel(WHEEL_ROWS, event.y)
