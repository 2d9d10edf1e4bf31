"""A run at its end, and its figures as files and people have them."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import settings

from streamboard.board.state import BoardState
from streamboard.board.stream import StreamState
from streamboard.figures.catalogue import figures_of
from streamboard.figures.figure import Figure
from streamboard.figures.reading import Reading
from streamboard.figures.table import Group, Table, table
from tests.support.examples import EXAMPLES
from tests.support.runs import MadeRun

runs = settings(max_examples=EXAMPLES // 3)


@dataclass
class Told:
    """A run at its end, and its table."""

    board: BoardState
    table: Table

    @classmethod
    def of(cls, run: MadeRun) -> Told:
        board = run.board()
        return cls(board, table(board, list(board.streams.values()), board.now))

    @property
    def now(self) -> int:
        return self.board.now

    @property
    def streams(self) -> list[StreamState]:
        return list(self.board.streams.values())

    @property
    def groups(self) -> list[tuple[str, Group]]:
        """As the exports name them."""
        whole = ("all", self.table.whole)
        columns = [("column", group) for group in self.table.columns]
        return [whole, *columns, *(("prompt", group) for group in self.table.prompts)]

    @property
    def all_figures(self) -> tuple[Figure, ...]:
        return figures_of(self.board.plan.slo)


def number(figure: Figure, reading: Reading) -> float | None:
    """As files hold it."""
    return None if reading.settled is None else figure.unit.number(reading.settled)


def shown(figure: Figure, reading: Reading) -> str:
    """As people read it."""
    return f"{figure.text(reading)}{reading.sign}"
