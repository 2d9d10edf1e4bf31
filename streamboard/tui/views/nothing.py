"""Shown while there is no stream."""

from __future__ import annotations

from collections.abc import Iterable

from streamboard.safety.sanitise import clean_line
from streamboard.tui.draw.canvas import Parts, cut, width_of
from streamboard.tui.views.view import CanvasView


class NothingView(CanvasView):
    def paint(self) -> Iterable[Parts]:
        palette = self.palette
        if self.scene.search:
            lines: list[Parts] = [
                [("No stream matches ", palette.dim), (clean_line(self.scene.search.words), palette.strong)],
                [(f"{self.scene.key('board.back')} shows all of them again", palette.dim)],
            ]
        else:
            lines = [
                [("There is no stream.", palette.dim)],
                [(f"{self.scene.key('board.add')} adds one", palette.dim)],
            ]
        yield from ([] for _ in range(max(self.height // 2 - 1, 0)))
        for line in lines:
            space = max((self.width - width_of(line)) // 2, 0)
            yield cut([(" " * space, palette.text), *line], self.width)
