"""An event log, with deltas and pings folded into counts."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

MOST_LABEL, MOST_DETAIL = 100, 500
"""In characters: a row is one line on a screen."""
MAX_ROWS = 500
"""Older rows go; the run file has them all."""


@dataclass(slots=True)
class LogRow:
    t: int
    """Nanoseconds on the run's clock; of the latest event if several are folded."""
    attempt: int
    """0 for what concerns the run."""
    label: str
    """As the API or the run file calls it."""
    detail: str = ""
    count: int = 1
    """Consecutive events of one kind."""
    trouble: bool = False
    from_server: bool = False
    """A server sent it; else streamboard did it."""
    began: int = 0
    """As `t`, but of the first event: merged logs sort by it."""
    cause: str = ""
    """The error's type."""


class EventLog:
    def __init__(self, tell: Callable[[LogRow], None] | None = None) -> None:
        """`tell` gets each row about what streamboard did."""
        self._tell = tell
        self.rows: deque[LogRow] = deque(maxlen=MAX_ROWS)
        self.dropped = 0
        self.revision = 0
        """Grows with every change."""

    @property
    def total(self) -> int:
        return self.dropped + len(self.rows)

    def add(
        self,
        t: int,
        attempt: int,
        label: str,
        detail: str = "",
        *,
        trouble: bool = False,
        from_server: bool = False,
        cause: str = "",
    ) -> LogRow:
        if len(self.rows) == MAX_ROWS:
            self.dropped += 1
        label, detail = label[:MOST_LABEL], detail[:MOST_DETAIL]
        row = LogRow(t, attempt, label, detail, 1, trouble, from_server, began=t, cause=cause[:MOST_LABEL])
        self.rows.append(row)
        self.revision += 1
        if self._tell is not None and not from_server:
            self._tell(row)
        return row

    def change(self, row: LogRow, detail: str) -> None:
        row.detail = detail[:MOST_DETAIL]
        self.revision += 1

    def fold(self, t: int, attempt: int, label: str, *, from_server: bool = False) -> None:
        last = self.rows[-1] if self.rows else None
        if last is not None and last.label == label[:MOST_LABEL] and last.attempt == attempt:
            last.count += 1
            last.t = t
            self.revision += 1
        else:
            self.add(t, attempt, label, from_server=from_server)
