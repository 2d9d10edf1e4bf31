"""Tables of what was measured, beside what was promised."""

from __future__ import annotations

import statistics
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field

from rich import box
from rich.console import Console
from rich.table import Table

NOT_MEASURED = "not measured in a quick run"
"""In place of a figure for which a quick run was too short."""


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
    needs_time: bool = False
    """A quick run is too short to say whether it is kept."""


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
        value: float | None,
        unit: str = "",
        *,
        at_most: float | None = None,
        digits: int = 1,
        further: tuple[str, ...] = (),
    ) -> None:
        """Add a figure.

        Args:
            what: What it is.
            value: Its median; None if the run was too short for it.
            unit: Its unit.
            at_most: The promise.
            digits: After the point.
            further: What stands in the further columns.
        """
        shown = "" if value is None else f"{value:,.{digits}f} {unit}".strip()
        target = "" if at_most is None else f"<= {at_most:g} {unit}".strip()
        kept = None if at_most is None or value is None else value <= at_most
        self.rows.append(Row(what, shown, target, kept, further, needs_time=True))

    def say(self, what: str, value: str, *, kept: bool | None = None, target: str = "") -> None:
        """Add what is not a number."""
        self.rows.append(Row(what, value, target, kept))

    def print(self, *, quick: bool = False) -> None:
        """Print the table on standard output, as Markdown takes it.

        Args:
            quick: It was a quick run, which says nothing of promises that take time.
        """
        table = Table(box=box.MARKDOWN)
        for column in ("what", "measured", "target", ""):
            table.add_column(column, justify="right" if column in ("measured", "target") else "left")
        for column in self.further:
            table.add_column(column, justify="right")
        for row in self.rows:
            silent = row.kept is None or (quick and row.needs_time)
            mark = "" if silent else "kept" if row.kept else "MISSED"
            value = row.value or (NOT_MEASURED if quick else "the run was too short")
            table.add_row(row.what, value, row.target, mark, *row.further)
        print(f"\n### {self.number}. {self.title}")
        Console(file=sys.stdout, width=160, highlight=False).print(table)
        if self.note:
            print(self.note)


def median_of_all(values: Sequence[float | None]) -> float | None:
    """The median of rounds; None if one of them was too short."""
    known = [value for value in values if value is not None]
    return median(known) if len(known) == len(values) else None


def ratio(over: float | None, under: float | None) -> float | None:
    """One divided by the other, if both were measured and there is something to divide by."""
    return over / under if over is not None and under else None


def median(values: Sequence[float]) -> float:
    """The median of rounds."""
    return statistics.median(values)
