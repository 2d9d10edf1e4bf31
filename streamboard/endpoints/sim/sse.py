"""Server-sent events as bytes, and the steps of a simulated stream."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, NamedTuple, TypeAlias

import msgspec

End = Literal["finish", "cut", "reset", "bad_chunk"]
"""How a body ends: properly, without its terminator, with a TCP reset, or in a broken chunk."""


class Step(NamedTuple):
    """Bytes to send, and when."""

    gap: float
    """Seconds after the previous step."""
    name: str
    """The event's name, by which faults find their place; empty if the bytes are not an event."""
    data: bytes
    end: End | None = None
    """How the body ends after these bytes; None if it goes on."""


Steps: TypeAlias = Iterator[Step]

_encode = msgspec.json.Encoder().encode


def sse(name: str, body: dict[str, Any]) -> bytes:
    """One event as the API sends it; its `type` is its name."""
    return raw_sse(name, _encode({"type": name, **body}))


def raw_sse(name: str, data: bytes) -> bytes:
    """One event with data that need not be JSON."""
    return b"event: %b\ndata: %b\n\n" % (name.encode(), data)


def body_of(step: Step) -> dict[str, Any]:
    """The JSON data of a well-formed event, without its `type`."""
    body: dict[str, Any] = msgspec.json.decode(step.data.split(b"data: ", 1)[1])
    body.pop("type", None)
    return body


def delta_body(index: int, kind: str, field: str, value: str) -> dict[str, Any]:
    """The body of a `content_block_delta`."""
    return {"index": index, "delta": {"type": kind, field: value}}


PING = sse("ping", {})
