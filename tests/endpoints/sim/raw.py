"""An HTTP client that shows what stands on the wire, as no well-behaved client does."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlsplit

PATIENCE = 15.0
"""Seconds after which a server that should have said something is taken to be broken."""
SILENCE = 0.2
"""Seconds without a byte that count as silence."""

LAST_CHUNK = b"\r\n0\r\n\r\n"

Ended = Literal["terminator", "eof", "reset", "silence", "found"]


@dataclass
class Sse:
    """One server-sent event."""

    name: str | None
    data: bytes

    @property
    def body(self) -> Any:
        """The data as JSON."""
        return json.loads(self.data)


@dataclass
class Response:
    """What came, and how it ended."""

    head: bytes = b""
    body: bytes = b""
    ended: Ended = "silence"
    chunks: list[bytes] = field(default_factory=list)

    @property
    def status(self) -> int:
        return int(self.head.split(b" ", 2)[1])

    @property
    def headers(self) -> dict[str, str]:
        lines = self.head.decode("latin-1").split("\r\n")[1:]
        return {name.lower(): value for name, _, value in (line.partition(": ") for line in lines if line)}

    @property
    def events(self) -> list[Sse]:
        """The complete events."""
        return [_event(block) for block in self.body.split(b"\n\n")[:-1]]

    @property
    def names(self) -> list[str | None]:
        """The names of the events, each run of deltas as one."""
        names = [event.name for event in self.events]
        return [
            name
            for place, name in enumerate(names)
            if name != "content_block_delta" or name != names[place - 1]
        ]

    @property
    def deltas(self) -> list[Any]:
        """What the well-formed content deltas hold."""
        return [event.body["delta"] for event in self.events if event.name == "content_block_delta"]

    @property
    def text(self) -> str:
        """The text of the text deltas."""
        return "".join(delta["text"] for delta in self.deltas if delta["type"] == "text_delta")


def _event(block: bytes) -> Sse:
    name, data = None, []
    for line in block.split(b"\n"):
        key, _, value = line.partition(b": ")
        if key == b"event":
            name = value.decode()
        if key == b"data":
            data.append(value)
    return Sse(name, b"\n".join(data))


def request_body(sim: dict[str, Any] | None = None, **fields: Any) -> dict[str, Any]:
    """A request for a short and fast stream, unless told otherwise."""
    quick = {"ttft": 0, "rate": 5000, "jitter": 0, "length": 20}
    return {
        "model": "sim",
        "max_tokens": 1000,
        "stream": True,
        "messages": [{"role": "user", "content": "Tell me a story about rain."}],
        "sim": quick | (sim or {}),
    } | fields


@contextmanager
def posted(url: str, body: Any, version: str = "1.1") -> Iterator[socket.socket]:
    """A connection on which a request has been written."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    address = urlsplit(url)
    head = (
        f"POST /v1/messages HTTP/{version}\r\nhost: {address.netloc}\r\ncontent-length: {len(data)}\r\n\r\n"
    )
    with socket.create_connection((address.hostname, address.port), timeout=PATIENCE) as connection:
        connection.sendall(head.encode() + data)
        yield connection


def exchange(url: str, body: Any, *, until: bytes | None = None, version: str = "1.1") -> Response:
    """Send a request and read the answer to its end.

    Args:
        url: The server.
        body: The request, to be written as JSON unless it is bytes.
        until: Stop when these bytes have come, having listened on for a moment of silence.
        version: Of HTTP.
    """
    with posted(url, body, version) as connection:
        data, ended = _read(connection, until)
    head, _, rest = data.partition(b"\r\n\r\n")
    response = Response(head, rest, ended)
    if b"transfer-encoding: chunked" in head.lower():
        response.chunks, terminated = dechunk(rest)
        response.body = b"".join(response.chunks)
        assert terminated == (ended == "terminator")
    return response


def _read(connection: socket.socket, until: bytes | None) -> tuple[bytes, Ended]:
    data = b""
    found = False
    while True:
        try:
            more = connection.recv(65536)
        except TimeoutError:
            assert found, f"the server fell silent after {data!r}"
            return data, "silence"
        except ConnectionResetError:
            return data, "reset"
        if not more:
            return data, "eof"
        data += more
        if _is_whole(data):
            return data, "terminator"
        if until is not None and until in data and not found:
            found = True
            connection.settimeout(SILENCE)


def _is_whole(data: bytes) -> bool:
    head, _, body = data.partition(b"\r\n\r\n")
    if body == LAST_CHUNK[2:]:
        return True
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length: "):
            return len(body) == int(line.split(b": ")[1])
    return b"transfer-encoding: chunked" in head.lower() and body.endswith(LAST_CHUNK)


def dechunk(data: bytes) -> tuple[list[bytes], bool]:
    """The chunks of a chunked body, and whether its terminator came."""
    chunks: list[bytes] = []
    while data:
        size, _, rest = data.partition(b"\r\n")
        try:
            length = int(size, 16)
        except ValueError:
            break
        if length == 0:
            return chunks, True
        chunks.append(rest[:length])
        data = rest[length + 2 :]
    return chunks, False
