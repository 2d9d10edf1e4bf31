"""The base of dialogs that show a text."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from streamboard.tui.dialogs.dialog import Dialog

WIDTH, SHARE, AROUND = 100, 96, 4
"""Cells of the window, its greatest share of the board in percent, and cells of its borders and padding."""


class TextDialog(Dialog[None]):
    DEFAULT_CSS = f"""
    TextDialog {{ align: center middle; }}
    TextDialog > VerticalScroll {{
        width: {WIDTH}; max-width: {SHARE}%; height: auto; max-height: 94%;
        background: $background; border: round $primary; padding: 0 1;
    }}
    """
    HINTS = (("esc", "closes this"),)
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,enter", "dismiss", "close", show=False)]

    def __init__(self, title: str, text: Text) -> None:
        super().__init__()
        self._title, self._text = title, text

    def compose(self) -> ComposeResult:
        with VerticalScroll() as window:
            window.border_title = Text(self._title)
            self.put_hints(window)
            yield Static(self._text, markup=False)
