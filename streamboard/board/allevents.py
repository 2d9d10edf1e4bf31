"""The logs of all streams and of the run, merged into one, and what of it is to be shown."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from itertools import islice
from operator import attrgetter
from typing import Literal, get_args

from streamboard.board.eventlog import EventLog, LogRow
from streamboard.board.finding import NOTHING, Search
from streamboard.board.state import BoardState
from streamboard.board.states import ENDS
from streamboard.board.stream import StreamState

MOST = 20_000
"""Rows that are kept, the latest: more than anybody reads."""

Kind = Literal["all", "trouble", "lifecycle", "wire"]
"""Which rows: all, what went wrong, what streamboard did with the streams, what servers sent."""
KINDS: tuple[Kind, ...] = get_args(Kind)

_OURS = frozenset({"queued", "started", "connected", "sent", "retry", "planned", "no more events", *ENDS})
"""The labels of a stream's rows that no server sent."""


class Entry:
    """A row of a log, and whose it is."""

    __slots__ = ("key", "row", "stream")

    def __init__(self, row: LogRow, stream: StreamState | None, place: int) -> None:
        """Make an entry.

        Args:
            row: The row; it may still count up.
            stream: None for the run's own.
            place: Of the row in its log.
        """
        self.row = row
        self.stream = stream
        self.key = (row.began, stream.number if stream is not None else 0, place)
        """Where it stands among all entries."""

    @property
    def ours(self) -> bool:
        """Whether it tells what streamboard did, not what a server sent."""
        return self.stream is None or self.row.label in _OURS or self.row.label.startswith("turn ")

    def meets(self, kind: Kind, search: Search) -> bool:
        """Whether it is of a kind, and has what is searched for in its words or in its stream's names."""
        row, stream = self.row, self.stream
        of_kind = {"all": True, "trouble": row.trouble, "lifecycle": self.ours, "wire": not self.ours}
        if not of_kind[kind] or not search:
            return of_kind[kind]
        names = (
            (stream.plan.name, stream.column(), stream.model(), stream.endpoint())
            if stream is not None
            else ("run",)
        )
        words = "\n".join((row.label, row.detail, *names)).lower()
        return search.meets(lambda word: word in words)


_KEY = attrgetter("key")


class AllEvents:
    """All rows in the order in which they began. Keeping up costs what is new.

    Rows that their logs let go of stay, and so do those of streams that were removed, as far as they were
    seen here and up to `MOST`.
    """

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        """All rows."""
        self.shown: list[Entry] = []
        """Those that were asked for, in the same order."""
        self._taken: dict[str | None, tuple[EventLog, int]] = {}
        """How many rows of each log are in, by stream; None is the run."""
        self._asked: tuple[Kind, Search] = ("all", NOTHING)

    def update(self, board: BoardState, kind: Kind, search: Search) -> None:
        """Take in what is new, and show what is asked for."""
        new = sorted(self._new(board), key=_KEY)
        first = bisect_left(self.entries, new[0].key, key=_KEY) if new else len(self.entries)
        if new:
            self.entries[first:] = sorted([*self.entries[first:], *new], key=_KEY)
        if (kind, search) != self._asked:
            self._asked, first = (kind, search), 0
        if first < len(self.entries):
            self._show_from(first)
        self._forget()

    def _new(self, board: BoardState) -> Iterator[Entry]:
        """The rows that are not in yet."""
        yield from self._new_of(board.log, None)
        for stream in board.streams.values():
            yield from self._new_of(stream.log, stream)

    def _new_of(self, log: EventLog, stream: StreamState | None) -> Iterator[Entry]:
        name = stream.plan.id if stream is not None else None
        known, taken = self._taken.get(name, (log, 0))
        if known is not log:
            taken = 0
        total = log.total
        if total > taken or name not in self._taken:
            self._taken[name] = log, total
            new = list(islice(reversed(log.rows), total - taken))
            yield from (Entry(row, stream, total - back) for back, row in enumerate(new, 1))

    def _show_from(self, first: int) -> None:
        """Choose anew from an entry on."""
        kind, search = self._asked
        keep = bisect_left(self.shown, self.entries[first].key, key=_KEY)
        self.shown[keep:] = [entry for entry in self.entries[first:] if entry.meets(kind, search)]

    def _forget(self) -> None:
        """Let go of the oldest rows, many at once."""
        if len(self.entries) > MOST * 5 // 4:
            del self.entries[: len(self.entries) - MOST]
            del self.shown[: bisect_left(self.shown, self.entries[0].key, key=_KEY)]
