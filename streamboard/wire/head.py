"""A response, apart from its events."""

from __future__ import annotations

from typing import NamedTuple


class Head(NamedTuple):
    status: int
    at: int
    """When its last byte was read, by the `Sending`'s clock."""
    request_id: str | None = None
    content_type: str | None = None
    simulated: bool = False
    """The server says it simulates a model."""


class Refusal(NamedTuple):
    """A response whose status says that the request failed."""

    head: Head
    headers: list[tuple[str, str]]
    """All, with credentials hidden."""
    body: bytes
    """What was read of it, decompressed."""
