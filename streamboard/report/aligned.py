"""A table for thousands of rows: rich's own measures and wraps each cell many times."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.console import Console, ConsoleOptions, RenderResult
from rich.segment import Segment
from rich.style import Style

_BETWEEN = "  "
_HEADER = Style(bold=True)


class TextColumn(NamedTuple):
    name: str
    least: int
    """In terminal columns, as is `most`."""
    most: int | None = None
    """None for no limit."""
    words: bool = False
    """Aligned to the left and cut where room is short; figures never are."""


class TextCell(NamedTuple):
    """Sanitised, on one line."""

    text: str
    style: str = ""


class TextRows:
    def __init__(self, columns: Sequence[TextColumn], rows: Sequence[Sequence[TextCell]]) -> None:
        self._columns = columns
        self._rows = rows

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        widths = self._widths(options.max_width)
        styles: dict[str, Style | None] = {"": None}
        heads = [TextCell(column.name) for column in self._columns]
        yield from self._line(heads, widths, [_HEADER] * len(heads))
        for row in self._rows:
            for cell in row:
                if cell.style not in styles:
                    styles[cell.style] = console.get_style(cell.style)
            yield from self._line(row, widths, [styles[cell.style] for cell in row])

    def _widths(self, room: int) -> list[int]:
        widths = []
        for place, column in enumerate(self._columns):
            width = max(
                cell_len(column.name), column.least, *(cell_len(row[place].text) for row in self._rows)
            )
            widths.append(width if column.most is None else min(width, column.most))
        excess = sum(widths) + len(_BETWEEN) * (len(widths) - 1) - room
        while excess > 0:
            spare, place = max(
                (widths[place] - column.least, place)
                for place, column in enumerate(self._columns)
                if column.words
            )
            if spare <= 0:
                break
            widths[place] -= 1
            excess -= 1
        return widths

    def _line(
        self, cells: Sequence[TextCell], widths: Sequence[int], styles: Sequence[Style | None]
    ) -> Iterator[Segment]:
        for place, (column, cell, width) in enumerate(zip(self._columns, cells, widths, strict=True)):
            if place:
                yield Segment(_BETWEEN)
            yield Segment(_fitted(cell.text, width, words=column.words), styles[place])
        yield Segment.line()


def _fitted(text: str, width: int, *, words: bool) -> str:
    if text.isascii():
        if len(text) <= width:
            return text.ljust(width) if words else text.rjust(width)
    elif (cells := cell_len(text)) <= width:
        pad = " " * (width - cells)
        return f"{text}{pad}" if words else f"{pad}{text}"
    return f"{set_cell_size(text, width - 1)}…"
