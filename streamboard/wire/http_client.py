"""The HTTP client of all protocols."""

from __future__ import annotations

import functools

import httpx2

from streamboard.common.this_machine import names_this_machine
from streamboard.wire.error_body_cap import cap_error_body
from streamboard.wire.internals import TransportedClient
from streamboard.wire.loop_turns import Turnstile
from streamboard.wire.resolver import CONNECT_S
from streamboard.wire.transport import Transport

TIMEOUT = httpx2.Timeout(None, connect=CONNECT_S)
"""No read timeout: any byte would reset it. The watchdog times the wait for content."""
_MAX_CONNECTIONS = 2000
_KEEPALIVE_S = 5.0


def http_client(
    base_url: str | None,
    *,
    loopback: bool,
    turnstile: Turnstile,
    keepalive_s: float | None = None,
    socket: str | None = None,
) -> httpx2.AsyncClient:
    """Make a client; see `WireProtocol.connect`.

    `keepalive_s` is how long a connection may stay idle; None picks by address.

    Raises:
        ValueError, ImportError, httpx2.InvalidURL: A proxy in the environment cannot be used.
    """
    if keepalive_s is None:
        # Local connections are cheap, and small servers may close an idle one just as a request goes out.
        keepalive_s = 0.0 if names_this_machine(httpx2.URL(base_url or "").host) else _KEEPALIVE_S
    return TransportedClient(
        functools.partial(Transport, turnstile, socket),
        limits=httpx2.Limits(max_connections=_MAX_CONNECTIONS, keepalive_expiry=keepalive_s),
        timeout=TIMEOUT,
        trust_env=not loopback,
        follow_redirects=False,  # They could leak prompt and headers to another host.
        event_hooks={"response": [cap_error_body]},
    )
