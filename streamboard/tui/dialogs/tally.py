"""The tally of votes."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from streamboard.board.votes.standings import Scoreboard
from streamboard.tui.dialogs.dialog import Dialog
from streamboard.tui.draw.styles import Palette
from streamboard.tui.widgets.tally import tally_rows


class Tally(Dialog[None]):
    DEFAULT_CSS = """
    Tally { align: center middle; }
    Tally > VerticalScroll {
        width: 100; max-width: 96%; height: auto; max-height: 94%;
        background: $background; border: round $primary; padding: 0 1;
    }
    """
    OPENED_BY = "board.tally"
    HINTS = (("esc", "closes this"),)
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,enter", "dismiss", "close", show=False)]

    def __init__(self, score: Scoreboard, title: str, width: int, palette: Palette, vote_key: str) -> None:
        """`title` is sanitised; `width` is the board's, in cells."""
        super().__init__()
        self._score = score
        self._title = title
        self._width = min(width * 96 // 100, 100) - 4
        self._palette = palette
        self._vote_key = vote_key

    def compose(self) -> ComposeResult:
        with VerticalScroll() as window:
            window.border_title = Text(f"votes: {self._title}")
            self.put_hints(window)
            yield Static(self._text(), markup=False)

    def _text(self) -> Text:
        text = Text(no_wrap=True, end="")
        for row in tally_rows(self._score, self._width, self._palette, self._vote_key):
            text.append("\n" if text else "")
            for words, style in row:
                text.append(words, style)
        return text
