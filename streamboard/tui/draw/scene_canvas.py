"""Canvases painted from a scene."""

from __future__ import annotations

from textual import events

from streamboard.tui.draw.canvas import Canvas
from streamboard.tui.draw.scene import Scene

WHEEL_ROWS = 3
"""Rows per notch."""


class SceneCanvas(Canvas):
    _scene: Scene | None = None

    @property
    def scene(self) -> Scene:
        assert self._scene is not None
        return self._scene

    def set_scene(self, scene: Scene) -> None:
        self._scene = scene

    @property
    def ready(self) -> bool:
        return self._scene is not None


class WheelCanvas(SceneCanvas):
    def wheel(self, rows: int, y: int) -> None:
        """Scroll down, or up if negative, with the mouse over row `y`."""
        raise NotImplementedError

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self.wheel(-WHEEL_ROWS, event.y)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self.wheel(WHEEL_ROWS, event.y)
