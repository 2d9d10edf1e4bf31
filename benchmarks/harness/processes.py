"""Processes that a benchmark starts, and what they use."""

from __future__ import annotations

import subprocess
import sys
import time
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread
from typing import NamedTuple

import psutil

ROOT = Path(__file__).parents[2]
SAMPLE_EVERY_S = 0.2
_TELLING = 5
"""So many samples say what was used in a span."""


class Usage(NamedTuple):
    """What a process had used at a time."""

    t: int
    """Nanoseconds of the monotonic clock."""
    cpu_s: float
    """Processor time since its start, its own alone."""
    rss: int
    """Resident memory in bytes."""


class Watch:
    """Samples a process and those below it, by role, until told to stop.

    The roles are `engine` for streamboard's engine and `main` for what was started.
    """

    def __init__(self, process: subprocess.Popen[bytes] | subprocess.Popen[str]) -> None:
        self._root = psutil.Process(process.pid)
        self._known: dict[int, tuple[str, psutil.Process]] = {}
        self._samples: defaultdict[str, list[Usage]] = defaultdict(list)
        self._threads: dict[int, dict[str, int]] = {}
        """Nanoseconds that each thread has used, by process and thread."""
        self._last = 0.0

    def sample(self, *, now: bool = False) -> None:
        """Take a sample if one is due."""
        if not now and time.monotonic() - self._last < SAMPLE_EVERY_S:
            return
        self._last = time.monotonic()
        with suppress(psutil.Error):
            if len(self._known) < 2:
                for process in (self._root, *self._root.children(recursive=True)):
                    self._known[process.pid] = (_role(process, self._root), process)
        for role, process in self._known.values():
            with suppress(psutil.Error), process.oneshot():
                usage = Usage(time.monotonic_ns(), self._cpu_s(process), process.memory_info().rss)
                self._samples[role].append(usage)

    def _cpu_s(self, process: psutil.Process) -> float:
        """Processor seconds of a process; to the nanosecond where the system tells, else to its tick."""
        threads = self._threads.setdefault(process.pid, {})
        for path in Path(f"/proc/{process.pid}/task").glob("*/schedstat"):
            with suppress(OSError, IndexError):  # What a thread that has ended used stays counted.
                threads[path.parent.name] = int(path.read_text().split()[0])
        if threads:
            return sum(threads.values()) / 1e9
        times = process.cpu_times()
        return times.user + times.system

    def cpu_s(self, role: str, begin: int, end: int) -> float:
        """Processor seconds that a role used between two times; 0 if there was no such process."""
        return self._at(role, end).cpu_s - self._at(role, begin).cpu_s if self._samples[role] else 0.0

    def load(self, role: str, begin: int, end: int) -> float:
        """Cores that a role kept busy between two times."""
        first, last = self._at(role, begin), self._at(role, end)
        return (last.cpu_s - first.cpu_s) / max((last.t - first.t) / 1e9, 1e-9)

    def told(self, begin: int, end: int) -> bool:
        """Whether a span is long enough to say of it what was used: several samples are of it."""
        return end - begin >= _TELLING * SAMPLE_EVERY_S * 1e9

    def rss(self, role: str, t: int) -> int:
        """Resident memory of a role at a time."""
        return self._at(role, t).rss

    def peak_rss(self, role: str) -> int:
        """The most memory that a role had."""
        return max((usage.rss for usage in self._samples[role]), default=0)

    def _at(self, role: str, t: int) -> Usage:
        samples = self._samples[role]
        return samples[min(bisect_left(samples, t, key=lambda usage: usage.t), len(samples) - 1)]


def _role(process: psutil.Process, root: psutil.Process) -> str:
    if process.pid == root.pid:
        return "main"
    words = process.cmdline()
    return "engine" if "streamboard.engine" in words else "other"


class SourceProcess:
    """A source of streams, in a process of its own, and what it said."""

    def __init__(self, module: str) -> None:
        """Start it.

        Args:
            module: The module that is run; it prints its port first.
        """
        self._process = subprocess.Popen(
            [sys.executable, "-m", module],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        self.url = f"http://127.0.0.1:{int(self._process.stdout.readline())}"
        self.said: defaultdict[str, list[int]] = defaultdict(list)
        """Times by what happened: `request`, `tail`, `finished`."""
        self._reader = Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            what, t = line.split()
            self.said[what].append(int(t))

    def forget(self) -> None:
        """Begin the lists anew, for the next side of a comparison."""
        self.said.clear()

    def close(self) -> None:
        """End it."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()
        self._reader.join()
        assert self._process.stdout is not None
        self._process.stdout.close()


@contextmanager
def source(module: str = "benchmarks.harness.source") -> Iterator[SourceProcess]:
    """A source for the time of a `with` block."""
    process = SourceProcess(module)
    try:
        yield process
    finally:
        process.close()
