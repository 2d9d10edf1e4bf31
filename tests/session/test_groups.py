"""Act on all streams of a prompt, or on all prompts, at once."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from streamboard.board.matrix import Matrix, matrix_of
from streamboard.board.state import BoardState
from streamboard.run.plan import RunPlan, StreamPlan
from streamboard.session.editing import FieldsError
from streamboard.session.groups import added_to_all, asked_anew
from tests.support.plans import matrix_plan


def named(run: RunPlan) -> RunPlan:
    """A set whose streams have the ids that a prompt set gives them."""
    streams = [
        replace(one, id=f"s{number}", name=one.id if "#2" in one.id else one.id.removesuffix("#1"))
        for number, one in enumerate(run.streams, 1)
    ]
    return replace(run, streams=streams)


def made(run: RunPlan) -> Matrix:
    return matrix_of([*BoardState(run).streams.values()])


def added(run: RunPlan, like: int = 0, model: str = "claude-sonnet") -> list[StreamPlan]:
    return added_to_all(made(run), like, "sim", model, run.streams)


def test_a_further_model_is_asked_everything_in_one_new_column() -> None:
    run = named(matrix_plan("story poem letter", "haiku opus"))
    plans = added(run, 1)
    assert [plan.name for plan in plans] == ["story/sonnet", "poem/sonnet", "letter/sonnet"]
    assert {plan.column for plan in plans} == {"sonnet"}
    assert [plan.id for plan in plans] == ["s7", "s8", "s9"]
    assert {plan.model for plan in plans} == {"claude-sonnet"}
    for plan, prompt in zip(plans, ("story", "poem", "letter"), strict=True):
        assert plan.prompt == prompt
        assert plan.request["messages"] == [{"role": "user", "content": f"What of {prompt}?"}]


def test_as_often_as_the_column_that_it_is_like() -> None:
    run = matrix_plan("story", "haiku", repeat=3)
    run = replace(run, streams=[replace(one, id=f"s{number}") for number, one in enumerate(run.streams, 1)])
    assert [(plan.name, plan.repeat) for plan in added(run)] == [
        ("story/sonnet#1", 1),
        ("story/sonnet#2", 2),
        ("story/sonnet#3", 3),
    ]


def test_prompts_with_settings_of_their_own_stay_in_one_column() -> None:
    run = named(matrix_plan("story poem", "haiku"))
    poem = replace(run.streams[1], request=run.streams[1].request | {"max_tokens": 9})
    plans = added(replace(run, streams=[run.streams[0], poem]))
    assert [plan.column for plan in plans] == ["sonnet", "sonnet"]
    assert plans[1].request["max_tokens"] == 9


def test_names_without_a_column_get_one() -> None:
    run = named(matrix_plan("story poem", "haiku"))
    streams = [replace(one, name=one.prompt) for one in run.streams]
    assert [plan.name for plan in added(replace(run, streams=streams))] == ["story/sonnet", "poem/sonnet"]


def test_what_the_model_was_asked_already_is_left_out() -> None:
    run = named(matrix_plan("story poem", "haiku"))
    first = added(run)
    assert added(replace(run, streams=[*run.streams, first[0]]))[0].prompt == "poem"
    assert added(replace(run, streams=[*run.streams, *first])) == []


def test_a_prompt_that_the_column_lacks_is_asked_as_in_another() -> None:
    run = named(matrix_plan("story poem", "haiku opus"))
    streams = [one for one in run.streams if one.name != "poem/opus"]
    assert [plan.prompt for plan in added(replace(run, streams=streams), 1)] == ["story", "poem"]


def test_another_question_is_put_to_all_streams_with_what_is_attached() -> None:
    run = named(matrix_plan("story", "haiku opus"))
    image = {"type": "image", "source": {}}
    content = [image, {"type": "text", "text": "What is it?"}]
    seen = replace(
        run.streams[1], request=run.streams[1].request | {"messages": [{"role": "user", "content": content}]}
    )
    plans = asked_anew([run.streams[0], seen], "And now?")
    assert [plan.id for plan in plans] == ["s1", "s2"]
    assert plans[0].request["messages"] == [{"role": "user", "content": "And now?"}]
    assert plans[1].request["messages"][0]["content"] == [image, {"type": "text", "text": "And now?"}]


def test_an_empty_question_is_refused() -> None:
    run = named(matrix_plan("story", "haiku"))
    with pytest.raises(FieldsError, match="empty"):
        asked_anew(run.streams, " ")
