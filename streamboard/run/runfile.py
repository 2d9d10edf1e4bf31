"""Whole run files; `reader` reads them event by event."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from streamboard.common.errors import SourceEndedError
from streamboard.run.events import Event, RunEnded, RunStarted
from streamboard.run.reader import LAST, RunReader, ends_here, what_is_missing

_AT_ONCE = 10_000


@dataclass(frozen=True)
class RunFile:
    path: Path
    started: RunStarted
    events: list[Event]
    """In file order, `started` included."""
    torn: bool
    bad_lines: tuple[int, ...]

    @property
    def complete(self) -> bool:
        return any(isinstance(event, RunEnded) for event in self.events[-LAST:])

    @property
    def warning(self) -> str:
        return what_is_missing(torn=self.torn, ended=self.complete, bad_lines=self.bad_lines)

    def end(self) -> SourceEndedError | None:
        return ends_here(self.warning)


def read(path: Path) -> RunFile:
    """Read a run file, packed or not, or another tool's.

    Raises:
        RunFileError: It cannot be read, or is no run file.
    """
    events: list[Event] = []
    with closing(RunReader(path)) as reader:
        while not reader.over:
            events += reader.read(_AT_ONCE)
    return RunFile(path, reader.started, events, torn=reader.torn, bad_lines=tuple(reader.bad_lines))
