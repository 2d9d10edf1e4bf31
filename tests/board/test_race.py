"""What every stream did when, and the races that are made of it."""

from __future__ import annotations

from streamboard.board.busy_spans import Busy
from streamboard.board.passes import Pass
from streamboard.board.race import Race, rival, slots
from streamboard.board.segments import Segment, fill
from streamboard.board.timescale import Scale
from streamboard.run.events import EndpointState, ErrorInfo, Event, PassStarted
from streamboard.run.plan import RunPlan, Start
from tests.support.plans import plan, stream
from tests.support.told import MS, Told, board

BUSY = ErrorInfo("overloaded_error", "busy")


class After:
    """A board of two streams after some events, looked at some milliseconds after its start."""

    def __init__(self, now_ms: float, *events: Event, run: RunPlan | None = None) -> None:
        self.board = board(run or plan(stream("s1"), stream("s2")), *events)
        self.now = round(now_ms * MS)

    def race(self, number: int = 1) -> Race:
        """One of its passes as a race."""
        return Race(self.board, self.board.passes[number - 1], self.now)

    def did(self, name: str = "s1", number: int = 1) -> list[tuple[str, int, int]]:
        """What a stream did, in milliseconds on the race's clock."""
        segments = self.race(number).segments(self.board.streams[name])
        return [(doing, begin // MS, end // MS) for doing, begin, end in segments]

    def ends(self, name: str = "s1", number: int = 1) -> list[tuple[int, str]]:
        """The marks in a stream's lane, with their milliseconds."""
        finishes = self.race(number).finishes(self.board.streams[name])
        return [(at // MS, status.mark) for at, status in finishes]


def again(ms: float, number: int = 2, mode: str = "one-by-one") -> Event:
    return PassStarted(t=round(ms * MS), number=number, mode=mode)  # type: ignore[arg-type]


# -- what a stream does


def test_nothing_is_known_of_a_stream_that_was_never_queued() -> None:
    told = After(10)
    assert told.did() == []
    assert (told.race().end_ns, told.race().live, told.race().figures.speed_up) == (0, False, None)


def test_the_clock_begins_when_the_first_stream_is_queued() -> None:
    told = After(150, Told("s1").queued(100), Told("s2").queued(120))
    assert told.did("s1") == [("queued", 0, 50)]
    assert told.did("s2") == [("queued", 20, 50)]


def test_a_life_from_the_queue_to_the_end() -> None:
    s1 = Told()
    told = After(
        1000,
        s1.queued(0),
        s1.sent(100),
        s1.head(150),
        s1.thinking(300),
        s1.thinking(310),
        s1.text(330),
        s1.text(340),
        s1.final(345, 4),
        s1.ended(350),
        s1.over(350),
    )
    assert told.did() == [
        ("queued", 0, 100),
        ("connecting", 100, 150),
        ("waiting", 150, 300),
        ("thinking", 300, 330),
        ("text", 330, 350),
    ]
    assert told.ends() == [(350, "✓")]
    assert told.race().end_ns == 350 * MS


def test_a_whole_answer_is_followed_by_no_retry_however_late_its_end_is_told() -> None:
    s1 = Told()
    told = After(900, s1.queued(0), s1.sent(0), s1.head(0), s1.text(300), s1.ended(350), s1.over(800))
    assert "retry" not in {doing for doing, _, _ in told.did()}
    assert told.did()[-1] == ("text", 300, 350)
    assert told.ends() == [(350, "✓")]


def test_each_state_goes_on_until_now() -> None:
    s1 = Told()
    events = [s1.queued(0), s1.sent(10)]
    assert After(20, *events).did()[-1] == ("connecting", 10, 20)
    events.append(s1.head(15))
    assert After(20, *events).did()[-1] == ("waiting", 15, 20)
    events.append(s1.thinking(18))
    assert After(20, *events).did()[-1] == ("thinking", 18, 20)
    events.append(s1.text(19))
    assert After(20, *events).did()[-1] == ("text", 19, 20)
    assert After(20, *events).ends() == []


def test_content_without_a_head_was_connecting_until_then() -> None:
    s1 = Told()
    told = After(40, s1.queued(0), s1.sent(10), s1.text(30))
    assert told.did() == [("queued", 0, 10), ("connecting", 10, 30), ("text", 30, 40)]


def test_a_gap_of_eight_times_the_median_is_a_stall() -> None:
    s1 = Told()
    told = After(
        260, s1.queued(0), s1.sent(0), *[s1.text(ms) for ms in (100, 110, 120, 199, 209, 219, 229, 239, 249)]
    )
    assert told.did()[1:] == [("text", 100, 260)]
    told = After(
        260, s1.queued(0), s1.sent(0), *[s1.text(ms) for ms in (100, 110, 120, 200, 210, 220, 230, 240, 250)]
    )
    assert told.did()[1:] == [("text", 100, 120), ("stall", 120, 200), ("text", 200, 260)]


def test_thinking_between_texts_is_thinking() -> None:
    s1 = Told()
    later = s1.api(30, "content_block_delta", index=2, delta={"type": "thinking_delta", "thinking": "Hm."})
    told = After(
        60, s1.queued(0), s1.sent(0), s1.thinking(10), s1.text(20, index=1), later, s1.text(50, index=3)
    )
    assert told.did()[1:] == [
        ("thinking", 10, 20),
        ("text", 20, 30),
        ("thinking", 30, 50),
        ("text", 50, 60),
    ]
    attempt = told.board.streams["s1"].attempts[0]
    assert [attempt.run_ns(index) for index in (0, 2, 3, 9)] == [10 * MS, 20 * MS, 0, None]


def test_a_stall_in_thinking_stands_between_thinking() -> None:
    s1 = Told()
    thoughts = [s1.thinking(ms) for ms in (100, 110, 120, 220, 230)]
    told = After(250, s1.queued(0), s1.sent(0), *thoughts, s1.text(240))
    assert told.did()[1:] == [
        ("thinking", 100, 120),
        ("stall", 120, 220),
        ("thinking", 220, 240),
        ("text", 240, 250),
    ]


def test_silence_since_the_last_content_is_a_stall_once_it_is_long() -> None:
    s1 = Told()
    events = [s1.queued(0), s1.sent(0), *[s1.text(ms) for ms in (100, 110, 120)]]
    assert After(199, *events).did()[1:] == [("text", 100, 199)]
    assert After(200, *events).did()[1:] == [("text", 100, 120), ("stall", 120, 200)]


def test_after_a_single_delta_silence_is_a_stall_when_the_pane_says_silent() -> None:
    s1 = Told()
    events = [s1.queued(0), s1.sent(0), s1.text(100)]
    assert After(2099, *events).did()[1:] == [("text", 100, 2099)]
    assert After(2100, *events).did()[1:] == [("stall", 100, 2100)]


def test_what_follows_the_last_content_of_a_whole_answer_is_no_stall_but_that_of_another_is() -> None:
    s1 = Told()
    events = [s1.queued(0), s1.sent(0), *[s1.text(ms) for ms in (100, 110, 120)]]
    whole = [s1.final(210, 3), s1.ended(210), s1.over(210)]
    assert After(500, *events, *whole).did()[1:] == [("text", 100, 210)]
    cut = [s1.ended(210, "stalled", BUSY), s1.over(210, "stalled", BUSY)]
    told = After(500, *events, *cut)
    assert told.did()[1:] == [("text", 100, 120), ("stall", 120, 210)]
    assert told.ends() == [(210, "✗")]


def test_retries_stand_in_one_lane_with_the_waits_between_them() -> None:
    s1 = Told()
    events = [s1.queued(0), s1.sent(10), s1.head(20), s1.ended(30, "failed", BUSY), s1.retry(30, 100)]
    assert After(100, *events).did() == [
        ("queued", 0, 10),
        ("connecting", 10, 20),
        ("waiting", 20, 30),
        ("retry", 30, 100),
    ]
    events += [s1.sent(130), s1.head(140), s1.text(150), s1.final(160, 1), s1.ended(170), s1.over(170)]
    told = After(500, *events)
    assert told.did()[3:] == [
        ("retry", 30, 130),
        ("connecting", 130, 140),
        ("waiting", 140, 150),
        ("text", 150, 170),
    ]
    assert told.ends() == [(30, "✗"), (170, "✓")]


def test_a_stream_stopped_between_attempts_or_before_any_has_a_mark_of_its_own() -> None:
    s1, s2 = Told(), Told("s2")
    told = After(
        500,
        s2.queued(0),
        s2.over(60, "cancelled"),
        s1.queued(0),
        s1.sent(10),
        s1.ended(30, "failed", BUSY),
        s1.retry(30, 100),
        s1.over(80, "cancelled"),
    )
    assert told.did()[-1] == ("retry", 30, 80)
    assert told.ends() == [(30, "✗"), (80, "■")]
    assert told.did("s2") == [("queued", 0, 60)]
    assert told.ends("s2") == [(60, "■")]


def test_a_file_without_a_beginning_still_makes_a_race() -> None:
    s1 = Told()
    told = After(50, s1.text(10), s1.text(20))
    assert told.did() == [("text", 0, 40)]
    told = After(50, s1.sent(10), s1.text(20))
    assert told.did() == [("connecting", 0, 10), ("text", 10, 40)]


# -- the whole pass


def test_wall_sum_and_speed_up_are_of_this_pass_alone() -> None:
    s1, s2 = Told("s1"), Told("s2")
    first = [*s1.whole(0, 0, 50, 100, 10), *s2.whole(0, 0, 60, 147, 10)]
    s1.attempt = s2.attempt = 2
    second = [again(1000), *s1.whole(1000, 1000, 1050, 1097, 20), *s2.whole(1000, 1100, 1150, 1197, 20)]
    told = After(5000, *first, *second)
    together, single = told.race(1), told.race(2)
    one, other = together.figures, single.figures
    assert (one.start_e2e_ns, one.wall_ns, one.start_wall_ns) == (247 * MS, 150 * MS, 150 * MS)
    assert one.speed_up == 247 / 150
    assert (other.start_e2e_ns, other.wall_ns) == (194 * MS, 200 * MS)
    assert (other.output_tokens, other.counted) == (40, True)
    assert told.did("s2", 1)[0] == ("connecting", 0, 1)
    assert told.did("s2", 2)[:2] == [("queued", 0, 100), ("connecting", 100, 101)]
    assert (together.answered, single.answered, single.live) == (True, True, False)


def test_a_pass_that_was_broken_off_keeps_its_lanes() -> None:
    s1 = Told()
    events = [s1.queued(0), s1.sent(0), s1.text(10), again(100), s1.ended(105, "cancelled")]
    events += [s1.over(105, "cancelled")]
    s1.attempt = 2
    events += [s1.queued(106), s1.sent(110)]
    told = After(130, *events)
    assert told.did(number=1) == [("connecting", 0, 10), ("text", 10, 105)]
    assert told.ends(number=1) == [(105, "■")]
    assert told.did(number=2) == [("queued", 0, 4), ("connecting", 4, 24)]
    # Each is as long as its own streams went on, on the header too.
    assert [told.race(number).figures.wall_ns for number in (1, 2)] == [105 * MS, 24 * MS]
    assert told.board.totals(told.now).wall_ns == 24 * MS
    assert not told.race(1).answered
    assert not told.race(1).live


def test_a_stream_run_again_has_both_runs_in_its_lane_without_the_idle_time_between() -> None:
    s1 = Told()
    first = s1.whole(0, 0, 50, 97, 10)
    s1.attempt = 2
    second = s1.whole(60_000, 60_000, 60_050, 60_097, 10)
    told = After(90_000, *first, *second)
    assert told.did()[-1] == ("text", 150, 200)
    assert told.race().end_ns == 200 * MS
    assert told.race().clock.cuts == [100 * MS]
    assert told.race().figures.wall_ns == 200 * MS


def test_requests_in_flight_and_the_queue_over_time() -> None:
    s1, s2 = Told("s1"), Told("s2")
    told = After(400, *s1.whole(0, 0, 50, 97, 10), s2.queued(0), s2.sent(200), s2.head(300))
    race, scale = told.race(), Scale(400 * MS, 4)
    assert race.in_flight.over(scale, race.end_ns) == [1, 0, 1, 1]
    assert race.queue.over(scale, race.end_ns) == [1, 1, 0, 0]
    assert (race.in_flight.most, race.queue.most) == (1, 1)


def test_what_is_let_go_within_50_ms_did_not_wait_in_the_queue() -> None:
    s1, s2 = Told("s1"), Told("s2")
    told = After(400, s1.queued(0), s1.sent(49.9), s2.queued(0), s2.sent(50))
    race = told.race()
    assert race.queue.over(Scale(100 * MS, 4), race.end_ns) == [1, 1, 0, 0]
    assert race.queue.most == 1
    still = After(40, s1.queued(0), s2.queued(0)).race()
    assert (still.queue.most, still.queued_now) == (0, 2)


def test_one_after_the_other_is_never_two_at_once() -> None:
    s1, s2 = Told("s1"), Told("s2")
    told = After(300, *s1.whole(0, 0, 50, 97, 10), *s2.whole(0, 100, 150, 197, 10))
    assert told.race().in_flight.most == 1


def test_a_failed_stream_in_its_pass_is_not_well() -> None:
    s1 = Told()
    told = After(10, s1.queued(0), s1.sent(0), s1.ended(5, "failed", BUSY), s1.over(5, "failed", BUSY))
    assert not told.race().answered


# -- which races are compared, and what limits one


def test_a_race_is_compared_with_the_last_one_that_ran_otherwise() -> None:
    def ran(number: int, one_by_one: bool) -> Pass:
        return Pass(number, one_by_one, number - 1, Busy(), Busy())

    together, single = ran(1, False), ran(2, True)
    assert rival([together], 1) is None
    assert rival([together, single], 2) == together
    assert rival([together, single, ran(3, True)], 3) == together
    assert rival([together, single, ran(3, False)], 3) == single
    assert rival([together, ran(2, False)], 2) == together


def test_what_limits_the_requests_in_flight() -> None:
    def limit(run: RunPlan, *, slots_known: int | None = None) -> int | None:
        ready = EndpointState(t=0, endpoint="sim", state="ready", slots=slots_known)
        state = board(run, ready)
        return slots(state, state.passes[0])

    streams = stream("s1"), stream("s2")
    assert limit(plan(*streams)) is None
    assert limit(plan(*streams, concurrency=3)) == 3
    assert limit(plan(*streams), slots_known=4) == 4
    assert limit(plan(*streams, concurrency=3), slots_known=2) == 2
    assert limit(plan(*streams, start=Start("one-by-one"))) == 1


# -- cells


def test_a_cell_shows_what_took_most_of_its_time() -> None:
    segments = [
        Segment("connecting", 0, 4),
        Segment("waiting", 4, 24),
        Segment("text", 24, 32),
        Segment("stall", 32, 33),
        Segment("text", 33, 35),
    ]
    assert fill(segments, Scale(50, 5)) == ["waiting", "waiting", "text", "text", None]


def test_pieces_of_the_same_are_added_up() -> None:
    segments = [Segment("text", 0, 3), Segment("stall", 3, 7), Segment("text", 7, 10)]
    assert fill(segments, Scale(10, 1)) == ["text"]
