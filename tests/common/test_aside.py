"""Work that hangs keeps nobody waiting."""

from __future__ import annotations

import threading

import pytest

from streamboard.common.aside import aside


async def test_what_work_returns_or_raises_comes_back() -> None:
    assert await aside(lambda: 42, 60) == 42
    with pytest.raises(ZeroDivisionError):
        await aside(lambda: 1 // 0, 60)


async def test_work_that_hangs_is_given_up() -> None:
    never = threading.Event()
    with pytest.raises(TimeoutError):
        await aside(never.wait, 0.01)
    never.set()
