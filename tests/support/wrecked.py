"""Streams that were cut, torn, swapped and garbled, and what an attempt makes of them."""

from __future__ import annotations

import asyncio
import itertools
import random
from collections.abc import Coroutine
from typing import Any, NamedTuple

from streamboard.engine.attempt import LiveAttempt, Result
from streamboard.run.codec import decode, encode
from streamboard.run.events import ApiEvent, AttemptEnded, Event
from streamboard.run.plan import Limits
from streamboard.run.server_words import failure_in
from streamboard.wire.response import HttpResponse
from tests.support.wire import delta, response_of, sse, start, stop

WORDS = [f"word{number} ä🦁 " for number in range(12)]
EVENTS: list[bytes] = [
    start(input_tokens=5),
    sse("content_block_start", {"index": 0, "content_block": {"type": "text", "text": ""}}),
    sse("ping", {}),
    *map(delta, WORDS),
    sse("content_block_stop", {"index": 0}),
    stop(output_tokens=7),
]
TEXT = "".join(WORDS)


class Played(NamedTuple):
    """What came of a stream."""

    result: Result
    events: list[Event]


async def play(chunks: list[bytes]) -> Played:
    """Run an attempt on a response whose body comes in these pieces."""
    events: list[Event] = []
    background: list[Coroutine[Any, Any, None]] = []
    clock = itertools.count()

    async def send() -> HttpResponse:
        return response_of(chunks, lambda: next(clock))

    attempt = LiveAttempt("s1", 1, events.append, lambda: next(clock))
    result = await attempt.run(
        send, endpoint="e", model="m", limits=Limits(None, None, None), in_background=background.append
    )
    for work in background:
        await work
    return Played(result, events)


def cut_up(data: bytes, chance: random.Random, pieces: int) -> list[bytes]:
    """The bytes in so many pieces, cut anywhere."""
    places = sorted(chance.randrange(len(data) + 1) for _ in range(pieces - 1))
    return [data[begin:end] for begin, end in itertools.pairwise([0, *places, len(data)])]


def wreck(chance: random.Random) -> bytes:
    """A stream with some of its events lost, doubled or swapped, and some of its bytes garbled."""
    events = list(EVENTS)
    for _ in range(chance.randrange(4)):
        one, other = chance.randrange(len(events)), chance.randrange(len(events))
        match chance.randrange(4):
            case 0:
                events[one], events[other] = events[other], events[one]
            case 1:
                events.insert(other, events[one])
            case 2 if len(events) > 1:
                del events[one]
            case _:
                events[one] = events[one][: chance.randrange(max(len(events[one]), 1))]
    data = bytearray(b"".join(events))
    for _ in range(chance.choice((0, 0, 1, 3, 20))):
        if data:
            data[chance.randrange(len(data))] = chance.choice(b'\x00\n\r"{}[]:,\x1b\xff\xc3abc09')
    return bytes(data[: chance.randrange(len(data) + 1)] if chance.random() < 0.4 else data)


def check(played: Played) -> None:
    """Whatever came: an outcome with words, one end, and events that a run file holds.

    Behind the end there is at most what the server said about a failure behind its whole answer.
    """
    result, events = played
    ends = [event for event in events if isinstance(event, AttemptEnded)]
    assert len(ends) == 1
    behind = events[events.index(ends[0]) + 1 :]
    assert len(behind) <= 1
    for event in behind:
        assert result.message.whole
        assert isinstance(event, ApiEvent)
        assert failure_in(event.name, event.body)
    assert ends[0].outcome == result.outcome
    if result.outcome in ("failed", "cut_off"):
        assert result.error is not None
        assert result.error.type != "internal", result.error
        assert result.error.message
        assert result.error.advice
    for event in events:
        assert decode(encode(event)) == event


def play_wreck(seed: int) -> Played:
    """Wreck a stream as a number says, play it, and check what came of it."""
    chance = random.Random(seed)
    data = wreck(chance)
    played = asyncio.run(play(cut_up(data, chance, chance.choice((1, 2, 9, 60)))))
    check(played)
    return played
