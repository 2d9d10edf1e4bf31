"""Know when an event loop has nothing left to do, in place of guessing it from the processor's time.

Textual's own way sleeps 20 ms at a time until the process uses little of a core: 40 ms for each key,
a second on a busy machine, and no certainty at the end.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

MOST_S = 1.0
"""How long something that never rests is waited for, as Textual has it."""


async def until_idle(min_sleep: float = 0.0, max_sleep: float = MOST_S) -> None:
    """Let everything run that can run now; what waits for time or input is left waiting."""
    loop = asyncio.get_running_loop()
    end = time.monotonic() + max_sleep
    while True:
        await asyncio.sleep(0)  # A turn of the loop, which looks for due timers and for input, too.
        if not loop._ready or time.monotonic() > end:  # type: ignore[attr-defined]
            return


@contextmanager
def exact_idling() -> Iterator[None]:
    """Have Textual's pilot wait for the loop."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("textual.app.wait_for_idle", until_idle)
        patch.setattr("textual.pilot.wait_for_idle", until_idle)
        yield
