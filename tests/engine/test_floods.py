"""A server that sends faster than the screen reads has to wait; the engine does not keep it all in memory."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest

from streamboard.engine.attempt import MOST_WAITING, LiveAttempt, Result
from streamboard.run.events import ContentBlockDelta, Event
from streamboard.run.plan import SECOND, Limits
from tests.support.engines import of
from tests.support.plans import NO_LIMITS, stream
from tests.support.scripted import START, STOP, Act, ScriptedEndpoint, end, text
from tests.support.virtual_time import now_ns, run

FLOOD = text("x" * 20_000)
WORD = text("word ")


def held(until_s: float, waiting: int, *acts: Act, limits: Limits = NO_LIMITS) -> tuple[Result, list[Event]]:
    """An attempt while so much waits for the reader, until some time; how it ended and its events."""
    events: list[Event] = []

    def in_background(work: Coroutine[Any, Any, None]) -> None:
        work.close()

    async def main() -> Result:
        scripted = ScriptedEndpoint({"s1": [[START, *acts, end(), STOP]]})
        loop = asyncio.get_running_loop()
        one = LiveAttempt("s1", 1, events.append, now_ns, lambda: waiting if loop.time() < until_s else 0)
        return await one.run(
            lambda: scripted.send(stream()),
            endpoint="sim",
            model="m",
            limits=limits,
            in_background=in_background,
        )

    return run(main()), events


@pytest.mark.parametrize(
    ("act", "waiting", "waits"),
    [
        (FLOOD, MOST_WAITING + 1, True),
        (FLOOD, MOST_WAITING, False),
        (WORD, 4 * MOST_WAITING, False),
        (WORD, 4 * MOST_WAITING + 1, True),
    ],
)
def test_a_flood_is_read_no_further_while_much_waits_and_any_stream_while_very_much_does(
    act: Act, waiting: int, waits: bool
) -> None:
    result, events = held(5.0, waiting, act, act)
    assert result.outcome == "completed"
    assert len(of(events, ContentBlockDelta)) == 2
    assert events[-1].t >= 5 * SECOND if waits else events[-1].t == 0


def test_a_stream_that_has_to_wait_is_not_taken_for_a_silent_one() -> None:
    limits = Limits(None, 2 * SECOND, None)
    assert held(30.0, MOST_WAITING + 1, FLOOD, FLOOD, limits=limits)[0].outcome == "completed"
