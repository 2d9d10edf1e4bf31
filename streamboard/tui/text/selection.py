"""What is selected in a text, with the mouse or from a caret that keys move."""

from __future__ import annotations

from rich.style import Style

from streamboard.tui.draw.canvas import Parts
from streamboard.tui.text.caret import Move, moved
from streamboard.tui.text.marking import CHOSEN, Place, Span, marked
from streamboard.tui.text.textview import TextView
from streamboard.tui.text.window import TextWindow


class TextSelection:
    """A selection in a text, of which a window shows a part."""

    def __init__(self, view: TextView, window: TextWindow) -> None:
        self._view, self._window = view, window
        self.span: Span | None = None
        """What is selected."""
        self.caret: Place | None = None
        """Where keys select from; None while they do not."""
        self._followed = False
        """The window followed the text's end when a selection was begun."""

    @property
    def going_on(self) -> bool:
        """Whether somebody selects."""
        return self.span is not None or self.caret is not None

    @property
    def text(self) -> str:
        """What is selected; empty where nothing is."""
        wrapped = self._view.wrapped
        return self.span.text(wrapped.text, wrapped.joint) if self.span is not None else ""

    def clear(self) -> None:
        """Select nothing, and with no key: the lines are others now."""
        self.span = self.caret = None

    def marked(self, index: int, parts: Parts) -> Parts:
        """A line with what is selected in it, or with the caret."""
        length = sum(len(text) for text, _ in parts)
        if self.span is not None:
            return marked(parts, *self.span.on(index, length), CHOSEN)
        if self.caret is not None and self.caret[0] == index:
            column = min(self.caret[1], max(length - 1, 0))
            return marked(parts or [(" ", Style.null())], column, column + 1, CHOSEN)
        return parts

    # -- with the keys

    def place_caret(self, found: Place | None) -> None:
        """Let keys select: from what is selected or was found, else from the answer's first line shown."""
        if self.span is not None:
            found = self.span.head
        first = max(self._window.first, self._view.wrapped.dropped, self._view.answer_line or 0)
        self.caret = found or (first, 0)
        # What comes now does not move the text.
        self._window.stay()

    def move_caret(self, move: Move, *, extend: bool) -> None:
        """Move the caret, and with it the end of the selection; without `extend` nothing is selected."""
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
        """Select from the caret on."""
        if self.caret is not None:
            self.span = Span(self.caret)
            self.span.dragged = True

    # -- with the mouse

    def begin(self, x: int, y: int) -> None:
        """Begin to select at a cell of the window; what was selected is so no more."""
        self.span = Span(self._window.place_at(x, y))
        # What comes now does not move the text under the mouse.
        self._followed = self._window.following
        self._window.stay()

    def extend(self, x: int, y: int) -> bool:
        """Draw the selection out to a cell; where that lies beyond the edge, the text moves.

        Returns:
            Whether anything changed.
        """
        if self.span is None:
            return False
        rolled = self._window.roll(y)
        return self.span.extend(self._window.place_at(x, y)) or rolled

    def end(self) -> None:
        """Keep the selection if it was drawn out: a click alone selects nothing, and the text goes on."""
        if self.span is not None and self.span.dragged:
            return
        self.span = None
        if self._followed:
            self._window.follow()
