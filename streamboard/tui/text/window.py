"""The visible part of a text."""

from __future__ import annotations

from streamboard.tui.text.marking import Place, character_at
from streamboard.tui.text.text_view import TextView

_MOST_ROLLED = 3
"""Lines scrolled at once when dragging beyond the edge."""


class TextWindow:
    def __init__(self, view: TextView) -> None:
        self._view = view
        self._top: int | None = None
        """The first line shown; None follows the end."""
        self.first = 0
        """The first line as last drawn."""
        self.rows = 1

    @property
    def following(self) -> bool:
        return self._top is None

    @property
    def lines_shown(self) -> range:
        return range(self.first, min(self.first + self.rows, len(self._view.wrapped)))

    @property
    def _last_top(self) -> int:
        return max(len(self._view.wrapped) - self.rows, 0)

    def scroll(self, lines: int) -> None:
        """Reaching the end follows it again."""
        top = (self._last_top if self._top is None else self._top) + lines
        self._top = None if top >= self._last_top else max(top, self._view.wrapped.dropped)

    def scroll_page(self, pages: int) -> None:
        """Pages overlap by a line."""
        self.scroll(pages * max(self.rows - 1, 1))

    def follow(self) -> None:
        self._top = None

    def to_start(self) -> None:
        self.scroll(-len(self._view.wrapped))

    def stay(self) -> None:
        self._top = self.first

    def centre(self, line: int) -> None:
        self._top = max(line - self.rows // 2, 0)

    def reveal(self, line: int) -> None:
        self._top = max(min(self.first, line), line - self.rows + 1)

    def roll(self, y: int) -> bool:
        """Scroll if row `y` is beyond an edge; return whether the text moved."""
        beyond = min(y, 0) + max(y - self.rows + 1, 0)
        lines = min(max(beyond, -_MOST_ROLLED), _MOST_ROLLED)
        before = self.first
        self._top = self.first = max(min(before + lines, self._last_top), self._view.wrapped.dropped)
        return self.first != before

    def place_at(self, x: int, y: int) -> Place:
        """Return the nearest place if the cell is outside the window."""
        wrapped = self._view.wrapped
        y = min(max(y, 0), self.rows - 1)
        line = min(max(self.first + y, wrapped.dropped), len(wrapped) - 1)
        return line, character_at(wrapped.text(line), max(x, 0))

    def rescale(self, before: int) -> None:
        """`before` is the number of lines in the old layout."""
        if self._top is not None:
            self._top = self._top * len(self._view.wrapped) // max(before, 1)

    def arrange(self, *, holds: bool) -> range:
        """`holds`: the user is selecting, so reaching the end does not follow it."""
        last = self._last_top
        if self._top is not None and self._top >= last:
            self._top = last if holds else None
        if self._top is not None:
            self._top = max(self._top, self._view.wrapped.dropped)
        self.first = last if self._top is None else self._top
        return self.lines_shown
