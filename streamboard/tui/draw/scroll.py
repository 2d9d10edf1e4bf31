"""Scroll positions."""

from __future__ import annotations


class Scroll:
    """Fixed at a line, or following the end."""

    def __init__(self, *, at_end: bool = False) -> None:
        self.top: int | None = None if at_end else 0
        """None follows the end."""
        self._lines = 0
        self._rows = 1

    @property
    def _last_top(self) -> int:
        return max(self._lines - self._rows, 0)

    def window(self, lines: int, rows: int) -> int:
        """Return the first line to show."""
        self._lines, self._rows = lines, max(rows, 1)
        if self.top is not None:
            self.top = min(self.top, self._last_top)
        return self._last_top if self.top is None else self.top

    def stay(self) -> None:
        if self.top is None:
            self.top = self._last_top

    def by(self, lines: int) -> None:
        top = (self._last_top if self.top is None else self.top) + lines
        self.top = None if lines > 0 and top >= self._last_top else max(top, 0)

    def by_pages(self, pages: int) -> None:
        self.by(pages * max(self._rows - 1, 1))

    def place(self) -> str:
        """`lines 1-20/57`; empty if all are shown."""
        if self._lines <= self._rows:
            return ""
        top = self._last_top if self.top is None else self.top
        return f"lines {top + 1}-{top + self._rows}/{self._lines}"


class CursorScroll:
    """Keeps the cursor row in view."""

    def __init__(self) -> None:
        self.top = 0
        self.rows = 1
        self._at_top_for: str | None = None
        """The cursor that may be out of view until it moves."""

    def window(self, cursor: str | None, place: int, count: int, rows: int) -> range:
        """`cursor` is a stream's id, `place` its row among `count`."""
        self.rows = max(rows, 1)
        if self._at_top_for != cursor:
            self._at_top_for = None
        last_top = min(place, max(count - self.rows, 0))
        lowest = max(self.top, place - self.rows + 1)
        self.top = 0 if self._at_top_for else max(min(lowest, last_top), 0)
        return range(self.top, min(self.top + self.rows, count))

    def to_top(self, cursor: str | None) -> None:
        """Show the first rows until the cursor moves: after sorting, those matter."""
        self._at_top_for = cursor

    def by_pages(self, pages: int) -> None:
        """The caller moves the cursor along."""
        self.top += pages * self.rows
        self._at_top_for = None
