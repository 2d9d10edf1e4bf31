"""Every event of a stream."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import ClassVar, Literal, get_args

import msgspec

from streamboard.board.event_log import LogRow
from streamboard.common import units
from streamboard.run.block import DeltaKind
from streamboard.run.events import WireBytes

LogDepth = Literal["folded", "events", "wire"]
"""Events folded into counts; each event; each with the bytes that brought it."""
LOG_DEPTHS: tuple[LogDepth, ...] = get_args(LogDepth)

_MOST_WIRE = 1_000
"""Characters kept."""


class TapeRow(msgspec.Struct, gc=False):
    """Texts from outside are raw."""

    t: int
    """Nanoseconds on the run's clock."""
    attempt: int
    label: str
    """The event's name in the API, or what streamboard did."""
    words: str = ""
    """Details; a delta's text."""
    delta: str | None = None
    """Its type; None for other events."""
    index: int | None = None
    kind: DeltaKind = "other"
    added: int = 0
    """Characters of content."""
    total: int = 0
    """Of its block so far."""
    chars: int = 0
    """Of all content so far."""
    change: str = ""
    """What any event but a delta changed in the answer."""
    trouble: bool = False
    source: Literal["ours", "server", "api"] = "ours"
    """`ours`: what streamboard did; `api`: an API event; `server`: anything else a server sent."""
    wire: str = ""
    """The bytes, as text; empty if not kept."""
    wire_cut: int = 0
    """Characters cut at the end."""
    reads: int = 1
    """Reads of the connection that brought them."""
    began_ns: int | None = None
    """When the first was read; None for `t`."""
    cause: str = ""

    count: ClassVar[int] = 1

    @property
    def began(self) -> int:
        return self.t

    @property
    def detail(self) -> str:
        """`index 0 text_delta " robot"`, or another event's details."""
        if self.delta is None:
            return self.words
        index = "" if self.index is None else f"index {self.index} "
        more = "..." if self.added > len(self.words) else ""
        return f'{index}{self.delta} "{self.words}{more}"'.replace("\n", "\u23ce")

    @property
    def from_server(self) -> bool:
        return self.source != "ours"

    @property
    def effect(self) -> str:
        """On the answer; empty for all but API events."""
        if self.delta is None:
            return self.change
        if not self.added:
            return "no content" if self.kind != "beyond" else "one block too many: not kept"
        grown = f"+{units.count(self.added, 'character')}, now {self.total:,}"
        return f"{self.kind.replace('_', ' ')} {grown}"


class Tape:
    def __init__(self, most: int) -> None:
        self.rows: deque[TapeRow] = deque(maxlen=most)
        self.total = 0
        """Dropped ones included."""
        self.keeps = most > 0
        self._wire: WireBytes | None = None
        """The bytes of the next event."""

    @property
    def dropped(self) -> int:
        return self.total - len(self.rows)

    def keep(self, most: int) -> None:
        if most != self.rows.maxlen:
            self.rows = deque(self.rows, maxlen=most)
            self.keeps = most > 0

    def __getstate__(self) -> tuple[int, int]:
        # Whoever goes back to a snapshot has the events anyway; only the latest would fit here.
        return self.rows.maxlen or 0, self.total

    def __setstate__(self, state: tuple[int, int]) -> None:
        most, total = state
        self.__init__(most)  # type: ignore[misc]
        self.total = total

    def before(self, row: TapeRow) -> TapeRow | None:
        """None if no longer kept."""
        later = iter(reversed(self.rows))
        found = any(each is row for each in later)
        return next(later, None) if found else None

    def add(self, row: TapeRow) -> None:
        """An API event gets the bytes taken before it."""
        wire = self._wire
        if wire is not None and row.source == "api":
            self._wire = None
            _note_wire(row, wire)
        self._append(row)

    def _append(self, row: TapeRow) -> None:
        before = self.rows[-1] if self.rows else None
        if row.source != "api" and before is not None and before.attempt == row.attempt:
            row.chars = before.chars
        self.rows.append(row)
        self.total += 1

    def note(self, row: LogRow) -> None:
        if not self.keeps:
            self.total += 1
            return
        told = TapeRow(row.t, row.attempt, row.label, row.detail, trouble=row.trouble, cause=row.cause)
        self.add(told)

    def take(self, event: WireBytes) -> None:
        """The next event's bytes, or bytes outside any event."""
        if not self.keeps:
            self.total += event.part != "event"
            return
        if event.part == "event":
            self._wire = event
            return
        row = TapeRow(event.t, event.attempt, self._name(event), source="server")
        _note_wire(row, event)
        self._append(row)

    def _name(self, event: WireBytes) -> str:
        if event.part == "aside":
            return "comment" if event.text.startswith(":") else "no event"
        before = self.rows[-1] if self.rows else None
        bare = before is not None and before.label.isdigit() and before.attempt == event.attempt
        return "body" if bare else "no whole event"

    def note_head(self, row: LogRow, headers: Sequence[tuple[str, str]]) -> None:
        if not self.keeps:
            self.total += 1
        else:
            lines = "\n".join(f"{name}: {value}" for name, value in headers)
            told = TapeRow(row.t, row.attempt, row.label, row.detail, source="server")
            told.wire, told.wire_cut = lines[: 4 * _MOST_WIRE], max(len(lines) - 4 * _MOST_WIRE, 0)
            self._append(told)


def _note_wire(row: TapeRow, event: WireBytes) -> None:
    row.wire = event.text[:_MOST_WIRE]
    row.wire_cut = event.cut + max(len(event.text) - _MOST_WIRE, 0)
    row.reads, row.began_ns = event.reads, event.began_ns
