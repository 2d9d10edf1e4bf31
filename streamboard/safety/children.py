"""How child processes end: with their parent, whatever state either of them is in.

A child's standard input is a pipe that the parent holds open, so that it closes however the parent ends. A
child that is stopped or busy cannot notice that; on Linux the kernel tells it (prctl(2), PR_SET_PDEATHSIG).

The times are one ladder: whoever waits for a child's end waits longer than the child does for its own.
"""

from __future__ import annotations

import asyncio
import os
import select
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress

SERVER_ITSELF_S = 0.5
"""How long the simulated server takes at most to end by itself; `guard.py` gives `llama-server` as much."""
SERVER_S = 0.8
"""How long the engine waits for a server before it kills it."""
ENGINE_S = 1.2
"""How long the engine may take to end its streams, its servers and the run file before it kills itself."""
BOARD_S = 1.5
"""How long the board waits for the engine before it kills it."""
_PR_SET_PDEATHSIG = 1


def signal_at_parents_death(number: signal.Signals) -> None:
    """Have the kernel send this process a signal when its parent dies; Linux only."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, number)


def end_with_parent(grace_s: float) -> None:
    """End this process `grace_s` after its standard input has closed, even if it is stopped or busy then.

    Whether it is stopped when its parent dies, or blocked by its own work, it gets to finish first.
    """
    # Of all signals this one does no harm to a process that runs, and lets go on one that is stopped.
    signal_at_parents_death(signal.SIGCONT)

    def watch() -> None:
        poll = select.poll()
        poll.register(0, 0)  # No event is asked for: that all writers are gone is told in any case.
        poll.poll()
        _leave_after(grace_s)

    threading.Thread(target=watch, daemon=True).start()


def end_within(grace_s: float, code: int = 1) -> None:
    """End this process after `grace_s` with this exit code, if it has not ended by itself."""
    threading.Thread(target=_leave_after, args=(grace_s, code), daemon=True).start()


def _leave_after(grace_s: float, code: int = 1) -> None:
    time.sleep(grace_s)
    os._exit(code)


def wake(process: subprocess.Popen[bytes]) -> None:
    """Let a child that was stopped, and could obey nothing, go on."""
    if process.poll() is None:
        _signal_group(process.pid, signal.SIGCONT)


def end(process: subprocess.Popen[bytes], grace_s: float) -> None:
    """Wait for a child that was asked to end and leads a process group; kill the group if it does not."""
    wake(process)
    try:
        process.wait(grace_s)
    except subprocess.TimeoutExpired:
        _signal_group(process.pid, signal.SIGKILL)
        with suppress(subprocess.TimeoutExpired):  # In the kernel, as on a dead mount; nobody can end it.
            process.wait(grace_s)


async def end_soon(process: asyncio.subprocess.Process, grace_s: float) -> None:
    """Like `end`, for a child of an event loop."""
    if process.returncode is None:
        _signal_group(process.pid, signal.SIGCONT)
        if not await _ends_within(process, grace_s):
            _signal_group(process.pid, signal.SIGKILL)
            await _ends_within(process, grace_s)


async def _ends_within(process: asyncio.subprocess.Process, seconds: float) -> bool:
    with suppress(TimeoutError):
        await asyncio.wait_for(process.wait(), seconds)
    return process.returncode is not None


def _signal_group(leader: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, number)
