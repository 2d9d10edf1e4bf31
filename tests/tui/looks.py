"""What a board looks like: its panes as boxes on the screen, found by their borders."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

FILLER = "\ue000"
"""Stands for the second cell of a wide character, so that a place in a row is a cell."""


@dataclass(frozen=True)
class Box:
    """A pane on the screen."""

    left: int
    top: int
    right: int
    bottom: int
    title: str
    """The top border with all that is in it."""
    inside: tuple[str, ...]
    """The rows within the borders, without the space beside them."""

    @property
    def name(self) -> str:
        """The stream's name: the first word behind its number."""
        found = re.match(r"╭ \d+ (\S+)", self.title)
        return found[1] if found else ""

    @property
    def body(self) -> str:
        """All rows within, as one text."""
        return "\n".join(self.inside)

    @property
    def log(self) -> tuple[str, ...]:
        """The rows of the event log with the rule above; empty where there is none."""
        starts = [y for y, row in enumerate(self.inside) if row.startswith("┄ events")]
        return self.inside[starts[0] : -3] if starts else ()

    @property
    def words(self) -> tuple[str, ...]:
        """The rows of text, above the event log and the figures."""
        ends = [y for y, row in enumerate(self.inside) if row.startswith(("┄ events", "tok/s ", "TTFT "))]
        return tuple(row.rstrip() for row in self.inside[: ends[0]])

    @property
    def figures(self) -> str:
        """The last row: the numbers."""
        return self.inside[-1]


def boxes(rows: Sequence[str], width: int) -> dict[str, Box]:
    """The panes on a screen by name.

    Raises:
        AssertionError: A row is not as wide as the screen, or a border does not line up.
    """
    for y, row in enumerate(rows):
        assert len(row) == width, f"row {y} has {len(row)} cells of {width}: {row!r}"
    found = [_box(rows, x, y) for y, row in enumerate(rows) for x, cell in enumerate(row) if cell == "╭"]
    corners = sum(row.count(corner) for row in rows for corner in "╮╰╯")
    assert corners == 3 * len(found), "there are corners that belong to no pane"
    return {box.name: box for box in found}


def _box(rows: Sequence[str], left: int, top: int) -> Box:
    right = rows[top].index("╮", left)
    bottom = top + 1
    while rows[bottom][left] == "│":
        assert rows[bottom][right] == "│", f"row {bottom} has no border at {right}: {rows[bottom]!r}"
        bottom += 1
    assert rows[bottom][left : right + 1] == f"╰{'─' * (right - left - 1)}╯", rows[bottom]
    inside = tuple(row[left + 2 : right - 1].replace(FILLER, "") for row in rows[top + 1 : bottom])
    return Box(left, top, right, bottom, rows[top][left : right + 1], inside)


def assert_even(found: dict[str, Box]) -> None:
    """Panes stand in straight columns and rows; their sizes differ by a cell in width at most."""
    assert len({box.bottom - box.top for box in found.values()}) == 1
    widths = {box.right - box.left for box in found.values()}
    assert max(widths) - min(widths) <= 1
    columns, tops = {(box.left, box.right) for box in found.values()}, {box.top for box in found.values()}
    assert {(box.left, box.right) for box in found.values() if box.top == min(tops)} == columns
    assert len(columns) * len(tops) >= len(found)
