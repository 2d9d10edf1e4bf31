"""All logs, merged and filtered."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from itertools import islice
from operator import attrgetter
from typing import Literal, get_args

from streamboard.board.event_log import EventLog, LogRow
from streamboard.board.event_tape import LogDepth, Tape, TapeRow
from streamboard.board.search import NOTHING, Search
from streamboard.board.state import BoardState
from streamboard.board.stream import StreamState

MOST = 20_000
"""Entries kept."""

Kind = Literal["all", "trouble", "lifecycle", "wire"]
"""`lifecycle`: what streamboard did; `wire`: what servers sent."""
KINDS: tuple[Kind, ...] = get_args(Kind)


class Entry:
    __slots__ = ("cause", "key", "row", "stream")

    def __init__(self, row: LogRow | TapeRow, stream: StreamState | None, place: int) -> None:
        """`stream` is None in the run's own log; `place` counts its rows, dropped ones too."""
        self.row = row
        self.stream = stream
        self.cause: tuple[str, str] | None = None
        """See `causes.Key`; None until first computed."""
        self.key = (row.began, stream.number if stream is not None else 0, place)

    @property
    def ours(self) -> bool:
        return not self.row.from_server

    def meets(self, kind: Kind, search: Search) -> bool:
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
    """Rows stay, up to `MOST`, when their log or the board drops them."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.shown: list[Entry] = []
        """Those that match kind and search."""
        self.revision = 0
        """Grows whenever `shown` may have changed."""
        self._taken: dict[str | None, tuple[EventLog | Tape, int]] = {}
        """Each log and how many of its rows were taken, by stream id; None is the run's."""
        self._asked: tuple[Kind, Search] = ("all", NOTHING)
        self._of: tuple[LogDepth, int] = ("folded", 0)

    def update(self, board: BoardState, kind: Kind, search: Search, *, depth: LogDepth = "folded") -> None:
        """Costs only what is new, except at another depth or epoch."""
        if (depth, board.epoch) != self._of:
            self._of = depth, board.epoch
            self.entries, self.shown, self._taken = [], [], {}
            self.revision += 1
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
        yield from self._new_of(board.log, None)
        for stream in board.streams.values():
            yield from self._new_of(stream.log if self._of[0] == "folded" else stream.tape, stream)

    def _new_of(self, log: EventLog | Tape, stream: StreamState | None) -> Iterator[Entry]:
        name = stream.plan.id if stream is not None else None
        known, taken = self._taken.get(name, (log, 0))
        if known is not log:
            taken = 0
        total = log.total
        if total > taken or name not in self._taken:
            self._taken[name] = log, total
            new: list[LogRow | TapeRow] = list(islice(reversed(log.rows), total - taken))
            yield from (Entry(row, stream, total - back) for back, row in enumerate(new, 1))

    def _show_from(self, first: int) -> None:
        kind, search = self._asked
        self.revision += 1
        keep = bisect_left(self.shown, self.entries[first].key, key=_KEY)
        self.shown[keep:] = [entry for entry in self.entries[first:] if entry.meets(kind, search)]

    def _forget(self) -> None:
        if len(self.entries) > MOST * 5 // 4:
            self.revision += 1
            del self.entries[: len(self.entries) - MOST]
            del self.shown[: bisect_left(self.shown, self.entries[0].key, key=_KEY)]
