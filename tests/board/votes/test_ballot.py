"""A vote on answers whose names are hidden."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import msgspec

from streamboard.board.state import BoardState
from streamboard.board.stream import StreamState
from streamboard.board.votes.ballot import (
    PACE,
    Ballot,
    by_ballot,
    counting,
    distinct,
    is_whole,
    why_no_choice,
)
from streamboard.promptset import parse
from streamboard.run.plan import SECOND
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
    assert [[one.plan.id for one in group] for group in by_ballot([*state.streams.values()])] == [["s2"]]
    fresh = board(plan(stream("s1")))
    assert by_ballot([*fresh.streams.values()]) == []


def test_answers_to_other_questions_are_apart() -> None:
    asked = plan(stream("s1"), stream("s2", text="What else?"), stream("s3"))
    state = board(asked, *(Told(one.id).queued(0) for one in asked.streams))
    groups = by_ballot([*state.streams.values()])
    assert [[one.plan.id for one in group] for group in groups] == [["s1", "s3"], ["s2"]]


# -- which answers stand on one ballot

THREE_COLUMNS = """
models:
  - {name: brief, model: m, system: Be brief.}
  - {name: long, model: m, system: Be long.}
  - {name: plain, model: m}
prompts: [{name: sky, prompt: Explain, repeat: 10}]
"""


def answering(text: str, **changes: Any) -> list[StreamState]:
    """The streams of a prompt set, all answered by one model."""
    run = parse(text)
    run = msgspec.structs.replace(
        run, streams=[msgspec.structs.replace(one, **changes) for one in run.streams]
    )
    state = board(run)
    for one in run.streams:
        told = Told(one.id)
        state.apply_all([told.queued(0), told.sent(0), told.start(1, model="m"), told.text(2)])
    return [*state.streams.values()]


def names(streams: Iterable[StreamState]) -> list[list[str]]:
    return [[one.plan.name for one in ballot] for ballot in by_ballot([*streams])]


def test_columns_of_one_model_are_set_against_each_other_repetition_by_repetition() -> None:
    streams = answering(THREE_COLUMNS)
    expected = [
        [f"sky/{column}#{number}" for column in ("brief", "long", "plain")] for number in range(1, 11)
    ]
    assert names(streams) == expected
    assert [one.column() for one in by_ballot(streams)[4]] == ["brief", "long", "plain"]


def test_an_answer_without_a_counterpart_stands_alone() -> None:
    streams = answering("models: [a, {model: b, repeat: 2}]\nprompts: [{name: p, prompt: x}]")
    assert names(streams) == [["p/a", "p/b#1"], ["p/b#2"]]


def test_the_answers_of_one_column_stand_together() -> None:
    assert names(answering("prompts: [{name: p, prompt: x, repeat: 3}]")) == [["p#1", "p#2", "p#3"]]


def test_in_an_old_run_file_the_answers_of_one_model_stand_together() -> None:
    (ballot,) = by_ballot(answering(THREE_COLUMNS, column=""))
    assert len(ballot) == 30
    assert {one.column() for one in ballot} == {"m"}


def test_a_variable_in_system_prompts_tells_answers_apart_where_all_have_it() -> None:
    values = "vars: {tone: [dry, warm]}\nprompts: [{name: p, prompt: x}]\n"
    both = 'models: [{name: a, model: m, system: "{{tone}}"}, {name: b, model: m, system: "So {{tone}}"}]'
    one = 'models: [{name: a, model: m, system: "{{tone}}"}, {name: b, model: m}]'
    assert names(answering(values + both)) == [["p/dry/a", "p/dry/b"], ["p/warm/a", "p/warm/b"]]
    assert names(answering(values + one)) == [["p/dry/a", "p/b", "p/warm/a"]]


def test_a_column_goes_by_its_name_and_else_by_the_model() -> None:
    state = board(plan(stream("s1", model="asked")))
    one = state.streams["s1"]
    assert one.column() == "asked"
    state.apply_all([ONE.queued(0), ONE.sent(0), ONE.start(1, model="reported")])
    assert one.column() == "reported"
    one.plan = msgspec.structs.replace(one.plan, column="brief")
    assert one.column() == "brief"


def answers(*texts: str) -> list[StreamState]:
    """Streams that have ended with these answers."""
    told = [Told(f"s{number}") for number in range(1, len(texts) + 1)]
    events = [event for one in told for event in (one.queued(0), one.sent(0))]
    for one, text in zip(told, texts, strict=True):
        events += [one.text(1, text), one.ended(2), one.over(2)]
    state = board(plan(*(stream(f"s{number}") for number in range(1, len(texts) + 1))), *events)
    return list(state.streams.values())


def test_answers_that_are_alike_are_not_put_to_a_vote() -> None:
    alike = answers("Rain is wet.", "Rain is wet.")
    assert len(distinct(alike)) == 1
    assert "alike, word for word" in why_no_choice(alike, [alike], alike[0])
    mixed = answers("Rain is wet.", "Rain is dry.", "Rain is wet.")
    assert [one.plan.id for one in distinct(mixed)] == ["s1", "s2"]
    assert why_no_choice(mixed, [mixed], mixed[2]) == ""
    assert counting(mixed, "s3") == {"s3", "s2"}
    assert counting(mixed, None) == {"s1", "s2"}


def test_what_is_still_being_written_may_come_to_differ() -> None:
    state = two(first=5, second=5)
    assert len(distinct(list(state.streams.values()))) == 2
