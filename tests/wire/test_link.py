"""What is leaned on in aiohttp and httpx2 without a promise of theirs is where it was."""

from __future__ import annotations

import inspect

import aiohttp
import httpx2
from aiohttp.client_proto import ResponseHandler
from aiohttp.streams import DataQueue, StreamReader

from streamboard.wire.link import Connector, Link
from streamboard.wire.resolver import Resolver
from streamboard.wire.transport import Client, Transport
from streamboard.wire.turnstile import Turnstile

MOVED = "a release has moved it: see streamboard/wire/link.py"


async def test_a_connector_makes_its_protocols_with_what_we_gave_it() -> None:
    plain = aiohttp.TCPConnector()
    assert isinstance(plain._factory(), ResponseHandler), MOVED
    await plain.close()
    ours = Connector(ssl=True, limit=1, keepalive_timeout=0, resolver=Resolver())
    assert isinstance(ours._factory(), Link), MOVED
    await ours.close()


def test_a_protocol_is_handed_heads_and_reads_as_before() -> None:
    assert ResponseHandler.feed_data is DataQueue.feed_data, MOVED
    assert "self.feed_data((message, payload), 0)" in inspect.getsource(ResponseHandler.data_received), MOVED
    assert "total_bytes" in StreamReader.__slots__, MOVED
    assert [*inspect.signature(StreamReader._read_nowait).parameters] == ["self", "n"], MOVED


def test_a_request_is_written_as_before() -> None:
    source = inspect.getsource(aiohttp.ClientRequest.send)
    assert "coro = self.write_bytes(writer, conn, self._get_content_length())" in source, MOVED
    assert "protocol = conn.protocol" in source, MOVED
    assert "transport = self._protocol.transport" in inspect.getsource(aiohttp.http.StreamWriter._write), (
        MOVED
    )


async def test_the_client_goes_over_our_transport_also_through_a_proxy() -> None:
    client = Client(Turnstile(), proxy="http://127.0.0.1:9")
    url = httpx2.URL("https://a.example")
    assert isinstance(client._transport, Transport), MOVED
    assert isinstance(client._transport_for_url(url), Transport), MOVED
    assert client._transport_for_url(url) is not client._transport
    await client.aclose()
