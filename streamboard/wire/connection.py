"""Explains why a connection was refused or lost; the SDK says only "Connection error."."""

from __future__ import annotations

import asyncio
import errno
import os
import socket
import ssl
from collections.abc import Iterator
from typing import TypeAlias

import aiohttp

from streamboard.safety.quoted_text import quoted
from streamboard.wire.failures import AttemptFailure, failure
from streamboard.wire.resolver import CONNECT_S, UnresolvedInTimeError
from streamboard.wire.stamped_connections import (
    MOST_INTERIM,
    BrokenBodyError,
    HeadTooLongError,
    OnlyInterimError,
)

_NO_ROUTE = frozenset({errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EHOSTDOWN})
_NO_FILES = frozenset({errno.EMFILE, errno.ENFILE})
_NO_ROOM = frozenset({errno.EADDRNOTAVAIL, errno.ENOBUFS, errno.ENOMEM})
_FORBIDDEN = frozenset({errno.EACCES, errno.EPERM})
_RUN_AGAIN = "See what its log says, and run it again."
_BAD_HTTP_ADVICE = "A server or a proxy does not speak HTTP correctly."
_PROXY_ADVICE = "Check HTTPS_PROXY, HTTP_PROXY and ALL_PROXY, or set NO_PROXY for this host."
_TOO_MANY_FILES = (
    "too_many_files",
    "this process may open no more files and connections",
    "Raise the limit with `ulimit -n`, or lower `concurrency`.",
)
_TLS_RECORD = r"\x15\x03"
"""How aiohttp quotes the start of a TLS alert."""
Found: TypeAlias = tuple[str, str, str, bool]
"""Type, message, advice, whether to retry."""


class ThroughProxyError(Exception):
    def __init__(self, proxy: str, error: Exception) -> None:
        super().__init__(str(error))
        self.proxy = proxy
        """Host and port."""
        self.__cause__ = error


class ConnectingTooLongError(Exception):
    def __init__(self, proxy: str, *, connected: bool) -> None:
        super().__init__(f"not connected within {CONNECT_S:g} s")
        self.proxy = proxy
        """Host and port, or ""."""
        self.connected = connected
        """TCP was connected: the TLS handshake timed out."""


_OnTheWay: TypeAlias = ThroughProxyError | ConnectingTooLongError


def connection_failure(error: BaseException, *, began: bool) -> AttemptFailure:
    """`began`: the answer had begun."""
    causes = [*causes_of(error)]
    known = next((cause for cause in causes if isinstance(cause, AttemptFailure)), None)
    if known is not None:
        return known
    kind, message, advice, retryable = _lost(causes) if began else _none(causes)
    return failure(kind, message, advice, cause=reason_of(error), retryable=retryable)


def unsupported_proxy(scheme: str) -> AttemptFailure:
    """An empty scheme means a bad address."""
    what = (
        f"a proxy of the kind {scheme}:// is not supported" if scheme else "the proxy's address is not valid"
    )
    return failure(
        "configuration",
        f"{what}, so nothing was sent",
        "Name an HTTP proxy in HTTPS_PROXY, HTTP_PROXY and ALL_PROXY, or set NO_PROXY for this host.",
    )


def certificates_failure(error: OSError) -> AttemptFailure:
    if error.errno in _NO_FILES:
        return failure(*_TOO_MANY_FILES, cause=str(error), retryable=True)
    named = [name for name in ("SSL_CERT_FILE", "SSL_CERT_DIR") if os.environ.get(name)]
    where = " and ".join(f"{name} ({os.environ[name]})" for name in named) or "the system's certificates"
    return failure(
        "certificate",
        f"the certificates to trust cannot be read: {where}",
        f"Correct {' and '.join(named)}, or unset it." if named else "Name a file of them in SSL_CERT_FILE.",
        cause=reason_of(error),
    )


def causes_of(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    todo: list[object] = [error]
    while todo:
        found = todo.pop(0)
        if isinstance(found, BaseException) and id(found) not in seen:
            seen.add(id(found))
            yield found
            todo += [found.__cause__, getattr(found, "os_error", None)]


def reason_of(error: BaseException) -> str:
    """Return the innermost message, with its class.

    Without messages, the innermost class; empty for a mere timeout or cancellation.
    """
    words, names = list[str](), list[str]()
    seen: BaseException | None = error
    while seen is not None:
        text = str(seen).strip()
        if text and not (words and text in words[-1]) and text != "Connection error.":
            words.append(f"{type(seen).__name__}: {text}")
        elif not text and not isinstance(seen, TimeoutError | asyncio.CancelledError):
            names.append(type(seen).__name__)
        seen = seen.__cause__
    return next((found[-1] for found in (words, names) if found), "")


def _lost(causes: list[BaseException]) -> Found:
    if any(isinstance(cause, BrokenBodyError) for cause in causes):
        said = "the answer stops being valid HTTP before it is complete"
        return "protocol", said, _BAD_HTTP_ADVICE, False
    again = "The server or a proxy cut it; run it again."
    if any(isinstance(cause, ConnectionResetError) or _errno(cause) == errno.ECONNRESET for cause in causes):
        return "connection_reset", "the connection was reset before the answer was complete", again, True
    return "connection_closed", "the connection broke before the answer was complete", again, True


def _none(causes: list[BaseException]) -> Found:
    """Say "no connection" only where connecting was tried and failed."""
    proxy = next((cause.proxy for cause in causes if isinstance(cause, _OnTheWay)), "")
    for cause in causes:
        found = _proxy(cause, proxy) or _not_http(cause) or _tls(cause) or _network(cause, proxy)
        if found is not None:
            return found
    if any(isinstance(cause, aiohttp.ServerDisconnectedError) for cause in causes):
        return "connection_closed", f"{_who(proxy)} closed the connection without an answer", _RUN_AGAIN, True
    if any(isinstance(cause, aiohttp.ClientConnectorError) for cause in causes):
        return "connection", "no connection could be made", "Is the address right?", True
    if any(isinstance(cause, OSError) for cause in causes):
        return "connection", "the connection failed before an answer came", _RUN_AGAIN, True
    return "request", "the request could not be made", "See the cause; if it says nothing, report it.", False


def _who(proxy: str) -> str:
    return f"the server, or the proxy {proxy}," if proxy else "the server"


def _proxy(cause: BaseException, proxy: str) -> Found | None:
    named = f"the proxy {proxy}".rstrip()
    if isinstance(cause, aiohttp.ClientProxyConnectionError) and _errno(cause) not in _NO_FILES:
        return "proxy", f"{named} cannot be reached", _PROXY_ADVICE, True
    if isinstance(cause, aiohttp.ClientHttpProxyError):
        said = quoted(f"HTTP {cause.status} {cause.message}".strip(), 200)
        if cause.status >= 500:
            return "proxy", f"{named} cannot reach the server: {said}", "Is it running and reachable?", True
        if cause.status == 407:
            advice = "Check its user name and password in HTTPS_PROXY."
            return "proxy", f"{named} wants a user name and a password: {said}", advice, False
        return "proxy", f"{named} refuses: {said}", _PROXY_ADVICE, False
    return None


def _not_http(cause: BaseException) -> Found | None:
    if isinstance(cause, OnlyInterimError):
        said = f"the server sent more than {MOST_INTERIM} interim responses (1xx) and no answer"
        return "protocol", said, _BAD_HTTP_ADVICE, False
    advice = "Check the base URL and its port, and the proxy if there is one."
    if isinstance(cause, HeadTooLongError):
        return "protocol", "the head of the answer is too long", advice, False
    if not isinstance(cause, aiohttp.ClientResponseError):
        return None
    if "Too many headers" in cause.message or "bytes when reading" in cause.message:
        return "protocol", "the head of the answer is too long", advice, False
    if _TLS_RECORD in cause.message:
        advice = "If it speaks TLS, write https:// in the base URL."
    return "protocol", "the answer is not valid HTTP", advice, False


def _tls(cause: BaseException) -> Found | None:
    if isinstance(cause, ssl.SSLCertVerificationError):
        advice = "If it is your own, name it in SSL_CERT_FILE. Otherwise somebody may be intercepting."
        # aiohttp's wrapper is of this class, too, but has no `verify_message`.
        why = getattr(getattr(cause, "certificate_error", cause), "verify_message", "")
        said = f"the server's certificate is not trusted: {why}".removesuffix(": ")
        return "certificate", said, advice, False
    if isinstance(cause, ssl.SSLError):
        reason = (getattr(cause, "reason", None) or "").replace("_", " ").lower()
        if "certificate required" in reason or "alert bad certificate" in reason:
            advice = "streamboard has none to show; ask who runs it for another way in."
            return "tls", "the server wants a certificate of the client", advice, False
        advice = "If it speaks plain HTTP, write http:// in the base URL."
        return "tls", f"no TLS with this server: {reason}".removesuffix(": "), advice, False
    return None


def _network(cause: BaseException, proxy: str) -> Found | None:
    number = _errno(cause)
    if number in _NO_FILES:
        return *_TOO_MANY_FILES, True
    if isinstance(cause, UnresolvedInTimeError):
        return "unknown_host", str(cause), "The name server is silent: check the network or VPN.", True
    if isinstance(cause, socket.gaierror | aiohttp.ClientConnectorDNSError):
        if isinstance(getattr(cause, "os_error", None), UnresolvedInTimeError):
            return None  # Said by its cause.
        if number is not None and number > 0:  # A system error; the resolver's are negative.
            return "unknown_host", f"the name {_host(cause)} could not be looked up", "Run it again.", True
        again = number == socket.EAI_AGAIN
        if proxy:
            return "proxy", f"the name of the proxy {proxy} cannot be found", _PROXY_ADVICE, again
        advice = "Check the spelling of the base URL, and the network or VPN."
        return "unknown_host", f"the name {_host(cause)} cannot be found", advice, again
    if isinstance(cause, ConnectingTooLongError | TimeoutError):
        return _too_late(proxy, connected=getattr(cause, "connected", False))
    if number == errno.ECONNREFUSED:
        advice = "Is the server running, and at this port?"
        return "connection_refused", f"nothing listens at {_where(cause)}", advice, True
    if number in _NO_ROUTE:
        return "unreachable", "there is no route to the host", "Check the network or VPN.", True
    if number in _NO_ROOM:
        advice = "Lower `concurrency`, and see what else uses the network here."
        return "no_room", "this machine has no room for another connection", advice, True
    if number in _FORBIDDEN:
        advice = "A firewall or a sandbox on this machine may forbid it."
        return "forbidden", "this machine does not allow the connection", advice, False
    if number in (errno.ECONNRESET, errno.EPIPE):
        return "connection_reset", f"{_who(proxy)} reset the connection without an answer", _RUN_AGAIN, True
    return None


def _too_late(proxy: str, *, connected: bool) -> Found:
    within = f"within {CONNECT_S:g} s"
    if connected and proxy:
        advice = "Does it speak TLS there, and the server behind it? If not, write http:// for it."
        return (
            "connect_timeout",
            f"connected to the proxy {proxy}, but no TLS handshake {within}",
            advice,
            True,
        )
    if connected:
        advice = "Does it speak TLS there? If not, write http:// in the base URL."
        return "connect_timeout", f"connected, but no TLS handshake {within}", advice, True
    if proxy:
        return "connect_timeout", f"no connection to the proxy {proxy} {within}", _PROXY_ADVICE, True
    advice = "Is the address right, and no firewall in between?"
    return "connect_timeout", f"no connection {within}", advice, True


def _where(cause: BaseException) -> str:
    if isinstance(cause, aiohttp.ClientConnectorError):
        return f"{cause.host}:{cause.port}"
    return "that address and port"


def _host(cause: BaseException) -> str:
    return cause.host if isinstance(cause, aiohttp.ClientConnectorError) else "of the host"


def _errno(cause: BaseException) -> int | None:
    return cause.errno if isinstance(cause, OSError) else None
