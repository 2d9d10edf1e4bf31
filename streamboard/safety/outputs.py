"""Writes to terminals, pipes and files that may be slow, closed, or left in a mode that we did not set.

Other programs that share a terminal or a pipe with us may have left O_NONBLOCK on it. Then a write that finds
no room fails with EAGAIN or writes a part, neither of which means that the other side is gone.
"""

from __future__ import annotations

import errno
import io
import os
import select
import sys
from typing import Any, TextIO


class OutputError(Exception):
    """Standard output or standard error cannot be written. Not an OSError, of which libraries hide some."""

    def __init__(self, cause: OSError) -> None:
        super().__init__(cause.strerror)
        self.reader_gone = cause.errno == errno.EPIPE
        """It is a pipe whose reader has closed it."""


def write_all(fd: int, data: bytes) -> None:
    """Write everything, waiting while there is no room.

    Raises:
        OSError: The other side is gone, the disk is full, or the like. Some of it may have been written.
    """
    rest = memoryview(data)
    while rest:
        try:
            rest = rest[os.write(fd, rest) :]
        except BlockingIOError:
            wait_for_room(fd)


def wait_for_room(fd: int) -> None:
    """Wait until something can be written."""
    poll = select.poll()
    poll.register(fd, select.POLLOUT)
    poll.poll()


class PatientFile(io.RawIOBase):
    """The file below Python's buffers, which take EAGAIN for an error."""

    def __init__(self, fd: int) -> None:
        self._fd = fd

    def write(self, data: Any) -> int:
        """Write some of it; returns how much.

        Raises:
            OutputError: It cannot be written.
        """
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
    """Have `sys.stdout` and `sys.stderr` lose nothing, and write `?` for what their encoding lacks."""
    for fd in range(3):
        _occupy(fd)
    sys.stdout, sys.stderr = _hardened(sys.stdout, 1), _hardened(sys.stderr, 2)


def _occupy(fd: int) -> None:
    """Keep files that are opened later from getting the number of a standard stream that is closed."""
    try:
        os.fstat(fd)
    except OSError:
        # For reading, so that what is written there is an error and not lost in silence.
        os.open(os.devnull, os.O_RDONLY)


def _hardened(stream: TextIO | None, fd: int) -> TextIO:
    """A stream like this one over a `PatientFile`; this one if it goes elsewhere than to `fd`."""
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
    except OSError:  # It is in memory.
        return False


def discard(stream: TextIO) -> None:
    """Write to nowhere from now on: Python would complain at exit about what it could not write."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
