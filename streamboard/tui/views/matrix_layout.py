"""How many rows and columns of the matrix fit, and their sizes. Arithmetic only."""

from __future__ import annotations

from typing import NamedTuple

_LEAST_COLUMN = 21
"""Fits a range, the checks and the states of two repetitions."""
_LEAST_HEAD, _MOST_HEAD = 16, 40
_MOST_LINES = 12
_WITH_FOOT = 8
"""The least height that shows the sum below the rows."""
HEADING = 1
FOOT, GHOST = 3, 2
"""Rows of the sum: a rule, the figure, and the outcomes; beside a ghost two more."""


class MatrixLayout(NamedTuple):
    head: int
    """Cells for row names."""
    column: int
    """Cells of a column, including the one before it."""
    columns: int
    lines: int
    """Lines of a row."""
    rows: int
    foot: int
    """Lines of the sum; 0 if it does not fit."""
    figures: int = 1
    """Lines of figures in a row: two beside a ghost, if they fit."""

    @property
    def words(self) -> int:
        """With more than one line left, the last stays empty."""
        rest = self.lines - self.figures
        return rest if rest < 2 else rest - 1

    @property
    def drawn(self) -> int:
        """The non-empty lines of a row."""
        return self.figures + self.words

    def at(self, x: int, y: int) -> tuple[int | None, int | None]:
        """Counted from the first visible row and column; None outside."""
        column = (x - self.head) // self.column if x >= self.head else None
        row = (y - HEADING) // self.lines if y >= HEADING else None
        return (
            row if row is not None and row < self.rows else None,
            column if column is not None and column < self.columns else None,
        )


def matrix_layout(
    rows: int, columns: int, longest: int, width: int, height: int, *, ghost: bool = False
) -> MatrixLayout:
    """`longest` is the longest row name in cells."""
    head = min(max(longest + 3, width // 7), max(width // 5, _LEAST_HEAD), _MOST_HEAD)
    shown = min(max((width - head) // _LEAST_COLUMN, 1), max(columns, 1))
    whole = FOOT + GHOST * ghost
    foot = whole if height >= _WITH_FOOT + GHOST * ghost else 0
    body = max(height - HEADING - foot, 1)
    lines = min(body // max(rows, 1), _MOST_LINES)
    if not lines:  # It scrolls anyhow: leave room for words.
        lines = min(2 + ghost, body)
    fitting, figures = min(body // lines, rows), min(1 + ghost, lines)
    return MatrixLayout(head, max((width - head) // shown, 1), shown, lines, fitting, foot, figures)
