"""Canvases that are painted from a scene."""

from __future__ import annotations

from textual import events

from streamboard.tui.draw.canvas import Canvas
from streamboard.tui.draw.scene import Scene

WHEEL_ROWS = 3
"""Rows that one notch of the mouse wheel scrolls."""


class SceneCanvas(Canvas):
    """Paints from the latest scene; draws nothing before the first one."""

    _scene: Scene | None = None

    @property
    def scene(self) -> Scene:
        """The scene to draw; always set when `paint` is called."""
        assert self._scene is not None
        return self._scene

    def set_scene(self, scene: Scene) -> None:
        """Paint from this scene at the next drawing."""
        self._scene = scene

    @property
    def ready(self) -> bool:
        return self._scene is not None


class WheelCanvas(SceneCanvas):
    """A canvas that handles the mouse wheel."""

    def wheel(self, rows: int, y: int) -> None:
        """The wheel was turned.

        Args:
            rows: How many rows to scroll; positive is down.
            y: The row under the mouse.
        """
        raise NotImplementedError

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self.wheel(-WHEEL_ROWS, event.y)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self.wheel(WHEEL_ROWS, event.y)
