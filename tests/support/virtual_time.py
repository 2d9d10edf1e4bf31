"""An event loop whose clock stands still while there is work and jumps when there is none.

What waits an hour in it takes no time, and every stamp is exact. A wait that nothing can end is
found at once.
"""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

_T = TypeVar("_T")


class NothingToWaitFor(RuntimeError):
    """Everything waits, and nothing will ever happen."""


class _Selector(selectors.SelectSelector):
    now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if not ready:
            if timeout is None:
                raise NothingToWaitFor
            self.now += max(timeout, 0.0)
        return ready


class VirtualTimeLoop(asyncio.SelectorEventLoop):
    """See the module."""

    def __init__(self) -> None:
        self._virtual = _Selector()
        super().__init__(self._virtual)

    def pause(self, seconds: float) -> None:
        """Let time pass in which nothing runs, as when the process is stopped."""
        self._virtual.now += seconds

    def time(self) -> float:
        return self._virtual.now


def now_ns() -> int:
    """The running loop's clock as whole nanoseconds, from 0."""
    return round(asyncio.get_running_loop().time() * 1e9)


def run(main: Coroutine[Any, Any, _T]) -> _T:
    """Run a coroutine in virtual time."""
    with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
        return runner.run(main)
