"""All uses of the private names of aiohttp, httpx2 and Anthropic's SDK, in one place.

`link` and `request` also depend on how the two libraries work inside. `tests/wire/test_internals.py` checks
this against the installed versions:

- A `TCPConnector` and a `UnixConnector` make their protocols with `_factory`; the former takes connections
  back in `_release`.
- A `ResponseHandler` is handed each head through `feed_data` from within `data_received`, and its
  `exception()` tells what broke.
- A `StreamReader` counts the received bytes in `total_bytes`, and `_read_nowait` returns what it holds.
- `ClientRequest.send` takes the transport from the connection's protocol, and has `write_bytes` write the
  body.
- An `AsyncClient` of httpx2 makes its transports with `_init_transport` and `_init_proxy_transport`, for the
  proxies that `_get_proxy_map` finds.
- An `AsyncAnthropic` takes its tokens from `_token_cache`, and sends them by `_custom_auth`.
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
"""Signs that no host has, and the greatest port."""


def make_protocols_with(
    connector: aiohttp.TCPConnector | aiohttp.UnixConnector, factory: Callable[[], asyncio.Protocol]
) -> None:
    """Have a connector make the protocols of its connections with `factory`."""
    connector._factory = factory  # type: ignore[assignment]


def rest_before_reuse(connector: aiohttp.TCPConnector, rest_s: float) -> None:
    """Have connections rest for a while after each answer; one on which something comes is closed."""
    release, loop = connector._release, asyncio.get_running_loop()

    def later(key: ConnectionKey, protocol: ResponseHandler, *, should_close: bool = False) -> None:
        if should_close or protocol.should_close:
            release(key, protocol, should_close=True)
        else:
            loop.call_later(rest_s, release, key, protocol)

    connector._release = later  # type: ignore[method-assign]


def buffered(content: aiohttp.StreamReader) -> bytes:
    """The bytes that a broken body still holds; its public methods would only raise."""
    # That of a response without a body (204) is of another kind, which lacks the buffer.
    return b"" if isinstance(content, EmptyStreamReader) else content._read_nowait(-1)


def proxy_at(url: str) -> httpx2.Proxy:
    """The proxy at an address; one of a kind that is not spoken to refuses only what would go through it."""
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
    """The proxies that the environment names, by the addresses they are for; None: none there."""
    named = get_environment_proxies()
    return {pattern: None if url is None else proxy_at(url) for pattern, url in named.items()}


def give_tokens_by(client: anthropic.AsyncAnthropic, provider: AsyncAccessTokenProvider) -> None:
    """Have a client of the SDK ask another provider for its tokens."""
    from anthropic.lib.credentials import AccessTokenAuth, TokenCache

    client._token_cache = TokenCache(provider)
    client._custom_auth = AccessTokenAuth(client._token_cache)


class TransportedClient(httpx2.AsyncClient):
    """httpx2's client with custom transports, also for the proxies named in the environment."""

    def __init__(self, make: Callable[..., httpx2.AsyncBaseTransport], **options: Any) -> None:
        """Make a client.

        Args:
            make: Makes a transport from `verify`, `trust_env`, `limits` and `proxy` (None for no proxy).
            options: Passed on to `httpx2.AsyncClient`.
        """
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
