"""Run a server, and make sure that it ends when the process that started it does.

Started as `python -I -S guard.py COMMAND...`, with a pipe as standard input that the starter holds open. The
pipe closes however the starter ends, `kill -9` included; then the server is told to stop, and killed if it
does not. On Linux, the kernel also kills this guard with its starter, and the server with this guard, so that
nothing stays behind even if some of them were stopped (SIGSTOP).
"""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys

GRACE_S = 0.5
"""Less than the starter waits for this guard; see `safety/children.py`."""
_POLL_S = 0.1
_PR_SET_PDEATHSIG = 1


def _die_with_parent() -> None:
    """Ask the kernel for SIGKILL when the parent dies (prctl(2)); Linux only, the pipe serves elsewhere."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _starter_is_gone() -> bool:
    """Whether standard input has closed, after at most a poll's wait."""
    readable, _, _ = select.select([0], [], [], _POLL_S)
    return bool(readable) and not os.read(0, 4096)


def main(command: list[str]) -> int:
    """Run the command until it or the starter ends; returns its exit code, 128 + N if signal N killed it."""
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: os.close(0))
    # The guard is single-threaded, so that a function between fork and exec is safe.
    _die_with_parent()
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
    code = child.returncode
    return 128 - code if code < 0 else code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
