"""A request's way to the socket by a proxy."""

from __future__ import annotations

import asyncio
import ssl

import pytest
import trustme

from streamboard.wire.failures import AttemptFailure
from tests.wire.sending import answer_all, connected, read_request, send, serving

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
