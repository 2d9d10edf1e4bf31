"""The events of a recorded run, with random access to those that were read."""

from __future__ import annotations

import tempfile
from array import array
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Protocol

import msgspec

from streamboard.common.errors import RunFileError, SourceEndedError
from streamboard.run.codec import NotAnEventError
from streamboard.run.events import Event, Nanoseconds, RunStarted
from streamboard.run.reader import RunReader, event_on
from streamboard.run.runfile import RunFile
from streamboard.safety.paths import shown

_TAIL = 262_144
"""Bytes at the end, searched for the last stamp."""


class Recorded(Protocol):
    path: Path
    started: RunStarted
    last: int | None
    """The last stamp; None if unknown before all is read."""

    @property
    def over(self) -> bool: ...

    def read_on(self, most: int) -> list[Event]: ...

    def between(self, first: int, last: int) -> list[Event]:
        """Return events [first, last), numbered from 0; all have been read."""
        ...

    def end(self) -> SourceEndedError | None:
        """Return `RunFile.end`, once all was read."""
        ...

    def close(self) -> None: ...


class KeptEvents:
    def __init__(self, run: RunFile) -> None:
        self.path, self.started = run.path, run.started
        self.last: int | None = max(event.t for event in run.events)
        self._run = run
        self._read = 0

    @property
    def over(self) -> bool:
        return self._read == len(self._run.events)

    def read_on(self, most: int) -> list[Event]:
        begin, self._read = self._read, min(self._read + most, len(self._run.events))
        return self._run.events[begin : self._read]

    def between(self, first: int, last: int) -> list[Event]:
        return self._run.events[first:last]

    def end(self) -> SourceEndedError | None:
        return self._run.end()

    def close(self) -> None:
        pass


class EventFile:
    """Keeps only line offsets in memory, eight bytes each.

    Lines of packed files and of other tools are copied to an anonymous temporary file.
    """

    def __init__(self, path: Path) -> None:
        """Open a run file and read its beginning.

        Raises:
            RunFileError: It cannot be read, or is not a run file.
        """
        self.path = path
        self.last: int | None = None
        self._begins = array("q")
        self._end = 0
        self._broken = ""
        self._lines: BinaryIO | None = None
        self._reader = RunReader(path, self._note)
        self.started = self._reader.started
        """The first event; a replacement set here is handed out instead."""
        self._begin = self.started
        try:
            if self._lines is None:
                self._lines = path.open("rb")
                self.last = _last_stamp(self._lines)
        except OSError as error:
            raise RunFileError(f"{path} cannot be read: {error.strerror}.") from None

    @property
    def over(self) -> bool:
        return self._reader.over

    def _note(self, place: int | None, line: bytes) -> None:
        if place is None:
            if self._lines is None:
                self._lines = tempfile.TemporaryFile()  # noqa: SIM115
            place = self._end
            self._lines.seek(place)
            self._lines.write(line)
        self._begins.append(place)
        self._end = place + len(line)

    def read_on(self, most: int) -> list[Event]:
        try:
            return [self._told(event) for event in self._reader.read(most)]
        except (RunFileError, OSError) as error:
            self._broken = error.message if isinstance(error, RunFileError) else f"{error.strerror}"
            self._reader.over = True
            return []

    def between(self, first: int, last: int) -> list[Event]:
        if first >= last or self._lines is None:
            return []
        begin = self._begins[first]
        end = self._begins[last] if last < len(self._begins) else self._end
        try:
            self._lines.seek(begin)
            data = self._lines.read(end - begin)
        except OSError as error:
            self._broken = f"{error.strerror}"
            return []
        events: list[Event] = []
        for line in data.splitlines(keepends=True):
            with suppress(NotAnEventError):
                events.append(self._told(event_on(line)))
        return events

    def _told(self, event: Event) -> Event:
        return self.started if type(event) is RunStarted and self.started is not self._begin else event

    @property
    def warning(self) -> str:
        return self._reader.warning

    def end(self) -> SourceEndedError | None:
        if self._broken:
            return SourceEndedError(
                f"{shown(self.path)} can no longer be read: {self._broken}.", "What came before is shown."
            )
        return self._reader.end()

    def close(self) -> None:
        self._reader.over = True
        self._reader.close()
        if self._lines is not None:
            self._lines.close()
            self._lines = None


class _Stamp(msgspec.Struct):
    t: Nanoseconds = 0


def _last_stamp(file: BinaryIO) -> int | None:
    size = file.seek(0, 2)
    file.seek(max(size - _TAIL, 0))
    latest = None
    for line in file.read(_TAIL).split(b"\n")[1:]:
        with suppress(msgspec.DecodeError, UnicodeError, RecursionError):
            latest = max(latest or 0, msgspec.json.decode(line, type=_Stamp).t)
    return latest
