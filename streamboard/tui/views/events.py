"""What happened on the wire, of all streams."""

from __future__ import annotations

from collections.abc import Iterable

from streamboard.tui.canvas import Parts
from streamboard.tui.views.view import CanvasView


class EventsView(CanvasView):
    """What happened on the wire, of all streams."""

    NAME = "events"
    WORDS = "What happened on the wire, of all streams"

    def paint(self) -> Iterable[Parts]:
        yield [(self.WORDS, self.palette.dim)]
