"""Work that hangs keeps nobody waiting."""

from __future__ import annotations

import threading

import pytest

from streamboard.common.in_thread import in_thread


async def test_what_work_returns_or_raises_comes_back() -> None:
    assert await in_thread(lambda: 42, 60) == 42
    with pytest.raises(ZeroDivisionError):
        await in_thread(lambda: 1 // 0, 60)


async def test_work_that_hangs_is_given_up() -> None:
    never = threading.Event()
    with pytest.raises(TimeoutError):
        await in_thread(never.wait, 0.01)
    never.set()
