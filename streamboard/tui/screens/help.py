"""All keys that work on the board, over the board."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from streamboard.tui.screens.base import BoardBase

KEY_NAMES = {
    "right_square_bracket": "]",
    "left_square_bracket": "[",
    "left_curly_bracket": "{",
    "right_curly_bracket": "}",
    "question_mark": "?",
    "pageup": "page up",
    "pagedown": "page down",
    "escape": "esc",
}


class Help(ModalScreen[None]):
    """The keys of a screen, from its own bindings."""

    DEFAULT_CSS = """
    Help { align: center middle; }
    Help > VerticalScroll {
        width: 78; max-width: 96%; height: auto; max-height: 94%;
        background: $panel; border: round $primary; padding: 0 2;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,f1,q,enter", "dismiss", "close", show=False)
    ]

    def __init__(self, screen: BoardBase) -> None:
        super().__init__()
        self._of = screen

    def compose(self) -> ComposeResult:
        with VerticalScroll() as window:
            window.border_subtitle = "esc closes this"
            yield Static(self._text(), markup=False)

    def _text(self) -> Text:
        text = Text()
        rows: dict[str, tuple[list[str], str]] = {}
        for binding in self._of.all_bindings():
            keys = [KEY_NAMES.get(key, key) for key in binding.key.split(",")]
            rows.setdefault(binding.action, ([], binding.tooltip))[0].extend(keys)
        rows["palette"] = (["ctrl+p"], "Command palette: every action by name, and themes")
        for keys, words in rows.values():
            text.append(f"{' '.join(keys):>18}  ", "bold")
            text.append(f"{words}\n")
        text.append(
            "\nMarks: ● live  ◌ waiting  ○ queued  ↻ retry  ✓ whole  ■ cut or stopped  ✗ failed\n", "dim"
        )
        text.append("~ is an estimate; ▲ ▼ the best and worst of the streams that ended", "dim")
        return text
