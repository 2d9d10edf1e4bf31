"""The board folds scripted events to exact figures; it is a function of the events and of nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from streamboard.board import stream_fold
from streamboard.board.attempt import Attempt
from streamboard.board.state import BoardState
from streamboard.board.stream import StreamState
from streamboard.figures.best_and_worst import Marks
from streamboard.figures.catalogue import FIGURE
from streamboard.figures.reading import Reading
from streamboard.run.codec import decode, encode
from streamboard.run.events import (
    ApiEvent,
    EndpointState,
    Outcome,
    RecordingFailed,
    RunEnded,
    RunStarted,
)
from streamboard.run.plan import SECOND
from tests.board.scripted import BUSY, many, reading
from tests.support.plans import stream
from tests.support.told import MS, Told, board, held_up


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
    assert [stream.count.name for stream in state.streams.values()] == [word for _, word in outcomes]
    assert state.totals(SECOND).counts == dict.fromkeys(("done", "cut", "refused", "stopped", "failed"), 1)


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


def test_attempts_are_found_by_their_number_however_many_there_are() -> None:
    class Watched(list[Attempt]):
        walked = 0

        def __iter__(self) -> Iterator[Attempt]:
            Watched.walked += 1
            return super().__iter__()

    state = StreamState(stream("s1"), 1)
    state.attempts = Watched()
    for number in [*range(500), *range(500)]:
        stream_fold.add_api_event(state, ApiEvent(t=1, name="ping", stream="s1", attempt=number, body={}))
    assert len(state.attempts) == 500
    assert Watched.walked == 0
