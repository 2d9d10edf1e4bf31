"""Trouble from the event logs of the run and its streams."""

from __future__ import annotations

from streamboard.board.merged_log import AllEvents
from streamboard.board.search import NOTHING
from streamboard.board.state import BoardState
from streamboard.common import units
from streamboard.report.html.markup import Markup, element, joined
from streamboard.report.html.tables import name_of, table_of

_MOST = 1_000
"""Rows; the run file has them all."""


def trouble(board: BoardState) -> Markup:
    """In the order in which they began."""
    events = AllEvents()
    events.update(board, "trouble", NOTHING)
    rows = [
        [
            f"{entry.row.began / 1e9:.3f} s",
            name_of(entry.stream.plan.name if entry.stream is not None else "run"),
            str(entry.row.attempt or units.DASH),
            entry.row.label + (f" x {entry.row.count}" if entry.row.count > 1 else ""),
            entry.row.detail,
        ]
        for entry in events.shown[:_MOST]
    ]
    if not rows:
        return element("p", "None.")
    left = len(events.shown) - len(rows)
    more = element("p", f"And {left} more, in the run file.", class_="note") if left else None
    heads = ["after", "stream", "attempt", "event", "details"]
    return joined([table_of("Events of trouble", heads, rows, numbers=5), more])
