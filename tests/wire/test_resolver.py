"""A host's name is looked up once for all that want to know, and each is told how long it waited."""

from __future__ import annotations

import asyncio
import itertools
import socket
import threading

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from streamboard.wire import resolver as resolving
from streamboard.wire.resolver import Resolver, SystemResolver
from streamboard.wire.sending import SENDING, Sending
from tests.support.engines import PATIENCE_S


class System(AbstractResolver):
    """Answers when it is told to."""

    def __init__(self, *hosts: str) -> None:
        self.hosts = hosts
        self.asked = 0
        self.may = asyncio.Event()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        self.asked += 1
        await self.may.wait()
        if not self.hosts:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return [
            ResolveResult(hostname=host, host=address, port=port, family=family, proto=0, flags=0)
            for address in self.hosts
        ]

    async def close(self) -> None: ...


async def look_up(resolver: Resolver) -> tuple[list[str], int | None]:
    """The addresses of a host, and how long that is said to have taken."""
    clock = itertools.count()
    sending = Sending(lambda: next(clock))
    laid = SENDING.set(sending)
    try:
        found = await resolver.resolve("a.example", 80)
    finally:
        SENDING.reset(laid)
    return [result["host"] for result in found], sending.dns_ns


async def turn() -> None:
    for _ in range(3):
        await asyncio.sleep(0)


async def test_all_that_wait_for_one_answer_are_told_how_long_and_later_ones_did_not_wait() -> None:
    system = System("10.0.0.1", "10.0.0.2")
    resolver = Resolver(system)
    waiting = [asyncio.create_task(look_up(resolver)) for _ in range(2)]
    await turn()
    system.may.set()
    answers = [await one for one in waiting]
    assert answers == [(["10.0.0.1", "10.0.0.2"], 1), (["10.0.0.2", "10.0.0.1"], 1)]
    assert await look_up(resolver) == (["10.0.0.1", "10.0.0.2"], None)
    assert system.asked == 1


async def test_one_that_is_stopped_leaves_the_answer_to_the_others() -> None:
    system = System("10.0.0.1")
    resolver = Resolver(system)
    first, second = (asyncio.create_task(look_up(resolver)) for _ in range(2))
    await turn()
    first.cancel()
    await turn()
    system.may.set()
    assert (await second)[0] == ["10.0.0.1"]
    assert first.cancelled()


async def test_a_name_that_is_not_known_is_asked_for_again() -> None:
    system = System()
    resolver = Resolver(system)
    system.may.set()
    for _ in range(2):
        with pytest.raises(socket.gaierror):
            await look_up(resolver)
    assert system.asked == 2


async def test_closing_ends_what_is_under_way() -> None:
    resolver = Resolver(System("10.0.0.1"))
    waiting = asyncio.create_task(look_up(resolver))
    await turn()
    await resolver.close()
    with pytest.raises(asyncio.CancelledError):
        await waiting


async def test_the_system_is_asked() -> None:
    found = await SystemResolver().resolve("localhost", 80)
    assert {answer["host"] for answer in found} & {"127.0.0.1", "::1"}
    assert {answer["port"] for answer in found} == {80}


def test_no_loop_waits_at_its_end_for_a_name_server_that_is_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    """`asyncio.run` waits for the threads of its loop."""
    monkeypatch.setattr(resolving, "CONNECT_S", 0.01)
    answers = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answers.wait(PATIENCE_S / 4) and [])
    try:
        with pytest.raises(OSError, match="was not resolved"):
            asyncio.run(look_up(Resolver()))
        waiting = [thread for thread in threading.enumerate() if thread is not threading.main_thread()]
        assert waiting
        assert all(thread.daemon for thread in waiting)
    finally:
        answers.set()


async def test_a_name_server_that_is_silent_is_waited_for_to_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resolving, "CONNECT_S", 0.01)
    system = System("10.0.0.1")
    resolver = Resolver(system)
    with pytest.raises(OSError, match=r"the name a\.example was not resolved within 0\.01 s"):
        await look_up(resolver)
    system.may.set()
    await turn()
    assert (await look_up(resolver))[0] == ["10.0.0.1"], "and what comes late is of use to later ones"
    assert system.asked == 1
    await resolver.close()
