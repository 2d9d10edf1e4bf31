"""Server-sent events, and the steps of a simulated stream."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, NamedTuple, TypeAlias

import msgspec

End = Literal["finish", "cut", "reset", "bad_chunk"]
"""Properly, without its terminator, with a TCP reset, or in a broken chunk."""


class Step(NamedTuple):
    gap: float
    """Seconds after the previous step."""
    name: str
    """The event's, by which faults find their place; empty for other bytes."""
    data: bytes
    end: End | None = None
    """How the body ends here, if it does."""


Steps: TypeAlias = Iterator[Step]

_encode = msgspec.json.Encoder().encode


def sse(name: str, body: dict[str, Any]) -> bytes:
    """Encode an event; its `type` is its name, as in the API."""
    return raw_sse(name, _encode({"type": name, **body}))


def raw_sse(name: str, data: bytes) -> bytes:
    """Encode an event whose data need not be JSON."""
    return b"event: %b\ndata: %b\n\n" % (name.encode(), data)


def body_of(step: Step) -> dict[str, Any]:
    """An event's JSON data without its `type`."""
    body: dict[str, Any] = msgspec.json.decode(step.data.split(b"data: ", 1)[1])
    body.pop("type", None)
    return body


def delta_body(index: int, kind: str, field: str, value: str) -> dict[str, Any]:
    return {"index": index, "delta": {"type": kind, field: value}}


PING = sse("ping", {})
