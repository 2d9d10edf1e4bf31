"""Runs a server that ends when its starter does: `python -I -S guard.py SOCKET COMMAND...`.

The starter holds a pipe to standard input open, which closes however it ends, even by `kill -9`. On Linux,
the kernel also resumes a stopped (SIGSTOP) guard when its starter dies, and kills the server if the guard
is killed.
"""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from contextlib import suppress

GRACE_S = 0.5
"""Less than the starter waits for this guard; see `safety/children.py`."""
_POLL_S = 0.1
_PR_SET_PDEATHSIG = 1
_ENDS_IT = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


def _at_parents_death(number: signal.Signals) -> None:
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, number)


def _die_with_parent() -> None:
    _at_parents_death(signal.SIGKILL)


def _end(*_: object) -> None:
    """End as if the starter had; further signals change nothing."""
    for number in _ENDS_IT:
        signal.signal(number, lambda *_: None)
    os.close(0)


def _starter_is_gone() -> bool:
    """Return whether standard input has closed, after at most one poll."""
    readable, _, _ = select.select([0], [], [], _POLL_S)
    return bool(readable) and not os.read(0, 4096)


def _remove(socket_path: str) -> None:
    for remove, path in ((os.unlink, socket_path), (os.rmdir, os.path.dirname(socket_path))):
        with suppress(OSError):
            remove(path)


def main(socket_path: str, command: list[str]) -> int:
    """Return the exit code, 128 + N after signal N."""
    for number in _ENDS_IT:
        signal.signal(number, _end)
    # Safe between fork and exec: the guard is single-threaded.
    _at_parents_death(signal.SIGCONT)
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, preexec_fn=_die_with_parent)
    while child.poll() is None:
        try:
            gone = _starter_is_gone()
        except (OSError, ValueError):  # A signal closed standard input.
            gone = True
        if gone:
            child.terminate()
            try:
                child.wait(GRACE_S)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
    _remove(socket_path)
    code = child.returncode
    return 128 - code if code < 0 else code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
