"""The head of a group of streams."""

from __future__ import annotations

from collections.abc import Iterable

from streamboard.run.question import question_line
from streamboard.safety.sanitise import clean_line
from streamboard.tui.draw.canvas import Parts, cut, spread
from streamboard.tui.draw.scene import Scene
from streamboard.tui.draw.scene_canvas import SceneCanvas
from streamboard.tui.draw.styles import Palette


def head_parts(scene: Scene, row: int, width: int, palette: Palette) -> Parts:
    """A matrix row on one line: `story  rain   Tell me about rain.`"""
    found = scene.matrix.rows[row]
    parts: Parts = [(f" {clean_line(found.prompt)}", palette.strong)]
    if found.values:
        parts.append((f"  {clean_line(', '.join(found.values))}", palette.text))
    if question := question_line(scene.matrix.row(row)[0].plan):
        parts.append((f"  {question}", palette.dim))
    return spread(cut(parts, width - 1), [], width, palette.text)


class GroupHead(SceneCanvas):
    DEFAULT_CSS = "GroupHead { height: 1; }"

    row = 0
    """Index in the matrix."""

    def paint(self) -> Iterable[Parts]:
        yield head_parts(self.scene, self.row, self.width, self.palette)

    def show(self, scene: Scene, row: int) -> None:
        self.row = row
        self.set_scene(scene)
        self.draw()
