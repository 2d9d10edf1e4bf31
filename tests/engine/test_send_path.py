"""The way of requests to the socket, through the real engine, against the clock of the server itself.

Both take their stamps from the monotonic clock of the machine. What is asserted are orders that hold however
busy the machine is.
"""

from __future__ import annotations

import asyncio
import json
import socket
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import NamedTuple

import pytest

from streamboard.run.block import read_delta
from streamboard.run.commands import StopStream
from streamboard.run.events import (
    AttemptEnded,
    AttemptStarted,
    ConnectionOpened,
    ContentBlockDelta,
    Event,
    RequestSent,
    ResponseStarted,
    RunStarted,
    StreamEnded,
)
from streamboard.run.plan import SECOND, EndpointPlan, Limits, StreamPlan
from tests.support.engines import engine, of, only, run_engine
from tests.support.plans import plan, stream
from tests.support.wire import HEAD, answer

REFUSAL = b"HTTP/1.1 529 Busy\r\ncontent-length: 0\r\nretry-after: 0.01\r\nconnection: close\r\n\r\n"


class Told(NamedTuple):
    """What the server said of a request, on the machine's clock."""

    read: int
    written: int
    size: int


@asynccontextmanager
async def clocked(refusals: int = 0) -> AsyncIterator[str]:
    """A server that writes its stamps into the answer: its reading of the request, its writing, the size."""
    refused: Counter[str] = Counter()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            (length,) = (
                int(line[16:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length: ")
            )
            body = await reader.readexactly(length)
            read, model = time.monotonic_ns(), json.loads(body)["model"]
            if refused[model] < refusals:
                refused[model] += 1
                writer.write(REFUSAL)
            else:
                words = f"{read} {time.monotonic_ns()} {len(head) + length}"
                writer.write(HEAD + answer(words))
            await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass  # The client went.
        finally:
            writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0, backlog=500)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


def told_of(events: Iterable[Event], name: str) -> Told:
    """What the server told in a stream's answer, on the run's clock."""
    zero = only(events, RunStarted).monotonic_ns
    text = "".join(read_delta(event.delta)[1] for event in of(events, ContentBlockDelta, name))
    read, written, size = map(int, text.split())
    return Told(read - zero, written - zero, size)


def check(events: list[Event], name: str) -> None:
    """A stream with one attempt, and its answer: each step once, in its order, by the server's clock too."""
    mine = [event for event in events if getattr(event, "stream", None) == name]
    started, opened, sent = only(mine, AttemptStarted), only(mine, ConnectionOpened), only(mine, RequestSent)
    head, first, told = only(mine, ResponseStarted), of(mine, ContentBlockDelta)[0], told_of(events, name)
    steps = [started, opened, sent, head, first]
    assert [event for event in mine if event in steps] == steps
    assert started.t <= opened.t <= sent.t <= head.t <= first.t
    assert sent.t <= told.read
    assert sent.t <= first.t
    assert told.written <= head.t
    assert sent.size == told.size
    assert opened.connect_ns is not None
    assert opened.connect_ns == opened.tcp_ns
    assert opened.connect_ns <= opened.t - started.t


def streams(count: int, **fields: object) -> list[StreamPlan]:
    names = [f"s{number}" for number in range(1, count + 1)]
    return [stream(name, endpoint="mine", model=name, **fields) for name in names]  # type: ignore[arg-type]


@pytest.mark.parametrize("count", [1, 40])
async def test_requests_that_start_together_are_connected_before_the_first_goes(count: int) -> None:
    async with clocked() as url:
        events = await run_engine(plan(*streams(count), endpoints={"mine": EndpointPlan(url)}))
    for number in range(1, count + 1):
        check(events, f"s{number}")
    opened = [event.t for event in of(events, ConnectionOpened)]
    sent = [(event.t, event.stream) for event in of(events, RequestSent)]
    assert max(opened) <= min(sent)[0]
    assert [name for _, name in sorted(sent)] == [f"s{number}" for number in range(1, count + 1)]


async def test_those_on_different_endpoints_start_together_too() -> None:
    async with clocked() as one, clocked() as other:
        asked = [stream("s1", endpoint="one", model="m"), stream("s2", endpoint="other", model="m")]
        events = await run_engine(
            plan(*asked, endpoints={"one": EndpointPlan(one), "other": EndpointPlan(other)})
        )
    assert max(event.t for event in of(events, ConnectionOpened)) <= min(
        event.t for event in of(events, RequestSent)
    )


async def test_a_retry_has_a_connection_and_a_stamp_of_its_own() -> None:
    async with clocked(refusals=1) as url:
        events = await run_engine(plan(*streams(3, retries=2), endpoints={"mine": EndpointPlan(url)}))
    for name in ("s1", "s2", "s3"):
        for kind in (AttemptStarted, ConnectionOpened, RequestSent, AttemptEnded):
            assert [event.attempt for event in of(events, kind, name)] == [1, 2]
        assert only(events, ResponseStarted, name).attempt == 2
        assert of(events, RequestSent, name)[1].t <= only(events, ResponseStarted, name).t


async def test_one_that_finds_no_server_holds_up_nobody() -> None:
    with socket.socket() as taken:  # Bound, so that nobody else listens there meanwhile.
        taken.bind(("127.0.0.1", 0))
        nowhere = f"http://127.0.0.1:{taken.getsockname()[1]}"
        async with clocked() as url:
            asked = [*streams(3), stream("lost", endpoint="nowhere", model="m")]
            endpoints = {"mine": EndpointPlan(url), "nowhere": EndpointPlan(nowhere)}
            events = await run_engine(plan(*asked, endpoints=endpoints))
    for name in ("s1", "s2", "s3"):
        check(events, name)
    assert not of(events, ConnectionOpened, "lost")
    assert not of(events, RequestSent, "lost")
    assert only(events, StreamEnded, "lost").outcome == "failed"


@asynccontextmanager
async def full() -> AsyncIterator[str]:
    """A port where connecting takes for ever: its queue is full, and nobody accepts."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        waiting = [socket.socket() for _ in range(4)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(listener.getsockname())
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        for one in waiting:
            one.close()


async def test_one_that_never_connects_holds_the_others_for_a_bounded_while() -> None:
    """Nor are those that are held taken for stalled, however little time their first token has."""
    impatient = Limits(first_token_ns=SECOND // 2, idle_ns=None, total_ns=30 * SECOND)
    async with clocked() as url, full() as nowhere:
        asked = [*streams(2, limits=impatient), stream("lost", endpoint="nowhere", model="m")]
        endpoints = {"mine": EndpointPlan(url), "nowhere": EndpointPlan(nowhere)}
        async with engine(plan(*asked, endpoints=endpoints)) as process:
            events: list[Event] = []
            async for batch in process.events():
                events += batch
                if {event.stream for event in of(batch, StreamEnded)} & {"s1", "s2"}:
                    process.send(StopStream("lost"))
    for name in ("s1", "s2"):
        check(events, name)
        assert only(events, StreamEnded, name).outcome == "completed"
    assert only(events, StreamEnded, "lost").outcome == "cancelled"
    assert not of(events, RequestSent, "lost")
