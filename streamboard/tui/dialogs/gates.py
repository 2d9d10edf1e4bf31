"""The dialog that shows the gates' verdicts."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text

from streamboard.comparing.gate_rulings import Judged, counted
from streamboard.report.verdicts import MARKS, TONES
from streamboard.safety.sanitise import clean_line
from streamboard.tui.dialogs.text_dialog import TextDialog
from streamboard.tui.draw.styles import Palette


class GatesDialog(TextDialog):
    OPENED_BY = "board.gates"

    def __init__(self, gates: Sequence[Judged], palette: Palette) -> None:
        super().__init__(f"gates: {counted(gates)}", _text(gates, palette))


def _text(gates: Sequence[Judged], palette: Palette) -> Text:
    text = Text(end="")
    for gate in gates:
        text.append("\n\n" if text else "")
        text.append(f"{MARKS[gate.ruling]} {clean_line(gate.gate)}", palette.tone(TONES[gate.ruling]))
        text.append(f"  {gate.ruling}\n", palette.dim)
        text.append(clean_line(gate.why), palette.text)
    return text
