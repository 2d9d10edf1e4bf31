"""Mistakes in a document as they are shown: place, what is wrong, a hint, and an excerpt."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from streamboard.common.errors import DocumentError
from streamboard.safety.sanitise import clean, clean_line

SHOWN_AT_MOST = 50
"""The most mistakes that one error lists; the rest are counted."""

_EXCERPT_WIDTH = 96
LINE_BREAKS = "\n\r\x85\u2028\u2029"
"""The characters that end a line in YAML."""
_LINE_BREAK = re.compile(f"\r\n|[{LINE_BREAKS}]")


@dataclass(frozen=True)
class Mistake:
    """One mistake. Secrets are masked, but the texts may hold control characters; `str()` removes them."""

    file: str
    """The file's name; empty for a mistake on the command line."""
    line: int | None
    """From 1; None if the mistake has no place in the file."""
    column: int | None
    """From 1, in characters."""
    where: str
    """The path in the data (`prompts[0].limits.idle`), or the option on the command line."""
    what: str
    """What is wrong."""
    hint: str = ""
    """What to do; may be empty."""
    excerpt: str = ""
    """The line of the file with a caret under the column; may be empty."""

    @property
    def place(self) -> str:
        """`file:line:column`, as far as it is known."""
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part)

    def __str__(self) -> str:
        head = clean_line(": ".join(part for part in (self.place, self.where, self.what) if part))
        if self.hint:
            head += f"; {clean_line(self.hint)}"
        return f"{head}\n{clean(self.excerpt)}" if self.excerpt else head


class MistakesError(DocumentError):
    """A document has mistakes.

    Attributes:
        mistakes: In the file's order, followed by those on the command line.
    """

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        self.mistakes: list[Mistake] = list(mistakes)
        shown = [str(mistake) for mistake in self.mistakes[:SHOWN_AT_MOST]]
        if len(self.mistakes) > SHOWN_AT_MOST:
            shown.append(f"... and {len(self.mistakes) - SHOWN_AT_MOST} more")
        super().__init__("\n".join(shown))


def lines_of(source: str) -> list[str]:
    """The lines of a source text, split where YAML splits them."""
    return _LINE_BREAK.split(source)


def excerpt(line_text: str, line: int, column: int) -> str:
    """A source line with a caret under one of its columns; line and column from 1."""
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
    # Character by character, so that the caret keeps its place.
    return clean(text).replace("\t", " ").replace("\n", " ")


def _cells(text: str) -> int:
    """About how many terminal cells the text takes."""
    widths = (
        (0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1) for c in text
    )
    return sum(widths)
