"""A terminal that takes what a command draws, as fast as it comes, and remembers when."""

from __future__ import annotations

import fcntl
import os
import select
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Sequence
from tempfile import TemporaryDirectory
from types import TracebackType

from benchmarks.harness.processes import ROOT, Watch

_ASKS_FOR_SYNC, _HAS_SYNC = b"\x1b[?2026$p", b"\x1b[?2026;1$y"
PATIENCE_S = 60.0


class TimeoutInBenchmark(Exception):
    """What was waited for did not come."""


class Terminal:
    """A command on a pseudo-terminal of its own.

    Nothing that it draws is interpreted: that would cost more than drawing it.
    """

    def __init__(self, command: Sequence[str], *, size: tuple[int, int] = (200, 50)) -> None:
        """Start the command.

        Args:
            command: The program and its arguments.
            size: Columns and rows.
        """
        self.chunks: list[tuple[int, bytes]] = []
        """What came and when, in nanoseconds of the monotonic clock."""
        # What one run remembers of a prompt set must not change the next.
        self._state = TemporaryDirectory(prefix="streamboard-bench-state-")
        self._master, slave = os.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
        self.started = time.monotonic_ns()
        self.process = subprocess.Popen(
            list(command),
            stdin=slave,
            stdout=slave,
            stderr=slave,
            cwd=ROOT,
            env=os.environ
            | {"TERM": "xterm-256color", "COLORTERM": "truecolor", "XDG_STATE_HOME": self._state.name},
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )
        os.close(slave)
        self.watch = Watch(self.process)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            self.wait_exit()
        os.close(self._master)
        self._state.cleanup()

    def pump(self, seconds: float = 0.02, most: int = 1 << 16) -> bytes:
        """Take what there is, so many bytes at most, waiting for it so long at most."""
        self.watch.sample()
        ready, _, _ = select.select([self._master], [], [], seconds)
        try:
            data = os.read(self._master, most) if ready else b""
        except OSError:  # The command has ended.
            time.sleep(seconds)
            return b""
        if data:
            self.chunks.append((time.monotonic_ns(), data))
            if _ASKS_FOR_SYNC in data:
                os.write(self._master, _HAS_SYNC)
        return data

    def send(self, text: str) -> int:
        """Type characters; returns when."""
        now = time.monotonic_ns()
        os.write(self._master, text.encode())
        return now

    def run_until(self, condition: Callable[[], object], what: str, patience_s: float = PATIENCE_S) -> None:
        """Take what comes until a condition holds.

        Raises:
            TimeoutInBenchmark: It did not in time.
        """
        end = time.monotonic() + patience_s
        while not condition():
            if time.monotonic() > end:
                last = b"".join(data for _, data in self.chunks)[-2000:]
                raise TimeoutInBenchmark(f"waited {patience_s:.0f} s in vain for {what}; last came {last!r}")
            self.pump()

    def run_for(self, seconds: float) -> None:
        """Take what comes for a while."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.pump()

    def wait_for_bytes(self, wanted: bytes, patience_s: float = PATIENCE_S) -> int:
        """Take what comes until it holds these bytes; returns when they were there."""
        seen = b""
        first = len(self.chunks)
        end = time.monotonic() + patience_s
        while wanted not in seen:
            if time.monotonic() > end:
                raise TimeoutInBenchmark(
                    f"waited {patience_s:.0f} s in vain for {wanted!r} in {seen[-2000:]!r}"
                )
            self.pump(0.002)
            seen = seen[-len(wanted) :] + b"".join(data for _, data in self.chunks[first:])
            first = len(self.chunks)
        return self.chunks[-1][0]

    def wait_exit(self) -> int:
        """Take what comes until the command ends; its exit code."""
        self.run_until(lambda: self.process.poll() is not None, "the end")
        return self.process.wait()
