"""The task manager in virtual time: queue, caps, starts, stops, and running again. All stamps are exact."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import msgspec

from streamboard.engine.task_manager import TaskManager
from streamboard.run.events import (
    AttemptEnded,
    AttemptStarted,
    ContentBlockDelta,
    ErrorInfo,
    Event,
    PassStarted,
    StreamEnded,
    StreamPlanned,
    StreamQueued,
    StreamRemoved,
)
from streamboard.run.plan import SECOND, RunPlan, Start
from tests.support import scripted
from tests.support.engines import of, only
from tests.support.plans import NO_LIMITS, plan, stream
from tests.support.scripted import FOREVER, START, ScriptedEndpoint, text, whole
from tests.support.virtual_time import now_ns, run

Script = Callable[[TaskManager], Any]


def play(
    run_plan: RunPlan,
    endpoints: ScriptedEndpoint | dict[str, ScriptedEndpoint | ErrorInfo],
    *cues: tuple[float, Script],
) -> list[Event]:
    """Run a plan to its end in virtual time, giving each cue at its second; the events."""

    async def main() -> list[Event]:
        events: list[Event] = []
        tasks = TaskManager(run_plan, events.append, now_ns, jitter=lambda: 0.0)
        tasks.start(run_plan, endpoints if isinstance(endpoints, dict) else {endpoints.name: endpoints})
        for at, cue in cues:
            await asyncio.sleep(at - now_ns() / SECOND)
            cue(tasks)
        await tasks.finished()
        await tasks.close()
        return events

    return run(main())


def streams(count: int, **fields: Any) -> RunPlan:
    return plan(*(stream(f"s{number}", limits=NO_LIMITS) for number in range(1, count + 1)), **fields)


def lasting(seconds: float, *ids: str) -> dict[str, list[list[scripted.Act]]]:
    """Answers that take so long, the second half of it after the first delta."""
    acts = [START, text("a"), seconds, text("b"), scripted.end(), scripted.STOP]
    return {stream_id: [acts] for stream_id in ids}


def sent_at(endpoint: ScriptedEndpoint) -> list[tuple[float, str]]:
    return [(t / SECOND, stream_id) for t, stream_id in endpoint.sent]


def ends(events: list[Event]) -> dict[str, str]:
    return {event.stream: event.outcome for event in of(events, StreamEnded)}


def test_streams_start_together_and_in_the_order_of_the_plan() -> None:
    endpoint = ScriptedEndpoint(lasting(1.0, "s1", "s2", "s3"))
    events = play(streams(3), endpoint)
    assert [event.stream for event in of(events, StreamQueued)] == ["s1", "s2", "s3"]
    assert sent_at(endpoint) == [(0, "s1"), (0, "s2"), (0, "s3")]
    assert [event.t for event in of(events, StreamEnded)] == [SECOND] * 3


def test_the_cap_holds_and_the_queue_is_first_come_first_served() -> None:
    endpoint = ScriptedEndpoint(lasting(1.0, "s1", "s2", "s3", "s4", "s5"))
    play(streams(5, concurrency=2), endpoint)
    assert sent_at(endpoint) == [(0, "s1"), (0, "s2"), (1, "s3"), (1, "s4"), (2, "s5")]


def test_one_by_one_waits_for_the_end_of_each_whatever_the_cap() -> None:
    endpoint = ScriptedEndpoint(lasting(2.0, "s1", "s2", "s3"))
    play(streams(3, concurrency=3, start=Start("one-by-one")), endpoint)
    assert sent_at(endpoint) == [(0, "s1"), (2, "s2"), (4, "s3")]


def test_staggered_streams_are_queued_on_an_absolute_schedule() -> None:
    endpoint = ScriptedEndpoint(lasting(5.0, "s1", "s2", "s3"))
    events = play(streams(3, start=Start("staggered", SECOND // 4)), endpoint)
    assert [event.t for event in of(events, StreamQueued)] == [0, SECOND // 4, SECOND // 2]
    assert sent_at(endpoint) == [(0, "s1"), (0.25, "s2"), (0.5, "s3")]


def test_a_round_begins_when_the_one_before_has_ended_and_has_a_schedule_of_its_own() -> None:
    made = [
        msgspec.structs.replace(stream(f"s{number}", limits=NO_LIMITS), round=(number + 1) // 2)
        for number in range(1, 7)
    ]
    endpoint = ScriptedEndpoint(lasting(1.0, *(one.id for one in made)))
    run_plan = plan(*made, start=Start("staggered", SECOND // 4))
    events = play(run_plan, endpoint, (1.5, lambda tasks: tasks.stop("s5")))
    assert sent_at(endpoint) == [(0, "s1"), (0.25, "s2"), (1.25, "s3"), (1.5, "s4"), (2.75, "s6")]
    assert ends(events)["s5"] == "cancelled"


def test_an_endpoint_with_two_slots_holds_up_its_own_streams_only() -> None:
    slow = ScriptedEndpoint(lasting(1.0, "s1", "s2", "s3"), slots=2, name="local")
    other = ScriptedEndpoint(lasting(1.0, "s4"))
    run_plan = plan(
        *(stream(f"s{number}", endpoint="local", limits=NO_LIMITS) for number in (1, 2, 3)),
        stream("s4", limits=NO_LIMITS),
    )
    play(run_plan, {"local": slow, "sim": other})
    assert sent_at(slow) == [(0, "s1"), (0, "s2"), (1, "s3")]
    assert sent_at(other) == [(0, "s4")]


def test_an_endpoint_that_could_not_be_opened_fails_its_streams_without_an_attempt() -> None:
    error = ErrorInfo("endpoint", "it is not there", "Get it.")
    endpoint = ScriptedEndpoint(lasting(1.0, "s2"))
    run_plan = plan(stream("s1", endpoint="local"), stream("s2"))
    events = play(run_plan, {"local": error, "sim": endpoint})
    ended = only(events, StreamEnded, "s1")
    assert (ended.outcome, ended.error, ended.attempt) == ("failed", error, 1)
    assert not of(events, AttemptStarted, "s1")
    assert ends(events)["s2"] == "completed"


def test_stopping_a_queued_stream_takes_it_out_of_the_queue() -> None:
    endpoint = ScriptedEndpoint(lasting(1.0, "s1", "s2", "s3"))
    events = play(streams(3, concurrency=1), endpoint, (0.5, lambda tasks: tasks.stop("s2")))
    assert ends(events) == {"s1": "completed", "s2": "cancelled", "s3": "completed"}
    assert sent_at(endpoint) == [(0, "s1"), (1, "s3")]
    assert only(events, StreamEnded, "s2").t == SECOND // 2


def test_stopping_a_running_stream_keeps_what_came_and_frees_its_place() -> None:
    endpoint = ScriptedEndpoint({"s1": [[START, text("kept"), FOREVER]], **lasting(1.0, "s2")})
    events = play(streams(2, concurrency=1), endpoint, (3, lambda tasks: tasks.stop("s1")))
    ended = only(events, AttemptEnded, "s1")
    assert (ended.outcome, ended.error, ended.usage) == ("cancelled", None, {"input_tokens": 3})
    assert ends(events) == {"s1": "cancelled", "s2": "completed"}
    assert sent_at(endpoint) == [(0, "s1"), (3, "s2")]
    assert endpoint.responses[0].closed
    assert not endpoint.responses[0].drained


def test_stopping_a_stream_that_is_still_to_be_released_ends_it_for_good() -> None:
    endpoint = ScriptedEndpoint(lasting(1.0, "s1", "s2"))
    events = play(
        streams(2, start=Start("staggered", 10 * SECOND)), endpoint, (1.5, lambda tasks: tasks.stop("s2"))
    )
    assert ends(events)["s2"] == "cancelled"
    assert sent_at(endpoint) == [(0, "s1")]


def test_stopping_an_unknown_or_ended_stream_changes_nothing() -> None:
    endpoint = ScriptedEndpoint(lasting(1.0, "s1", "s2") | {"s2": lasting(2.0, "s2")["s2"]})

    def stop(tasks: TaskManager) -> None:
        tasks.stop("s1")
        tasks.stop("no such")

    events = play(streams(2), endpoint, (1.5, stop))
    assert ends(events) == {"s1": "completed", "s2": "completed"}
    assert len(of(events, StreamEnded)) == 2


def test_stop_all_ends_running_and_queued_streams_and_starts_none() -> None:
    endpoint = ScriptedEndpoint({f"s{number}": [[START, FOREVER]] for number in range(1, 5)})
    events = play(streams(4, concurrency=2), endpoint, (1, TaskManager.stop_all))
    assert set(ends(events).values()) == {"cancelled"}
    assert len(endpoint.sent) == 2


def test_running_again_queues_a_fresh_attempt_with_the_next_number() -> None:
    endpoint = ScriptedEndpoint({"s1": [whole("a"), whole("b")], "s2": [[5.0, *whole("x")]]})
    events = play(streams(2), endpoint, (2, lambda tasks: tasks.again("s1")))
    assert [event.attempt for event in of(events, StreamQueued, "s1")] == [1, 2]
    assert [event.t for event in of(events, AttemptStarted, "s1")] == [0, 2 * SECOND]
    assert [event.outcome for event in of(events, StreamEnded, "s1")] == ["completed"] * 2


def test_running_a_running_stream_again_stops_it_first() -> None:
    endpoint = ScriptedEndpoint({"s1": [[START, text("old"), FOREVER], whole("new")]})
    events = play(streams(1), endpoint, (1, lambda tasks: tasks.again("s1")))
    own = [type(event) for event in events if isinstance(event, AttemptEnded | StreamEnded | StreamQueued)]
    assert own == [StreamQueued, AttemptEnded, StreamEnded, StreamQueued, AttemptEnded, StreamEnded]
    assert [event.outcome for event in of(events, StreamEnded)] == ["cancelled", "completed"]


def test_a_queued_stream_is_not_queued_twice() -> None:
    endpoint = ScriptedEndpoint(lasting(1.0, "s1", "s2"))
    events = play(streams(2, concurrency=1), endpoint, (0.5, lambda tasks: tasks.again("s2")))
    assert len(of(events, StreamQueued, "s2")) == 1


def test_stopping_after_asking_to_run_again_wins() -> None:
    endpoint = ScriptedEndpoint({"s1": [[START, FOREVER], whole("never")]})

    def both(tasks: TaskManager) -> None:
        tasks.again("s1")
        tasks.stop("s1")

    events = play(streams(1), endpoint, (1, both))
    assert [event.outcome for event in of(events, StreamEnded)] == ["cancelled"]
    assert len(endpoint.sent) == 1


def test_a_stream_that_is_stopped_before_its_task_took_a_step_ends_too() -> None:
    endpoint = ScriptedEndpoint({"s1": [whole("a"), whole("never")], "s2": [[5.0, *whole("x")]]})

    def both(tasks: TaskManager) -> None:
        tasks.again("s1")
        tasks.stop("s1")

    events = play(streams(2), endpoint, (1, both))
    assert [event.outcome for event in of(events, StreamEnded, "s1")] == ["completed", "cancelled"]
    assert len(endpoint.sent) == 2


def test_run_again_all_does_so_for_each_that_is_not_waiting() -> None:
    scripts = {"s1": [whole("a")], "s2": [[START, FOREVER], whole("b")], "s3": [whole("c")]}
    endpoint = ScriptedEndpoint(scripts)
    events = play(streams(3, concurrency=2), endpoint, (1, TaskManager.again_all))
    queued = [event.stream for event in of(events, StreamQueued)]
    assert {stream_id: queued.count(stream_id) for stream_id in queued} == {"s1": 2, "s2": 2, "s3": 2}
    assert ends(events) == {"s1": "completed", "s2": "completed", "s3": "completed"}


def test_a_bug_of_ours_fails_only_its_own_stream_and_says_what_it_is() -> None:
    endpoint = ScriptedEndpoint({"s1": [[ZeroDivisionError("oops")]], **lasting(1.0, "s2")})
    events = play(streams(2, concurrency=1), endpoint)
    ended = only(events, StreamEnded, "s1")
    assert ended.outcome == "failed"
    assert ended.error is not None
    assert ended.error.type == "internal"
    assert "ZeroDivisionError" in f"{ended.error.message} {ended.error.cause}"
    assert ends(events)["s2"] == "completed"


def test_every_attempt_that_started_also_ends() -> None:
    endpoint = ScriptedEndpoint({"s1": [[START, text("a"), ZeroDivisionError("oops")]]})
    events = play(streams(1), endpoint)
    assert len(of(events, AttemptStarted)) == len(of(events, AttemptEnded)) == 1


def test_events_of_one_stream_never_go_back_in_time_and_end_with_its_end() -> None:
    endpoint = ScriptedEndpoint(lasting(1.0, "s1", "s2", "s3"))
    events = play(streams(3, concurrency=2), endpoint)
    stamps = [event.t for event in events]
    assert stamps == sorted(stamps)
    for stream_id in ("s1", "s2", "s3"):
        own = [event for event in events if getattr(event, "stream", None) == stream_id]
        assert isinstance(own[0], StreamQueued)
        assert isinstance(own[-1], StreamEnded)
        assert len(of(own, ContentBlockDelta)) == 2


def test_outcomes_count_each_stream_by_its_last_end() -> None:
    async def main() -> dict[str, int]:
        run_plan = streams(2)
        endpoint = ScriptedEndpoint({"s1": [[START, FOREVER], whole("a")], "s2": [whole("b")]})
        tasks = TaskManager(run_plan, lambda event: None, now_ns)
        tasks.start(run_plan, {"sim": endpoint})
        await asyncio.sleep(1)
        tasks.again("s1")
        await tasks.finished()
        await tasks.close()
        return tasks.outcomes()

    assert run(main()) == {"completed": 2}


def test_closing_before_the_start_ends_every_stream() -> None:
    async def main() -> list[Event]:
        events: list[Event] = []
        tasks = TaskManager(streams(2), events.append, now_ns)
        await tasks.close()
        return events

    assert ends(run(main())) == {"s1": "cancelled", "s2": "cancelled"}


def test_streams_that_start_by_hand_wait_until_they_are_run() -> None:
    endpoint = ScriptedEndpoint(lasting(1.0, "s1", "s2"))
    cues = ((2.0, lambda tasks: tasks.again("s2")), (3.0, lambda tasks: tasks.again_all()))
    play(streams(2, start=Start("by-hand")), endpoint, *cues)
    assert sent_at(endpoint) == [(2, "s2"), (3, "s1"), (3, "s2")]


def test_a_stream_that_was_asked_nothing_is_not_run() -> None:
    waiting = stream("s2", limits=NO_LIMITS)
    waiting.request["messages"].clear()
    endpoint = ScriptedEndpoint(lasting(1.0, "s1", "s2"))
    cues = (
        (2.0, lambda tasks: tasks.again("s2")),
        (3.0, lambda tasks: tasks.again_all()),
        (5.0, lambda tasks: tasks.plan_stream(stream("s2", limits=NO_LIMITS), run=True)),
    )
    play(plan(stream("s1", limits=NO_LIMITS), waiting, start=Start("by-hand")), endpoint, *cues)
    assert sent_at(endpoint) == [(3, "s1"), (5, "s2")]


def test_an_answer_that_came_before_gives_way_to_another_one() -> None:
    question, reply = ({"role": role, "content": "x"} for role in ("user", "assistant"))
    request = {"max_tokens": 9, "messages": [question, reply]}
    saved = msgspec.structs.replace(stream("s1", limits=NO_LIMITS), request=request, answered=True)
    begun = msgspec.structs.replace(saved, id="s2", answered=False)
    endpoint = ScriptedEndpoint(lasting(1.0, "s1", "s2"))
    cues = ((2.0, lambda tasks: tasks.again_all()),)
    events = play(plan(saved, begun, start=Start("by-hand")), endpoint, *cues)
    planned = only(events, StreamPlanned)
    assert (planned.stream, planned.plan.request["messages"], planned.plan.answered) == (
        "s1",
        [question],
        False,
    )
    assert [len(one.request["messages"]) for one in endpoint.plans] == [1, 2]
    assert request["messages"] == [question, reply]


def test_streams_run_again_one_by_one_and_then_as_planned() -> None:
    endpoint = ScriptedEndpoint(lasting(1.0, "s1", "s2", "s3"))
    cues = (
        (2.0, lambda tasks: tasks.again_all("one-by-one")),
        (6.0, lambda tasks: tasks.again_all()),
    )
    events = play(streams(3), endpoint, *cues)
    assert [at for at, _ in sent_at(endpoint)] == [0, 0, 0, 2, 3, 4, 6, 6, 6]
    assert [(event.number, event.mode) for event in of(events, PassStarted)] == [
        (2, "one-by-one"),
        (3, "as-planned"),
    ]


def test_a_stream_is_added_while_others_run() -> None:
    endpoint = ScriptedEndpoint(lasting(2.0, "s1", "s2"))
    events = play(streams(1), endpoint, (1.0, lambda tasks: tasks.plan_stream(stream("s2"), run=True)))
    assert sent_at(endpoint) == [(0, "s1"), (1, "s2")]
    planned = only(events, StreamPlanned)
    assert (planned.stream, planned.attempt, planned.plan) == ("s2", 1, stream("s2"))
    assert ends(events) == {"s1": "completed", "s2": "completed"}


def test_a_stream_that_is_changed_runs_again_as_it_is_now() -> None:
    endpoint = ScriptedEndpoint(lasting(2.0, "s1"))
    changed = stream("s1", model="other")
    events = play(streams(1), endpoint, (1.0, lambda tasks: tasks.plan_stream(changed, run=True)))
    assert [event.outcome for event in of(events, StreamEnded)] == ["cancelled", "completed"]
    assert [event.model for event in of(events, AttemptStarted)] == ["scripted", "other"]
    assert only(events, StreamPlanned).attempt == 2


def test_a_stream_that_is_changed_and_not_run_goes_on() -> None:
    endpoint = ScriptedEndpoint(lasting(2.0, "s1"))
    events = play(streams(1), endpoint, (1.0, lambda tasks: tasks.plan_stream(stream("s1"), run=False)))
    assert ends(events) == {"s1": "completed"}
    assert len(endpoint.sent) == 1


def test_a_stream_that_is_removed_is_stopped_first() -> None:
    endpoint = ScriptedEndpoint(lasting(2.0, "s1", "s2"))
    cues = ((1.0, lambda tasks: tasks.remove("s1")), (3.0, lambda tasks: tasks.remove("s2")))
    events = play(streams(2), endpoint, *cues, (4.0, lambda tasks: tasks.again_all()))
    assert ends(events) == {"s1": "cancelled", "s2": "completed"}
    assert [event.stream for event in of(events, StreamRemoved)] == ["s1", "s2"]
    assert len(endpoint.sent) == 2


def test_a_stream_whose_endpoint_is_not_open_yet_waits_for_it() -> None:
    near, far = ScriptedEndpoint(lasting(5.0, "s1")), ScriptedEndpoint(lasting(1.0, "s2"), name="far")
    endpoints: dict[str, ScriptedEndpoint | ErrorInfo] = {"sim": near}

    def opened(tasks: TaskManager) -> None:
        endpoints["far"] = far
        tasks.endpoint_opened()

    added = stream("s2", endpoint="far")
    play(streams(1), endpoints, (1.0, lambda tasks: tasks.plan_stream(added, run=True)), (2.0, opened))
    assert sent_at(far) == [(2, "s2")]


def test_an_answer_of_an_earlier_session_stands_until_it_is_asked_for_again() -> None:
    asked = stream("s1", limits=NO_LIMITS)
    messages = [*asked.request["messages"], {"role": "assistant", "content": "Wet."}]
    saved = msgspec.structs.replace(asked, request=asked.request | {"messages": messages}, answered=True)
    by_hand = plan(saved, start=Start("by-hand"))
    assert play(by_hand, ScriptedEndpoint({"s1": [whole("Wet.")]})) == []
    events = play(by_hand, ScriptedEndpoint({"s1": [whole("Wet.")]}), (1, lambda tasks: tasks.again("s1")))
    assert only(events, StreamPlanned).plan.request["messages"] == asked.request["messages"]
    assert only(events, StreamEnded).outcome == "completed"
