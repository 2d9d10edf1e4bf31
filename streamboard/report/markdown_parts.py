"""What the Markdown of runs and of comparisons shares."""

from __future__ import annotations

import re
from collections.abc import Sequence

from streamboard.comparing.gate_rulings import Judged
from streamboard.report.verdicts import gate_lines
from streamboard.safety.sanitise import clean_line

_SPECIAL = re.compile(r"([\\`*_\[\]<>|~#&:@]|(?<=www)\.)")
"""What Markdown interprets or turns into links."""


def gates_told(gates: Sequence[Judged]) -> list[str]:
    first, *others = [words for words, _ in gate_lines(gates)]
    return [f"**{plain(first)}**", "", *(f"- {plain(each)}" for each in others)]


def head(headings: Sequence[str], words: Sequence[int]) -> list[str]:
    """Columns other than `words` are aligned to the right."""
    rule = ["---" if place in words else "---:" for place in range(len(headings))]
    return [line(headings), line(rule)]


def line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def plain(text: str) -> str:
    """Escape text from outside: Markdown shows it literally."""
    return _SPECIAL.sub(r"\\\1", clean_line(text))
