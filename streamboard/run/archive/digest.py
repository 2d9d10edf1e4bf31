"""Summaries of run files, from a file's beginning and end."""

from __future__ import annotations

import io
import os
from collections import deque
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any

import msgspec

from streamboard.common.errors import RunFileError
from streamboard.run.commands import LINE_LIMIT
from streamboard.run.events import (
    RUN_FILE_VERSION,
    ApiEvent,
    Count,
    EndpointState,
    Event,
    Nanoseconds,
    RunEnded,
    StreamEnded,
)
from streamboard.run.packed import DamagedError, Source, opened
from streamboard.run.reader import LAST, RunReader

_LOOKED_AT = 262_144
"""Bytes searched: at the beginning for who answered, at the end for how the run ended."""
_FIGURES_AT_MOST = 16_000_000
"""Bytes searched at an end that is one long line: the figures of thousands of streams."""
_MOST_READ, _AT_ONCE = 64_000_000, 10_000
_MOST_UNPACKED = 1_000_000_000
_MOST_NAMES = 20
_MOST_NAME = 200


class Digest(msgspec.Struct, frozen=True):
    """A run at a glance; texts are unsanitised."""

    path: str
    size: int
    """Bytes on disk."""
    mtime_ns: int
    started_at: str = ""
    """ISO 8601 in UTC; empty if unknown."""
    title: str = ""
    streams: int = 0
    models: list[str] = []
    """Those that answered, by the file's beginning; else those asked for."""
    endpoints: list[str] = []
    simulated: bool = False
    """All endpoints were, by the file's beginning."""
    outcomes: dict[str, Count] = {}
    """Streams by outcome; empty unless `ended`."""
    ended: bool = False
    """The run ended properly."""
    duration_ns: Nanoseconds | None = None
    """Until the last stream ended; to the last event if the run did not end properly."""
    problem: str = ""
    """Why the file cannot be opened; ends a sentence."""

    @property
    def file(self) -> Path:
        return Path(self.path)

    @property
    def began(self) -> datetime:
        """In local time; the file's modification time if unknown."""
        try:
            return datetime.fromisoformat(self.started_at).astimezone()
        except (ValueError, OverflowError, OSError):
            return datetime.fromtimestamp(self.mtime_ns / 1e9).astimezone()

    @property
    def outcome(self) -> str:
        if self.problem:
            return "unreadable"
        if not self.ended:
            return "unfinished"
        good, of = self.outcomes.get("completed", 0), sum(self.outcomes.values())
        return "completed" if good == of else f"{good} of {of} completed"


class _Stream(msgspec.Struct, frozen=True):
    id: str = ""
    endpoint: str = ""
    model: str | None = None


class _Plan(msgspec.Struct, frozen=True):
    title: str = ""
    streams: list[_Stream] = []


class _Started(msgspec.Struct):
    event: str
    plan: _Plan = _Plan()
    version: int | None = None
    started_at: str = ""


class _Told(msgspec.Struct):
    event: str
    t: Nanoseconds = 0
    state: str = ""
    stream: str = ""
    endpoint: str = ""
    simulated: bool = False
    message: Any = None
    outcomes: dict[str, Count] = {}


_started, _told = msgspec.json.Decoder(_Started), msgspec.json.Decoder(_Told)


def digest(path: Path) -> Digest:
    """Digest a run file; the digest says what is wrong with it.

    Raises:
        OSError: There is no such file.
    """
    status = path.stat()
    found = Digest(os.fspath(path), status.st_size, status.st_mtime_ns)
    try:
        return _look(path, found)
    except RunFileError as error:
        problem = error.message.removeprefix(f"{path}").removeprefix(":1: this ").removeprefix(" ")
    except OSError as error:
        problem = f"cannot be read: {error.strerror or error}"
    return msgspec.structs.replace(found, problem=problem)


def _look(path: Path, found: Digest) -> Digest:
    with opened(path) as file:
        line = file.readline(LINE_LIMIT)
        if not line:
            raise RunFileError("is empty")
        if (first := _first(line)) is None:
            return _whole(path, found)
        if not first.plan.streams:
            raise RunFileError("has a plan without streams")
        beginning = _beginning(file)
        try:
            end = beginning + _last(file)
        except DamagedError:
            end = beginning
    endpoints, models, simulated = _who(beginning, first.plan)
    backwards = filter(None, map(_told_by, reversed(end.split(b"\n"))))
    latest = [*islice(backwards, LAST)]
    last = next((one for one in latest if one.event == "run_ended"), latest[0] if latest else None)
    ended = last is not None and last.event == "run_ended"
    done = last
    if ended:  # The board may have been left open for hours.
        done = next((one for one in chain(latest, backwards) if one.event == "stream_ended"), last)
    return msgspec.structs.replace(
        found,
        started_at=first.started_at[:_MOST_NAME],
        title=first.plan.title[:_MOST_NAME],
        streams=len(first.plan.streams),
        models=models,
        endpoints=endpoints,
        simulated=simulated,
        outcomes=last.outcomes if last is not None and ended else {},
        ended=ended,
        duration_ns=None if done is None else done.t,
    )


def _first(line: bytes) -> _Started | None:
    try:
        first = _started.decode(line)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None
    if first.event != "run_started":
        return None
    if (first.version or 0) > RUN_FILE_VERSION:
        raise RunFileError(f"has format version {first.version}, which a later streamboard reads")
    return first


def _whole(path: Path, found: Digest) -> Digest:
    """Digest a file that begins differently, as another tool's."""
    if found.size > _MOST_READ:
        raise RunFileError("does not begin as run files do, and is too large for a glance")
    models: list[str] = []
    ready: dict[str, bool] = {}
    latest: dict[type[Event], Event] = {}
    t = None
    with closing(RunReader(path)) as reader:
        plan = reader.started.plan
        while events := reader.read(_AT_ONCE):
            t = events[-1].t
            for event in events:
                latest[type(event)] = event
                if isinstance(event, EndpointState) and event.state == "ready":
                    ready[event.endpoint] = event.simulated
                elif isinstance(event, ApiEvent) and isinstance(event.body.get("message"), dict):
                    models += [str(event.body["message"].get("model") or "")]
    asked = [stream.model for stream in plan.streams if stream.model]
    end, done = latest.get(RunEnded), latest.get(StreamEnded)
    return msgspec.structs.replace(
        found,
        started_at=reader.started.started_at[:_MOST_NAME],
        title=plan.title[:_MOST_NAME],
        streams=len(plan.streams),
        models=_few([model for model in models if model] or asked),
        endpoints=_few([*ready] or [stream.endpoint for stream in plan.streams]),
        simulated=bool(ready) and all(ready.values()),
        outcomes=end.outcomes if isinstance(end, RunEnded) and reader.ended else {},
        ended=reader.ended,
        duration_ns=done.t if reader.ended and done is not None else t,
    )


def _beginning(file: Source) -> bytes:
    lines: list[bytes] = []
    size = 0
    with suppress(DamagedError):
        while size < _LOOKED_AT and (line := file.readline(_LOOKED_AT)):
            lines.append(line)
            size += len(line)
    return b"".join(lines)


def _last(file: Source) -> bytes:
    if isinstance(file, io.BufferedReader):
        begin, size = file.tell(), os.fstat(file.fileno()).st_size
        file.seek(max(begin, size - _LOOKED_AT))
        if (end := file.read(_LOOKED_AT)).count(b"\n") > LAST:
            return end
        file.seek(max(begin, size - _FIGURES_AT_MOST))
        return file.read(_FIGURES_AT_MOST)
    chunks: deque[bytes] = deque(maxlen=_FIGURES_AT_MOST // _LOOKED_AT)
    total = 0
    while (chunk := file.read(_LOOKED_AT)) and (total := total + len(chunk)) < _MOST_UNPACKED:
        chunks.append(chunk)
    return b"".join(chunks)


def _told_by(line: bytes) -> _Told | None:
    try:
        return _told.decode(line)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None


def _who(beginning: bytes, plan: _Plan) -> tuple[list[str], list[str], bool]:
    ready = {
        told.endpoint: told.simulated
        for told in _lines(beginning, b"endpoint_state")
        if told.state == "ready"
    }
    asks = {stream.id: stream.endpoint for stream in plan.streams}
    for told in _lines(beginning, b"response_started"):
        if told.simulated and asks.get(told.stream) in ready:
            ready[asks[told.stream]] = True
    models = [
        str(told.message["model"])
        for told in _lines(beginning, b"message_start")
        if isinstance(told.message, dict) and told.message.get("model")
    ]
    asked = [stream.model for stream in plan.streams if stream.model]
    endpoints = [*ready, *(stream.endpoint for stream in plan.streams)] if not ready else [*ready]
    return _few(endpoints), _few(models or asked), bool(ready) and all(ready.values())


def _lines(beginning: bytes, event: bytes) -> Iterator[_Told]:
    start = b'{"event":"%s"' % event
    for line in beginning.split(b"\n"):
        if line.startswith(start) and (told := _told_by(line)) is not None:
            yield told


def _few(names: list[str]) -> list[str]:
    return [*dict.fromkeys(name[:_MOST_NAME] for name in names)][:_MOST_NAMES]
