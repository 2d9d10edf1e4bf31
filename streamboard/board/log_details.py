"""Details in the event log."""

from __future__ import annotations

from typing import Any

from streamboard.board.attempt import Attempt
from streamboard.common import units
from streamboard.run.events import ApiEvent, ConnectionOpened, ErrorInfo
from streamboard.run.server_words import failure_in, said_in


def connection_words(event: ConnectionOpened) -> str:
    """`31.2 ms: name 8.1 ms, TCP 9.9 ms, TLS 13.2 ms`, or `re-used`."""
    if event.reused:
        return "re-used"
    named = (("name", event.dns_ns), ("TCP", event.tcp_ns), ("TLS", event.tls_ns))
    parts = ", ".join(f"{name} {units.duration(took)}" for name, took in named if took is not None)
    total = "" if event.connect_ns is None else units.duration(event.connect_ns)
    return ": ".join(words for words in (total, parts) if words)


def describe(event: ApiEvent, attempt: Attempt) -> str:
    body = event.body
    if event.name == "message_start":
        tokens = attempt.message.input_tokens
        return f"{units.count(tokens, 'token')} in" if tokens is not None else ""
    if event.name == "content_block_start":
        block = body.get("content_block")
        return f"{_get(block, 'type')} {_get(block, 'name')}".strip()
    if event.name == "message_delta":
        tokens = attempt.message.output_tokens
        words = [
            _get(body.get("delta"), "stop_reason"),
            units.count(tokens, "token") if tokens is not None else "",
        ]
        return ", ".join(word for word in words if word)
    if event.name == "error":
        said = said_in(body)
        return f"{said.kind} {said.words}".strip()
    return failure_in(event.name, body)


def reason(error: ErrorInfo) -> str:
    return f"{error.message} ({error.cause})" if error.cause else error.message


def _get(value: Any, key: str) -> str:
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, str) else ""
