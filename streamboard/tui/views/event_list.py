"""What the events view lists, and its cursor."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from streamboard.board.causes import Cause, Key, by_cause
from streamboard.board.merged_log import KINDS, AllEvents, Entry, Kind
from streamboard.board.state import BoardState
from streamboard.board.stream import StreamState
from streamboard.tui.draw.scene import Scene

Line = Entry | Cause


class EventList:
    """Events of all streams in time order, or trouble by cause.

    In time order the cursor follows the newest event until it is moved away.
    """

    def __init__(self) -> None:
        self._all = AllEvents()
        self.kind: Kind = "all"
        self.newest_first = False
        self._open: set[Key] = set()
        """Causes whose events are listed."""
        self._at: Line | None = None
        """The line under the cursor; None follows the newest."""
        self.lines: Sequence[Line] = ()
        """From the top."""
        self.causes: Sequence[Cause] = ()
        """Up to date only while trouble is shown."""
        self._made_of: tuple[object, ...] = ()

    def update(self, board: BoardState, scene: Scene) -> None:
        self._all.update(board, self.kind, scene.search, depth=scene.depth)
        made_of = (self._all.revision, self.kind, self.newest_first, frozenset(self._open))
        if made_of != self._made_of:
            self._made_of = made_of
            lines = self._by_cause() if self.by_cause else self._all.shown
            self.lines = lines[::-1] if self.newest_first and not self.by_cause else lines

    def _by_cause(self) -> list[Line]:
        causes = by_cause(self._all.shown)
        step = -1 if self.newest_first else 1
        self.causes = causes[::step]
        lines: list[Line] = []
        for cause in self.causes:
            lines += [cause, *(cause.entries[::step] if self.is_open(cause) else ())]
        return lines

    # -- what is listed

    @property
    def by_cause(self) -> bool:
        return self.kind == "trouble"

    @property
    def shown(self) -> int:
        """How many events match."""
        return len(self._all.shown)

    @property
    def total(self) -> int:
        return len(self._all.entries)

    def is_open(self, cause: Cause) -> bool:
        return cause.key in self._open

    def show_next_kind(self) -> None:
        self.kind = KINDS[(KINDS.index(self.kind) + 1) % len(KINDS)]
        if isinstance(self._at, Cause) or self.by_cause:
            self._at = None

    def reverse(self) -> None:
        self.newest_first = not self.newest_first

    # -- the cursor

    @property
    def cursor(self) -> int:
        """The index of the cursor's line, or of the next if that is gone; -1 without lines."""
        lines, at = self.lines, self._at
        if not lines:
            return -1
        if self.by_cause:
            return next((place for place, line in enumerate(lines) if _same(line, at)), 0)
        if at is None or isinstance(at, Cause):
            return 0 if self.newest_first else len(lines) - 1
        place = min(bisect_left(self._all.shown, at.key, key=lambda entry: entry.key), len(lines) - 1)
        return len(lines) - 1 - place if self.newest_first else place

    @property
    def under_cursor(self) -> Line | None:
        return self.lines[self.cursor] if self.lines else None

    def go_to(self, index: int) -> None:
        """On the newest event, the cursor follows."""
        lines = self.lines
        if not lines:
            self._at = None
            return
        index = min(max(index, 0), len(lines) - 1)
        newest = 0 if self.newest_first else len(lines) - 1
        self._at = None if index == newest and not self.by_cause else lines[index]

    def follow(self) -> None:
        """Among causes, go to the last line."""
        self.go_to(0 if self.newest_first and not self.by_cause else len(self.lines) - 1)

    def turn(self) -> bool:
        """Open or close the cause under the cursor; return whether there is one."""
        line = self.under_cursor
        if isinstance(line, Cause):
            self._open ^= {line.key}
            self._at = line
        return isinstance(line, Cause)

    def stream(self, board: BoardState) -> StreamState | None:
        """The stream of the event under the cursor, if still on the board."""
        line = self.under_cursor
        stream = line.stream if isinstance(line, Entry) else None
        there = stream is not None and board.streams.get(stream.plan.id) is stream
        return stream if there else None


def _same(line: Line, other: Line | None) -> bool:
    """By key: lines are recreated as events arrive."""
    return type(line) is type(other) and other is not None and line.key == other.key
