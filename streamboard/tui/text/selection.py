"""Selecting text by mouse, or by a caret that keys move."""

from __future__ import annotations

from rich.style import Style

from streamboard.tui.draw.canvas import Parts
from streamboard.tui.text.caret import Move, moved
from streamboard.tui.text.marking import CHOSEN, Place, Span, marked
from streamboard.tui.text.text_view import TextView
from streamboard.tui.text.window import TextWindow


class TextSelection:
    def __init__(self, view: TextView, window: TextWindow) -> None:
        self._view, self._window = view, window
        self.span: Span | None = None
        self.caret: Place | None = None
        """None while keyboard selection is off."""
        self._followed = False
        """Whether the window followed the end when dragging began."""

    @property
    def going_on(self) -> bool:
        return self.span is not None or self.caret is not None

    @property
    def text(self) -> str:
        wrapped = self._view.wrapped
        return self.span.text(wrapped.text, wrapped.joint) if self.span is not None else ""

    def clear(self) -> None:
        self.span = self.caret = None

    def marked(self, index: int, parts: Parts) -> Parts:
        length = sum(len(text) for text, _ in parts)
        if self.span is not None:
            return marked(parts, *self.span.on(index, length), CHOSEN)
        if self.caret is not None and self.caret[0] == index:
            column = min(self.caret[1], max(length - 1, 0))
            return marked(parts or [(" ", Style.null())], column, column + 1, CHOSEN)
        return parts

    # -- with the keys

    def place_caret(self, found: Place | None) -> None:
        """Start keyboard selection at the selection, `found`, or the answer's first visible line."""
        if self.span is not None:
            found = self.span.head
        first = max(self._window.first, self._view.wrapped.dropped, self._view.answer_line or 0)
        self.caret = found or (first, 0)
        # New text must not scroll.
        self._window.stay()

    def move_caret(self, move: Move, *, extend: bool) -> None:
        if self.caret is None:
            return
        if not extend:
            self.span = None
        elif self.span is None:
            self.span = Span(self.caret)
        self.caret = moved(self.caret, move, self._view.wrapped, max(self._window.rows - 1, 1))
        if self.span is not None:
            self.span.extend(self.caret)
            self.span.dragged = True
        self._window.reveal(self.caret[0])

    def anchor_caret(self) -> None:
        if self.caret is not None:
            self.span = Span(self.caret)
            self.span.dragged = True

    # -- with the mouse

    def begin(self, x: int, y: int) -> None:
        self.span = Span(self._window.place_at(x, y))
        # New text must not scroll under the mouse.
        self._followed = self._window.following
        self._window.stay()

    def extend(self, x: int, y: int) -> bool:
        """Extend to a cell, scrolling beyond the edge; return whether anything changed."""
        if self.span is None:
            return False
        rolled = self._window.roll(y)
        return self.span.extend(self._window.place_at(x, y)) or rolled

    def end(self) -> None:
        """A mere click selects nothing and resumes following."""
        if self.span is not None and self.span.dragged:
            return
        self.span = None
        if self._followed:
            self._window.follow()
