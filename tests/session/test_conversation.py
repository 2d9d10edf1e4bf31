"""The next turn of a stream: what it follows on, and what is sent."""

from __future__ import annotations

from typing import Any

import msgspec

from streamboard.board import stream_fold
from streamboard.board.caps import Caps
from streamboard.board.stream import StreamState
from streamboard.figures.of_run.checks_passed import checks_of
from streamboard.run.events import AttemptStarted, ContentBlockDelta, StreamPlanned, StreamQueued
from streamboard.run.plan import Check, RunPlan, StreamPlan
from streamboard.session.conversation import Answer, History, answer_of, history, next_turn, said
from streamboard.session.editing import added, changed, fields_of
from tests.support.told import MS, Told, board


def user(text: object) -> dict[str, Any]:
    return {"role": "user", "content": text}


def assistant(text: object) -> dict[str, Any]:
    return {"role": "assistant", "content": text}


def plan(*messages: dict[str, Any], turn: int = 1) -> StreamPlan:
    return StreamPlan(
        id="s1",
        name="a",
        prompt="a",
        endpoint="sim",
        model=None,
        request={"max_tokens": 5, "messages": [*messages]},
        turn=turn,
    )


def test_an_answer_is_followed_by_the_next_question() -> None:
    first = plan(user("One?"))
    follows = history(first, Answer("One."))
    assert follows == History([user("One?"), assistant("One.")], 2)
    second = next_turn(first, "Two?", follows)
    assert second.request == {"max_tokens": 5, "messages": [user("One?"), assistant("One."), user("Two?")]}
    assert (second.turn, second.id) == (2, "s1")


def test_a_stream_that_was_asked_nothing_begins_with_its_first_turn() -> None:
    assert next_turn(plan(), "Hello.", history(plan(), Answer())) == plan(user("Hello."))


def test_a_question_without_an_answer_gives_way_to_the_next_one() -> None:
    failed = plan(user("One?"), assistant("One."), user("Two?"), turn=2)
    for nothing in (Answer(), Answer(" \n")):
        again = next_turn(failed, "Three?", history(failed, nothing))
        assert again == plan(user("One?"), assistant("One."), user("Three?"), turn=2)


def test_a_request_that_ended_in_an_answer_is_gone_on_with() -> None:
    begun = plan(user("Sing."), assistant("La"))
    assert said(begun, Answer(" la la")) == [user("Sing."), assistant("La la la")]
    blocks = plan(user("Sing."), assistant([{"type": "text", "text": "La"}]))
    assert said(blocks, Answer(" la"))[-1]["content"] == [
        {"type": "text", "text": "La"},
        {"type": "text", "text": " la"},
    ]
    # A session that was saved ends in an answer, and nothing came since.
    assert history(begun, Answer()) == History([user("Sing."), assistant("La")], 2)


def test_a_question_may_follow_on_the_conversation_of_another_stream() -> None:
    mine, other = plan(user("Mine?")), plan(user("Theirs?"), turn=1)
    asked = next_turn(mine, "And?", history(other, Answer("Theirs.")))
    assert asked.request["messages"] == [user("Theirs?"), assistant("Theirs."), user("And?")]


def test_nothing_that_a_plan_holds_is_changed_in_place() -> None:
    first = plan(user("One?"))
    next_turn(first, "Two?", history(first, Answer("One.")))
    assert first == plan(user("One?"))


def test_the_answer_is_that_of_the_latest_request_and_says_what_is_not_kept() -> None:
    stream = StreamState(plan(user("One?")), 1, Caps(deltas=100, chars=8_000))
    assert answer_of(stream) == Answer()
    stream_fold.queue(stream, StreamQueued(t=0, stream="s1", attempt=1))
    stream_fold.fold(stream, AttemptStarted(t=1, stream="s1", attempt=1, endpoint="sim", model="sim"))
    for _ in range(3):
        delta = {"type": "text_delta", "text": "a" * 5_000}
        stream_fold.add_delta(stream, ContentBlockDelta(t=2, stream="s1", attempt=1, index=0, delta=delta))
    answer = answer_of(stream)
    assert answer.dropped > 0
    assert len(answer.text) + answer.dropped == 15_000
    assert history(stream.plan, answer).dropped == answer.dropped
    # The next turn is planned: what came before is no answer to it.
    stream.plan = plan(user("One?"), assistant("a"), user("Two?"), turn=2)
    stream_fold.change_plan(stream, StreamPlanned(t=3, stream="s1", attempt=2, plan=stream.plan))
    assert answer_of(stream) == Answer()


def test_checks_are_of_the_question_that_they_were_written_for() -> None:
    first = msgspec.structs.replace(plan(user("One?")), expect=[Check("contains", "One")])
    second = next_turn(first, "Two?", history(first, Answer("One.")))
    instead = next_turn(first, "Or two?", history(first, Answer()))
    assert second.expect == instead.expect == []
    # Of a stream that is added, they come with the question.
    assert added(first, "sim", "other", [first]).expect == first.expect
    assert added(second, "sim", "other", [second]).expect == []
    assert changed(first, fields_of(first)._replace(prompt="One, please?")).expect == first.expect


def test_the_answer_to_a_further_question_is_held_to_no_check() -> None:
    first = msgspec.structs.replace(plan(user("One?")), expect=[Check("contains", "One")])
    told = Told("s1")
    stream = board(
        RunPlan("a test", [first]),
        told.queued(0),
        told.sent(1),
        told.checked(2, 0),
        told.ended(3),
        told.over(3),
    )
    assert checks_of(stream.streams.values()) == (1, 1)
    second = next_turn(first, "Two?", history(first, Answer("One.")))
    told.attempt = 2
    stream.apply_all(
        [
            StreamPlanned(t=4 * MS, stream="s1", attempt=2, plan=second),
            told.queued(5),
            told.sent(6),
            told.text(7),
            told.ended(8),
            told.over(8),
        ]
    )
    assert checks_of(stream.streams.values()) == (0, 0)
