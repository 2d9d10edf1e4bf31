"""Names that servers give, told apart from streamboard's own wherever both stand side by side."""

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
"""The events of the Messages API."""
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
"""The types of errors that streamboard finds by itself."""


def marked(name: str) -> str:
    """A server's name that could be taken for streamboard's, as it stands in a run file."""
    return f"{_MARK}{name}"


def told_apart(name: str, own: Collection[str]) -> str:
    """A server's name, marked if it is one of streamboard's own."""
    return marked(name) if name.strip().casefold() in own else name


def event_name(name: str) -> str:
    """The name of a server's event for a log; marked unless it is the API's, whatever it looks like."""
    return name if name in API_EVENTS or name.startswith(_MARK) else marked(name)
