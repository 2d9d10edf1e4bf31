"""All streams on one clock: who was ahead when."""

from __future__ import annotations

from collections.abc import Iterable

from streamboard.tui.canvas import Parts
from streamboard.tui.views.view import CanvasView


class RaceView(CanvasView):
    """All streams on one clock: who was ahead when."""

    NAME = "race"
    WORDS = "All streams on one clock: who was ahead when"

    def paint(self) -> Iterable[Parts]:
        yield [(self.WORDS, self.palette.dim)]
