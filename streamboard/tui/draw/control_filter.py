"""The last line of defence: no widget can send a control character to the terminal."""

from __future__ import annotations

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from streamboard.safety.sanitise import clean

_SPACES = {ord("\n"): " ", ord("\t"): " "}


def printable(text: str) -> str:
    """Line ends and tabs, which move the cursor, become spaces."""
    return text if text.isprintable() else clean(text).translate(_SPACES)


class ControlFilter(LineFilter):
    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        return [
            segment
            if segment.control or segment.text.isprintable()
            else Segment(printable(segment.text), segment.style)
            for segment in segments
        ]
