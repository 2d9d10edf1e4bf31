"""The board folds scripted events to exact figures; it is a function of the events and of nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Literal

import msgspec
import pytest

from streamboard.board import streamfold
from streamboard.board.attempt import Attempt
from streamboard.board.race import Race
from streamboard.board.remarks import common_cause
from streamboard.board.state import BoardState
from streamboard.board.stream import StreamState
from streamboard.figures.catalogue import FIGURE
from streamboard.figures.marks import Marks
from streamboard.figures.reading import Reading
from streamboard.run.codec import decode, encode
from streamboard.run.events import (
    ApiEvent,
    AttemptEnded,
    AttemptStarted,
    ClockLag,
    EndpointState,
    ErrorInfo,
    Event,
    Outcome,
    PassStarted,
    RecordingFailed,
    RequestSent,
    ResponseStarted,
    RunEnded,
    RunStarted,
    StreamPlanned,
    StreamQueued,
    StreamRemoved,
)
from streamboard.run.plan import SECOND, RunPlan, Slo, Start
from tests.support.plans import plan, stream
from tests.support.told import MS, Told, board, held_up

BUSY = ErrorInfo("overloaded_error", "busy", "Wait.", 529)


def many(*ids: str, slo: Slo | None = None) -> RunPlan:
    return plan(*(stream(one) for one in ids), slo=slo or Slo())


def reading(state: BoardState, tag: str, stream_id: str = "s1") -> Reading:
    return FIGURE[tag].of(state.streams[stream_id], state.now)


def marks(state: BoardState) -> dict[str, dict[str, str]]:
    """The marks by figure and stream."""
    found = Marks()
    found.look_at(state.streams.values())
    return {tag: found.of(figure, state.now) for tag, figure in FIGURE.items() if figure.better}


def test_the_figures_of_a_stream() -> None:
    s1 = Told()
    state = board(many("s1"), *s1.whole(queued=0, sent=100, first=400, last=1400, tokens=11))
    one = state.streams["s1"]
    attempt = one.shown
    assert attempt is not None
    assert reading(state, "queued").value == 100 * MS
    assert attempt.ttft_ns() == attempt.ttfo_ns() == 300 * MS
    assert attempt.e2e_ns() == 1300 * MS
    assert attempt.itl_ns() == 100 * MS
    assert reading(state, "tokens_per_second").value == 10
    assert attempt.output_tokens() == (11, True)
    assert attempt.deltas.max_gap_ns == 1000 * MS
    assert (one.phase, one.outcome, one.model(), attempt.message.text) == (
        "ended",
        "completed",
        "real-model",
        "wordword",
    )


def test_thinking_is_a_first_token_but_no_first_output() -> None:
    s1 = Told()
    state = board(many("s1"), s1.queued(0), s1.sent(0), s1.thinking(200), s1.thinking(300), s1.text(900))
    attempt = state.streams["s1"].shown
    assert attempt is not None
    assert (attempt.ttft_ns(), attempt.ttfo_ns()) == (200 * MS, 900 * MS)
    assert state.streams["s1"].phase == "streaming"


def test_empty_deltas_pings_and_the_start_are_no_first_token() -> None:
    s1 = Told()
    state = board(many("s1"), s1.queued(0), s1.sent(0), s1.start(10), s1.api(20, "ping"), s1.text(30, ""))
    attempt = state.streams["s1"].shown
    assert attempt is not None
    assert (attempt.ttft_ns(), attempt.e2e_ns(), attempt.itl_ns()) == (None, None, None)
    assert attempt.output_tokens() == (None, False)


def test_tokens_are_an_estimate_until_the_server_has_counted_the_whole() -> None:
    s1 = Told()
    events = [s1.queued(0), s1.sent(0), s1.start(1), s1.text(10, "x" * 40), s1.text(20, "x" * 40)]
    attempt = board(many("s1"), *events).streams["s1"].shown
    assert attempt is not None
    assert attempt.output_tokens() == (20, False)
    assert attempt.itl_ns() is None
    without = board(many("s1"), *events, s1.final(30, None)).streams["s1"].shown
    assert without is not None
    assert without.output_tokens() == (20, False)
    counted = board(many("s1"), *events, s1.final(30, 7)).streams["s1"].shown
    assert counted is not None
    assert counted.output_tokens() == (7, True)


def test_phases_from_new_to_ended() -> None:
    s1 = Told()
    state = BoardState(many("s1"))
    phases = [state.streams["s1"].phase]
    for event in (s1.queued(0), s1.sent(1), s1.head(2), s1.thinking(3), s1.text(4), s1.ended(5), s1.over(6)):
        state.apply(event)
        phases.append(state.streams["s1"].phase)
    assert phases[:6] == ["new", "queued", "connecting", "waiting", "thinking", "streaming"]
    assert phases[-1] == "ended"


def test_an_attempt_after_a_failed_one_has_figures_of_its_own_and_the_first_keeps_its_text() -> None:
    s1 = Told()
    events = [
        *(s1.queued(0), s1.sent(50), s1.start(60), s1.text(100, "lost"), s1.ended(200, "failed", BUSY)),
        s1.retry(200, 500),
        *(s1.sent(700), s1.start(710), s1.text(800, "kept"), s1.final(900, 2), s1.api(901, "message_stop")),
        *(s1.ended(902), s1.over(902)),
    ]
    state = board(many("s1"), *events)
    one = state.streams["s1"]
    assert [attempt.message.text for attempt in one.attempts] == ["lost", "kept"]
    assert one.shown is one.attempts[1]
    assert one.attempts[1].ttft_ns() == 100 * MS
    assert reading(state, "queued").value == 50 * MS
    assert (one.attempts[0].outcome, one.attempts[0].error) == ("failed", BUSY)
    assert one.outcome == "completed"


def test_running_again_begins_anew_and_keeps_what_was() -> None:
    s1 = Told()
    events = s1.whole(0, 10, 100, 200, 3)
    s1.attempt = 2
    state = board(many("s1"), *events, s1.queued(5000))
    one = state.streams["s1"]
    assert (one.phase, one.outcome, one.shown) == ("queued", None, None)
    assert one.attempts[0].message.text == "wordword"
    state.apply(s1.sent(5700))
    assert reading(state, "queued").value == 700 * MS
    assert one.shown is one.attempts[1]


def test_wall_time_leaves_out_the_idle_time_between_runs() -> None:
    s1, s2 = Told("s1"), Told("s2")
    events = s1.whole(0, 0, 100, 997, 3) + s2.whole(500, 500, 600, 1997, 3)
    s1.attempt = 2
    again = s1.whole(10_000, 10_000, 10_100, 10_997, 3)
    state = board(many("s1", "s2"), *events, *again)
    assert state.wall_ns(99 * SECOND) == 3 * SECOND
    totals = state.totals(99 * SECOND)
    assert totals.output_tokens == 9
    assert totals.tokens_per_second == 3
    # What was run again is in none of it: the run began with 997 and 1497 ms, and these took two seconds.
    assert totals.speed_up == (997 + 1497) / 2000


def test_wall_time_goes_on_while_anything_runs() -> None:
    s1 = Told()
    state = board(many("s1"), s1.queued(1000), s1.sent(1500))
    assert state.wall_ns(4 * SECOND) == 3 * SECOND


def test_a_queued_stream_knows_its_place() -> None:
    told = [Told(f"s{number}") for number in (1, 2, 3, 4)]
    s1, s2, s3, s4 = told
    state = board(
        many("s1", "s2", "s3", "s4"), s1.queued(0), s4.queued(1), s2.queued(2), s3.queued(2), s1.sent(3)
    )
    places = {one: state.queue_place(state.streams[one]) for one in ("s4", "s2", "s3")}
    assert places == {"s4": 1, "s2": 2, "s3": 3}


def test_totals_count_streams_by_how_they_are() -> None:
    told = {name: Told(name) for name in ("good", "cut", "bad", "out", "wait", "retry", "new")}
    events: list[Event] = [
        *told["good"].whole(0, 0, 10, 20, 3),
        *(
            told["cut"].queued(0),
            told["cut"].sent(0),
            told["cut"].ended(5, "max_tokens"),
            told["cut"].over(5, "max_tokens"),
        ),
        *(told["bad"].queued(0), told["bad"].over(5, "failed", BUSY)),
        *(told["out"].queued(0), told["out"].sent(1)),
        told["wait"].queued(0),
        *(
            told["retry"].queued(0),
            told["retry"].sent(1),
            told["retry"].ended(2, "failed", BUSY),
            told["retry"].retry(3, 9),
        ),
    ]
    totals = board(many(*told), *events).totals(30 * MS)
    assert totals.streams == 7
    assert totals.counts == dict.fromkeys(
        ("not started", "queued", "in flight", "retrying", "done", "cut", "failed"), 1
    )


def test_goodput_counts_whole_answers_within_every_objective() -> None:
    fast, slow = Told("s1"), Told("s2")
    events = fast.whole(0, 0, 100, 200, 3) + slow.whole(0, 0, 101, 200, 3)
    state = board(many("s1", "s2", slo=Slo(ttft_ns=100 * MS)), *events)
    assert state.totals(state.now).goodput == (1, 2)
    assert board(many("s1", "s2"), *events).totals(0).goodput is None


def test_an_answer_that_was_cut_is_no_goodput() -> None:
    s1 = Told()
    events = [s1.queued(0), s1.sent(0), s1.text(10), s1.ended(20, "max_tokens"), s1.over(20, "max_tokens")]
    assert board(many("s1", slo=Slo(ttft_ns=SECOND)), *events).totals(0).goodput == (0, 1)


def test_lag_of_the_engine_touches_what_arrives_in_it_and_not_what_is_sent() -> None:
    s1, s2 = Told("s1"), Told("s2")
    lag = held_up(20, 50)
    state = board(many("s1", "s2"), *s1.whole(0, 0, 1, 2, 3), s2.queued(0), s2.sent(40), lag, s2.text(60))
    assert (state.lag_count, state.lag_ns) == (1, 20 * MS)
    assert reading(state, "ttft") == Reading(1 * MS)
    # The request went out within the lag, and was stamped as it did.
    assert reading(state, "ttft", "s2") == Reading(20 * MS)
    assert reading(state, "queued", "s2") == Reading(40 * MS)


def test_lag_while_nothing_is_out_does_not_count() -> None:
    s1 = Told()
    later = ClockLag(t=500 * MS, lag_ns=30 * MS)
    state = board(many("s1"), *s1.whole(0, 0, 10, 20, 3), later)
    assert (state.lag_count, state.lag_ns) == (0, 0)
    assert not any(reading(state, tag).unsure for tag in FIGURE)


def test_only_figures_whose_ends_were_stamped_in_the_lag_have_an_interval() -> None:
    s1 = Told()
    out = [s1.queued(0), s1.sent(0), s1.thinking(100), s1.text(200, index=1), s1.text(300, index=1)]
    end = [s1.final(310, 4), s1.ended(310), s1.over(310)]

    def late(since: int, until: int) -> dict[str, tuple[float, float]]:
        lag = held_up(since, until)
        before = [event for event in out if event.t <= lag.t]
        state = board(many("s1"), *before, lag, *(event for event in out if event.t > lag.t), *end)
        assert state.lag_count == 1
        found = {tag: reading(state, tag) for tag in ("ttft", "ttfo", "itl", "e2e")}
        return {tag: (one.less / MS, one.more / MS) for tag, one in found.items() if one.less or one.more}

    assert late(50, 60) == {}
    assert late(90, 110) == {"ttft": (10, 0), "itl": (0, pytest.approx(10 / 3))}
    assert late(190, 210) == {"ttfo": (10, 0)}
    assert late(290, 301) == {"itl": (pytest.approx(10 / 3), 0), "e2e": (10, 0)}


def test_what_a_removed_stream_brought_stays_in_the_totals() -> None:
    s1, s2 = Told("s1"), Told("s2")
    events = [*s1.whole(0, 0, 300, 997, 11), *s2.whole(0, 0, 100, 997, 21)]
    before = board(many("s1", "s2"), *events).totals(SECOND)
    state = board(many("s1", "s2"), *events, StreamRemoved(t=1200 * MS, stream="s1", attempt=1))
    after = state.totals(2 * SECOND)
    assert (after.streams, after.output_tokens) == (1, 32)
    assert (after.tokens_per_second, after.speed_up) == (before.tokens_per_second, before.speed_up)


@pytest.mark.parametrize("mode", ["together", "by-hand"])
def test_speed_up_is_of_all_turns_of_what_the_pass_began_with(mode: Literal["together", "by-hand"]) -> None:
    s1, s2 = Told("s1"), Told("s2")
    run = msgspec.structs.replace(many("s1", "s2"), start=Start(mode=mode))
    state = board(run, *s1.whole(0, 0, 100, 400, 5), *s2.whole(0, 0, 100, 800, 5))
    assert state.totals(SECOND).speed_up == 1200 / 803

    def again(at: float, last: float) -> None:
        events = []
        for one in (s1, s2):
            one.attempt += 1
            events += one.whole(at, at, at + 100, last, 5)
        state.apply_all(sorted(events, key=lambda event: event.t))

    def ask_again(turn: int, at: float, last: float) -> None:
        for one in (s1, s2):
            changed = msgspec.structs.replace(state.streams[one.stream].plan, turn=turn)
            state.apply(StreamPlanned(t=round(at * MS), stream=one.stream, attempt=turn, plan=changed))
        again(at, last)

    ask_again(2, 2000, 2400)
    assert state.totals(3 * SECOND).speed_up == (1200 + 800) / (803 + 403)
    # Run again by hand it is the same turn, and what is added later is not of the beginning.
    s1.attempt += 1
    state.apply_all(s1.whole(3000, 3000, 3100, 9000, 5))
    s3 = Told("s3")
    added = StreamPlanned(t=9000 * MS, stream="s3", attempt=1, plan=stream("s3"))
    state.apply_all([added, *s3.whole(9000, 9000, 9100, 9900, 5)])
    assert state.totals(10 * SECOND).speed_up == (1200 + 800) / (803 + 403)
    # In a further pass it is the same.
    state.apply(PassStarted(t=10_000 * MS, number=2))
    again(10_000, 10_500)
    ask_again(3, 11_000, 11_300)
    assert state.totals(12 * SECOND).speed_up == (1000 + 600) / (503 + 303)


def test_the_totals_are_of_the_latest_pass() -> None:
    s1, s2 = Told("s1"), Told("s2")
    first = [*s1.whole(0, 0, 300, 997, 11), *s2.whole(0, 0, 100, 997, 21)]
    s1.attempt = s2.attempt = 2
    again = PassStarted(t=60 * SECOND, number=2, mode="one-by-one")
    second = [*s1.whole(60_000, 60_000, 60_100, 60_497, 5), *s2.whole(60_000, 60_500, 60_600, 60_997, 5)]
    state = board(many("s1", "s2"), *first, again, *second)
    totals = state.totals(70 * SECOND)
    assert (totals.output_tokens, totals.wall_ns) == (10, SECOND)
    assert totals.speed_up == (497 + 497) / 1000
    # The idle minute between the passes is not in the picture.
    assert state.in_flight_peaks(70 * SECOND, 4) == [1, 1, 1, 1]


def test_how_streams_ended_in_a_word() -> None:
    outcomes: list[tuple[Outcome, str]] = [
        ("completed", "done"),
        ("max_tokens", "cut"),
        ("refused", "refused"),
        ("cancelled", "stopped"),
        ("stalled", "failed"),
    ]
    ids = [f"s{number}" for number in range(len(outcomes))]
    told = [(Told(one), outcome) for one, (outcome, _) in zip(ids, outcomes, strict=True)]
    events = [
        event
        for one, outcome in told
        for event in (one.queued(0), one.sent(0), one.text(1), one.ended(2, outcome), one.over(2, outcome))
    ]
    state = board(many(*ids), *events)
    found = [stream.verdict for stream in state.streams.values()]
    assert [verdict.name for verdict in found if verdict is not None] == [word for _, word in outcomes]
    assert state.totals(SECOND).counts == dict.fromkeys(("done", "cut", "refused", "stopped", "failed"), 1)


def test_a_ttft_that_was_over_before_the_lag_is_sound() -> None:
    s1, s2 = Told("s1"), Told("s2")
    lag = held_up(60, 90)
    state = board(
        many("s1", "s2"), s1.queued(0), s1.sent(0), s1.text(20), s2.queued(0), s2.sent(0), s2.text(80), lag
    )
    assert reading(state, "ttft") == Reading(20 * MS)
    assert reading(state, "ttft", "s2") == Reading(80 * MS, less=20 * MS)
    assert (state.lag_count, state.lag_ns) == (1, 20 * MS)


def test_when_the_engine_dies_every_stream_ends_and_keeps_its_text() -> None:
    s1, s2 = Told("s1"), Told("s2")
    state = board(
        many("s1", "s2", "s3"), *s1.whole(0, 0, 10, 20, 3), s2.queued(0), s2.sent(1), s2.text(30, "kept")
    )
    state.source_ended("The engine was killed.", "Start it again.")
    assert state.finished
    assert [one.outcome for one in state.streams.values()] == ["completed", "cut_off", "cut_off"]
    attempt = state.streams["s2"].shown
    assert attempt is not None
    assert (attempt.message.text, attempt.ended) == ("kept", 30 * MS)
    error = state.streams["s3"].error
    assert error is not None
    assert error.type == "no_more_events"
    assert state.problems == ["The engine was killed."]
    assert state.wall_ns(99 * SECOND) == 30 * MS
    assert state.totals(99 * SECOND).counts["in flight"] == 0


def test_marks_name_the_best_and_the_worst_of_those_that_ended() -> None:
    told = [Told(name) for name in ("s1", "s2", "s3")]
    events = [
        event
        for one, first, last, tokens in zip(
            told, (100, 300, 200), (1100, 800, 2200), (11, 11, 11), strict=True
        )
        for event in one.whole(0, 0, first, last, tokens)
    ]
    found = marks(board(many("s1", "s2", "s3"), *events))
    assert found["ttft"] == {"s1": "▲", "s2": "▼"}
    assert found["tokens_per_second"] == {"s2": "▲", "s3": "▼"}


def test_there_are_no_marks_for_one_stream_equal_ones_or_late_ones() -> None:
    s1, s2 = Told("s1"), Told("s2")
    assert not any(marks(board(many("s1"), *s1.whole(0, 0, 1, 9, 3))).values())
    same = board(many("s1", "s2"), *s1.whole(0, 0, 1, 9, 3), *s2.whole(0, 0, 1, 9, 3))
    assert not any(marks(same).values())
    differ = [*s1.whole(0, 0, 1, 20, 3), *s2.whole(0, 3, 5, 9, 3)]
    assert marks(board(many("s1", "s2"), *differ))["ttft"] == {"s1": "▲", "s2": "▼"}
    late = board(many("s1", "s2"), held_up(0, 2), *differ)
    assert reading(late, "ttft") == Reading(1 * MS, less=1 * MS)
    assert marks(late)["ttft"] == {}


def test_a_delta_without_an_index_is_shown_as_the_engine_counted_it() -> None:
    s1 = Told()
    odd = ApiEvent(
        t=10 * MS,
        name="content_block_delta",
        stream="s1",
        attempt=1,
        body={"delta": {"type": "text_delta", "text": "seen"}},
    )
    attempt = board(many("s1"), s1.queued(0), s1.sent(1), odd).streams["s1"].shown
    assert attempt is not None
    assert attempt.message.text == "seen"
    assert attempt.ttft_ns() == 9 * MS


def test_the_run_itself() -> None:
    started = RunStarted(
        t=0, version=1, monotonic_ns=1, started_at="2026-01-01T00:00:00Z", plan=many("s1", "s9")
    )
    endpoint = EndpointState(t=1, endpoint="sim", state="ready", simulated=True)
    ended = RunEnded(t=9, reason="finished")
    state = board(many("s1"), started, endpoint, RecordingFailed(t=5, message="disk full"), ended)
    assert list(state.streams) == ["s1", "s9"]
    assert state.endpoints == {"sim": endpoint}
    assert state.recording_failed == RecordingFailed(t=5, message="disk full")
    assert (state.started, state.ended, state.now) == (started, ended, 9)


def test_streams_that_no_plan_names_are_ignored() -> None:
    ghost = Told("ghost")
    state = board(many("s1"), *ghost.whole(0, 0, 10, 20, 3))
    assert list(state.streams) == ["s1"]
    assert state.streams["s1"].phase == "new"


def test_events_from_a_file_fold_to_the_same_board() -> None:
    s1, s2 = Told("s1"), Told("s2")
    events = s1.whole(0, 0, 100, 900, 9) + s2.whole(0, 900, 1000, 1900, 9)
    live = board(many("s1", "s2"), *events)
    replayed = board(many("s1", "s2"), *(decode(encode(event)) for event in events))
    assert live.totals(2 * SECOND) == replayed.totals(2 * SECOND)


def test_a_file_that_lacks_its_beginning_still_folds() -> None:
    s1 = Told()
    state = board(many("s1"), *s1.whole(0, 0, 100, 200, 3)[4:])
    attempt = state.streams["s1"].attempts[0]
    assert (attempt.message.text, attempt.ttft_ns(), attempt.outcome) == ("wordword", None, "completed")


def test_all_failing_of_one_cause_is_said_once() -> None:
    s1, s2 = Told("s1"), Told("s2")
    state = board(
        many("s1", "s2"), s1.queued(0), s1.over(1, "failed", BUSY), s2.queued(0), s2.over(2, "failed", BUSY)
    )
    assert common_cause(state) == "All 2 streams failed: busy. Wait."
    assert common_cause(board(many("s1", "s2"), s1.queued(0), s1.over(1, "failed", BUSY))) is None


def test_requests_out_over_time() -> None:
    s1, s2 = Told("s1"), Told("s2")
    events = [*s1.whole(0, 0, 10, 997, 3), *s2.whole(0, 500, 510, 1997, 3)]
    state = board(many("s1", "s2"), *events)
    assert state.in_flight.now == 0
    assert state.in_flight_peaks(2 * SECOND, 4) == [2, 2, 1, 1]


LIFECYCLE = (StreamQueued, AttemptStarted, RequestSent, ResponseStarted, AttemptEnded)


@pytest.mark.parametrize("kept", [kept for n in range(6) for kept in combinations(LIFECYCLE, n)])
def test_requests_in_flight_are_counted_whatever_a_file_lacks(kept: tuple[type, ...]) -> None:
    """Files that other programs wrote, or that were cut, count from the first event of each stream."""
    s1, s2 = Told("s1"), Told("s2")
    events = [
        event
        for event in (*s1.whole(0, 1, 10, 997, 3), *s2.whole(0, 501, 510, 1997, 3))
        if not isinstance(event, LIFECYCLE) or isinstance(event, kept)
    ]
    state = BoardState(many("s1", "s2"))
    for event in sorted(events, key=lambda event: event.t):
        state.apply(event)
        assert 0 <= state.in_flight.now <= 2
    race = Race(state, state.passes[-1], state.now)
    assert (state.in_flight.now, race.in_flight_now) == (0, 0)
    assert (state.in_flight.most, race.in_flight.most) == (2, 2)
    assert state.in_flight_peaks(2 * SECOND, 4)[-1] == 1


def test_attempts_are_found_by_their_number_however_many_there_are() -> None:
    class Watched(list[Attempt]):
        walked = 0

        def __iter__(self) -> Iterator[Attempt]:
            Watched.walked += 1
            return super().__iter__()

    state = StreamState(stream("s1"), 1)
    state.attempts = Watched()
    for number in [*range(500), *range(500)]:
        streamfold.add_api_event(state, ApiEvent(t=1, name="ping", stream="s1", attempt=number, body={}))
    assert len(state.attempts) == 500
    assert Watched.walked == 0
