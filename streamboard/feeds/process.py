"""The board's side of the engine process."""

from __future__ import annotations

import asyncio
import os
import select
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import AsyncIterator, Iterable
from datetime import datetime
from pathlib import Path
from typing import IO, SupportsIndex

from streamboard.common.errors import EngineError, UsageError
from streamboard.feeds.command_pipe import CommandPipe
from streamboard.run import recording_paths
from streamboard.run.codec import NotAnEventError, decode
from streamboard.run.commands import LINE_LIMIT, AnyCommand, StartRun, encode_command
from streamboard.run.events import Event, RunEnded
from streamboard.run.plan import RunPlan
from streamboard.safety.children import BOARD_S, end, wake
from streamboard.safety.environment import ENGINE, for_child
from streamboard.safety.redaction import keep_secrets_of, redact

_CHUNK = 1 << 18
_EVENT = b'{"event":'
_POLL_S = 0.01


class EngineProcess:
    """A running engine, which ends with this process."""

    def __init__(
        self, plan: RunPlan, *, record: Path | None = None, keep_open: bool = False, gguf: str | None = None
    ) -> None:
        """Start the process without waiting for its imports.

        `keep_open` lets streams be run again after all have ended.

        Raises:
            UsageError: The plan exceeds the engine's line limit.
        """
        keep_secrets_of(os.environ)
        self.log = recording_paths.new_log_path(datetime.now()) if _log_wanted() else None
        log = str(self.log) if self.log else None
        start = encode_command(StartRun(plan, str(record) if record else None, keep_open, gguf, log))
        if len(start) > LINE_LIMIT:
            size = f"{len(start) / 1e6:.0f} MB"
            raise UsageError(
                f"The plan is too large: {size}, all prompts together.",
                "Repeat less, or shorten the prompts.",
            )
        # In its own session, so that Ctrl-C reaches only us and we end the engine properly.
        self._process = subprocess.Popen(
            # -P: a file beside the prompt set must not shadow a library.
            [sys.executable, "-P", "-m", "streamboard.engine"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=for_child(os.environ, prefixes=ENGINE, names=_names_of_keys(plan)),
            start_new_session=True,
        )
        self._complaints: deque[str] = deque(maxlen=20)
        self._events: _Reader | None = None
        assert self._process.stdin is not None
        self._commands = CommandPipe(self._process.stdin)
        self._asked_at: float | None = None
        """When it was asked to end; monotonic seconds."""
        self.died = False
        """It ended before that."""
        self._commands.send(start)

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def running(self) -> bool:
        return self._process.poll() is None

    def send(self, command: AnyCommand) -> None:
        """Queue a command without blocking; raise `UsageError` if it is too long or the queue full."""
        line = encode_command(command)
        if len(line) > LINE_LIMIT:
            raise UsageError(
                f"That is too large: {len(line) / 1e6:.0f} MB with all earlier messages and files.",
                "Start over, or attach less.",
            )
        if not self._commands.send(line):
            raise UsageError(
                "The engine takes no commands at the moment.",
                "Wait until it does, or start streamboard again.",
            )

    async def events(self) -> AsyncIterator[list[Event]]:
        """Yield events; raise `EngineError` at the end if the engine died or sent an unreadable one."""
        complaints = asyncio.create_task(self._read_complaints())
        ended = False
        try:
            async for batch in self._batches():
                ended = ended or any(isinstance(event, RunEnded) for event in batch)
                yield batch
            code = await self._exit_code()
            await asyncio.wait({complaints}, timeout=BOARD_S)
        finally:
            complaints.cancel()
        if not ended:
            last = redact(self._complaints[-1]) if self._complaints else ""
            how = f"was killed by signal {-code}" if code < 0 else f"ended with exit code {code}"
            raise EngineError(
                f"The engine {how}" + (f": {last}" if last else "."),
                "Everything received is kept; start the run again.",
            )

    async def _batches(self) -> AsyncIterator[list[Event]]:
        self._events = await _reader(self._process.stdout)
        rest = b""
        while chunk := await self._events.read(_CHUNK):
            *lines, rest = (rest + chunk).split(b"\n")
            batch: list[Event] = []
            for line in lines:
                try:
                    batch.append(decode(line))
                except NotAnEventError as error:
                    if line.startswith(_EVENT):
                        if batch:
                            yield batch
                        # Without this event a stream might seem to go on forever.
                        raise EngineError(
                            f"The engine sent an event that cannot be read: {error}.",
                            "Everything received is kept, and the run file is complete; start the run again.",
                        ) from error
                    # A stray line, such as a library's print, must not end the run.
            if batch:
                yield batch

    async def _read_complaints(self) -> None:
        reader = await _reader(self._process.stderr)
        async for line in reader:
            text = line.decode("utf-8", "replace").rstrip()
            if text:
                self._complaints.append(text)

    @property
    def events_wait(self) -> bool:
        return self._events is not None and self._events.something_waits

    async def _exit_code(self) -> int:
        """Kill an engine that does not end."""
        patience_s = BOARD_S
        while (code := self._process.poll()) is None and patience_s > 0:
            # Not in a thread: the program could not end before the thread does.
            await asyncio.sleep(_POLL_S)
            patience_s -= _POLL_S
        if code is None:
            end(self._process, _POLL_S)
            code = self._process.poll()
        return -signal.SIGKILL if code is None else code

    def close_input(self) -> None:
        """Make the engine finish the run file and end."""
        if self._asked_at is None:
            self._asked_at, self.died = time.monotonic(), not self.running
        self._commands.close()
        wake(self._process)

    def close(self) -> None:
        """End the engine and its children within `BOARD_S` of being asked."""
        self.close_input()
        assert self._asked_at is not None
        end(self._process, max(self._asked_at + BOARD_S - time.monotonic(), _POLL_S))


def _names_of_keys(plan: RunPlan) -> list[str]:
    return [endpoint.api_key_env for endpoint in plan.endpoints.values() if endpoint.api_key_env]


def _log_wanted() -> bool:
    return os.environ.get("ANTHROPIC_LOG") in ("debug", "info")


class _Reader(asyncio.StreamReader):
    def __init__(self, pipe: IO[bytes]) -> None:
        super().__init__(limit=_CHUNK)
        self._pipe = pipe
        self._poll = select.poll()
        self._poll.register(pipe, select.POLLIN)
        self._waiting = 0

    def feed_data(self, data: Iterable[SupportsIndex]) -> None:
        piece = bytes(data)
        self._waiting += len(piece)
        super().feed_data(piece)

    async def read(self, n: int = -1) -> bytes:
        chunk = await super().read(n)
        self._waiting -= len(chunk)
        return chunk

    @property
    def something_waits(self) -> bool:
        if self._waiting:
            return True
        return not self._pipe.closed and any(state & select.POLLIN for _, state in self._poll.poll(0))


async def _reader(pipe: IO[bytes] | None) -> _Reader:
    assert pipe is not None
    reader = _Reader(pipe)
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), pipe)
    return reader
