"""The interface between the engine and the protocols that language model servers speak.

A protocol is a module that implements `WireProtocol` and is listed in `protocols.PROTOCOLS`. Its client sends
requests; its decoder turns the bytes of a response into events of the Messages API, whose names and bodies
the run file uses for every protocol. The layers between client and socket (`httpclient`, `response`, `sse`)
and the failures (`failures`, `translate`) serve any protocol over HTTP.
"""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from typing import Any, NamedTuple, Protocol, TypeAlias

import msgspec

from streamboard.wire.failures import AttemptFailure
from streamboard.wire.head import Head as Head
from streamboard.wire.turnstile import Turnstile


class Delta(msgspec.Struct, tag_field="type", tag="content_block_delta", forbid_unknown_fields=True):
    """A piece of content, as the Messages API sends it; by far the most frequent event."""

    index: int
    delta: dict[str, Any]


class ServerEvent(NamedTuple):
    """Any other event, with the name and body it has in the Messages API."""

    name: str
    body: dict[str, Any]
    failure: AttemptFailure | None = None
    """The failure that ends the attempt, once the event has been recorded."""


Decoded: TypeAlias = Delta | ServerEvent


class Raw(NamedTuple):
    """Bytes of a body that were taken as one, without the blank line at their end."""

    data: bytes
    is_event: bool
    """They completed an event; else they say nothing, as a comment does."""


class Decoder(Protocol):
    """Reads the body of one response."""

    api: str
    """What the server should speak, as failures name it: `the Messages API`."""

    def feed(self, piece: bytes) -> Iterable[Decoded]:
        """The events that a piece of the body completes; falsy if there are none.

        They are decoded as they are iterated over, so that many at once do not hold up other streams.

        Raises:
            AttemptFailure: The piece is broken; may also be raised during iteration.
        """
        ...

    def unfinished(self) -> AttemptFailure:
        """The failure to report where the body ended before the message did."""
        ...

    def said(self) -> str:
        """What the server has said about a failure with no event around it; mostly empty."""
        ...

    def keep_raw(self) -> deque[Raw]:
        """Queue the body's bytes as they come, from now on; the caller takes them out of the queue."""
        ...

    @property
    def pending(self) -> bytes:
        """The bytes after the last event, which may become another."""
        ...

    def drop(self) -> None:
        """Forget what has completed no event: the body is closed.

        A failure's traceback keeps the decoder for as long as the garbage collector, which runs rarely.
        """
        ...


class Response(Protocol):
    """A response whose head has arrived and whose events are yet to be read."""

    @property
    def head(self) -> Head: ...

    @property
    def headers(self) -> list[tuple[str, str]]:
        """All headers; what authorises somebody is hidden."""
        ...

    def keep_raw(self) -> deque[Raw]:
        """See `Decoder.keep_raw`; reads that complete no event are handed over, too, from now on."""
        ...

    @property
    def pending(self) -> bytes:
        """See `Decoder.pending`."""
        ...

    def events(self) -> AsyncIterator[tuple[int, int, Iterable[Decoded]]]:
        """Iterate over the reads of the socket: their stamp, number of bytes, and the events they completed.

        Every call goes on where the last iteration was left.

        Raises:
            AttemptFailure: The connection or the protocol broke; may also be raised while iterating over
                events.
        """
        ...

    def unfinished(self) -> AttemptFailure:
        """The failure to report where the body ended before the message did."""
        ...

    def said(self) -> str:
        """What the server has said about a failure with no event around it; mostly empty."""
        ...

    async def drain(self, take: Callable[[int, Iterable[Decoded]], None]) -> str:
        """Try briefly to read to the end, so that the connection can be reused, and close.

        Args:
            take: Is given the stamp and the events of each read, unless it is too much that comes.

        Returns:
            See `said`.
        """
        ...

    async def close(self) -> None:
        """Close the response, and its connection too unless the body was read to its end."""
        ...


class Client(Protocol):
    """A client for one endpoint."""

    @property
    def host(self) -> str:
        """The effective host, to be shown before a key is sent there."""
        ...

    async def send(self, model: str, request: Mapping[str, Any]) -> Response:
        """Send one request and return when the head of its response has arrived.

        The transport notes when it was sent in the `Sending` of the task's context.

        Args:
            model: The model to request.
            request: The body without `model` and `stream`, as the prompt set has it.

        Raises:
            AttemptFailure: There is no stream to read; its `refusal` is the response, if there was one.
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
    """The functions of a protocol's module."""

    def find_credentials(self) -> str | None:
        """Where credentials for the protocol's own service were found, in words; None if nowhere.

        Raises:
            AttemptFailure: Something is configured but cannot be used.
        """
        ...

    def connect(
        self,
        base_url: str | None,
        api_key: str | None,
        *,
        auth: str,
        loopback: bool,
        turnstile: Turnstile,
        socket: str | None = None,
    ) -> Client:
        """Make a client; nothing is sent.

        Args:
            base_url: None for the protocol's own service, with the credentials found for it.
            api_key: The key for `base_url`; None sends no credentials there.
            auth: The header that carries it, one of `AUTHS`.
            loopback: The endpoint is on this machine, so no proxy is used.
            turnstile: Lets requests be built and response heads be processed one at a time; shared with other
                clients.
            socket: The path of the Unix socket to connect to, whatever the address is.

        Raises:
            AttemptFailure: The configuration cannot work (a bad URL, proxy or profile).
        """
        ...
