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
    further: tuple[str, ...] = ()
    """What stands in the report's further columns."""


@dataclass
class Report:
    """What one claim's command found."""

    number: str
    title: str
    note: str = ""
    rows: list[Row] = field(default_factory=list)
    further: tuple[str, ...] = ()
    """Headings of the columns that follow the usual ones."""

    def add(
        self,
        what: str,
        value: float,
        unit: str = "",
        *,
        at_most: float | None = None,
        digits: int = 1,
        further: tuple[str, ...] = (),
    ) -> None:
        """Add a figure.

        Args:
            what: What it is.
            value: Its median.
            unit: Its unit.
            at_most: The promise.
            digits: After the point.
            further: What stands in the further columns.
        """
        shown = f"{value:,.{digits}f} {unit}".strip()
        if at_most is None:
            self.rows.append(Row(what, shown, further=further))
        else:
            self.rows.append(Row(what, shown, f"<= {at_most:g} {unit}".strip(), value <= at_most, further))

    def say(self, what: str, value: str, *, kept: bool | None = None, target: str = "") -> None:
        """Add what is not a number."""
        self.rows.append(Row(what, value, target, kept))

    def print(self) -> None:
        """Print the table on standard output, as Markdown takes it."""
        table = Table(box=box.MARKDOWN)
        for column in ("what", "measured", "target", ""):
            table.add_column(column, justify="right" if column in ("measured", "target") else "left")
        for column in self.further:
            table.add_column(column, justify="right")
        for row in self.rows:
            mark = "" if row.kept is None else "kept" if row.kept else "MISSED"
            table.add_row(row.what, row.value, row.target, mark, *row.further)
        print(f"\n### {self.number}. {self.title}")
        Console(file=sys.stdout, width=160, highlight=False).print(table)
        if self.note:
            print(self.note)


def median(values: Sequence[float]) -> float:
    """The median of rounds."""
    return statistics.median(values)
