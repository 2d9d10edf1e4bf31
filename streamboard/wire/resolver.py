"""Looks up a host name once for all requests that need it."""

from __future__ import annotations

import asyncio
import socket
import time
from collections import deque
from functools import partial

from aiohttp.abc import AbstractResolver, ResolveResult

from streamboard.common.in_thread import in_thread
from streamboard.wire.sending import current

CONNECT_S = 10.0
"""For looking up a name, and again for connecting."""
_REMEMBERED_S = 10.0
_NUMERIC = socket.NI_NUMERICHOST | socket.NI_NUMERICSERV


class UnresolvedInTimeError(OSError):
    """No `TimeoutError`, which aiohttp would take for its own."""

    def __init__(self, host: str) -> None:
        super().__init__(f"the name {host} was not resolved within {CONNECT_S:g} s")


class SystemResolver(AbstractResolver):
    """Asks in threads that nobody joins: a name server may be slow, and `asyncio.run` joins aiohttp's."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        return await in_thread(partial(_addresses, host, port, family))

    async def close(self) -> None: ...


def _addresses(host: str, port: int, family: socket.AddressFamily) -> list[ResolveResult]:
    found = socket.getaddrinfo(host, port, family, socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)
    return [
        ResolveResult(
            hostname=host,
            # With its zone, which link-local IPv6 addresses need.
            host=socket.getnameinfo(address, _NUMERIC)[0],
            port=port,
            family=kind,
            proto=proto,
            flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
        )
        for kind, _, proto, _, address in found
    ]


class Resolver(AbstractResolver):
    """Rotates a name's addresses."""

    def __init__(self, system: AbstractResolver | None = None) -> None:
        self._system = system or SystemResolver()
        self._known: dict[tuple[str, int], tuple[float, deque[ResolveResult]]] = {}
        self._asked: dict[tuple[str, int], asyncio.Task[deque[ResolveResult]]] = {}

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        key = host, port
        until, addresses = self._known.get(key, (0.0, None))
        if addresses is None or until < time.monotonic():
            sending = current()
            begun = sending.now()
            try:
                async with asyncio.timeout(CONNECT_S):
                    addresses = await self._ask(host, port, family)
            except TimeoutError:
                raise UnresolvedInTimeError(host) from None
            sending.dns_ns = sending.now() - begun
        found = [*addresses]
        addresses.rotate(-1)
        return found

    async def _ask(self, host: str, port: int, family: socket.AddressFamily) -> deque[ResolveResult]:
        asked = self._asked.get((host, port))
        if asked is None:
            asked = self._asked[host, port] = asyncio.create_task(self._look_up(host, port, family))
            asked.add_done_callback(lambda task: task.cancelled() or task.exception())
        return await asyncio.shield(asked)  # A cancelled request must not cancel it for others.

    async def _look_up(self, host: str, port: int, family: socket.AddressFamily) -> deque[ResolveResult]:
        try:
            addresses = deque(await self._system.resolve(host, port, family))
            self._known[host, port] = time.monotonic() + _REMEMBERED_S, addresses
            return addresses
        finally:
            del self._asked[host, port]

    async def close(self) -> None:
        for task in [*self._asked.values()]:
            task.cancel()
        await self._system.close()
