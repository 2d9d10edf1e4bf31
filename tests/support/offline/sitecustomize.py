"""Refuse every connection that leaves this machine.

The suite imports this for itself and puts its folder on `PYTHONPATH`, so that every Python that a
test starts imports it as its `sitecustomize`.
"""

from __future__ import annotations

import ipaddress
import socket
from typing import Any

refused: list[str] = []
"""What was tried in this process, for the suite to fail on."""

_connect, _connect_ex, _sendto = socket.socket.connect, socket.socket.connect_ex, socket.socket.sendto
_getaddrinfo = socket.getaddrinfo


def is_loopback(host: object) -> bool:
    """Whether a host is this machine, without asking anyone."""
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    if host is None or host in ("", "localhost"):
        return True
    try:
        return ipaddress.ip_address(str(host).partition("%")[0]).is_loopback
    except ValueError:
        return False


def _require_loopback(address: Any) -> None:
    host = address[0] if isinstance(address, tuple) else None  # Of a Unix socket it is a path.
    if not is_loopback(host):
        refused.append(str(address))
        raise RuntimeError(f"a test tried to reach {address}")


def _guarded_connect(self: socket.socket, address: Any) -> None:
    _require_loopback(address)
    _connect(self, address)


def _guarded_connect_ex(self: socket.socket, address: Any) -> int:
    _require_loopback(address)
    return _connect_ex(self, address)


def _guarded_sendto(self: socket.socket, data: Any, *rest: Any) -> int:
    _require_loopback(rest[-1])
    return _sendto(self, data, *rest)


def _guarded_getaddrinfo(host: Any, *rest: Any, **named: Any) -> Any:
    _require_loopback((host,))
    return _getaddrinfo(host, *rest, **named)


def install() -> None:
    """Put the guard in place."""
    socket.socket.connect = _guarded_connect  # type: ignore[assignment, method-assign]
    socket.socket.connect_ex = _guarded_connect_ex  # type: ignore[assignment, method-assign]
    socket.socket.sendto = _guarded_sendto  # type: ignore[assignment, method-assign]
    socket.getaddrinfo = _guarded_getaddrinfo


install()
