"""What is used of aiohttp and httpx2 that they do not promise to keep, in one place.

Private names are used nowhere else. Beside them, `link` and `request` lean on how these work inside, which
`tests/wire/test_internals.py` holds against what is installed:

- A `TCPConnector` makes its protocols with `_factory`.
- A `ResponseHandler` is handed each head with `feed_data` from within `data_received`, and tells with
  `exception()` what broke.
- A `StreamReader` counts what came in `total_bytes`, and gives what it holds with `_read_nowait`.
- `ClientRequest.send` asks the connection's protocol for its transport, and has `write_bytes` write a body.
- An `AsyncClient` of httpx2 makes its transports with `_init_transport` and `_init_proxy_transport`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import aiohttp
import httpx2


def make_protocols_with(connector: aiohttp.TCPConnector, factory: Callable[[], asyncio.Protocol]) -> None:
    """Have a connector make the protocols of its connections with this."""
    connector._factory = factory  # type: ignore[assignment]


def buffered(content: aiohttp.StreamReader) -> bytes:
    """What a body that has broken still holds; asked in the usual way it would only say that it broke."""
    return content._read_nowait(-1)


class TransportedClient(httpx2.AsyncClient):
    """httpx2's client over transports of another make, proxies of the environment included."""

    def __init__(self, make: Callable[..., httpx2.AsyncBaseTransport], **options: Any) -> None:
        """Make one.

        Args:
            make: Makes a transport, given `verify`, `trust_env`, `limits` and `proxy`, which may be None.
            options: Those of `httpx2.AsyncClient`.
        """
        self._make = make
        super().__init__(**options)

    def _init_transport(self, **options: Any) -> httpx2.AsyncBaseTransport:  # type: ignore[override]
        return self._made(None, **options)

    def _init_proxy_transport(self, proxy: httpx2.Proxy, **options: Any) -> httpx2.AsyncBaseTransport:  # type: ignore[override]
        return self._made(proxy, **options)

    def _made(self, proxy: httpx2.Proxy | None, **options: Any) -> httpx2.AsyncBaseTransport:
        used = {name: options[name] for name in ("verify", "trust_env", "limits")}
        return self._make(proxy=proxy, **used)
