"""A request's way to the socket over real connections: what becomes known of it, and when it goes."""

from __future__ import annotations

import asyncio
import os
import ssl
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
import trustme

from streamboard.engine.startline import StartLine
from streamboard.wire import link
from streamboard.wire.failures import AttemptFailure
from streamboard.wire.messages.client import MessagesClient
from streamboard.wire.sending import SENDING, Opened, Sending, StartingTurn
from tests.support.engines import until
from tests.support.loops import LOOPS
from tests.support.wire import HEAD, answer

REQUEST: dict[str, Any] = {"max_tokens": 9, "messages": [{"role": "user", "content": "Hi"}]}
LARGE: dict[str, Any] = {"max_tokens": 9, "messages": [{"role": "user", "content": "x" * 20_000_000}]}
KEPT = HEAD.replace(b"connection: close", b"content-length: %d" % len(answer("a")))
Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
Loop = Callable[[], asyncio.AbstractEventLoop] | None


async def read_request(reader: asyncio.StreamReader) -> bytes:
    """A request with its body; what came until the end if there was none."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
        for line in head.lower().split(b"\r\n"):
            if line.startswith(b"content-length: "):
                return head + await reader.readexactly(int(line[16:]))
        return head
    except asyncio.IncompleteReadError as error:
        return error.partial


@asynccontextmanager
async def serving(talk: Talk, context: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """A server on loopback that talks as a test says; its port."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await talk(reader, writer)
        except OSError:
            pass  # The client went.
        finally:
            writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0, ssl=context, limit=1 << 25)
    async with server:
        yield server.sockets[0].getsockname()[1]


@asynccontextmanager
async def connected(
    port: int, scheme: str = "http", host: str = "127.0.0.1", **options: Any
) -> AsyncIterator[MessagesClient]:
    made = MessagesClient(f"{scheme}://{host}:{port}", None, **options)
    try:
        yield made
    finally:
        await made.close()


async def send(
    through: MessagesClient,
    request: dict[str, Any] = REQUEST,
    place: StartingTurn | None = None,
    now: Callable[[], int] = time.monotonic_ns,
    news: list[Opened] | None = None,
) -> Sending:
    """Send a request and read its answer; what became known of it, and `news` of its connection."""

    def told() -> None:
        if news is not None and sending.opened is not None:
            news.append(sending.opened)

    sending = Sending(now, place, told)
    laid = SENDING.set(sending)
    try:
        response = await through.send("m", request)
    finally:
        SENDING.reset(laid)
    await response.drain(lambda stamp, came: None)
    return sending


async def answer_all(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answers request after request on one connection."""
    while await read_request(reader):
        writer.write(KEPT + answer("a"))
        await writer.drain()


async def test_a_connection_that_is_kept_alive_is_told_as_used_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link, "REST_S", 0.0)
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
    monkeypatch.setattr(link, "REST_S", 0.0)
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


# -- proxies


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()
    writer.close()


async def proxy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Tunnels where it is told CONNECT, and else passes on to where the first line says."""
    head = await reader.readuntil(b"\r\n\r\n")
    method, target, _ = head.split(b" ", 2)
    tunnel = method == b"CONNECT"
    host, _, port = (target if tunnel else target.split(b"/")[2]).decode().partition(":")
    there, to = await asyncio.open_connection(host, int(port))
    if tunnel:
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
    else:
        to.write(head)
    await asyncio.gather(_pass_on(reader, to), _pass_on(there, writer))


@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_behind_a_proxy_connecting_is_one_time(scheme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    with authority.cert_pem.tempfile() as certificate:
        monkeypatch.setenv("SSL_CERT_FILE", certificate)
        async with (
            serving(proxy) as between,
            serving(answer_all, context if scheme == "https" else None) as port,
        ):
            monkeypatch.setenv(f"{scheme.upper()}_PROXY", f"http://127.0.0.1:{between}")
            async with connected(port, scheme, "localhost") as through:
                sending = await send(through)
    assert sending.opened is not None
    assert sending.opened.connect_ns is not None
    assert sending.opened[3:] == (None, None, None)
    assert sending.sent_at is not None


async def test_a_host_that_needs_no_proxy_is_asked_directly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("NO_PROXY", "localhost")
    async with serving(answer_all) as port, connected(port, "http", "localhost") as through:
        sending = await send(through)
    assert sending.opened is not None
    assert sending.opened.tcp_ns is not None


@pytest.mark.parametrize(
    ("status", "words", "again"),
    [
        (403, "refuses", False),
        (407, "wants a user name and a password", False),
        (503, "cannot reach the server", True),
    ],
)
async def test_a_tunnel_that_a_proxy_does_not_make(
    status: int, words: str, again: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        writer.write(b"HTTP/1.1 %d No\r\ncontent-length: 0\r\n\r\n" % status)

    async with serving(refuse) as between:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{between}")
        async with connected(443, "https", "a.example") as through:
            with pytest.raises(AttemptFailure) as failed:
                await send(through)
    assert failed.value.error.type == "proxy"
    assert f"the proxy 127.0.0.1:{between} {words}: HTTP {status}" in failed.value.error.message
    assert failed.value.retryable is again


@pytest.mark.parametrize("status", [403, 407, 502])
async def test_a_request_that_a_proxy_may_have_refused_itself_names_it(
    status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        writer.write(b"HTTP/1.1 %d No\r\ncontent-length: 7\r\n\r\nblocked" % status)

    async with serving(refuse) as between:
        monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{between}")
        async with connected(80, "http", "a.example") as through:
            with pytest.raises(AttemptFailure) as failed:
                await send(through)
    assert f"the proxy 127.0.0.1:{between}" in failed.value.error.message
    assert "blocked" in failed.value.error.message


@pytest.mark.parametrize("variable", ["HTTP_PROXY", "ALL_PROXY"])
@pytest.mark.parametrize("scheme", ["SOCKS5", "socks5h", "socks4", "socks4a", "ftp", "", "http://h:port"])
async def test_to_a_proxy_of_another_kind_nothing_is_sent(
    variable: str, scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would take the request, with its key, for something else."""
    came = 0

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal came
        came += 1

    async with serving(talk) as between, serving(answer_all) as port:
        monkeypatch.setenv(variable, f"{scheme}://127.0.0.1:{between}")
        async with connected(port) as through:
            with pytest.raises(AttemptFailure) as failed:
                await send(through)
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        async with connected(port) as through:
            await send(through)  # It needs none.
    assert not came
    known = scheme.isalnum()
    assert (f"{scheme.lower()}://" if known else "address is not valid") in failed.value.error.message
    assert not failed.value.retryable
