"""Run files of any length, made up: so many streams, a few at a time, of words some milliseconds apart."""

from __future__ import annotations

import heapq
import random
from pathlib import Path

from benchmarks.harness.loads import PROMPT
from benchmarks.harness.source import WORDS
from streamboard.run.codec import encode
from streamboard.run.events import (
    ApiEvent,
    AttemptEnded,
    AttemptStarted,
    ContentBlockDelta,
    EndpointState,
    Event,
    RequestSent,
    ResponseStarted,
    RunEnded,
    RunStarted,
    StreamEnded,
    StreamQueued,
)
from streamboard.run.plan import RunPlan, StreamPlan

_MODELS = 4
_OTHERS = 9
"""Events of a stream that are no deltas."""
_MS = 1_000_000


def write_run(path: Path, streams: int, events: int, at_once: int) -> Path:
    """Write a run file of about so many events.

    Args:
        path: Where to.
        streams: How many streams share them.
        events: How many in all.
        at_once: The most streams under way.
    """
    chance = random.Random(1)
    deltas = max(events // streams - _OTHERS, 1)
    request = {"max_tokens": 4096, "messages": [{"role": "user", "content": PROMPT}]}
    plans = [
        StreamPlan(f"s{n}", f"prompt {n}", f"prompt {n % 10}", "sim", f"model {n % _MODELS}", request)
        for n in range(1, streams + 1)
    ]
    plan = RunPlan("Large", plans, concurrency=at_once)
    with path.open("wb") as file:

        def tell(event: Event) -> None:
            file.write(encode(event))

        tell(RunStarted(t=0, version=1, monotonic_ns=0, started_at="2026-11-29T00:00:00Z", plan=plan))
        tell(EndpointState(t=1, endpoint="sim", state="ready", simulated=True))
        for one in plans:
            tell(StreamQueued(t=2, stream=one.id, attempt=1))
        waiting = iter(plans)
        under_way = [
            (place * _MS, place, 0, one) for place, one in zip(range(at_once), waiting, strict=False)
        ]
        place, t = len(under_way), 0
        while under_way:
            t, number, step, one = heapq.heappop(under_way)
            for event in _at(step, t, one, deltas, chance):
                tell(event)
            if step <= deltas:
                heapq.heappush(under_way, (t + chance.randint(5, 30) * _MS, number, step + 1, one))
            elif (following := next(waiting, None)) is not None:
                place += 1
                heapq.heappush(under_way, (t, place, 0, following))
        tell(RunEnded(t=t, reason="finished", outcomes={"completed": streams}))
    return path


def _at(step: int, t: int, plan: StreamPlan, deltas: int, chance: random.Random) -> list[Event]:
    """What comes for a stream in a step: the beginning, a delta, or the end."""
    stream, model = plan.id, plan.model or ""
    if step == 0:
        start = {"message": {"model": model, "usage": {"input_tokens": 9}}}
        block = {"index": 0, "content_block": {"type": "text", "text": ""}}
        return [
            AttemptStarted(t=t, stream=stream, attempt=1, endpoint="sim", model=model),
            RequestSent(t=t + 1, stream=stream, attempt=1, size=300),
            ResponseStarted(t=t + 2, stream=stream, attempt=1, status=200),
            ApiEvent(t=t + 3, name="message_start", stream=stream, attempt=1, body=start),
            ApiEvent(t=t + 3, name="content_block_start", stream=stream, attempt=1, body=block),
        ]
    if step <= deltas:
        delta = {"type": "text_delta", "text": f"{chance.choice(WORDS)} "}
        return [ContentBlockDelta(t=t, stream=stream, attempt=1, index=0, delta=delta)]
    usage = {"output_tokens": deltas}
    end = {"delta": {"stop_reason": "end_turn"}, "usage": usage}
    return [
        ApiEvent(t=t, name="message_delta", stream=stream, attempt=1, body=end),
        *(
            kind(t=t, stream=stream, attempt=1, outcome="completed", stop_reason="end_turn", usage=usage)
            for kind in (AttemptEnded, StreamEnded)
        ),
    ]
