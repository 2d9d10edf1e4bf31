"""The limits, in virtual time: content counts, pings do not, and each deadline is met exactly."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from streamboard.engine.attempt import LiveAttempt, Result
from streamboard.engine.clock import Pauses, RunClock, watch_lag
from streamboard.run.events import AttemptEnded, Event
from streamboard.run.plan import SECOND, Limits
from streamboard.wire.failures import failure
from streamboard.wire.protocol import Response
from streamboard.wire.sending import SENDING
from tests.support.engines import only
from tests.support.plans import stream
from tests.support.scripted import FOREVER, START, STOP, Act, ScriptedEndpoint, end, text
from tests.support.virtual_time import VirtualTimeLoop, now_ns, run

PING: Act = ("ping", {})


def attempt(limits: Limits, *acts: Act, made: float = 0.0, held: float = 0.0) -> tuple[Result, int]:
    """How an attempt ended, and when, in milliseconds.

    Args:
        limits: When it is to be given up.
        acts: What its response brings.
        made: Seconds until its request is ready.
        held: Seconds that the request is then held at the start line.
    """
    events: list[Event] = []

    async def main() -> Result:
        endpoint = ScriptedEndpoint({"s1": [list(acts)]})
        one = LiveAttempt("s1", 1, events.append, now_ns)
        drains: list[object] = []

        def in_background(work: object) -> None:
            drains.append(work)
            work.close()  # type: ignore[attr-defined]

        async def send() -> Response:
            sending = SENDING.get()
            assert sending is not None
            await asyncio.sleep(made)
            sending.at_line = held > 0
            await asyncio.sleep(held)
            sending.at_line, sending.sent_at = False, now_ns()
            return await endpoint.send(stream())

        return await one.run(send, endpoint="sim", model="m", limits=limits, in_background=in_background)

    result = run(main())
    return result, only(events, AttemptEnded).t // 1_000_000


def limits(first: float | None = None, idle: float | None = None, total: float | None = None) -> Limits:
    return Limits(*(None if seconds is None else int(seconds * SECOND) for seconds in (first, idle, total)))


def pings(count: int, gap: float = 1.0) -> list[Act]:
    return [act for _ in range(count) for act in (gap, PING)]


def test_no_first_token_in_time() -> None:
    result, at = attempt(limits(first=3), START, *pings(60), text("late"))
    assert (result.outcome, at) == ("stalled", 3000)
    assert result.error is not None
    assert result.error.type == "stalled"
    assert result.error.message == "no first token for 3 s (limits.first_token)"


def test_pings_are_no_content_after_the_first_token_either() -> None:
    result, at = attempt(limits(first=3, idle=2), START, 1.0, text("a"), *pings(60))
    assert (result.outcome, at) == ("stalled", 3000)
    assert result.message.text == "a"
    assert result.error is not None
    assert result.error.message == "no content for 2 s (limits.idle)"


def test_each_delta_moves_the_idle_deadline() -> None:
    acts = [act for _ in range(20) for act in (1.9, text("a"))]
    result, at = attempt(limits(first=3, idle=2), START, *acts, FOREVER)
    assert (result.outcome, at) == ("stalled", 40_000)


@pytest.mark.parametrize(
    "empty",
    [text(""), ("content_block_delta", {"index": 0, "delta": {"type": "text_delta", "text": None}})],
    ids=["empty", "null"],
)
def test_an_empty_delta_is_no_content(empty: Act) -> None:
    result, at = attempt(limits(first=3), START, 1.0, empty, 1.0, empty, FOREVER)
    assert (result.outcome, at) == ("stalled", 3000)


def test_thinking_is_content() -> None:
    thought: Act = (
        "content_block_delta",
        {"index": 0, "delta": {"type": "thinking_delta", "thinking": "hm"}},
    )
    result, at = attempt(limits(first=3, idle=5), 2.0, thought, FOREVER)
    assert (result.outcome, at) == ("stalled", 7000)


@pytest.mark.parametrize(
    "block",
    [
        {"type": "text", "text": "Here"},
        {"type": "thinking", "thinking": "Hm"},
        {"type": "tool_use", "name": "t", "input": {"city": "Rome"}},
        {"text": "Here"},
    ],
    ids=str,
)
def test_a_blocks_start_is_content_from_its_first_byte_on(block: dict[str, Any]) -> None:
    begun: Act = ("content_block_start", {"index": 0, "content_block": block})
    result, _ = attempt(limits(first=2, idle=30), START, 1.0, begun, 20.0, end(), STOP)
    assert (result.outcome, result.error) == ("completed", None)
    empty: Act = ("content_block_start", {"index": 0, "content_block": {"type": "text", "text": ""}})
    result, _ = attempt(limits(first=2, idle=30), START, 1.0, empty, 20.0, end(), STOP)
    assert result.outcome == "stalled"


def test_the_total_ends_a_stream_that_never_pauses() -> None:
    acts = [act for _ in range(100) for act in (0.5, text("a"))]
    result, at = attempt(limits(first=3, idle=2, total=10), *acts)
    assert (result.outcome, at) == ("timed_out", 10_000)
    assert result.error is not None
    assert result.error.type == "timed_out"
    assert not result.retryable


def test_an_idle_limit_shorter_than_the_first_one_is_kept_exactly() -> None:
    result, at = attempt(limits(first=60, idle=1), START, 30.3, text("a"), FOREVER)
    assert (result.outcome, at) == ("stalled", 31_300)


def test_an_idle_limit_alone_is_kept() -> None:
    result, at = attempt(limits(idle=2), START, 5.0, text("a"), 100.0, text("b"), end(), STOP)
    assert (result.outcome, at) == ("stalled", 7000)


def test_without_limits_anything_may_take_its_time() -> None:
    result, at = attempt(limits(), START, 5000.0, text("a"), 5000.0, end(), STOP)
    assert (result.outcome, at) == ("completed", 10_000_000)


def test_headers_that_do_not_come_are_no_first_token() -> None:
    events: list[Event] = []

    async def main() -> Result:
        import asyncio

        async def send() -> object:
            await asyncio.sleep(FOREVER)  # type: ignore[arg-type]
            raise AssertionError

        one = LiveAttempt("s1", 1, events.append, now_ns)
        return await one.run(
            send,  # type: ignore[arg-type]
            endpoint="sim",
            model="m",
            limits=limits(first=4),
            in_background=lambda work: None,
        )

    assert run(main()).outcome == "stalled"
    assert only(events, AttemptEnded).t == 4 * SECOND


def test_the_first_token_is_waited_for_from_when_the_request_had_left() -> None:
    result, at = attempt(limits(first=3), START, FOREVER, made=2.0)
    assert (result.outcome, at) == ("stalled", 5000)


def test_a_request_that_does_not_get_out_is_given_up_too() -> None:
    result, at = attempt(limits(first=3), START, FOREVER, made=60.0)
    assert (result.outcome, at) == ("stalled", 3000)


def test_nobody_waits_for_a_server_while_the_request_is_held_at_the_start_line() -> None:
    result, at = attempt(limits(first=0.5), START, FOREVER, made=0.1, held=0.9)
    assert (result.outcome, at) == ("stalled", 1500)


def test_the_whole_time_counts_from_the_beginning() -> None:
    result, at = attempt(limits(first=5, total=3), START, FOREVER, made=1.0, held=1.0)
    assert (result.outcome, at) == ("timed_out", 3000)


@pytest.mark.parametrize("after", [[], pings(60), [failure("connection_reset", "broken")]])
def test_an_answer_with_its_reason_is_whole_whatever_comes_of_its_connection(after: list[Act]) -> None:
    result, at = attempt(limits(idle=60), START, text("all"), end(), *after, FOREVER)
    assert (result.outcome, result.error, result.message.text) == ("completed", None, "all")
    assert at <= 2000, "and it waits only a little for its message_stop"


def test_what_comes_late_after_the_reason_is_still_taken() -> None:
    result, at = attempt(limits(idle=60), START, text("a"), end(), 1.5, text("b"), 1.5, end(tokens=9), STOP)
    assert (result.outcome, result.message.text, result.message.output_tokens) == ("completed", "ab", 9)
    assert at == 3000


def paused(*acts: Act, limits: Limits, at: float, seconds: float) -> tuple[Result, int]:
    """How an attempt ended, and when, in milliseconds, if the engine could do nothing for a while."""
    events: list[Event] = []

    async def main() -> Result:
        loop, clock, pauses = asyncio.get_running_loop(), RunClock(), Pauses()
        clock.now = now_ns  # type: ignore[method-assign]
        watch = asyncio.create_task(watch_lag(clock, pauses.note))
        assert isinstance(loop, VirtualTimeLoop)
        loop.call_later(at, loop.pause, seconds)
        endpoint = ScriptedEndpoint({"s1": [list(acts)]})
        one = LiveAttempt("s1", 1, events.append, now_ns, held_up=pauses.since)
        result = await one.run(
            lambda: endpoint.send(stream()),
            endpoint="sim",
            model="m",
            limits=limits,
            in_background=lambda work: work.close(),
        )
        watch.cancel()
        return result

    return run(main()), only(events, AttemptEnded).t // 1_000_000


@pytest.mark.parametrize("length", [4.0, 4000.0])
@pytest.mark.parametrize("limit", [limits(first=2), limits(idle=2), limits(total=9)])
def test_what_waits_after_a_pause_of_ours_is_read_before_anybody_is_judged(
    limit: Limits, length: float
) -> None:
    acts = [1.0, text("a"), 3.0, text("b"), 1.5, text("c"), STOP]
    if limit.first_token_ns:
        acts = acts[2:]
    result, _ = paused(START, *acts, limits=limit, at=1.2, seconds=length)
    assert result.outcome == "completed", result.error


@pytest.mark.parametrize(
    ("limit", "ends_s"), [(limits(first=2), 2), (limits(first=9, idle=2), 3), (limits(total=9), 9)]
)
def test_after_a_pause_of_ours_a_silent_server_gets_the_rest_of_its_time(limit: Limits, ends_s: int) -> None:
    acts = [FOREVER] if ends_s == 2 else [1.0, text("a"), FOREVER]
    result, at = paused(START, *acts, limits=limit, at=1.2, seconds=4.0)
    assert result.outcome in ("stalled", "timed_out")
    assert 0 <= at - 1000 * (ends_s + 4) < 200


@pytest.mark.parametrize(("pause_s", "kind"), [(0.0, "connect_timeout"), (12.0, "engine_late")])
def test_time_that_ran_out_during_a_pause_of_ours_is_not_blamed_on_the_network(
    pause_s: float, kind: str
) -> None:
    late: Act = failure("connect_timeout", "no connection within 10 s", retryable=True)
    result, _ = paused(10.0, late, limits=limits(total=100), at=1.0, seconds=pause_s)
    assert result.error is not None
    assert result.error.type == kind
    assert result.retryable
