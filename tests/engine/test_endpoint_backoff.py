"""A refusal of one stream slows the others on its endpoint: in virtual time."""

from __future__ import annotations

import asyncio
import itertools

from streamboard.engine.endpoint_backoff import Backoff
from streamboard.engine.task_manager import TaskManager
from streamboard.run.events import AttemptStarted, EndpointHeld, Event, RetryScheduled, StreamEnded
from streamboard.run.plan import SECOND, RunPlan, StreamPlan
from streamboard.wire.failures import AttemptFailure, status_failure
from tests.support.engines import of
from tests.support.plans import plan, stream
from tests.support.scripted import ScriptedEndpoint, ScriptedResponse, whole
from tests.support.virtual_time import now_ns, run


class LimitedEndpoint(ScriptedEndpoint):
    """An endpoint that lets in so many requests a window of time, and refuses the others."""

    def __init__(self, let_in: int, window_s: float, *, retry_after_s: float | None = None) -> None:
        super().__init__({})
        self.refused = 0
        self._let_in = let_in
        self._window = int(window_s * SECOND)
        self._retry_after = None if retry_after_s is None else int(retry_after_s * SECOND)
        self._taken: dict[int, int] = {}

    async def send(self, plan: StreamPlan) -> ScriptedResponse:
        await asyncio.sleep(0.1)  # The way there and back.
        window = now_ns() // self._window
        self._taken[window] = self._taken.get(window, 0) + 1
        if self._taken[window] > self._let_in:
            self.refused += 1
            raise too_many(self._retry_after)
        return ScriptedResponse(whole("a"))


def too_many(retry_after_ns: int | None, **fields: object) -> AttemptFailure:
    return status_failure(
        429,
        kind="rate_limit_error",
        message="too many",
        retry_after_ns=retry_after_ns,
        **fields,  # type: ignore[arg-type]
    )


def play(run_plan: RunPlan, endpoint: ScriptedEndpoint) -> list[Event]:
    async def main() -> list[Event]:
        events: list[Event] = []
        tasks = TaskManager(run_plan, events.append, now_ns, jitter=lambda: 0.0)
        tasks.start(run_plan, {"sim": endpoint})
        await tasks.finished()
        await tasks.close()
        return events

    return run(main())


def many(count: int, **fields: int) -> list[StreamPlan]:
    return [stream(f"s{number}", **fields) for number in range(count)]  # type: ignore[arg-type]


def starts(events: list[Event]) -> list[float]:
    return sorted(event.t / SECOND for event in of(events, AttemptStarted))


def test_a_refusal_holds_the_streams_that_are_queued() -> None:
    endpoint = ScriptedEndpoint(
        {"s0": [[too_many(3 * SECOND)], whole("a")], "s1": [whole("a")], "s2": [whole("a")]}
    )
    events = play(plan(*many(3, retries=1), concurrency=1), endpoint)
    (held,) = of(events, EndpointHeld)
    assert (held.endpoint, held.until_ns, held.reason) == ("sim", 3 * SECOND, "rate_limit_error")
    assert starts(events)[1] == 3
    assert [event.outcome for event in of(events, StreamEnded)] == ["completed"] * 3


def test_those_that_were_refused_together_come_back_one_after_the_other() -> None:
    endpoint = LimitedEndpoint(1, 10, retry_after_s=10)
    play_of = play(plan(*many(5, retries=6)), endpoint)
    assert starts(play_of)[:5] == [0] * 5, "all were out before the first refusal"
    gaps = [after - before for before, after in itertools.pairwise(starts(play_of)[4:])]
    assert min(gaps) >= 0.15
    assert {event.outcome for event in of(play_of, StreamEnded)} == {"completed"}


def test_an_endpoint_that_is_limited_is_not_hammered() -> None:
    endpoint = LimitedEndpoint(20, 10, retry_after_s=10)
    events = play(plan(*many(100, retries=5)), endpoint)
    assert {event.outcome for event in of(events, StreamEnded)} == {"completed"}
    # 80 of the first burst, and then a few each time that the window is full.
    assert endpoint.refused < 80 + 12
    assert len(of(events, EndpointHeld)) < 12


def test_the_wait_that_is_told_is_the_wait_that_is_kept() -> None:
    events = play(plan(*many(4, retries=4)), LimitedEndpoint(1, 5, retry_after_s=5))
    for name in ("s0", "s1", "s2", "s3"):
        told = of(events, RetryScheduled, name)
        begun = [event.t for event in of(events, AttemptStarted, name)]
        for wait, after in itertools.pairwise([*told, None]):
            assert wait is not None
            until = after.t if after is not None and after.attempt == wait.attempt else None
            start = until if until is not None else begun[wait.next_attempt - 1]
            assert abs(wait.t + wait.delay_ns - start) <= 1000


def test_after_a_while_of_answers_nothing_is_held_any_more() -> None:
    scripts = {f"s{number}": [whole("a")] for number in range(60)}
    scripts["s0"] = [[too_many(SECOND)], whole("a")]
    events = play(plan(*many(60, retries=1), concurrency=1), ScriptedEndpoint(scripts))
    last = starts(events)[-10:]
    assert last[0] == last[-1]


def test_what_is_no_sign_of_too_many_slows_nobody() -> None:
    broken = status_failure(500, kind="api_error", message="oh")
    spent = too_many(None, code="enforced_spend_limit_reached")
    for problem in (broken, spent):
        endpoint = ScriptedEndpoint({"s0": [[problem], whole("a")], "s1": [whole("a")]})
        events = play(plan(*many(2, retries=1), concurrency=1), endpoint)
        assert not of(events, EndpointHeld)


def test_a_server_that_asks_for_a_day_is_granted_a_minute_and_quoted() -> None:
    endpoint = ScriptedEndpoint({"s0": [[too_many(86_400 * SECOND)], whole("a")]})
    (told,) = of(play(plan(*many(1, retries=1)), endpoint), RetryScheduled)
    assert (told.delay_ns, told.asked_ns) == (60 * SECOND, 86_400 * SECOND)


def test_a_timer_that_wakes_a_little_early_has_waited_all_the_same() -> None:
    clock = [0]
    backoff = Backoff(lambda: clock[0])
    backoff.refused(0, SECOND)
    assert backoff.reserve() == SECOND
    clock[0] = SECOND - 20_000
    assert backoff.held_again() == 0
    clock[0] = SECOND // 2
    assert backoff.held_again() > 0
