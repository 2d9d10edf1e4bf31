"""A request's way to the socket over real connections: what becomes known of it, and when it goes."""

from __future__ import annotations

import asyncio
import os
import ssl
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import trustme

from streamboard.wire import stamped_connections
from tests.support.engines import until
from tests.support.loops import LOOPS
from tests.support.wire import HEAD, answer
from tests.wire.sending import KEPT, answer_all, connected, read_request, send, serving

LARGE: dict[str, Any] = {"max_tokens": 9, "messages": [{"role": "user", "content": "x" * 20_000_000}]}


Loop = Callable[[], asyncio.AbstractEventLoop] | None


async def test_a_connection_that_is_kept_alive_is_told_as_used_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stamped_connections, "REST_S", 0.0)
    async with serving(answer_all) as port, connected(port, keepalive_s=60.0) as through:
        first, second = await send(through), await send(through)
        while second.opened is not None and not second.opened.reused:  # The first may not have rested yet.
            second = await send(through)
    assert first.opened is not None
    assert first.opened.reused is False
    assert first.opened.connect_ns == first.opened.tcp_ns
    assert (first.opened.dns_ns, first.opened.tls_ns) == (None, None)
    assert second.opened is not None
    assert second.opened.reused is True
    assert second.opened[2:] == (None, None, None, None)


async def test_each_request_on_this_machine_has_a_connection_of_its_own() -> None:
    async with serving(answer_all) as port, connected(port) as through:
        sent = [await send(through), await send(through)]
    assert [sending.opened and sending.opened.reused for sending in sent] == [False, False]


async def test_a_name_and_tls_have_times_of_their_own_and_a_name_that_is_known_has_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    with authority.cert_pem.tempfile() as certificate:
        monkeypatch.setenv("SSL_CERT_FILE", certificate)
        async with serving(answer_all, context) as port, connected(port, "https", "localhost") as through:
            first, second = (await send(through)).opened, (await send(through)).opened
    assert first is not None
    assert first.connect_ns is not None
    assert first.dns_ns is not None
    assert first.tcp_ns is not None
    assert first.tls_ns is not None
    assert first.connect_ns == first.dns_ns + first.tcp_ns + first.tls_ns
    assert second is not None
    assert second.dns_ns is None
    assert second.tls_ns is not None


async def test_the_stamp_of_a_small_request_lies_between_its_connection_and_its_answer() -> None:
    taken: list[bytes] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        taken.append(await read_request(reader))
        writer.write(HEAD + answer("a"))

    async with serving(talk) as port, connected(port) as through:
        before = time.monotonic_ns()
        sending = await send(through)
        after = time.monotonic_ns()
    assert sending.opened is not None
    assert sending.sent_at is not None
    assert before <= sending.opened.at <= sending.sent_at <= after
    assert sending.size == len(taken[0])


async def test_a_request_without_a_body_goes_out_too() -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert (await read_request(reader)).startswith(b"GET /v1/models")
        writer.write(b'HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n{"data":[{"id":"one"}]}')

    async with serving(talk) as port, connected(port) as through:
        assert await through.models() == ["one"]


async def _send_a_large_one(scheme: str, host: str, context: ssl.SSLContext | None) -> None:
    """The server reads nothing until it is told to: the last byte cannot have left before."""
    reading = asyncio.Event()
    begun: list[int] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.transport.pause_reading()  # type: ignore[attr-defined]
        await reading.wait()
        begun.append(time.monotonic_ns())
        writer.transport.resume_reading()  # type: ignore[attr-defined]
        await read_request(reader)
        writer.write(HEAD + answer("a"))

    class Released:
        """A place that tells when the request goes."""

        def ready(self, go: Callable[[], None]) -> None:
            go()
            reading.set()

        def leave(self) -> None: ...

    async with serving(talk, context) as port, connected(port, scheme, host) as through:
        sending = await send(through, LARGE, Released())
    assert sending.sent_at is not None
    assert sending.sent_at > begun[0]
    assert sending.size > 20_000_000


@pytest.mark.filterwarnings("ignore:Sending a large body")
@pytest.mark.parametrize("loop", LOOPS)
@pytest.mark.parametrize("tls", [False, True])
def test_a_large_request_is_stamped_when_its_last_byte_has_left(
    loop: Loop, tls: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    with authority.cert_pem.tempfile() as certificate, asyncio.Runner(loop_factory=loop) as runner:
        monkeypatch.setenv("SSL_CERT_FILE", certificate)
        asked = ("https", "localhost", context) if tls else ("http", "127.0.0.1", None)
        runner.run(_send_a_large_one(*asked))


@pytest.mark.parametrize(
    "unasked", [KEPT + answer("b"), b"HTTP/1.1 408 Timeout\r\ncontent-length: 0\r\n\r\n", b"?"]
)
async def test_a_connection_on_which_something_came_unasked_is_not_used_again(unasked: bytes) -> None:
    """It would be taken for the answer to the next request."""
    more = asyncio.Event()
    reads = 0

    def now() -> int:
        nonlocal reads
        reads += 1
        return time.monotonic_ns()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        writer.write(KEPT + answer("a"))
        await more.wait()
        writer.write(unasked)
        await reader.read()

    async with serving(talk) as port, connected(port, keepalive_s=60.0) as through:
        await send(through, now=now)
        before = reads
        more.set()
        await until(lambda: reads > before, "what came unasked")
        second = await send(through)
    assert second.opened is not None
    assert second.opened.reused is False


async def test_a_connection_rests_after_an_answer() -> None:
    """What comes unasked comes then; were the next request out already, it would be taken for its answer."""
    async with serving(answer_all) as port, connected(port, keepalive_s=60.0) as through:
        sent = [await send(through), await send(through)]
    assert [sending.opened and sending.opened.reused for sending in sent] == [False, False]


async def test_one_that_is_answered_before_it_is_out_does_not_count_as_sent() -> None:
    """It would seem to have been sent after its answer."""
    there = asyncio.Event()
    waiting: list[Callable[[], None]] = []

    def now() -> int:
        if waiting and there.is_set():  # The answer is being read: the request goes before that is parsed.
            asyncio.get_running_loop().call_soon(waiting.pop())
        return time.monotonic_ns()

    class Waits:
        def ready(self, go: Callable[[], None]) -> None:
            waiting.append(go)
            there.set()

        def leave(self) -> None: ...

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await there.wait()
        writer.write(KEPT + answer("a"))
        await read_request(reader)

    async with serving(talk) as port, connected(port) as through:
        sending = await send(through, place=Waits(), now=now)
    assert not waiting
    assert sending.size
    assert sending.sent_at is None


def open_sockets() -> int:
    """The sockets of this process (Linux)."""
    found = 0
    for entry in Path("/proc/self/fd").iterdir():
        with suppress(OSError):
            found += os.readlink(entry).startswith("socket:")
    return found


@pytest.mark.filterwarnings("ignore:Sending a large body")
@pytest.mark.parametrize("loop", LOOPS)
@pytest.mark.parametrize("tls", [False, True])
def test_one_that_is_stopped_half_way_leaves_no_connection_behind(
    loop: Loop, tls: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    with authority.cert_pem.tempfile() as certificate, asyncio.Runner(loop_factory=loop) as runner:
        monkeypatch.setenv("SSL_CERT_FILE", certificate)
        asked = ("https", "localhost", context) if tls else ("http", "127.0.0.1", None)
        runner.run(_stop_half_way(*asked))


async def _stop_half_way(scheme: str, host: str, context: ssl.SSLContext | None) -> None:
    """The server takes no more: to wait until it does would be to wait for ever."""
    begun, over = asyncio.Event(), asyncio.Event()

    class Released:
        def ready(self, go: Callable[[], None]) -> None:
            go()
            begun.set()

        def leave(self) -> None: ...

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.transport.pause_reading()  # type: ignore[attr-defined]
        await over.wait()
        writer.transport.abort()

    async with serving(talk, context) as port, connected(port, scheme, host) as through:
        before = open_sockets()
        sending = asyncio.create_task(send(through, LARGE, Released()))
        await begun.wait()
        sending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sending
        await until(lambda: open_sockets() == before + 1, "the end of our side of it")
        over.set()
