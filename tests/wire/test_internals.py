"""What is used of aiohttp and httpx2 without a promise of theirs is where it was, and used in one place."""

from __future__ import annotations

import ast
import inspect
from importlib import metadata
from pathlib import Path

import aiohttp
import anthropic
import httpx2
import pytest
from aiohttp.client_proto import ResponseHandler
from aiohttp.streams import DataQueue, StreamReader

import streamboard.wire
from streamboard.wire import internals, request, resolver, stamped_connections, transport
from streamboard.wire.http_client import http_client
from streamboard.wire.loop_turns import Turnstile
from streamboard.wire.resolver import Resolver
from streamboard.wire.stamped_connections import Connector, Link
from streamboard.wire.transport import Transport

ROOM = Path(streamboard.wire.__file__).parent
OURS = (internals, stamped_connections, request, resolver, transport)


def moved(library: str, what: str) -> str:
    """What to say when a release has another inside."""
    return f"{library} {metadata.version(library)} moved {what}: see streamboard/wire/internals.py"


async def test_a_connector_makes_its_protocols_with_what_we_gave_it() -> None:
    plain = aiohttp.TCPConnector()
    assert isinstance(plain._factory(), ResponseHandler), moved("aiohttp", "TCPConnector._factory")
    await plain.close()
    ours = Connector(ssl=True, limit=1, keepalive_s=0, resolver=Resolver())
    assert isinstance(ours._factory(), Link), moved("aiohttp", "TCPConnector._factory")
    await ours.close()


def test_a_connector_takes_connections_back_as_before() -> None:
    release = getattr(aiohttp.BaseConnector, "_release", None)
    assert release is not None, moved("aiohttp", "BaseConnector._release")
    expected = ["self", "key", "protocol", "should_close"]
    assert [*inspect.signature(release).parameters] == expected, moved("aiohttp", "BaseConnector._release")


def test_a_protocol_is_handed_heads_and_tells_what_broke() -> None:
    assert ResponseHandler.feed_data is DataQueue.feed_data, moved("aiohttp", "DataQueue.feed_data")
    source = inspect.getsource(ResponseHandler.data_received)
    assert "self.feed_data((message, payload), 0)" in source, moved("aiohttp", "ResponseHandler.feed_data")
    assert ResponseHandler.exception is DataQueue.exception, moved("aiohttp", "DataQueue.exception")


def test_a_body_counts_its_bytes_and_gives_what_it_holds() -> None:
    assert "total_bytes" in StreamReader.__slots__, moved("aiohttp", "StreamReader.total_bytes")
    reads = getattr(StreamReader, "_read_nowait", None)
    assert reads is not None, moved("aiohttp", "StreamReader._read_nowait")
    assert [*inspect.signature(reads).parameters] == ["self", "n"], moved("aiohttp", "_read_nowait")


def test_a_request_is_written_as_before() -> None:
    source = inspect.getsource(aiohttp.ClientRequest.send)
    expected = "coro = self.write_bytes(writer, conn, self._get_content_length())"
    assert expected in source, moved("aiohttp", "ClientRequest.write_bytes")
    assert "protocol = conn.protocol" in source, moved("aiohttp", "Connection.protocol")
    writes = inspect.getsource(aiohttp.http.StreamWriter._write)
    assert "transport = self._protocol.transport" in writes, moved("aiohttp", "StreamWriter's transport")


@pytest.mark.parametrize("name", ["_init_transport", "_init_proxy_transport"])
def test_a_client_of_httpx2_makes_its_transports_in_the_same_methods(name: str) -> None:
    assert name in vars(httpx2.AsyncClient), moved("httpx2", f"AsyncClient.{name}")


def test_a_client_of_httpx2_asks_a_method_for_the_proxies_there_are() -> None:
    made = inspect.getsource(httpx2.AsyncClient.__init__)
    assert "self._get_proxy_map(proxy, allow_env_proxies)" in made, moved("httpx2", "_get_proxy_map")


async def test_the_client_goes_over_our_transport_also_through_a_proxy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    client = http_client("https://a.example", loopback=False, turnstile=Turnstile())
    direct, proxied = client._transport, client._transport_for_url(httpx2.URL("https://a.example"))
    assert isinstance(direct, Transport), moved("httpx2", "AsyncClient._init_transport")
    assert isinstance(proxied, Transport), moved("httpx2", "AsyncClient._init_proxy_transport")
    assert proxied is not direct
    await client.aclose()


def private(name: str) -> bool:
    return name.startswith("_") and not name.endswith("__")


@pytest.mark.parametrize("module", sorted(ROOM.rglob("*.py")), ids=lambda path: path.name)
def test_private_names_of_others_are_used_in_one_module(module: Path) -> None:
    if module.name == "internals.py":
        return
    tree = ast.parse(module.read_text())
    used = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and private(node.attr)
        and not (isinstance(node.value, ast.Name) and node.value.id in ("self", "cls"))
    }
    used |= {
        name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for name in [*(node.module or "").split("."), *(alias.name for alias in node.names)]
        if private(name)
    }
    assert not used, f"{used} belong into streamboard/wire/internals.py"


def test_no_class_of_ours_takes_a_private_name_of_the_class_it_builds_on() -> None:
    """Unless on purpose: else a release of theirs, or a change of ours, would break the other."""
    taken = {
        f"{kind.__name__}.{name}"
        for module in OURS
        for kind in vars(module).values()
        if inspect.isclass(kind) and kind.__module__ == module.__name__
        for base in kind.__mro__[1:]
        if base.__module__.partition(".")[0] in ("aiohttp", "httpx2", "anthropic")
        for name in vars(kind)
        if private(name) and name in {*vars(base), *getattr(base, "__slots__", ())} - {"_abc_impl"}
    }
    assert taken == {
        "TransportedClient._get_proxy_map",
        "TransportedClient._init_transport",
        "TransportedClient._init_proxy_transport",
    }


def test_the_sdk_has_the_classes_that_are_translated() -> None:
    for name in ("APIStatusError", "APIConnectionError", "AnthropicError"):
        assert hasattr(anthropic, name), moved("anthropic", name)
