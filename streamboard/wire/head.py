"""What is known of a response besides the events that it brings."""

from __future__ import annotations

from typing import NamedTuple


class Head(NamedTuple):
    """The head of a response."""

    status: int
    at: int
    """When its last byte was read, by the clock of the request's `Sending`."""
    request_id: str | None = None
    content_type: str | None = None
    simulated: bool = False
    """The server says that it only simulates a model."""


class Refusal(NamedTuple):
    """A response that brings no events, because its status says that the request failed."""

    head: Head
    headers: list[tuple[str, str]]
    """All; what authorises somebody is hidden."""
    body: bytes
    """As much of it as was read, unpacked."""
