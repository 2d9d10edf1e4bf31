"""All figures, by stream, by model and by prompt."""

from __future__ import annotations

from collections.abc import Iterable

from streamboard.tui.canvas import Parts
from streamboard.tui.views.view import CanvasView


class TableView(CanvasView):
    """All figures, by stream, by model and by prompt."""

    NAME = "table"
    WORDS = "All figures, by stream, by model and by prompt"

    def paint(self) -> Iterable[Parts]:
        yield [(self.WORDS, self.palette.dim)]
