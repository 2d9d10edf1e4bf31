"""A vote on answers whose names are hidden."""

from __future__ import annotations

from dataclasses import replace

from streamboard.board.ballot import PACE, Ballot, by_question, is_whole
from streamboard.board.state import BoardState
from streamboard.plan import SECOND
from tests.support.plans import plan, stream
from tests.support.told import Told, board

ONE, TWO = Told("s1"), Told("s2")
BALLOT = Ballot("test", "Hello?", ("s2", "s1"), since_ns=10 * SECOND)


def two(*, first: int, second: int, first_ended: bool = False) -> BoardState:
    """A board on which two streams have written so many characters."""
    events = [ONE.queued(0), TWO.queued(0), ONE.sent(0), TWO.sent(0)]
    events += [ONE.text(1, "x" * first)] if first else []
    events += [TWO.text(1, "y" * second)] if second else []
    events += [ONE.ended(2), ONE.over(2)] if first_ended else []
    return board(plan(stream("s1"), stream("s2")), *events)


def test_answers_appear_at_one_pace() -> None:
    state = two(first=10_000, second=10_000)
    assert BALLOT.released(state, 10 * SECOND) == 0
    assert BALLOT.released(state, 9 * SECOND) == 0
    assert BALLOT.released(state, 11 * SECOND) == PACE
    assert BALLOT.released(state, 20 * SECOND) == 10 * PACE


def test_all_wait_for_the_one_that_has_least() -> None:
    assert BALLOT.released(two(first=500, second=7), 100 * SECOND) == 7
    assert BALLOT.released(two(first=500, second=0), 100 * SECOND) == 0


def test_none_waits_for_one_that_has_ended() -> None:
    state = two(first=7, second=500, first_ended=True)
    assert BALLOT.released(state, 100 * SECOND) == 500
    assert is_whole(state.streams["s1"], 7)
    assert not is_whole(state.streams["s1"], 6)
    assert not is_whole(state.streams["s2"], 500)


def test_after_the_vote_all_is_shown() -> None:
    assert replace(BALLOT, voted=True).released(two(first=5, second=5), 11 * SECOND) is None


def test_streams_stand_as_drawn_and_those_that_went_are_left_out() -> None:
    state = two(first=1, second=1)
    assert [one.plan.id for one in BALLOT.streams(state)] == ["s2", "s1"]
    del state.streams["s2"]
    assert [one.plan.id for one in BALLOT.streams(state)] == ["s1"]


def test_answers_to_the_same_question_are_voted_on_if_they_say_something_or_may_yet() -> None:
    state = two(first=0, second=0, first_ended=True)
    assert [[one.plan.id for one in group] for group in by_question([*state.streams.values()])] == [["s2"]]
    fresh = board(plan(stream("s1")))
    assert by_question([*fresh.streams.values()]) == []


def test_answers_to_other_questions_are_apart() -> None:
    asked = plan(stream("s1"), stream("s2", text="What else?"), stream("s3"))
    state = board(asked, *(Told(one.id).queued(0) for one in asked.streams))
    groups = by_question([*state.streams.values()])
    assert [[one.plan.id for one in group] for group in groups] == [["s1", "s3"], ["s2"]]
