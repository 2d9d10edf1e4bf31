"""Under everything that is drawn: no control character reaches the terminal, from whatever widget."""

from __future__ import annotations

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from streamboard.safety.sanitise import clean_line


def printable(text: str) -> str:
    """The text without control characters; what is printable already is returned as it is.

    Cell for cell where possible: what is left must not shift its neighbours.
    """
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() else clean_line(character)[:1] for character in text)


class ControlFilter(LineFilter):
    """Takes control characters out of all that Textual draws."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Clean each segment that is not printable; the others pass as they are."""
        return [
            segment
            if segment.control or segment.text.isprintable()
            else Segment(printable(segment.text), segment.style)
            for segment in segments
        ]
