"""Work that may never end, as on a network mount that is gone, in threads that nobody has to wait for."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

_T = TypeVar("_T")


async def aside(work: Callable[[], _T], patience_s: float | None = None) -> _T:
    """Do the work in a thread, and return or raise what it does.

    Unlike in asyncio's own threads, work that hangs holds up neither other work nor the end of the program:
    `asyncio.run` waits for those.

    Args:
        work: What to do.
        patience_s: How long to wait for it; None for as long as the caller wants.

    Raises:
        TimeoutError: It takes too long, and goes on without anybody.
    """
    loop = asyncio.get_running_loop()
    done: asyncio.Future[_T] = loop.create_future()

    def settle(result: _T | None, error: BaseException | None) -> None:
        if done.done():
            return
        if error is not None:
            done.set_exception(error)
        else:
            done.set_result(result)  # type: ignore[arg-type]

    def run() -> None:
        result, error = None, None
        try:
            result = work()
        except Exception as raised:
            error = raised
        with suppress(RuntimeError):  # The loop is closed by now.
            loop.call_soon_threadsafe(settle, result, error)

    threading.Thread(target=run, daemon=True).start()
    async with asyncio.timeout(patience_s):
        return await done
