"""The interface between the engine and the protocols that servers speak."""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from typing import Any, NamedTuple, Protocol, TypeAlias

import msgspec

from streamboard.wire.failures import AttemptFailure
from streamboard.wire.head import Head as Head
from streamboard.wire.loop_turns import Turnstile


class Delta(msgspec.Struct, tag_field="type", tag="content_block_delta", forbid_unknown_fields=True):
    index: int
    delta: dict[str, Any]


class ServerEvent(NamedTuple):
    name: str
    body: dict[str, Any]
    failure: AttemptFailure | None = None
    """Ends the attempt once the event is recorded."""


Decoded: TypeAlias = Delta | ServerEvent


class Raw(NamedTuple):
    """Bytes up to a blank line, without it."""

    data: bytes
    is_event: bool


class Decoder(Protocol):
    """Reads a body as events of the Messages API, whatever the protocol."""

    api: str
    """What the server should speak, for messages: `the Messages API`."""

    def feed(self, piece: bytes) -> Iterable[Decoded]:
        """Return the events that a piece completes; falsy if there are none.

        Decoded lazily, so that many at once do not hold up other streams.

        Raises:
            AttemptFailure: Perhaps only during iteration.
        """
        ...

    def unfinished(self) -> AttemptFailure:
        """Return the failure of a body that ended before its message."""
        ...

    def said(self) -> str:
        """Return what was said about a failure outside events; mostly empty."""
        ...

    def keep_raw(self) -> deque[Raw]:
        """Queue the body's bytes from now on; the caller empties the queue."""
        ...

    @property
    def pending(self) -> bytes:
        """Bytes after the last event."""
        ...

    def drop(self) -> None:
        """Forget unfinished data, as a failure's traceback keeps the decoder alive."""
        ...


class Response(Protocol):
    """A response whose head has arrived."""

    @property
    def head(self) -> Head: ...

    @property
    def decoder(self) -> Decoder:
        """What read the body; `events` feeds it."""
        ...

    @property
    def headers(self) -> list[tuple[str, str]]:
        """With credentials hidden."""
        ...

    def keep_raw(self) -> deque[Raw]:
        """From now on, `events` also yields reads without events."""
        ...

    def events(self) -> AsyncIterator[tuple[int, int, Iterable[Decoded]]]:
        """Yield each read's stamp, number of bytes and events; each call continues where the last stopped.

        Raises:
            AttemptFailure: Perhaps only while iterating over the events.
        """
        ...

    async def drain(self, take: Callable[[int, Iterable[Decoded]], None]) -> str:
        """Read on briefly, so that the connection can be reused; close; return what the decoder `said`.

        `take` gets each read's stamp and events, until they become too many.
        """
        ...

    async def close(self) -> None:
        """Also close the connection, unless the body was read to its end."""
        ...


class Client(Protocol):
    @property
    def host(self) -> str:
        """The effective host, shown before a key is sent there."""
        ...

    async def send(self, model: str, request: Mapping[str, Any]) -> Response:
        """Send a request; return when the response's head has arrived; `request` lacks `model` and `stream`.

        Raises:
            AttemptFailure: There is no stream to read; its `refusal` is the response, if any.
        """
        ...

    async def models(self) -> list[str]:
        """Raise `AttemptFailure` if the endpoint lists none."""
        ...

    async def close(self) -> None: ...


class WireProtocol(Protocol):
    """What a protocol's module has."""

    def find_credentials(self) -> str | None:
        """Say where credentials for the protocol's own service are; None if nowhere.

        Raises:
            AttemptFailure: They are unusable.
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
            api_key: None sends no credentials to `base_url`.
            auth: One of `AUTHS`.
            loopback: The endpoint is on this machine: no proxy.
            turnstile: Shared by all clients.
            socket: Path of a Unix socket, used for any address.

        Raises:
            AttemptFailure: A URL, proxy or profile is unusable.
        """
        ...
