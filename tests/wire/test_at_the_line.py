"""Requests that start together over real connections: connected first, then held at the line."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from streamboard.engine.start_line import StartLine
from streamboard.wire import stamped_connections
from streamboard.wire.failures import AttemptFailure
from streamboard.wire.sending import Opened
from tests.support.wire import answer
from tests.wire.sending import KEPT, answer_all, connected, read_request, send, serving

# -- at the start line


class Held:
    """A place from which nobody is released."""

    def __init__(self) -> None:
        self.there = asyncio.Event()
        self.left = False

    def ready(self, go: Callable[[], None]) -> None:
        self.there.set()

    def leave(self) -> None:
        self.left = True


async def test_one_that_is_stopped_at_the_line_never_goes() -> None:
    got = asyncio.get_running_loop().create_future()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        got.set_result(await reader.read())

    held = Held()
    async with serving(talk) as port, connected(port) as through:
        sending = asyncio.create_task(send(through, place=held))
        await held.there.wait()
        sending.cancel()
        assert await got == b""
        assert held.left
        with pytest.raises(asyncio.CancelledError):
            await sending


async def test_a_connection_that_dies_at_the_line_fails_its_request() -> None:
    held = Held()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await held.there.wait()

    async with serving(talk) as port, connected(port) as through:
        with pytest.raises(AttemptFailure) as failed:
            await send(through, place=held)
    assert failed.value.error.type == "connection_closed"
    assert failed.value.retryable
    assert held.left


@pytest.mark.parametrize("unasked", [KEPT + answer("not its own"), b"?", b""])
async def test_a_kept_connection_that_is_spoiled_at_the_line_is_left_for_another(
    unasked: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What comes before a request is out is not its answer; without a byte, the server has closed."""
    monkeypatch.setattr(stamped_connections, "REST_S", 0.0)
    held, connections = Held(), 0

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        await read_request(reader)
        writer.write(KEPT + answer("a"))
        if connections == 1:
            await held.there.wait()
            writer.write(unasked)
            await writer.drain()

    async with serving(talk) as port, connected(port, keepalive_s=60.0) as through:
        await send(through)
        for _ in range(5):
            await asyncio.sleep(0)  # The connection rests for no longer than this here.
        second = await send(through, place=held, news=(news := list[Opened]()))
    assert held.left
    assert connections == 2
    assert second.opened is not None
    assert second.opened.connect_ns is not None
    assert {*news} == {second.opened}, "that of the first connection is never told"
    assert second.sent_at is not None


async def test_those_that_start_together_are_connected_first_and_go_in_their_order() -> None:
    line = StartLine()
    async with serving(answer_all) as port, connected(port) as through:
        sent = await asyncio.gather(*(send(through, place=line.place()) for _ in range(20)))
    stamps = [sending.sent_at for sending in sent if sending.sent_at is not None]
    assert len(stamps) == 20
    assert stamps == sorted(stamps)
    assert max(sending.opened.at for sending in sent if sending.opened is not None) <= stamps[0]
