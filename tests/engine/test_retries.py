"""Retries in virtual time: which failures get one, after how long, and what stops them."""

from __future__ import annotations

import asyncio

import pytest

from streamboard.engine.retries import RETRY_AFTER_MAX_NS
from streamboard.engine.task_manager import TaskManager
from streamboard.run.events import (
    AttemptEnded,
    AttemptStarted,
    Event,
    RetryScheduled,
    StreamEnded,
    StreamQueued,
)
from streamboard.run.plan import SECOND, Limits
from streamboard.wire.failures import AttemptFailure, failure, status_failure
from tests.support.engines import of, only
from tests.support.plans import NO_LIMITS, plan, stream
from tests.support.scripted import FOREVER, START, Act, ScriptedEndpoint, text, whole
from tests.support.virtual_time import now_ns, run


def refused(status: int = 529, after_s: float | None = None, **fields: object) -> AttemptFailure:
    return status_failure(
        status,
        kind="overloaded_error",
        message="busy",
        retry_after_ns=None if after_s is None else int(after_s * SECOND),
        **fields,  # type: ignore[arg-type]
    )


def play(
    retries: int,
    *scripts: list[Act],
    stop_at: float | None = None,
    jitter: float = 0.0,
    limits: Limits = NO_LIMITS,
) -> list[Event]:
    async def main() -> list[Event]:
        run_plan = plan(stream(retries=retries, limits=limits))
        events: list[Event] = []
        tasks = TaskManager(run_plan, events.append, now_ns, jitter=lambda: jitter)
        tasks.start(run_plan, {"sim": ScriptedEndpoint({"s1": list(scripts)})})
        if stop_at is not None:
            await asyncio.sleep(stop_at)
            tasks.stop("s1")
        await tasks.finished()
        await tasks.close()
        return events

    return run(main())


def delays(events: list[Event]) -> list[float]:
    return [event.delay_ns / SECOND for event in of(events, RetryScheduled)]


def test_the_waits_double_from_half_a_second_to_eight() -> None:
    events = play(6, [refused()])
    assert delays(events) == [0.5, 1, 2, 4, 8, 8]
    starts = [event.t / SECOND for event in of(events, AttemptStarted)]
    assert starts == [0, 0.5, 1.5, 3.5, 7.5, 15.5, 23.5]
    assert [event.attempt for event in of(events, AttemptEnded)] == [1, 2, 3, 4, 5, 6, 7]
    assert only(events, StreamEnded).outcome == "failed"
    assert len(of(events, StreamQueued)) == 1


def test_jitter_takes_off_at_most_a_quarter() -> None:
    assert delays(play(2, [refused()], jitter=1.0)) == [0.375, 0.75]


def test_a_retry_says_which_attempt_follows_and_which_is_the_last() -> None:
    first, second = of(play(2, [refused()]), RetryScheduled)
    assert (first.attempt, first.next_attempt, first.last_attempt) == (1, 2, 3)
    assert (second.attempt, second.next_attempt, second.last_attempt) == (2, 3, 3)
    assert first.reason == "overloaded_error"


def test_an_attempt_that_ends_well_ends_the_retries() -> None:
    events = play(
        5, [refused()], [START, text("lost"), failure("connection", "cut", retryable=True)], whole("a")
    )
    assert delays(events) == [0.5, 1]
    assert [event.outcome for event in of(events, AttemptEnded)] == ["failed", "failed", "completed"]
    ended = only(events, StreamEnded)
    assert (ended.outcome, ended.attempt, ended.error) == ("completed", 3, None)


def test_retry_after_is_honoured_to_the_nanosecond() -> None:
    events = play(1, [refused(after_s=1.25)], whole("a"))
    assert delays(events) == [1.25]
    assert [event.t for event in of(events, AttemptStarted)] == [0, 1_250_000_000]


def test_retry_after_is_capped() -> None:
    assert delays(play(1, [refused(after_s=86_400)], whole("a"))) == [RETRY_AFTER_MAX_NS / SECOND]


@pytest.mark.parametrize(
    "final",
    [
        failure("credentials", "none"),
        failure("protocol", "broken"),
        status_failure(400, kind="invalid_request_error", message="no"),
        status_failure(401, kind="authentication_error", message="no"),
        status_failure(429, kind="rate_limit_error", message="no", code="enforced_spend_limit_reached"),
        status_failure(500, kind="api_error", message="no", should_retry=False),
    ],
    ids=lambda problem: problem.error.type,
)
def test_what_another_attempt_cannot_help_gets_none(final: AttemptFailure) -> None:
    events = play(5, [final])
    assert len(of(events, AttemptStarted)) == 1
    assert not delays(events)
    assert only(events, StreamEnded).error == final.error


def test_no_retries_means_one_attempt() -> None:
    assert len(of(play(0, [refused()]), AttemptStarted)) == 1


def test_a_stalled_attempt_is_not_repeated_in_secret() -> None:
    events = play(3, [START, text("a"), FOREVER], limits=Limits(None, SECOND, 60 * SECOND))
    assert only(events, StreamEnded).outcome == "stalled"
    assert len(of(events, AttemptStarted)) == 1


def test_stopping_in_the_wait_ends_the_stream_at_once() -> None:
    events = play(1, [refused(after_s=30)], whole("never"), stop_at=10)
    ended = only(events, StreamEnded)
    assert (ended.t, ended.outcome, ended.attempt) == (10 * SECOND, "cancelled", 1)
    assert len(of(events, AttemptStarted)) == 1


def test_running_again_in_the_wait_starts_at_once_with_all_retries() -> None:
    async def main() -> list[Event]:
        run_plan = plan(stream(retries=1))
        events: list[Event] = []
        endpoint = ScriptedEndpoint({"s1": [[refused(after_s=30)], [refused()], whole("a")]})
        tasks = TaskManager(run_plan, events.append, now_ns, jitter=lambda: 0.0)
        tasks.start(run_plan, {"sim": endpoint})
        await asyncio.sleep(10)
        tasks.again("s1")
        await tasks.finished()
        await tasks.close()
        return events

    events = run(main())
    first, second, third = (event.t / SECOND for event in of(events, AttemptStarted))
    assert (first, second) == (0, 10), "a person asked for it"
    assert third >= 30, "the endpoint still wants to be left alone"
    assert [(event.next_attempt, event.last_attempt) for event in of(events, RetryScheduled)] == [
        (2, 2),
        (3, 3),
    ]
    assert [event.outcome for event in of(events, StreamEnded)] == ["cancelled", "completed"]


def test_the_message_of_a_failed_attempt_does_not_leak_into_the_next() -> None:
    broken: list[Act] = [
        START,
        text("lost"),
        ("message_delta", {"delta": {}, "usage": {"output_tokens": 99}}),
    ]
    events = play(1, [*broken, failure("connection", "cut", retryable=True)], whole("a"))
    assert only(events, StreamEnded).usage == {"input_tokens": 3, "output_tokens": 4}
