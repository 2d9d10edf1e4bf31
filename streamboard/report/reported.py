"""What a report is about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from streamboard.board.state import BoardState
from streamboard.common.errors import UsageError
from streamboard.comparing.comparison import Compared, compare
from streamboard.comparing.gate_rulings import Judged, judge
from streamboard.comparing.sides import RunSide
from streamboard.figures.table import Table, table


class Reported(NamedTuple):
    name: str
    board: BoardState
    table: Table
    gates: Sequence[Judged] = ()
    """Empty if they were judged in a comparison."""


class SideBySide(NamedTuple):
    old: RunSide
    new: RunSide
    found: Compared | None
    refused: UsageError | None
    """Why they were not compared; `found` is then None."""
    gates: Sequence[Judged]

    @property
    def name(self) -> str:
        """`tuesday.jsonl beside monday.jsonl`."""
        return f"{self.new.name} beside {self.old.name}"


class Report(NamedTuple):
    runs: Sequence[Reported]
    comparisons: Sequence[SideBySide] = ()


def reported(name: str, board: BoardState, gates: Sequence[Judged] = ()) -> Reported:
    return Reported(name, board, table(board, list(board.streams.values()), board.now), gates)


def report_of_table(board: BoardState, table: Table) -> Report:
    """Of one run without gates, such as the streams that a board shows."""
    return Report([Reported(board.plan.title, board, table)])


def beside(old: RunSide, new: RunSide, gates: Sequence[str] = (), *, anyway: bool = False) -> SideBySide:
    """`gates` replace those that the new side was run with; `anyway` is that of `comparison.compare`."""
    judged = judge(gates or new.boards[0].plan.gates, new, old, anyway=anyway)
    try:
        return SideBySide(old, new, compare(old, new, anyway=anyway), None, judged)
    except UsageError as error:
        return SideBySide(old, new, None, error, judged)
