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


class Refusal(NamedTuple):
    """A response with an error status."""

    head: Head
    headers: list[tuple[str, str]]
    """With credentials hidden."""
    body: bytes
    """As far as read, decompressed."""
