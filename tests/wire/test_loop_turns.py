"""The turnstile lets one through in each turn of the loop, and the loop reads its sockets meanwhile."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable

import pytest

from streamboard.wire.loop_turns import Turnstile
from tests.support.loops import LOOPS

Loop = Callable[[], asyncio.AbstractEventLoop] | None


async def _work_between_reads() -> list[str]:
    """Four pieces of work wait in one turn, and each brings something to read."""
    order: list[str] = []
    turnstile = Turnstile()
    ours, theirs = socket.socketpair()

    async def work(name: str) -> None:
        await turnstile.turn()
        order.append(name)
        theirs.send(name.encode())

    with ours, theirs:
        loop = asyncio.get_running_loop()
        loop.add_reader(ours, lambda: order.extend(f"read {name}" for name in ours.recv(9).decode()))
        async with asyncio.TaskGroup() as tasks:
            for name in "abcd":
                tasks.create_task(work(name))
        while len(order) < 8:  # noqa: ASYNC110 (the loop reads in its turns)
            await asyncio.sleep(0)
        loop.remove_reader(ours)
    return order


@pytest.mark.parametrize("loop", LOOPS)
def test_what_comes_while_one_works_is_read_before_two_more_have_worked(loop: Loop) -> None:
    with asyncio.Runner(loop_factory=loop) as runner:
        order = runner.run(_work_between_reads())
    assert [name for name in order if len(name) == 1] == ["a", "b", "c", "d"]
    assert order.index("read a") < order.index("c")
    assert order.index("read b") < order.index("d")


async def _one_stops_waiting() -> list[str]:
    order: list[str] = []
    turnstile = Turnstile()

    async def work(name: str) -> None:
        await turnstile.turn()
        order.append(name)

    tasks = [asyncio.create_task(work(name)) for name in "abcd"]
    await asyncio.sleep(0)
    tasks[1].cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await asyncio.create_task(work("later"))
    return order


@pytest.mark.parametrize("loop", LOOPS)
def test_one_that_is_stopped_holds_up_nobody(loop: Loop) -> None:
    with asyncio.Runner(loop_factory=loop) as runner:
        assert runner.run(_one_stops_waiting()) == ["a", "c", "d", "later"]
