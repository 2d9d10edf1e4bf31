"""Names and plain words for connections that were refused or lost.

The SDK only says "Connection error." and leaves the reason in the exception's causes.
"""

from __future__ import annotations

import errno
import socket
import ssl
from collections.abc import Iterator

import aiohttp

from streamboard.wire.failures import AttemptFailure, failure
from streamboard.wire.link import MOST_INTERIM, OnlyInterimError

CONNECT_S = 10.0
"""How long connecting may take."""
_NO_ROUTE = frozenset({errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EHOSTDOWN})

_NO_FILES = frozenset({errno.EMFILE, errno.ENFILE})


def connection_failure(error: BaseException, *, began: bool) -> AttemptFailure:
    """The failure to report for a connection that broke or never came about.

    Args:
        error: What the SDK or the transport raised.
        began: The answer had begun.
    """
    causes = list(causes_of(error))
    kind, message, advice, retryable = _lost(causes) if began else _none(causes)
    return failure(kind, message, advice, cause=reason_of(error), retryable=retryable)


def causes_of(error: BaseException) -> Iterator[BaseException]:
    """An exception and all its causes (also aiohttp's `os_error`), each once."""
    seen: set[int] = set()
    todo: list[object] = [error]
    while todo:
        found = todo.pop(0)
        if isinstance(found, BaseException) and id(found) not in seen:
            seen.add(id(found))
            yield found
            todo += [found.__cause__, getattr(found, "os_error", None)]


def reason_of(error: BaseException) -> str:
    """The innermost message, with the name of its class: connection errors hide it in their causes."""
    words: list[str] = []
    seen: BaseException | None = error
    while seen is not None:
        text = str(seen).strip()
        if text and not (words and text in words[-1]) and text != "Connection error.":
            words.append(f"{type(seen).__name__}: {text}")
        elif not text:
            words.append(type(seen).__name__)
        seen = seen.__cause__
    return words[-1] if words else type(error).__name__


def _lost(causes: list[BaseException]) -> tuple[str, str, str, bool]:
    """A connection that broke in the middle of the answer."""
    again = "The server or a proxy cut it; run it again."
    if any(isinstance(cause, ConnectionResetError) or _errno(cause) == errno.ECONNRESET for cause in causes):
        return "connection_reset", "the connection was reset before the answer was complete", again, True
    return "connection_closed", "the connection broke before the answer was complete", again, True


def _none(causes: list[BaseException]) -> tuple[str, str, str, bool]:
    """A connection that could not be made, or brought no answer."""
    for cause in causes:
        found = _proxy(cause) or _not_http(cause) or _tls(cause) or _network(cause)
        if found is not None:
            return found
    if any(isinstance(cause, aiohttp.ServerDisconnectedError) for cause in causes):
        return (
            "connection_closed",
            "the server closed the connection without an answer",
            "See what its log says, and run it again.",
            True,
        )
    return "connection", "no connection", "Is the server running and reachable?", True


def _proxy(cause: BaseException) -> tuple[str, str, str, bool] | None:
    if isinstance(cause, aiohttp.ClientProxyConnectionError):
        advice = "Check HTTPS_PROXY, HTTP_PROXY and ALL_PROXY, or set NO_PROXY for this host."
        return "proxy", "the proxy cannot be reached", advice, True
    if isinstance(cause, aiohttp.ClientHttpProxyError):
        if cause.status >= 500:
            words = f"the proxy cannot reach the server: HTTP {cause.status}"
            return "proxy", words, "Is the server running and reachable from there?", True
        advice = "Check its user name and password in HTTPS_PROXY."
        return "proxy", f"the proxy refuses: HTTP {cause.status}", advice, False
    return None


def _not_http(cause: BaseException) -> tuple[str, str, str, bool] | None:
    if isinstance(cause, OnlyInterimError):
        words = f"the server sent more than {MOST_INTERIM} interim responses (1xx) and no answer"
        return "protocol", words, "A server or a proxy does not speak HTTP correctly.", False
    if isinstance(cause, aiohttp.ClientResponseError):
        advice = "Check the base URL and its port, and the proxy if there is one."
        return "protocol", "the answer is not valid HTTP", advice, False
    return None


def _tls(cause: BaseException) -> tuple[str, str, str, bool] | None:
    if isinstance(cause, ssl.SSLCertVerificationError):
        advice = "If it is your own, name it in SSL_CERT_FILE. Otherwise somebody may be intercepting."
        # aiohttp wraps it in an error that is also of this class, but has no `verify_message`.
        why = getattr(getattr(cause, "certificate_error", cause), "verify_message", "")
        words = f"the server's certificate is not trusted: {why}".removesuffix(": ")
        return "certificate", words, advice, False
    if isinstance(cause, ssl.SSLError):
        advice = "If it speaks plain HTTP, write http:// in the base URL."
        return "tls", "the server does not speak TLS as it should", advice, False
    return None


def _network(cause: BaseException) -> tuple[str, str, str, bool] | None:
    number = _errno(cause)
    if number in _NO_FILES:
        advice = "Raise it with ulimit -n, or lower `concurrency`."
        return "connection", "the system lets this process open no more connections", advice, True
    if isinstance(cause, socket.gaierror | aiohttp.ClientConnectorDNSError):
        if number is not None and number > 0:  # A system error: the resolver's own are negative.
            return "connection", "the name of the host could not be looked up", "Run it again.", True
        advice = "Check the spelling of the base URL, and the network or VPN."
        again = number == socket.EAI_AGAIN
        return "unknown_host", "the name of the host cannot be found", advice, again
    if isinstance(cause, TimeoutError):
        words = f"no connection within {CONNECT_S:g} s"
        return "connect_timeout", words, "Is the address right, and no firewall in between?", True
    if number == errno.ECONNREFUSED:
        advice = "Is the server running, and at this port?"
        return "connection_refused", "nothing listens at that address and port", advice, True
    if number in _NO_ROUTE:
        return "unreachable", "there is no route to the host", "Check the network or VPN.", True
    if number == errno.ECONNRESET:
        advice = "See what its log says, and run it again."
        return "connection_reset", "the server reset the connection without an answer", advice, True
    return None


def _errno(cause: BaseException) -> int | None:
    return cause.errno if isinstance(cause, OSError) else None
