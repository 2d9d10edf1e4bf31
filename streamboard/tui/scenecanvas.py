"""A canvas that is painted from a scene."""

from __future__ import annotations

from streamboard.tui.canvas import Canvas
from streamboard.tui.scene import Scene


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
