"""Reads run files: JSON Lines of run events, which may be cut off at any byte."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

import msgspec

from streamboard.common.errors import RunFileError, SourceEndedError
from streamboard.run.codec import NotAnEventError, decode
from streamboard.run.commands import LINE_LIMIT
from streamboard.run.events import RUN_FILE_VERSION, Event, RunEnded, RunStarted, StreamPlanned
from streamboard.run.packed import DamagedError, Source, opened
from streamboard.safety.nesting import MOST_DEPTH, nested_deeper
from streamboard.safety.paths import in_time
from streamboard.safety.weight import MOST_TOKENS, Weight

_MOST_DEPTH = MOST_DEPTH + 20
"""Our own fields enclose those of a server or a prompt set."""
MOST_BYTES = 1_000_000_000
"""Bytes of a file; all of its events are kept in memory."""
_MOST_LINE = LINE_LIMIT + 1_000_000
"""Bytes of a line, with its end: the longest has a plan, which was read by the engine as one line."""
_LONG = 65_536
_PLANS = (b'{"event":"run_started"', b'{"event":"stream_planned"')
"""How lines begin that hold a plan."""
_MOST_IN_PLAN = 2_000_000
"""Values in a line that holds a plan; others have at most those of a server's event and a few."""


class _Head(msgspec.Struct):
    """The part of the first line that says whether the others can be read."""

    version: int | None = None


@dataclass(frozen=True)
class RunFile:
    """The events of a run file, and what is missing from it."""

    path: Path
    started: RunStarted
    events: list[Event]
    """All events, including `started`, in the file's order."""
    torn: bool
    """The last line was cut off, as by a kill or a full disk."""
    bad_lines: tuple[int, ...]
    """The numbers (from 1) of other lines that hold no event; they are skipped."""

    @property
    def complete(self) -> bool:
        """Whether the run was ended properly."""
        return any(isinstance(event, RunEnded) for event in self.events[-3:])

    @property
    def warning(self) -> str:
        """What is missing, in a sentence; empty if nothing is."""
        words = []
        if self.torn:
            words.append("the last line is cut off")
        elif not self.complete:
            words.append("the run did not end properly")
        if self.bad_lines:
            words.append(f"{len(self.bad_lines)} lines hold no event (first: line {self.bad_lines[0]})")
        return "; ".join(words)

    def end(self) -> SourceEndedError | None:
        """The error that explains why the recording ends early; None if nothing is missing."""
        if not self.warning:
            return None
        return SourceEndedError(f"The recording ends here: {self.warning}.", "The rest was not recorded.")


def read(path: Path) -> RunFile:
    """Read a run file.

    Raises:
        RunFileError: It cannot be read or is not a run file.
    """
    try:
        with in_time(path, partial(_opened, path)) as file:
            return _read(path, file)
    except OSError as error:
        raise RunFileError(f"{path} cannot be read: {error.strerror}.") from None


def _opened(path: Path) -> Source:
    if not path.is_file():
        what = "is not a file" if path.exists() else "does not exist"
        raise RunFileError(
            f"{path} {what}.", "Name a run file, as `--record` or the data directory has them."
        )
    if (size := path.stat().st_size) > MOST_BYTES:
        raise _too_large(path, size)
    return opened(path)


def _too_large(path: Path, size: int) -> RunFileError:
    return RunFileError(
        f"{path} has {size / 1e9:.1f} GB; at most {MOST_BYTES / 1e9:g} GB are read.",
        "Cut it with `head -c`: the beginning of a run file is a run file.",
    )


def _read(path: Path, file: Source) -> RunFile:
    events: list[Event] = []
    bad, torn, number, size = list[int](), False, 0, 0
    while True:
        try:
            line = file.readline(_MOST_LINE)
        except DamagedError:
            torn = True
            break
        if not line:
            break
        number += 1
        if (size := size + len(line)) > MOST_BYTES:
            raise _too_large(path, size)
        if number == 1:
            _check_version(path, line)
        if not line.endswith(b"\n"):
            # Cut off, or longer than any line of a run: nothing that follows it could be told apart.
            torn = True
            break
        try:
            events.append(_event(line[:-1]))
        except NotAnEventError:
            bad.append(number)
    if not events or not isinstance(events[0], RunStarted):
        raise RunFileError(
            f"{path}:1: this is not a run file: its first line is not a run_started event.",
            "Is it a prompt set?",
        )
    if not events[0].plan.streams:
        raise RunFileError(f"{path} has a plan without streams; there is nothing to show.")
    return RunFile(path, events[0], events, torn=torn, bad_lines=tuple(bad))


def _event(line: bytes) -> Event:
    """The event on a line.

    Raises:
        NotAnEventError: There is none, or it is one that no run could have written.
    """
    if nested_deeper(line, _MOST_DEPTH):
        raise NotAnEventError("nested too deeply")
    if len(line) > _LONG and _tokens_in(line) > (
        _MOST_IN_PLAN if line.startswith(_PLANS) else 2 * MOST_TOKENS
    ):
        raise NotAnEventError("more values than any event has")
    event = decode(line)
    plans = event.plan.streams if isinstance(event, RunStarted) else []
    if isinstance(event, StreamPlanned):
        plans = [event.plan]
    if not all(_is_sound(plan.request.get("messages", [])) for plan in plans):
        raise NotAnEventError("a request with messages of another shape")
    return event


def _tokens_in(line: bytes) -> int:
    weight = Weight()
    for start in range(0, len(line), _LONG):
        weight.add(line[start : start + _LONG])
    return weight.tokens


def _is_sound(messages: object) -> bool:
    """Whether these messages have the shape that their readers rely on."""
    return isinstance(messages, list) and all(
        isinstance(message, dict)
        and isinstance(message.get("role"), str)
        and _is_content(message.get("content"))
        for message in messages
    )


def _is_content(content: object) -> bool:
    blocks = content if isinstance(content, list) else []
    return isinstance(content, str | list) and all(isinstance(block, dict) for block in blocks)


def _check_version(path: Path, first_line: bytes) -> None:
    """Refuse a file of a later version, whose lines could be misread."""
    try:
        version = msgspec.json.decode(first_line, type=_Head).version
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return  # Not a run file at all, which `read` reports.
    if version is not None and version > RUN_FILE_VERSION:
        raise RunFileError(
            f"{path} has format version {version}; this streamboard reads up to {RUN_FILE_VERSION}.",
            "Update streamboard.",
        )
