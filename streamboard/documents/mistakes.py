"""Mistakes in a document as shown to the user."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from streamboard.common.errors import DocumentError
from streamboard.safety.sanitise import clean, clean_line

SHOWN_AT_MOST = 50
"""The rest are counted."""

_EXCERPT_WIDTH = 96
LINE_BREAKS = "\n\r\x85\u2028\u2029"
"""As YAML defines them."""
_LINE_BREAK = re.compile(f"\r\n|[{LINE_BREAKS}]")


@dataclass(frozen=True)
class Mistake:
    """Secrets are masked; control characters are removed only by `str()`."""

    file: str
    """Empty for the command line."""
    line: int | None
    """From 1; None without a place in the file."""
    column: int | None
    """From 1, in characters."""
    where: str
    """Path in the data (`prompts[0].limits.idle`), or the option."""
    what: str
    hint: str = ""
    excerpt: str = ""
    """The source line with a caret below."""

    @property
    def place(self) -> str:
        """As in `file:line:column`, as far as known."""
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part)

    def __str__(self) -> str:
        head = clean_line(": ".join(part for part in (self.place, self.where, self.what) if part))
        if self.hint:
            head += f"; {clean_line(self.hint)}"
        return f"{head}\n{clean(self.excerpt)}" if self.excerpt else head


class MistakesError(DocumentError):
    """Mistakes in file order, then those of the command line."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        self.mistakes: list[Mistake] = list(mistakes)
        shown = [str(mistake) for mistake in self.mistakes[:SHOWN_AT_MOST]]
        if len(self.mistakes) > SHOWN_AT_MOST:
            shown.append(f"... and {len(self.mistakes) - SHOWN_AT_MOST} more")
        super().__init__("\n".join(shown))


def lines_of(source: str) -> list[str]:
    """Split where YAML does."""
    return _LINE_BREAK.split(source)


def excerpt(line_text: str, line: int, column: int) -> str:
    """Put a caret under the column; line and column count from 1."""
    start = max(0, column - 1 - _EXCERPT_WIDTH * 2 // 3)
    shown = line_text[start : start + _EXCERPT_WIDTH]
    before = ("…" if start else "") + _one_line(line_text[start : column - 1])
    whole = before + _one_line(shown[column - 1 - start :]).rstrip()
    if start + _EXCERPT_WIDTH < len(line_text):
        whole += "…"
    if not whole.strip():
        return ""
    gutter = f"    {line} | "
    return f"{gutter}{whole}\n{' ' * (len(gutter) - 2)}| {' ' * _cells(before)}^"


def _one_line(text: str) -> str:
    # By character, so that the caret stays in place.
    return clean(text).replace("\t", " ").replace("\n", " ")


def _cells(text: str) -> int:
    """Approximate width in terminal cells."""
    widths = (
        (0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1) for c in text
    )
    return sum(widths)
