"""Names that servers give, distinguished from streamboard's own."""

from __future__ import annotations

from collections.abc import Collection

_MARK = "api."
API_EVENTS = frozenset(
    {
        "message_start",
        "content_block_start",
        "content_block_delta",
        "content_block_stop",
        "message_delta",
        "message_stop",
        "ping",
        "error",
    }
)
OWN_ERRORS = frozenset(
    {
        "connection_refused",
        "unknown_host",
        "unreachable",
        "connect_timeout",
        "certificate",
        "tls",
        "proxy",
        "connection_closed",
        "connection_reset",
        "connection",
        "too_many_files",
        "no_room",
        "forbidden",
        "engine_late",
        "request",
        "credentials",
        "configuration",
        "endpoint",
        "stop_reason",
        "protocol",
        "not_a_stream",
        "cut_off",
        "stalled",
        "timed_out",
        "no_end",
        "no_more_events",
        "internal",
    }
)


def marked(name: str) -> str:
    return f"{_MARK}{name}"


def told_apart(name: str, own: Collection[str]) -> str:
    """Mark a server's name if it is ours, too."""
    return marked(name) if name.strip().casefold() in own else name


def event_name(name: str) -> str:
    """Return an event's name for logs, marked unless it is the API's."""
    return name if name in API_EVENTS or name.startswith(_MARK) else marked(name)
