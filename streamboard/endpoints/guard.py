"""Run a server, and make sure that it ends when the process that started it does.

Started as `python -I -S guard.py SOCKET COMMAND...`, with a pipe as standard input that the starter holds
open. The pipe closes however the starter ends, `kill -9` included; then the server is told to stop, and
is killed if it does not, and its socket is removed together with the folder that it is in. On Linux, the
kernel also lets a guard that was stopped (SIGSTOP) go on when its starter dies, and kills the server if
this guard is killed.
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


def _at_parents_death(number: signal.Signals) -> None:
    """Have the kernel send a signal when the parent dies (prctl(2)); elsewhere than on Linux, do nothing."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, number)


def _die_with_parent() -> None:
    _at_parents_death(signal.SIGKILL)


def _starter_is_gone() -> bool:
    """Whether standard input has closed, after at most a poll's wait."""
    readable, _, _ = select.select([0], [], [], _POLL_S)
    return bool(readable) and not os.read(0, 4096)


def _remove(socket_path: str) -> None:
    """Remove the socket, and the folder that was made for it."""
    for remove, path in ((os.unlink, socket_path), (os.rmdir, os.path.dirname(socket_path))):
        with suppress(OSError):
            remove(path)


def main(socket_path: str, command: list[str]) -> int:
    """Run the command until it or the starter ends; returns its exit code, 128 + N if signal N killed it."""
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: os.close(0))
    # The guard is single-threaded, so that a function between fork and exec is safe.
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
