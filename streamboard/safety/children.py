"""Ends child processes with their parent."""

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
"""The simulated server's own limit for ending, and `llama-server`'s; each parent waits longer."""
SERVER_S = 0.8
"""The engine kills a server after this."""
ENGINE_S = 1.2
"""The engine's own limit for ending."""
BOARD_S = 1.5
"""The board kills the engine after this."""
_PR_SET_PDEATHSIG = 1


def signal_at_parents_death(number: signal.Signals) -> None:
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, number)


def end_with_parent(grace_s: float) -> None:
    """Exit `grace_s` after standard input closes, as it does however the parent ends."""
    # A stopped process does not see its input close.
    signal_at_parents_death(signal.SIGCONT)

    def watch() -> None:
        poll = select.poll()
        poll.register(0, 0)  # POLLHUP is always reported.
        poll.poll()
        _leave_after(grace_s)

    threading.Thread(target=watch, daemon=True).start()


def end_within(grace_s: float, code: int = 1) -> None:
    threading.Thread(target=_leave_after, args=(grace_s, code), daemon=True).start()


def _leave_after(grace_s: float, code: int = 1) -> None:
    time.sleep(grace_s)
    os._exit(code)


def wake(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        _signal_group(process.pid, signal.SIGCONT)


def end(process: subprocess.Popen[bytes], grace_s: float) -> None:
    """Wait for a group's leader that was told to end; kill the group if it is late."""
    wake(process)
    try:
        process.wait(grace_s)
    except subprocess.TimeoutExpired:
        _signal_group(process.pid, signal.SIGKILL)
        with suppress(subprocess.TimeoutExpired):  # Stuck in the kernel.
            process.wait(grace_s)


async def end_server(process: asyncio.subprocess.Process, listener: asyncio.Task[None]) -> None:
    """Close a server's input; kill its group if it is late. `listener` reads its standard error."""
    if process.stdin is not None:
        process.stdin.close()
    if process.returncode is None:
        _signal_group(process.pid, signal.SIGCONT)
        if not await _ends_in_time(process):
            _signal_group(process.pid, signal.SIGKILL)
            await _ends_in_time(process)
    await asyncio.wait([listener], timeout=SERVER_S)
    listener.cancel()


async def _ends_in_time(process: asyncio.subprocess.Process) -> bool:
    with suppress(TimeoutError):
        await asyncio.wait_for(process.wait(), SERVER_S)
    return process.returncode is not None


def _signal_group(leader: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, number)
