"""Markdown as lines in the palette's styles: made beside the screen, kept, and never trusted.

Making a page of it takes tens of milliseconds, too long for a frame. So a thread makes it, and until it is
there the text is shown as it is. No link of it can be clicked, no HTML of it vanishes, and what a text
makes of its colours is bounded to the palette and the colours of code.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from queue import SimpleQueue

from streamboard.tui.draw.canvas import Parts
from streamboard.tui.draw.palette import Palette

MOST_CHARS = 30_000
"""A longer text stays plain: one that is made to be hard would take seconds."""
MOST_KEPT = 200
"""Texts whose lines are kept, the latest used."""

Key = tuple[str, int, Palette]
"""A clean text, a width in cells, and the styles."""


class Renderer:
    """Makes lines of Markdown in a thread of its own, one text after the other."""

    def __init__(self, make: Callable[[str, int, Palette], list[Parts]]) -> None:
        self.made = 0
        """How many texts were made so far: when it grows, there is something new to show."""
        self._make = make
        self._kept: OrderedDict[Key, list[Parts] | None] = OrderedDict()
        self._wanted: SimpleQueue[Key] = SimpleQueue()
        self._thread: threading.Thread | None = None

    def lines(self, text: str, width: int, palette: Palette) -> list[Parts] | None:
        """The lines of a clean text, each of at most `width` cells; None while it is to be shown as it is."""
        if len(text) > MOST_CHARS or width < 1:
            return None
        key = (text, width, palette)
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        self._kept[key] = None
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        self._wanted.put(key)
        if self._thread is None:
            # A daemon: nobody waits for a page when the board is left.
            self._thread = threading.Thread(target=self._work, name="markdown", daemon=True)
            self._thread.start()
        return None

    def _work(self) -> None:
        while True:
            key = self._wanted.get()
            if key not in self._kept:
                continue  # So many others were wanted meanwhile that it was let go of.
            try:
                lines = self._make(*key)
            except Exception:  # A text that the library fails on is shown as it is.
                continue
            self._kept[key] = lines
            self.made += 1


def _make(text: str, width: int, palette: Palette) -> list[Parts]:
    from streamboard.tui.text.markdownlines import lines_of  # Takes a tenth of a second to import.

    return lines_of(text, width, palette)


RENDERER = Renderer(_make)
"""One for all panes: they share the thread and what it made."""
