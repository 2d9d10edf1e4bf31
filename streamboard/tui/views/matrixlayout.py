"""How many rows and columns of the matrix fit, and how large they are. Arithmetic only."""

from __future__ import annotations

from typing import NamedTuple

_LEAST_COLUMN = 21
"""The least cells in which a range, the checks and the state of two repetitions can be read."""
_LEAST_HEAD, _MOST_HEAD = 16, 40
_MOST_LINES = 12
_WITH_FOOT = 8
"""The least height at which the columns are summed up below the rows."""
HEADING = 1
FOOT, GHOST = 3, 2
"""Rows of the sum: a rule, the figure, and what came of the streams; beside a ghost two more."""


class MatrixLayout(NamedTuple):
    """The part of a matrix that fits on the screen."""

    head: int
    """Cells for the names of the rows."""
    column: int
    """Cells of a column, with the one before it."""
    columns: int
    """How many columns fit."""
    lines: int
    """Lines of a row."""
    rows: int
    """How many rows fit."""
    foot: int
    """Lines of the sum below the rows; 0 if it does not fit."""
    figures: int = 1
    """Lines of a row that have figures: beside a ghost there are two, if they fit."""

    @property
    def words(self) -> int:
        """The lines of a row that have words of the answer; the last of several stays empty."""
        rest = self.lines - self.figures
        return rest if rest < 2 else rest - 1

    @property
    def drawn(self) -> int:
        """The lines of a row that are not left empty."""
        return self.figures + self.words

    def at(self, x: int, y: int) -> tuple[int | None, int | None]:
        """The row and the column at a cell of the screen, counted from those that are shown first."""
        column = (x - self.head) // self.column if x >= self.head else None
        row = (y - HEADING) // self.lines if y >= HEADING else None
        return (
            row if row is not None and row < self.rows else None,
            column if column is not None and column < self.columns else None,
        )


def matrix_layout(
    rows: int, columns: int, longest: int, width: int, height: int, *, ghost: bool = False
) -> MatrixLayout:
    """Lay out a matrix: all columns if they fit, and as many lines for each row as there is room for.

    Args:
        rows: How many it has.
        columns: How many it has.
        longest: The cells of the longest name of a row.
        width: Cells across.
        height: Cells down.
        ghost: A ghost's figures are beside those of the run.
    """
    head = min(max(longest + 3, width // 7), max(width // 5, _LEAST_HEAD), _MOST_HEAD)
    shown = min(max((width - head) // _LEAST_COLUMN, 1), max(columns, 1))
    whole = FOOT + GHOST * ghost
    foot = whole if height >= _WITH_FOOT + GHOST * ghost else 0
    body = max(height - HEADING - foot, 1)
    lines = min(body // max(rows, 1), _MOST_LINES)
    if not lines:  # It scrolls anyhow, so that each row may say what its answers are about.
        lines = min(2 + ghost, body)
    fitting, figures = min(body // lines, rows), min(1 + ghost, lines)
    return MatrixLayout(head, max((width - head) // shown, 1), shown, lines, fitting, foot, figures)
