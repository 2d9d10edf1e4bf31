"""Writes to terminals, pipes and files that may be slow, closed or non-blocking."""

from __future__ import annotations

import errno
import io
import os
import select
import sys
from typing import Any, TextIO


class OutputError(Exception):
    """Not an OSError: libraries hide some."""

    def __init__(self, cause: OSError) -> None:
        super().__init__(cause.strerror)
        self.reader_gone = cause.errno == errno.EPIPE


def write_all(fd: int, data: bytes) -> None:
    """Wait for room: others that share a terminal or pipe may leave O_NONBLOCK on it, and a full buffer then
    gives EAGAIN."""
    rest = memoryview(data)
    while rest:
        try:
            rest = rest[os.write(fd, rest) :]
        except BlockingIOError:
            wait_for_room(fd)


def wait_for_room(fd: int) -> None:
    poll = select.poll()
    poll.register(fd, select.POLLOUT)
    poll.poll()


class PatientFile(io.RawIOBase):
    """A file for Python's buffers, which take EAGAIN for an error."""

    def __init__(self, fd: int) -> None:
        self._fd = fd

    def write(self, data: Any) -> int:
        while True:
            try:
                return os.write(self._fd, data)
            except BlockingIOError:
                wait_for_room(self._fd)
            except OSError as error:
                raise OutputError(error) from None

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._fd

    def isatty(self) -> bool:
        return os.isatty(self._fd)


def harden() -> None:
    """Have `sys.stdout` and `sys.stderr` lose nothing, and write `?` for what they cannot encode."""
    for fd in range(3):
        _occupy(fd)
    sys.stdout, sys.stderr = _hardened(sys.stdout, 1), _hardened(sys.stderr, 2)


def _occupy(fd: int) -> None:
    """Keep later files from getting a closed standard stream's number."""
    try:
        os.fstat(fd)
    except OSError:
        # Read-only, so that writes fail instead of vanishing.
        os.open(os.devnull, os.O_RDONLY)


def _hardened(stream: TextIO | None, fd: int) -> TextIO:
    encoding, at_once, each_line = "utf-8", False, fd == 2
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="replace")
        if not _is_on(stream, fd):
            return stream
        stream.flush()
        encoding, at_once, each_line = stream.encoding, stream.write_through, stream.line_buffering
    elif stream is not None:
        return stream
    buffer = io.BufferedWriter(PatientFile(fd))
    return io.TextIOWrapper(buffer, encoding, "replace", line_buffering=each_line, write_through=at_once)


def _is_on(stream: TextIO, fd: int) -> bool:
    try:
        return stream.fileno() == fd
    except OSError:  # In memory.
        return False


def discard(stream: TextIO) -> None:
    """Discard further writes: Python would complain at exit about unwritten data."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
