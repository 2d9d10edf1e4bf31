"""Every field of the request that a prompt set takes is sent, wherever it is set, and nothing else is."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from streamboard.promptset import ModelEntry, Overrides, Prompt, RequestSettings, StreamSettings, parse
from streamboard.run.plan import RunPlan
from streamboard.session.editing import FieldsError, changed, fields_of
from streamboard.session.saving import session_of

VALUES: dict[str, Any] = {
    "max_tokens": 7,
    "system": "Be brief.",
    "stop_sequences": ["END"],
    "thinking": {"type": "adaptive"},
    "tools": [{"name": "t", "input_schema": {"type": "object"}}],
    "tool_choice": {"type": "any"},
    "output_config": {"effort": "low"},
    "speed": "fast",
    "service_tier": "auto",
    "inference_geo": "eu",
    "metadata": {"user_id": "u"},
    "cache_control": {"type": "ephemeral"},
}
"""A value for each field of the request."""
OURS: dict[str, Any] = {
    "endpoint": "sim",
    "model": "m",
    "extra": {"top_k": 3},
    "limits": {"idle": "5s"},
    "retries": 1,
    "sim": {"rate": 5},
    "repeat": 2,
    "expect": [{"contains": "rain"}],
    "success": ["end_turn", "max_tokens"],
}
"""A value for each setting that is no field of the request."""
ALWAYS = {"max_tokens", "messages"}


def plan_of(data: dict[str, Any], **overrides: Any) -> RunPlan:
    return parse(yaml.safe_dump(data), overrides=Overrides(**overrides))


def sent(plan: RunPlan) -> dict[str, Any]:
    """The request of the first stream."""
    return plan.streams[0].request


def test_every_setting_is_either_sent_or_ours() -> None:
    assert set(VALUES) == set(RequestSettings.types())
    assert set(OURS) == set(StreamSettings.types()) - set(RequestSettings.types())
    assert set(RequestSettings.types()) < set(Prompt.types()) & set(ModelEntry.types())


@pytest.mark.parametrize("key", VALUES)
def test_a_field_is_sent_from_wherever_it_is_set(key: str) -> None:
    value = VALUES[key]
    everywhere = [
        plan_of({"defaults": {key: value}, "prompts": ["x"]}),
        plan_of({"models": [{"model": "m", key: value}], "prompts": ["x"]}),
        plan_of({"prompts": [{"prompt": "x", key: value}]}),
        plan_of({"prompts": ["x"]}, settings={key: yaml.safe_dump(value)}),
    ]
    assert [sent(plan)[key] for plan in everywhere] == [value] * 4
    assert all(set(sent(plan)) == {key, *ALWAYS} for plan in everywhere)


@pytest.mark.parametrize("key", VALUES)
def test_a_field_comes_back_from_a_saved_session(key: str) -> None:
    plan = plan_of({"prompts": [{"prompt": "x", key: VALUES[key]}]})
    saved = session_of(plan).text("files")
    assert sent(parse(saved)) == sent(plan)
    assert "extra" not in saved


@pytest.mark.parametrize("key", sorted({*VALUES} - {"max_tokens", "system"}))
def test_a_field_can_be_given_in_the_form_of_a_stream(key: str) -> None:
    (stream,) = plan_of({"prompts": ["x"]}).streams
    written = yaml.safe_dump({key: VALUES[key]})
    assert changed(stream, fields_of(stream)._replace(extra=written)).request[key] == VALUES[key]


@pytest.mark.parametrize("key", OURS)
def test_what_is_ours_is_never_sent(key: str) -> None:
    plan = plan_of({"prompts": [{"prompt": "x", key: OURS[key]}]})
    assert set(sent(plan)) == ALWAYS | ({"top_k"} if key == "extra" else set())
    (stream,) = plan_of({"prompts": ["x"]}).streams
    with pytest.raises(FieldsError, match=key):
        changed(stream, fields_of(stream)._replace(extra=yaml.safe_dump({key: OURS[key]})))


def test_the_form_leaves_what_a_prompt_set_sends_under_extra() -> None:
    (stream,) = plan_of({"prompts": [{"prompt": "x", "extra": {"repeat": 1}}]}).streams
    form = fields_of(stream)._replace(extra="{repeat: 2}")
    assert changed(stream, form).request["repeat"] == 2
