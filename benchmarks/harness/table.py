"""Tables of what was measured, beside what was promised."""

from __future__ import annotations

import statistics
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field

from rich import box
from rich.console import Console
from rich.table import Table


@dataclass
class Row:
    """One figure: its value, what was promised, and whether that is kept."""

    what: str
    value: str
    target: str = ""
    kept: bool | None = None
    """None where nothing was promised."""


@dataclass
class Report:
    """What one claim's command found."""

    number: str
    title: str
    note: str = ""
    rows: list[Row] = field(default_factory=list)

    def add(
        self, what: str, value: float, unit: str = "", *, at_most: float | None = None, digits: int = 1
    ) -> None:
        """Add a figure.

        Args:
            what: What it is.
            value: Its median.
            unit: Its unit.
            at_most: The promise.
            digits: After the point.
        """
        shown = f"{value:,.{digits}f} {unit}".strip()
        if at_most is None:
            self.rows.append(Row(what, shown))
        else:
            self.rows.append(Row(what, shown, f"<= {at_most:g} {unit}".strip(), value <= at_most))

    def say(self, what: str, value: str, *, kept: bool | None = None, target: str = "") -> None:
        """Add what is not a number."""
        self.rows.append(Row(what, value, target, kept))

    def print(self) -> None:
        """Print the table on standard output, as Markdown takes it."""
        table = Table(box=box.MARKDOWN)
        for column in ("what", "measured", "target", ""):
            table.add_column(column, justify="right" if column in ("measured", "target") else "left")
        for row in self.rows:
            mark = "" if row.kept is None else "kept" if row.kept else "MISSED"
            table.add_row(row.what, row.value, row.target, mark)
        print(f"\n### {self.number}. {self.title}")
        Console(file=sys.stdout, width=160, highlight=False).print(table)
        if self.note:
            print(self.note)


def median(values: Sequence[float]) -> float:
    """The median of rounds."""
    return statistics.median(values)
