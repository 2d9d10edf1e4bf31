"""Markdown rendered in a thread, as a page takes tens of milliseconds; until then, the text is plain."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from queue import SimpleQueue

from streamboard.tui.draw.canvas import Parts
from streamboard.tui.draw.styles import Palette

MOST_CHARS = 30_000
"""Longer texts stay plain: a malicious one would take seconds."""
MOST_KEPT = 200
"""Cached texts."""

Key = tuple[str, int, Palette]
"""Sanitised text, width in cells, and styles."""


class Renderer:
    def __init__(self, make: Callable[[str, int, Palette], list[Parts]]) -> None:
        self.made = 0
        """When it grows, there is something new to show."""
        self._make = make
        self._kept: OrderedDict[Key, list[Parts] | None] = OrderedDict()
        self._wanted: SimpleQueue[Key] = SimpleQueue()
        self._thread: threading.Thread | None = None

    def lines(self, text: str, width: int, palette: Palette) -> list[Parts] | None:
        """Return a sanitised text's lines; None while it stays plain."""
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
            # A daemon: quitting must not wait for it.
            self._thread = threading.Thread(target=self._work, name="markdown", daemon=True)
            self._thread.start()
        return None

    def _work(self) -> None:
        while True:
            key = self._wanted.get()
            if key not in self._kept:
                continue  # Evicted while it waited.
            try:
                lines = self._make(*key)
            except Exception:  # The text stays plain.
                continue
            self._kept[key] = lines
            self.made += 1


def _make(text: str, width: int, palette: Palette) -> list[Parts]:
    from streamboard.tui.text.markdown_lines import lines_of  # Takes 0.1 s to import.

    return lines_of(text, width, palette)


RENDERER = Renderer(_make)
