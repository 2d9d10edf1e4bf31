"""Connections that do not come about or do not hold: each has its name, its words and its advice."""

from __future__ import annotations

import asyncio
import errno
import resource
import socket
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import anthropic
import httpx2
import pytest
import trustme
from aiohttp.client_reqrep import ConnectionKey

from streamboard.feeds.process import EngineProcess
from streamboard.run.events import ErrorInfo, StreamEnded
from streamboard.run.plan import EndpointPlan, Start
from streamboard.wire import error_body_cap
from streamboard.wire.connection import (
    ConnectingTooLongError,
    ThroughProxyError,
    connection_failure,
    reason_of,
)
from streamboard.wire.failures import AttemptFailure, failure
from streamboard.wire.messages.client import MessagesClient
from streamboard.wire.resolver import UnresolvedInTimeError
from tests.support.engines import only, run_engine
from tests.support.plans import plan, stream
from tests.support.wire import HEAD, answer, delta, start


async def ended_at(url: str) -> StreamEnded:
    asked = plan(stream("s1", endpoint="mine", model="m"), endpoints={"mine": EndpointPlan(url)})
    return only(await run_engine(asked), StreamEnded)


async def error_at(url: str) -> ErrorInfo:
    error = (await ended_at(url)).error
    assert error is not None
    assert error.message
    assert error.advice
    return error


@asynccontextmanager
async def listening(
    talk: Callable[[asyncio.StreamReader, asyncio.StreamWriter], object],
    context: ssl.SSLContext | None = None,
) -> AsyncIterator[int]:
    """A server that reads a request and then does what a test says; its port."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            talk(reader, writer)
            await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass  # The client went.
        finally:
            writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0, ssl=context)
    async with server:
        yield server.sockets[0].getsockname()[1]


def reset(writer: asyncio.StreamWriter) -> None:
    """Have the close send a reset."""
    taken = writer.get_extra_info("socket")
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")


async def test_nothing_listens() -> None:
    with socket.socket() as taken:  # Bound, so that nobody else listens there meanwhile.
        taken.bind(("127.0.0.1", 0))
        error = await error_at(f"http://127.0.0.1:{taken.getsockname()[1]}")
    assert error.type == "connection_refused"
    assert "nothing listens" in error.message
    assert error.cause


async def test_no_more_files_can_be_opened() -> None:
    """It is not the network that is at fault."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    async with listening(lambda reader, writer: None) as port:
        client = MessagesClient(f"http://127.0.0.1:{port}", None)
        with socket.socket() as last:  # The lowest number that was free.
            resource.setrlimit(resource.RLIMIT_NOFILE, (last.fileno(), hard))
            try:
                with pytest.raises(AttemptFailure) as failed:
                    await client.send("m", {"max_tokens": 9, "messages": []})
            finally:
                resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        await client.close()
    assert failed.value.error.type == "too_many_files"
    assert "ulimit" in failed.value.error.advice
    assert failed.value.retryable


async def test_closed_without_an_answer() -> None:
    async with listening(lambda reader, writer: None) as port:
        error = await error_at(f"http://127.0.0.1:{port}")
    assert error.type == "connection_closed"
    assert "without an answer" in error.message


async def test_reset_without_an_answer() -> None:
    async with listening(lambda reader, writer: reset(writer)) as port:
        error = await error_at(f"http://127.0.0.1:{port}")
    assert error.type in ("connection_reset", "connection_closed")
    assert "without an answer" in error.message


@pytest.mark.parametrize("trusted", [True, False])
async def test_tls(trusted: bool, tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)

    def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD + answer("over TLS"))

    with authority.cert_pem.tempfile() as certificate:
        if trusted:
            monkeypatch.setenv("SSL_CERT_FILE", certificate)
        async with listening(talk, context) as port:
            ended = await ended_at(f"https://localhost:{port}")
    if trusted:
        assert ended.outcome == "completed"
    else:
        assert ended.error is not None
        assert ended.error.type == "certificate"
        assert "not trusted" in ended.error.message
        assert "SSL_CERT_FILE" in ended.error.advice


@pytest.mark.parametrize("content", [None, "no certificate"])
async def test_files_of_certificates_that_cannot_be_read(
    content: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are named, and plain HTTP needs none."""
    file = tmp_path / "trusted.pem"
    if content is not None:
        file.write_text(content)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    monkeypatch.delenv("SSL_CERT_DIR", raising=False)

    def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD + answer("plain"))

    async with listening(talk) as port:
        error = await error_at(f"https://127.0.0.1:{port}")
        plain = await ended_at(f"http://127.0.0.1:{port}")
    assert error.type == "certificate"
    assert f"SSL_CERT_FILE ({file})" in error.message
    assert plain.outcome == "completed"


async def test_the_engine_opens_as_many_connections_as_the_system_allows() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(256, soft), hard))
    try:
        running = EngineProcess(plan(stream("s1"), start=Start("by-hand")), keep_open=True)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    try:
        await anext(running.events())
        limits = await asyncio.to_thread(Path(f"/proc/{running.pid}/limits").read_text)
    finally:
        running.close()
    (files,) = (line.split() for line in limits.splitlines() if line.startswith("Max open files"))
    assert int(files[3]) == min(hard, 65_536)


async def test_tls_to_a_server_that_speaks_plain_http() -> None:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    async with server:
        error = await error_at(f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}")
    assert error.type == "tls"
    assert "http://" in error.advice


async def test_a_connection_that_closes_within_the_answer_keeps_what_came() -> None:
    def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = HEAD.replace(b"connection: close", b"content-length: 9999")
        writer.write(head + start() + delta("so far"))

    async with listening(talk) as port:
        ended = await ended_at(f"http://127.0.0.1:{port}")
    assert ended.outcome == "failed"
    assert ended.error is not None
    assert ended.error.type == "connection_closed"


@pytest.mark.parametrize("came", [b"", start() + delta("so far")])
async def test_a_reset_is_one_also_where_only_the_end_of_the_connection_ends_an_answer(came: bytes) -> None:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")  # What is left unread makes the close a reset, too.
        writer.write(HEAD + came)
        await writer.drain()
        reset(writer)
        writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    async with server:
        error = await error_at(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
    assert error.type == "connection_reset"


async def test_the_body_of_an_error_that_has_no_end_does_not_hide_the_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(error_body_cap, "_MOST_ERROR_S", 0.05)
    over = asyncio.Event()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 429 Too Many\r\ncontent-length: 99\r\n\r\nslow down")
        await over.wait()
        writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    async with server:
        client = MessagesClient(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", None)
        with pytest.raises(AttemptFailure) as failed:
            await client.send("m", {"max_tokens": 9, "messages": []})
        over.set()
        await client.close()
    assert failed.value.too_many
    assert failed.value.error.status == 429
    assert "slow down" in failed.value.error.message


def wrapped(cause: BaseException) -> anthropic.APIConnectionError:
    """An exception as the SDK hands it over, with what happened two causes below."""
    request = httpx2.Request("POST", "http://a.example")
    middle = httpx2.ConnectError("middle")
    middle.__cause__ = cause
    error = anthropic.APIConnectionError(request=request)
    error.__cause__ = middle
    return error


def no_lookup(number: int) -> aiohttp.ClientConnectorDNSError:
    """A host that was not looked up, as aiohttp says it."""
    key = ConnectionKey("a.example", 80, False, True, None, None, None)
    return aiohttp.ClientConnectorDNSError(key, OSError(number, "no"))


@pytest.mark.parametrize(
    ("cause", "kind", "retryable"),
    [
        (socket.gaierror(socket.EAI_NONAME, "Name or service not known"), "unknown_host", False),
        (socket.gaierror(socket.EAI_AGAIN, "Temporary failure"), "unknown_host", True),
        (no_lookup(errno.EINVAL), "unknown_host", True),
        (no_lookup(errno.EMFILE), "too_many_files", True),
        (no_lookup(socket.EAI_NONAME), "unknown_host", False),
        (ThroughProxyError("a.proxy:80", no_lookup(socket.EAI_NONAME)), "proxy", False),
        (ThroughProxyError("a.proxy:80", no_lookup(socket.EAI_AGAIN)), "proxy", True),
        (TimeoutError(), "connect_timeout", True),
        (ConnectingTooLongError("", connected=False), "connect_timeout", True),
        (ConnectingTooLongError("", connected=True), "connect_timeout", True),
        (ConnectingTooLongError("a.proxy:80", connected=False), "connect_timeout", True),
        (ConnectingTooLongError("a.proxy:80", connected=True), "connect_timeout", True),
        (OSError(errno.EHOSTUNREACH, "No route to host"), "unreachable", True),
        (OSError(errno.ECONNREFUSED, "refused"), "connection_refused", True),
        (ssl.SSLError(1, "WRONG_VERSION_NUMBER"), "tls", False),
        (OSError(errno.EADDRNOTAVAIL, "no address"), "no_room", True),
        (OSError(errno.EACCES, "no"), "forbidden", False),
        (OSError(errno.EINVAL, "who knows"), "connection", True),
        (ValueError("who knows"), "request", False),
    ],
)
def test_what_cannot_be_made_to_happen_here(cause: Exception, kind: str, retryable: bool) -> None:
    problem = connection_failure(wrapped(cause), began=False)
    assert (problem.error.type, problem.retryable) == (kind, retryable)
    assert problem.error.message
    assert getattr(cause, "proxy", "") in problem.error.message
    assert problem.error.advice
    assert problem.error.cause


def caused(error: BaseException, *causes: BaseException) -> BaseException:
    """The error with these causes, one below the other."""
    below = error
    for cause in causes:
        below.__cause__ = cause
        below = cause
    return error


@pytest.mark.parametrize(
    ("error", "cause"),
    [
        (OSError("no"), "OSError: no"),
        (ConnectionResetError(), "ConnectionResetError"),
        (caused(OSError("outer"), KeyError("inner")), "KeyError: 'inner'"),
        (caused(OSError("late"), asyncio.CancelledError()), "OSError: late"),
        (caused(OSError(), ConnectionAbortedError()), "ConnectionAbortedError"),
        (caused(ValueError("Connection error."), TimeoutError(), asyncio.CancelledError()), ""),
    ],
)
def test_a_cause_says_something(error: BaseException, cause: str) -> None:
    assert reason_of(error) == cause


def test_a_cause_that_only_repeats_the_message_is_left_out() -> None:
    assert failure("x", "the name a is not known", cause="LateError: the name a").error.cause == ""
    assert failure("x", "no connection", cause="OSError: refused").error.cause == "OSError: refused"
    assert connection_failure(wrapped(UnresolvedInTimeError("a")), began=False).error.cause == ""
