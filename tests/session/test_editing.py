"""A stream changed in a form: what is taken, what is refused, and what stays."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from streamboard.run.plan import StreamPlan
from streamboard.session.editing import Fields, FieldsError, added, changed, duplicate, fields_of, free_id

TALK = [
    {"role": "user", "content": "One?"},
    {"role": "assistant", "content": "One."},
    {"role": "user", "content": "Two?"},
]


def plan(**fields: Any) -> StreamPlan:
    request = {"max_tokens": 50, "system": "Be brief.", "messages": TALK, "temperature": 0}
    defaults: dict[str, Any] = {"request": request, "model": "claude-haiku-5-5", "turn": 2}
    return StreamPlan("s1", "story/haiku-5-5", "story", "sim", **defaults | fields)


def edit(stream: StreamPlan, **texts: str) -> StreamPlan:
    return changed(stream, fields_of(stream)._replace(**texts))


def problems(**texts: str) -> dict[str, str]:
    with pytest.raises(FieldsError) as refusal:
        edit(plan(), **texts)
    return refusal.value.problems


def test_a_stream_in_texts() -> None:
    assert fields_of(plan()) == Fields("claude-haiku-5-5", "Be brief.", "50", "temperature: 0", "Two?")
    assert fields_of(plan(model=None, request={"messages": []})) == Fields()


def test_what_is_not_changed_is_the_same() -> None:
    odd = {"max_tokens": "many", "system": [{"type": "text", "text": "x"}], "messages": TALK, "speed": "warp"}
    for stream in (plan(), plan(request=odd), plan(request={"messages": []})):
        assert changed(stream, fields_of(stream)) == stream


def test_each_field_changes_its_own_part() -> None:
    was = plan().request
    assert edit(plan(), max_tokens=" 100 ").request == was | {"max_tokens": 100}
    assert edit(plan(), system="Sing.").request == was | {"system": "Sing."}
    assert "system" not in edit(plan(), system=" ").request
    assert edit(plan(), prompt="Three?").request["messages"] == [*TALK[:2], TALK[2] | {"content": "Three?"}]
    more = edit(plan(), extra='{"top_k": 3, "thinking": {"type": "adaptive"}}').request
    assert more == {key: was[key] for key in ("max_tokens", "system", "messages")} | {
        "top_k": 3,
        "thinking": {"type": "adaptive"},
    }
    assert "temperature" not in edit(plan(), extra="").request


def test_another_model_is_in_the_name() -> None:
    other = edit(plan(), model=" claude-opus-5 ")
    assert (other.model, other.name, other.turn) == ("claude-opus-5", "story/opus-5", 2)
    assert edit(plan(), model="").model is None


@pytest.mark.parametrize(
    ("name", "then"),
    [
        ("comet/m", "comet/n"),
        ("m", "n"),
        ("m/m#2", "m/n#2"),
        ("comet/m (2)", "comet/n (2)"),
        ("comet/some", "comet/some"),
        ("comet", "comet"),
    ],
)
def test_only_the_models_part_of_a_name_changes(name: str, then: str) -> None:
    assert edit(replace(plan(model="m"), name=name), model="n").name == then


def test_an_answer_behind_the_last_question_is_asked_for_anew() -> None:
    saved = plan(request={"max_tokens": 50, "messages": TALK[:2]})
    assert edit(saved, prompt="Another?").request["messages"] == [{"role": "user", "content": "Another?"}]


def test_a_stream_that_was_asked_nothing_gets_its_first_question() -> None:
    new = plan(request={"max_tokens": 50, "messages": []})
    assert edit(new, prompt="Hi.").request["messages"] == [{"role": "user", "content": "Hi."}]


@pytest.mark.parametrize(
    ("field", "text", "told"),
    [
        ("max_tokens", "many", "whole number"),
        ("max_tokens", "99999999999", "max_tokens"),
        ("max_tokens", "", "whole number"),
        ("model", "a\x1bb", "model"),
        ("prompt", " ", "empty"),
        ("extra", "temperature", "mapping"),
        ("extra", "{a: [", "mapping"),
        ("extra", "model: x", "cannot stand"),
        ("extra", "system: x", "of its own"),
        ("extra", "thinking: {type: enabld}", "did you mean"),
        ("extra", "speed: warp", "speed"),
        ("extra", "api_key: abc", "secret"),
    ],
)
def test_mistakes_are_told_where_they_are(field: str, text: str, told: str) -> None:
    found = problems(**{field: text})
    assert list(found) == [field]
    assert told in found[field]
    assert "\x1b" not in found[field]


def test_all_mistakes_are_told_at_once() -> None:
    assert set(problems(max_tokens="x", extra="x", prompt="")) == {"max_tokens", "extra", "prompt"}


def test_a_duplicate_has_an_id_and_a_name_of_its_own() -> None:
    others = [plan(), replace(plan(), id="s9", name="other"), replace(plan(), id="odd", name="odd")]
    twin = duplicate(plan(), others)
    assert twin == replace(plan(), id="s10", name="story/haiku-5-5 (2)")
    assert free_id([]) == "s1"


def test_a_further_model_is_asked_the_last_question_after_the_same_conversation() -> None:
    like = plan(repeat=3, turn=2)
    new = added(like, "local", "claude-opus-5", [like])
    assert (new.id, new.name, new.endpoint, new.model) == ("s2", "story/opus-5", "local", "claude-opus-5")
    assert (new.turn, new.repeat) == (2, 3)
    assert new.request == like.request
    answered = replace(like, answered=True, request={"messages": TALK[:2]})
    again = added(answered, "local", "claude-opus-5", [answered])
    assert (again.request["messages"], again.answered) == (TALK[:1], False)


def test_a_further_model_that_names_a_way_to_simulate_is_simulated_that_way() -> None:
    like = plan(sim={"ttft": 0.5, "rate": 60.0})
    assert added(like, "sim", "sim-slow", [like]).sim is None
    assert added(like, "sim", "sim-slow:seed=2", [like]).sim is None
    assert added(like, "sim", "claude-opus-5", [like]).sim == like.sim
    slow = replace(like, model="sim-slow")
    assert added(slow, "sim", "sim-slow", [slow]).sim == like.sim


def test_in_a_chat_a_further_model_waits() -> None:
    chat = StreamPlan("s1", "a", "chat", "sim", "a", {"max_tokens": 5, "messages": []})
    new = added(chat, "sim", "a", [chat])
    assert (new.name, new.request["messages"]) == ("a (2)", [])
