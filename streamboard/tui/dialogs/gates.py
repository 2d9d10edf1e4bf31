"""The dialog that shows the gates' verdicts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from streamboard.comparing.judging import Judged, counted
from streamboard.report.verdicts import MARKS, TONES
from streamboard.safety.sanitise import clean_line
from streamboard.tui.dialogs.dialog import Dialog
from streamboard.tui.draw.styles import Palette


class GatesDialog(Dialog[None]):
    DEFAULT_CSS = """
    GatesDialog { align: center middle; }
    GatesDialog > VerticalScroll {
        width: 100; max-width: 96%; height: auto; max-height: 94%;
        background: $background; border: round $primary; padding: 0 1;
    }
    """
    OPENED_BY = "board.gates"
    HINTS = (("esc", "closes this"),)
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,enter", "dismiss", "close", show=False)]

    def __init__(self, gates: Sequence[Judged], palette: Palette) -> None:
        super().__init__()
        self._gates = gates
        self._palette = palette

    def compose(self) -> ComposeResult:
        with VerticalScroll() as window:
            window.border_title = Text(f"gates: {counted(self._gates)}")
            self.put_hints(window)
            yield Static(self._text(), markup=False)

    def _text(self) -> Text:
        palette = self._palette
        text = Text(end="")
        for gate in self._gates:
            text.append("\n\n" if text else "")
            text.append(f"{MARKS[gate.ruling]} {clean_line(gate.gate)}", palette.tone(TONES[gate.ruling]))
            text.append(f"  {gate.ruling}\n", palette.dim)
            text.append(clean_line(gate.why), palette.text)
        return text
