"""The event log of a stream: what happened on the wire, deltas and pings folded into counts."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

MOST_LABEL, MOST_DETAIL = 100, 500
"""How many characters are kept: a row is one line on a screen."""
MAX_ROWS = 500
"""Older rows go; the run file has them all."""


@dataclass(slots=True)
class LogRow:
    """One line of the log."""

    t: int
    """Nanoseconds on the run's clock; the latest event's if several are folded."""
    attempt: int
    label: str
    """What happened, as the API or the run file calls it."""
    detail: str = ""
    count: int = 1
    """How many consecutive events of the same kind it stands for."""
    trouble: bool = False
    from_server: bool = False
    """A server sent it; else it is what streamboard did."""
    began: int = 0
    """As `t`, but the first event's: merged logs are sorted by it."""
    cause: str = ""
    """The type of the error that it tells of, if it tells of one."""


class EventLog:
    """Rows in the order of their events."""

    def __init__(self, tell: Callable[[LogRow], None] | None = None) -> None:
        """Make an empty log.

        Args:
            tell: Is told of what streamboard did, as it is logged.
        """
        self._tell = tell
        self.rows: deque[LogRow] = deque(maxlen=MAX_ROWS)
        self.dropped = 0
        """How many old rows were dropped."""
        self.revision = 0
        """Grows with every change."""

    @property
    def total(self) -> int:
        """How many rows there were in all."""
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
        """Append a row; see `LogRow`."""
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
        """Give a row other details."""
        row.detail = detail[:MOST_DETAIL]
        self.revision += 1

    def fold(self, t: int, attempt: int, label: str, *, from_server: bool = False) -> None:
        """Count an event in the last row if it is of the same kind, else append a row."""
        last = self.rows[-1] if self.rows else None
        if last is not None and last.label == label[:MOST_LABEL] and last.attempt == attempt:
            last.count += 1
            last.t = t
            self.revision += 1
        else:
            self.add(t, attempt, label, from_server=from_server)
