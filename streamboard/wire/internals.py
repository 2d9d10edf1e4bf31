"""All uses of private names of aiohttp, httpx2 and Anthropic's SDK.

`tests/wire/test_internals.py` checks them, and what else we rely on inside aiohttp.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import aiohttp
import httpx2
from aiohttp.client_proto import ResponseHandler
from aiohttp.client_reqrep import ConnectionKey
from aiohttp.streams import EmptyStreamReader
from httpx2._utils import get_environment_proxies

if TYPE_CHECKING:
    import anthropic
    from anthropic.lib.credentials import AsyncAccessTokenProvider

_NO_HOST, _MOST_PORT = frozenset(" %[]"), 65_535


def make_protocols_with(
    connector: aiohttp.TCPConnector | aiohttp.UnixConnector, factory: Callable[[], asyncio.Protocol]
) -> None:
    connector._factory = factory  # type: ignore[assignment]


def rest_before_reuse(connector: aiohttp.TCPConnector, rest_s: float) -> None:
    """Close connections on which something arrives meanwhile."""
    release, loop = connector._release, asyncio.get_running_loop()

    def later(key: ConnectionKey, protocol: ResponseHandler, *, should_close: bool = False) -> None:
        if should_close or protocol.should_close:
            release(key, protocol, should_close=True)
        else:
            loop.call_later(rest_s, release, key, protocol)

    connector._release = later  # type: ignore[method-assign]


def buffered(content: aiohttp.StreamReader) -> bytes:
    """Return what a broken body still holds; public methods would only raise."""
    # A response without a body (204) has a reader without a buffer.
    return b"" if isinstance(content, EmptyStreamReader) else content._read_nowait(-1)


def proxy_at(url: str) -> httpx2.Proxy:
    """Return an unusable proxy for a bad URL, so that only requests through it fail."""
    try:
        proxy = httpx2.Proxy(url)
    except (ValueError, httpx2.InvalidURL):
        scheme = url.partition("://")[0].lower()
        known = scheme.isalnum() and scheme not in ("http", "https")
    else:
        if proxy.url.host and _NO_HOST.isdisjoint(proxy.url.host) and (proxy.url.port or 1) <= _MOST_PORT:
            return proxy
        scheme, known = "", False
    unusable = httpx2.Proxy("http://unusable")
    unusable.url = httpx2.URL(f"{scheme if known else ''}://unusable")
    return unusable


def proxies() -> dict[str, httpx2.Proxy | None]:
    """Return the environment's proxies by URL pattern; None: no proxy."""
    named = get_environment_proxies()
    return {pattern: None if url is None else proxy_at(url) for pattern, url in named.items()}


def give_tokens_by(client: anthropic.AsyncAnthropic, provider: AsyncAccessTokenProvider) -> None:
    from anthropic.lib.credentials import AccessTokenAuth, TokenCache

    client._token_cache = TokenCache(provider)
    client._custom_auth = AccessTokenAuth(client._token_cache)


class TransportedClient(httpx2.AsyncClient):
    def __init__(self, make: Callable[..., httpx2.AsyncBaseTransport], **options: Any) -> None:
        self._make = make
        super().__init__(**options)

    def _get_proxy_map(self, proxy: Any, allow_env_proxies: bool) -> dict[str, httpx2.Proxy | None]:
        if proxy is not None or not allow_env_proxies:
            return super()._get_proxy_map(proxy, allow_env_proxies)
        return dict(proxies())

    def _init_transport(self, **options: Any) -> httpx2.AsyncBaseTransport:  # type: ignore[override]
        return self._made(None, **options)

    def _init_proxy_transport(self, proxy: httpx2.Proxy, **options: Any) -> httpx2.AsyncBaseTransport:  # type: ignore[override]
        return self._made(proxy, **options)

    def _made(self, proxy: httpx2.Proxy | None, **options: Any) -> httpx2.AsyncBaseTransport:
        used = {name: options[name] for name in ("verify", "trust_env", "limits")}
        return self._make(proxy=proxy, **used)
