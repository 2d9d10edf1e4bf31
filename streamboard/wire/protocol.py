"""The seam: what the engine needs of a protocol that a server of language models speaks.

A protocol is a module that is a `WireProtocol`, named in `protocols.PROTOCOLS`. Its client sends requests;
its decoder turns the bytes of an answer into events of the Messages API, whose names and bodies the run file
has whatever the server speaks. What lies between a client and the socket (`httpclient`, `response`, `sse`),
and what failures are made of (`failures`, `translate`), serves every protocol over HTTP.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any, NamedTuple, Protocol, TypeAlias

import msgspec

from streamboard.wire.failures import AttemptFailure
from streamboard.wire.turnstile import Turnstile


class Head(NamedTuple):
    """What the head of a response says."""

    status: int
    at: int
    """When its last byte was read, on the clock of the request's `Sending`."""
    request_id: str | None = None
    content_type: str | None = None
    simulated: bool = False
    """The server says that no model answers."""


class Delta(msgspec.Struct, tag_field="type", tag="content_block_delta", forbid_unknown_fields=True):
    """A piece of content: nearly all that comes. Decodes as it is on the wire of the Messages API."""

    index: int
    delta: dict[str, Any]


class ServerEvent(NamedTuple):
    """Any other event, in the words of the Messages API."""

    name: str
    body: dict[str, Any]
    failure: AttemptFailure | None = None
    """What it ends the attempt with, once it is told."""
    of_message: bool = True
    """Whether it says something of the message; otherwise it is only kept."""


Decoded: TypeAlias = Delta | ServerEvent


class Decoder(Protocol):
    """Reads the body of one response."""

    api: str
    """What the server should speak, for the words of a failure: `the Messages API`."""

    def feed(self, piece: bytes) -> Iterable[Decoded]:
        """The events that a piece of the body completes; falsy without any.

        They are decoded as they are taken, so that many at once do not hold up other streams.

        Raises:
            AttemptFailure: The piece is broken; also when an event is taken.
        """
        ...

    def unfinished(self) -> AttemptFailure:
        """What it was, where the body has ended and the message has not."""
        ...


class Response(Protocol):
    """A response whose head has come and whose events are still to be read."""

    @property
    def head(self) -> Head: ...

    def events(self) -> AsyncIterator[tuple[int, int, Iterable[Decoded]]]:
        """What came, read by read of the socket: its stamp, how many bytes, and the events that it completed.

        Raises:
            AttemptFailure: The connection or the protocol broke; also when an event is taken.
        """
        ...

    def unfinished(self) -> AttemptFailure:
        """What it was, where the body has ended and the message has not."""
        ...

    async def drain(self) -> None:
        """Read on to the end for a moment, so that the connection can be used again, and close."""
        ...

    async def close(self) -> None:
        """Close it; the connection goes with it unless all was read."""
        ...


class Client(Protocol):
    """A client for one endpoint."""

    @property
    def host(self) -> str:
        """The effective host, to be shown before a key goes there."""
        ...

    async def send(self, model: str, request: Mapping[str, Any]) -> Response:
        """Send one request and return when the head of its response is here.

        On its way it tells the `Sending` in the context of its task when it was sent.

        Args:
            model: The model asked for.
            request: The body but for `model` and `stream`, as a prompt set has it.

        Raises:
            AttemptFailure: There is no stream to read, with the reason.
        """
        ...

    async def models(self) -> list[str]:
        """The models that the endpoint lists, in its order.

        Raises:
            AttemptFailure: It lists none.
        """
        ...

    async def close(self) -> None:
        """Close the connections."""
        ...


class WireProtocol(Protocol):
    """What the module of a protocol has."""

    def find_credentials(self) -> str | None:
        """Where there are credentials for the protocol's own service, in words; None if nowhere.

        Raises:
            AttemptFailure: Something is configured but cannot be used.
        """
        ...

    def connect(
        self, base_url: str | None, api_key: str | None, *, loopback: bool, turnstile: Turnstile
    ) -> Client:
        """Make a client; nothing is sent.

        Args:
            base_url: Where to; None is the protocol's own service, with the credentials that are found.
            api_key: The key for `base_url`; None sends no credentials there.
            loopback: The endpoint is on this machine, so no proxy is used.
            turnstile: Through which requests are built and heads of responses taken, one at a time; shared
                with other clients.

        Raises:
            AttemptFailure: The configuration cannot work (a bad URL, proxy or profile).
        """
        ...
