"""What the board counts over all streams: wall time, totals, goodput, speed-up, requests in flight."""

from __future__ import annotations

from itertools import combinations
from typing import Literal

import msgspec
import pytest

from streamboard.board.race import Race
from streamboard.board.run_remarks import common_cause
from streamboard.board.state import BoardState
from streamboard.run.events import (
    AttemptEnded,
    AttemptStarted,
    Event,
    PassStarted,
    RequestSent,
    ResponseStarted,
    StreamPlanned,
    StreamQueued,
    StreamRemoved,
)
from streamboard.run.plan import SECOND, Slo, Start
from tests.board.scripted import BUSY, many
from tests.support.plans import stream
from tests.support.told import MS, Told, board


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
