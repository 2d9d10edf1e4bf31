"""Markdown rendered as lines in the palette's styles: in a thread, cached, and never trusted.

Rendering a page takes tens of milliseconds, too long for a frame. So a thread does it, and meanwhile the text
is shown as it is. Links cannot be clicked, HTML is shown as text, and no colours occur but the palette's and
those of highlighted code.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from queue import SimpleQueue

from streamboard.tui.draw.canvas import Parts
from streamboard.tui.draw.palette import Palette

MOST_CHARS = 30_000
"""Longer texts stay plain: a malicious one would take seconds to render."""
MOST_KEPT = 200
"""How many rendered texts are cached; the least recently used go first."""

Key = tuple[str, int, Palette]
"""A clean text, a width in cells, and the styles."""


class Renderer:
    """Renders Markdown in its own thread, one text at a time."""

    def __init__(self, make: Callable[[str, int, Palette], list[Parts]]) -> None:
        self.made = 0
        """How many texts have been rendered so far; when it grows, there is something new to show."""
        self._make = make
        self._kept: OrderedDict[Key, list[Parts] | None] = OrderedDict()
        self._wanted: SimpleQueue[Key] = SimpleQueue()
        self._thread: threading.Thread | None = None

    def lines(self, text: str, width: int, palette: Palette) -> list[Parts] | None:
        """The lines of a sanitised text, at most `width` cells each; None while it is to stay plain."""
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
            # A daemon, so that quitting does not wait for it.
            self._thread = threading.Thread(target=self._work, name="markdown", daemon=True)
            self._thread.start()
        return None

    def _work(self) -> None:
        while True:
            key = self._wanted.get()
            if key not in self._kept:
                continue  # Evicted from the cache while it waited.
            try:
                lines = self._make(*key)
            except Exception:  # The text stays plain.
                continue
            self._kept[key] = lines
            self.made += 1


def _make(text: str, width: int, palette: Palette) -> list[Parts]:
    from streamboard.tui.text.markdownlines import lines_of  # Takes 0.1 s to import.

    return lines_of(text, width, palette)


RENDERER = Renderer(_make)
"""Shared by all panes, with its thread and cache."""
