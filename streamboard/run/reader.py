"""Reads run files event by event: JSON Lines that may be cut off at any byte."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from io import BufferedReader
from itertools import chain, islice
from pathlib import Path
from typing import TypeVar

import msgspec

from streamboard.common.errors import RunFileError, SourceEndedError
from streamboard.run.codec import NotAnEventError, UnknownEventError, decode, encode
from streamboard.run.commands import LINE_LIMIT
from streamboard.run.events import RUN_FILE_VERSION, Event, RunEnded, RunStarted, StreamPlanned
from streamboard.run.foreign.catalogue import foreign_in
from streamboard.run.packed import DamagedError, Source, begins_packed, opened
from streamboard.run.question import is_message
from streamboard.run.wrong_file import EMPTY, NAME_A_RUN, WrongFile, what_it_is
from streamboard.safety.decoding_cost import MOST_TOKENS, too_heavy
from streamboard.safety.nesting import MOST_DEPTH, nested_deeper
from streamboard.safety.paths import in_time

MOST_BYTES = 1_000_000_000
"""Of a file, unpacked."""
_MOST_DEPTH = MOST_DEPTH + 20
"""Our fields enclose a server's or a prompt set's."""
_MOST_LINE = LINE_LIMIT + 1_000_000
"""Bytes; a line with a plan was one line to the engine, too."""
_MOST_EARLY = 10_000
"""Lines before the one that begins the run."""
LAST = 3
"""`RunEnded` may be any of the last so many events."""
_HEAD = 4_096
_BOM = b"\xef\xbb\xbf"
_CUT = WrongFile("its packed data is damaged in its first line", "Is there a copy of it?")
_LARGE = (b'{"event":"run_started"', b'{"event":"stream_planned"', b'{"event":"run_figures"')
_MOST_IN_LARGE = 2_000_000
"""Values in a line with a plan or figures; others have a server's event and few of ours."""

_T = TypeVar("_T")
OnLine = Callable[[int | None, bytes], None]
"""Called with each event's offset, None in packed and other tools' files, and line."""


LOOKED_AT = 256
"""Bytes that `begins_as_run` needs."""


def begins_as_run(begin: bytes) -> bool:
    """Return whether this begins a run; packed files do, as prompt sets are never packed."""
    text = begin.removeprefix(_BOM)
    return text.startswith(_LARGE[0]) or begins_packed(begin) or foreign_in(text) is not None


class _Head(msgspec.Struct):
    version: int | None = None


class RunReader:
    def __init__(self, path: Path, on_line: OnLine | None = None) -> None:
        """Open a run file, packed or not, or another tool's.

        Raises:
            RunFileError: It cannot be read, or is no run file.
        """
        self.path = path
        self.torn = False
        """The last line was cut off, as by a kill or a full disk; known at the end."""
        self.bad_lines: list[int] = []
        """Numbers (from 1) of other lines without an event; they are skipped."""
        self.over = False
        self._last: list[Event] = []
        self._on_line = on_line
        self._number = self._place = 0
        self._begun = False
        self._head = b""
        self._file = _guarded(path, lambda: in_time(path, partial(_opened, path)))
        try:
            self._events = self._read()
            self.started = _guarded(path, self._begin)
        except BaseException:
            self.close()
            raise

    def _begin(self) -> RunStarted:
        early: list[Event] = []
        for event in islice(self._events, _MOST_EARLY):
            early.append(event)
            if isinstance(event, RunStarted):
                break
        if not early or not isinstance(started := early[-1], RunStarted):
            what, advice = what_it_is(self._head) if self._head else (_CUT if self.torn else EMPTY)
            raise RunFileError(f"{self.path}:1: this is not a run file: {what}.", advice)
        if not started.plan.streams:
            raise RunFileError(
                f"{self.path} has a plan without streams; there is nothing to show.", "Name another run file."
            )
        self._events = chain(early, self._events)
        return started

    def read(self, most: int) -> list[Event]:
        """Return the next events; fewer than `most` only at the end.

        Raises:
            RunFileError: It cannot be read further, or is too large.
        """
        events = _guarded(self.path, lambda: [*islice(self._events, most)])
        if len(events) < most:
            self.over = True
            self.close()
        self._last = [*self._last, *events[-LAST:]][-LAST:]
        return events

    @property
    def ended(self) -> bool:
        return any(isinstance(event, RunEnded) for event in self._last)

    def _read(self) -> Iterator[Event]:
        lines = self._lines()
        first = next(lines, None)
        if first is None:
            return
        _check_version(self.path, first)
        if (foreign := foreign_in(first)) is not None:
            for event in foreign.events(chain([first], lines), self.path, self._is_bad):
                if self._on_line is not None:
                    self._on_line(None, encode(event))
                yield event
            return
        plain = isinstance(self._file, BufferedReader)
        for line in chain([first], lines):
            try:
                event = event_on(line)
            except NotAnEventError as error:
                if not isinstance(error, UnknownEventError):
                    self._is_bad()
                if not self._begun and self._number > _MOST_EARLY:
                    return
                continue
            self._begun = True
            if self._on_line is not None:
                self._on_line(self._place if plain else None, line)
            yield event

    def _is_bad(self) -> None:
        self.bad_lines.append(self._number)

    def _lines(self) -> Iterator[bytes]:
        readline = self._file.readline
        end = 0
        while True:
            try:
                line = readline(_MOST_LINE)
            except DamagedError:
                self.torn = True
                return
            if not line:
                return
            self._number += 1
            self._place, end = end, end + len(line)
            if end > MOST_BYTES:
                raise _too_large(self.path, end)
            if len(self._head) < _HEAD:
                self._head += line[:_HEAD]
            if not line.endswith(b"\n"):
                if len(line) < _MOST_LINE or not (skipped := self._skip()):
                    self.torn = True
                    return
                end += skipped
                self._is_bad()
                continue
            if self._number == 1 and line.startswith(_BOM):
                self._place, line = len(_BOM), line.removeprefix(_BOM)
            yield line

    def _skip(self) -> int:
        """Return how long a line's rest is; 0 if it has no end."""
        size = 0
        with suppress(DamagedError):
            while (part := self._file.readline(_MOST_LINE)) and size < MOST_BYTES:
                size += len(part)
                if part.endswith(b"\n"):
                    return size
        return 0

    def close(self) -> None:
        self._file.__exit__(None, None, None)

    @property
    def warning(self) -> str:
        return what_is_missing(torn=self.torn, ended=self.ended or not self.over, bad_lines=self.bad_lines)

    def end(self) -> SourceEndedError | None:
        return ends_here(self.warning)


def what_is_missing(*, torn: bool, ended: bool, bad_lines: Sequence[int]) -> str:
    words = []
    if torn:
        words.append("the last line is cut off")
    elif not ended:
        words.append("the run did not end properly")
    if bad_lines:
        words.append(f"{len(bad_lines)} lines hold no event (first: line {bad_lines[0]})")
    return "; ".join(words)


def ends_here(missing: str) -> SourceEndedError | None:
    if not missing:
        return None
    return SourceEndedError(f"The recording ends here: {missing}.", "The rest was not recorded.")


def _guarded(path: Path, work: Callable[[], _T]) -> _T:
    try:
        return work()
    except OSError as error:
        raise RunFileError(f"{path} cannot be read: {error.strerror}.") from None


def _opened(path: Path) -> Source:
    if not path.is_file():
        what = "is not a file" if path.exists() else "does not exist"
        raise RunFileError(f"{path} {what}.", NAME_A_RUN)
    if (size := path.stat().st_size) > MOST_BYTES:
        raise _too_large(path, size)
    return opened(path)


def _too_large(path: Path, size: int) -> RunFileError:
    return RunFileError(
        f"{path} has {size / 1e9:.1f} GB; at most {MOST_BYTES / 1e9:g} GB are read.",
        "Cut it with `head -c`: the beginning of a run file is a run file.",
    )


def event_on(line: bytes) -> Event:
    """Decode a line.

    Raises:
        NotAnEventError: No event, or one that no run could have written.
    """
    if line[:1] == b"\0":  # Left by a power cut.
        line = line.lstrip(b"\0")
    if nested_deeper(line, _MOST_DEPTH):
        raise NotAnEventError("nested too deeply")
    if too_heavy(line, _MOST_IN_LARGE if line.startswith(_LARGE) else 2 * MOST_TOKENS):
        raise NotAnEventError("more values than any event has")
    event = decode(line)
    plans = event.plan.streams if isinstance(event, RunStarted) else []
    if isinstance(event, StreamPlanned):
        plans = [event.plan]
    if not all(_are_messages(plan.request.get("messages", [])) for plan in plans):
        raise NotAnEventError("a request with messages of another shape")
    return event


def _are_messages(value: object) -> bool:
    return isinstance(value, list) and all(map(is_message, value))


def _check_version(path: Path, first_line: bytes) -> None:
    """Refuse later versions, which could be misread."""
    try:
        version = msgspec.json.decode(first_line, type=_Head).version
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return  # Not a run file, which `_begin` reports.
    if version is not None and version > RUN_FILE_VERSION:
        raise RunFileError(
            f"{path} has format version {version}; this streamboard reads up to {RUN_FILE_VERSION}.",
            "Update streamboard.",
        )
