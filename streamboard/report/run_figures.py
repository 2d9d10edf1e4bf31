"""A run's figures as its last record."""

from __future__ import annotations

from collections.abc import Sequence

from streamboard.board.state import BoardState
from streamboard.comparing.gate_rulings import Judged, judged
from streamboard.report.export import as_json
from streamboard.report.reported import reported
from streamboard.run.events import RunFigures


def run_figures(board: BoardState, gates: Sequence[Judged] | None = None) -> RunFigures:
    """As in `report --format json`; without `gates`, those of the plan are judged."""
    run = reported("", board, judged(board) if gates is None else gates)
    return RunFigures(t=board.now, figures=as_json.document(run.board, run.table, run.gates))
