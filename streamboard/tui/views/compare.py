"""Two answers side by side, word for word."""

from __future__ import annotations

from collections.abc import Iterable

from streamboard.tui.canvas import Parts
from streamboard.tui.views.view import CanvasView


class CompareView(CanvasView):
    """Two answers side by side, word for word."""

    NAME = "compare"
    WORDS = "Two answers side by side, word for word"

    def paint(self) -> Iterable[Parts]:
        yield [(self.WORDS, self.palette.dim)]
