"""Keys and types, the JSON Schema, and how the models keep in step with what they lead to."""

from __future__ import annotations

import json
import re
from typing import Any

import jsonschema
import msgspec
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from streamboard.documents.sections import keys_within
from streamboard.documents.structs import FieldsOf
from streamboard.promptset import (
    Mistake,
    MistakesError,
    Prompt,
    PromptSet,
    expand,
    json_schema,
    parse,
)
from streamboard.promptset.durations import nanoseconds, seconds_of
from streamboard.run.plan import Limits as PlanLimits
from streamboard.run.plan import Slo as PlanSlo
from streamboard.run.plan import Start
from streamboard.run.simulated import FAULTS, SimBehaviour
from streamboard.settings.schema import Settings


def mistake_in(text: str) -> Mistake:
    """The one mistake of a set whose prompts are given last."""
    with pytest.raises(MistakesError) as caught:
        parse(text)
    assert len(caught.value.mistakes) == 1, str(caught.value)
    return caught.value.mistakes[0]


UNKNOWN_KEYS = {
    "prompts: [{prompt: x, max_token: 5}]": "did you mean `max_tokens`?",
    "prompts: [x]\nconcurency: 5": "did you mean `concurrency`?",
    "prompts: [x]\nlimits: {idel: 5s}": "did you mean `idle`?",
    "prompts: [x]\nslo: {tfft: 5s}": "did you mean `ttft`?",
    "prompts: [{prompt: x, sim: {jiter: 1}}]": "did you mean `jitter`?",
    "prompts: [x]\nmodels: [{modell: a, model: b}]": "did you mean `model`?",
    "prompts: [x]\nmax_tokens: 5": "put it under `defaults`",
    "prompts: [{prompt: x, concurrency: 5}]": "it belongs at the top of the file",
    "prompts: [{prompt: x, temperature: 0}]": "`extra: {temperature: ...}`; Claude's current API rejects it",
    "prompts: [x]\ndefaults: {top_p: 0.5}": "`extra: {top_p: ...}`",
    "prompts: [x]\ntop_k: 5": "`extra: {top_k: ...}`",
    "prompts: [{prompt: x, container: a}]": "`extra: {container: ...}`",
    "prompts: [{prompt: x, stream: false}]": "every request streams",
    "prompts: [x]\nzzzzzz: 5": "known here: title, defaults,",
}


@pytest.mark.parametrize("text", UNKNOWN_KEYS)
def test_an_unknown_key_is_told_with_what_was_meant(text: str) -> None:
    mistake = mistake_in(text)
    assert mistake.what == "is not a key here"
    assert UNKNOWN_KEYS[text] in mistake.hint


WRONG_VALUES = {
    "prompts: [{prompt: x, max_tokens: '5'}]": "should be a whole number, not text; remove the quotes",
    "prompts: [{prompt: x, max_tokens: true}]": "should be a whole number, not true",
    "prompts: [{prompt: x, max_tokens: -1}]": "should be at least 0",
    "prompts: [{prompt: x, repeat: 0}]": "should be at least 1",
    "prompts: [{prompt: x, repeat: 1001}]": "should be at most 1,000",
    "prompts: [{prompt: x, stop_sequences: END}]": "should be a list, not text; write `[a, b]`",
    "prompts: [{prompt: x, stop_sequences: ['']}]": "is empty",
    "prompts: [{prompt: x, metadata: me}]": "should be a mapping, not text",
    "prompts: [{prompt: x, speed: fats}]": "`fats` is not known here; did you mean `fast`?",
    "prompts: [{prompt: x, speed: 5}]": "should be text, not a number; one of standard, fast",
    "prompts: [{prompt: x, retries: off}]": "should be a whole number, not false",
    "prompts: [{prompt: x, system: {a: b}}]": "should be text, or a list of text blocks",
    "prompts: [{prompt: x, system: ''}]": "is empty",
    "prompts: [{prompt: x, model: [a]}]": "should be text, not a list",
    "prompts: [{prompt: x, limits: 5s}]": "should be a mapping, not text",
    "prompts: [{prompt: x, limits: {idle: 0}}]": "must be more than 0; write `off` for no limit",
    "prompts: [{prompt: x, limits: {idle: soon}}]": "is no duration; write one such as `200ms`",
    "prompts: [x]\nslo: {ttft: off}": "is no duration",
    "prompts: [{prompt: x, sim: {rate: 0}}]": "should be more than 0",
    "prompts: [{prompt: x, sim: {ttft: 2h}}]": "is longer than an hour",
    "prompts: [{prompt: x, sim: {fault: stal}}]": "`stal` is not known here; did you mean `stall`?",
    "prompts: [5]": "should be the text of a prompt, or a mapping with `prompt:` in it",
    "prompts: [{prompt: ''}]": "is empty",
    "prompts: [{prompt: '  '}]": "is empty",
    "prompts: []": "is an empty list",
    "prompts: x": "should be a list, not text",
    "prompts: {a: b}": "should be a list, not a mapping",
    "title: x": "there is no `prompts`",
    'prompts: [{prompt: x, name: "a\\nb"}]': "holds a line feed (U+000A), which no name can have",
    f"prompts: [{{prompt: x, name: {'n' * 201}}}]": "is longer than 200 characters",
    "prompts: [x]\nmodels: []": "is an empty list",
    "prompts: [x]\nmodels: [5]": "should be the name of a model",
    "prompts: [x]\nconcurrency: 0": "should be at least 1",
    "prompts: ['{{a}}']\nvars: {a: []}": "has no values",
    "prompts: ['{{a}}']\nvars: {a: [1.5]}": "YAML reads `1.5` as a number",
    "prompts: ['{{a}}']\nvars: {a: {b: c}}": "should be a list of texts",
    "prompts: ['{{a}}']\nvars: {a: [yes]}": "YAML reads `yes` as true",
    "prompts: [x]\nstart: at-once": "is no way to start",
    "prompts: [x]\nstart: staggered": "has no interval; write `{staggered: 0.2s}`",
    "prompts: [x]\nstart: {staggered: soon}": "has an interval that is no duration",
    "prompts: [x]\nstart: {staggered: 0}": "has an interval of 0; write `together`",
    "prompts: [x]\nstart: {stagered: 1s}": "did you mean `staggered`?",
    "prompts: [x]\nstart: 5": "is no way to start",
    "prompts: [x]\nendpoints: {mine: {}}": "has no `base_url`",
    "prompts: [x]\nendpoints: {sim: {base_url: 'http://a'}}": "is the name of a built-in endpoint",
    "prompts: [x]\nendpoints: {mine: {base_url: 'localhost:8080'}}": "must begin with http:// or https://",
    "prompts: [x]\nendpoints: {mine: {base_url: 'file:///etc/passwd'}}": "must begin with http:// or https://",
    "prompts: [x]\nendpoints: {mine: {base_url: 'http://'}}": "has no valid host",
    "prompts: [x]\nendpoints: {mine: {base_url: 'http://[::1'}}": "is no valid address",
    "prompts: [x]\nendpoints: {mine: {base_url: 'http://a:99999'}}": "is no valid address",
    "prompts: [x]\nendpoints: {mine: {base_url: 'http://a/?key=1'}}": "goes on after the path",
    "prompts: [x]\nendpoints: {mine: {base_url: 'http://u:p@a'}}": "has credentials in it",
    "prompts: [x]\nendpoints: {mine: {base_url: 'http://a', api_key_env: MY KEY}}": "is not the name of",
    "prompts: [x]\nendpoints: {m: {base_url: 'http://a', api_key_env: a8f7e6d5c4b3a2f1}}": "is not the name",
}


@pytest.mark.parametrize("text", WRONG_VALUES)
def test_a_wrong_value_is_told_in_plain_words(text: str) -> None:
    mistake = mistake_in(text)
    assert WRONG_VALUES[text] in f"{mistake.what}; {mistake.hint}"


# Spellings


@pytest.mark.parametrize(
    ("written", "start"),
    [
        ("together", Start()),
        ("one-by-one", Start(mode="one-by-one")),
        ("by-hand", Start(mode="by-hand")),
        ("{staggered: 0.2s}", Start(mode="staggered", interval_ns=200_000_000)),
        ("staggered 0.2s", Start(mode="staggered", interval_ns=200_000_000)),
        ("'staggered: 0.2s'", Start(mode="staggered", interval_ns=200_000_000)),
        ("{staggered: 2}", Start(mode="staggered", interval_ns=2_000_000_000)),
    ],
)
def test_ways_to_start(written: str, start: Start) -> None:
    assert parse(f"prompts: [x]\nstart: {written}").start == start


@pytest.mark.parametrize("written", ["off", "none", '"off"', "null"])
def test_no_limit(written: str) -> None:
    stream = parse(f"prompts: [x]\nlimits: {{idle: {written}}}").streams[0]
    assert stream.limits == PlanLimits(idle_ns=None)


@pytest.mark.parametrize("url", ["http://127.0.0.1:8080", "https://example.com/api", "http://[::1]:80"])
def test_addresses_that_are_taken(url: str) -> None:
    plan = parse(f"prompts: [x]\nendpoints: {{mine: {{base_url: '{url}', api_key_env: MY_KEY}}}}")
    assert (plan.endpoints["mine"].base_url, plan.endpoints["mine"].api_key_env) == (url, "MY_KEY")


# As a library


def test_a_prompt_set_can_be_made_in_python() -> None:
    prompt_set = PromptSet(
        title="Made here",
        prompts=[Prompt(name="a", prompt="Hello", limits={"idle": 5}), Prompt(prompt="Bye")],
        start=Start(mode="one-by-one"),
        slo={"ttft": 0.8},
    )
    plan = expand(prompt_set)
    assert [stream.name for stream in plan.streams] == ["a", "bye"]
    assert plan.streams[0].limits.idle_ns == 5_000_000_000
    assert plan.slo == PlanSlo(ttft_ns=800_000_000)
    assert plan.start.mode == "one-by-one"


def test_a_prompt_set_made_in_python_is_checked_when_it_is_expanded() -> None:
    with pytest.raises(MistakesError, match=r"prompts\[0\].prompt: asks for `\{\{x\}\}`"):
        expand(PromptSet(prompts=[Prompt(prompt="{{x}}")]))
    with pytest.raises(MistakesError, match="neither"):
        expand(PromptSet(prompts=[Prompt(name="x")]))


def test_a_prompt_set_survives_being_dumped() -> None:
    text = (
        "prompts: [{prompt: '{{a}}', limits: {idle: off, total: 3s}}, y]\nvars: {a: [1, b]}\nmodels: [m, n]"
    )
    prompt_set = PromptSet(**yaml.safe_load(text))
    again = PromptSet(**prompt_set.data())
    assert expand(again) == expand(prompt_set) == parse(text)


# In step with what they lead to


def test_the_values_that_are_told_for_what_is_not_set_are_those_of_the_plan() -> None:
    told = {name: value["properties"] for name, value in json_schema()["$defs"].items()}
    (stream,) = parse("prompts: [x]").streams
    for name, limit in told["Limits"].items():
        described = re.search(r"\. (.*) unless set", limit["description"])
        assert described, name
        assert nanoseconds(seconds_of(described[1])) == getattr(stream.limits, f"{name}_ns"), name
    assert f"{stream.request['max_tokens']} unless set" in told["StreamSettings"]["max_tokens"]["description"]
    assert f"{stream.retries} unless set" in json_schema()["properties"]["retries"]["description"]


def test_sim_takes_the_settings_of_the_simulated_server_and_tells_its_defaults() -> None:
    told = json_schema()["$defs"]["Sim"]["properties"]
    defaults = {field.name: field.default for field in msgspec.structs.fields(SimBehaviour)}
    assert list(told) == list(defaults)
    for name, default in defaults.items():
        described = re.search(r"([\d.]+)( s)? unless set", told[name]["description"])
        assert (float(described[1]) if described else None) == default, name


@settings(deadline=None)
@given(
    st.fixed_dictionaries(
        {},
        optional={
            "ttft": st.one_of(
                st.floats(0, 3600), st.integers(0, 3600), st.sampled_from(["1h", "0s", "20ms"])
            ),
            "rate": st.floats(1e-6, 1_000_000),
            "jitter": st.floats(0, 10),
            "length": st.integers(0, 1_000_000),
            "thinking": st.integers(0, 1_000_000),
            "tool": st.sampled_from(["a", "look_up"]),
            "pings": st.floats(0, 3600),
            "seed": st.integers(-(2**62), 2**62),
            "stop_reason": st.just("refusal"),
            "fault": st.sampled_from(FAULTS),
            "after": st.integers(0, 1_000_000),
            "times": st.integers(1, 1000),
            "retry_after": st.floats(0, 3600),
        },
    )
)
def test_what_passes_here_is_taken_by_the_simulated_server(sim: dict[str, Any]) -> None:
    prompt_set = PromptSet(prompts=[Prompt(prompt="x", sim=sim)])
    behaviour = msgspec.convert(expand(prompt_set).streams[0].sim or {}, SimBehaviour)
    assert behaviour.fault == sim.get("fault")


# JSON Schema


def described(schema: dict[str, Any]) -> list[str]:
    """The names of all properties without a description."""
    sections = [schema, *schema["$defs"].values()]
    return [
        f"{section['title']}.{key}"
        for section in sections
        for key, value in section.get("properties", {}).items()
        if not value.get("description")
    ]


def test_nothing_can_be_put_into_what_is_not_set_as_all_prompt_sets_share_it() -> None:
    bare = PromptSet(prompts=[Prompt(prompt="Hello")])
    with pytest.raises(TypeError):
        bare.vars["x"] = ["1"]
    assert dict(bare.vars) == {}
    shared = {
        f"{section.__name__}.{key}": default
        for root in (PromptSet, Settings)
        for section in keys_within(root).values()
        if not isinstance(section, FieldsOf)
        for key, default in vars(section).items()
        if key in section.types()
    }
    assert "Ended.checks" in shared
    assert [key for key, default in shared.items() if isinstance(default, dict | list | set)] == []


def test_every_key_of_the_json_schema_is_described() -> None:
    assert described(json_schema()) == []


def test_the_json_schema_has_every_key_and_forbids_others() -> None:
    schema = json_schema()
    assert set(schema["properties"]) == set(PromptSet.types())
    assert set(schema["$defs"]["Prompt"]["properties"]) == set(Prompt.types())
    assert schema["additionalProperties"] is False
    assert schema["required"] == ["prompts"]
    json.dumps(schema)


def test_the_json_schema_knows_the_short_spellings() -> None:
    schema = json_schema()
    assert {"type": "string"}.items() <= schema["properties"]["prompts"]["items"]["anyOf"][0].items()
    (models,) = [part for part in schema["properties"]["models"]["anyOf"] if part["type"] == "array"]
    assert models["items"]["anyOf"][0]["type"] == "string"
    assert {"enum": ["together", "one-by-one", "by-hand"]} in schema["properties"]["start"]["anyOf"]


@pytest.mark.parametrize("written", ["200ms", "30s", "10m", "1h", "1.5s", "1m30s", "1m 30s", "45"])
def test_the_json_schema_takes_written_durations(written: str) -> None:
    allowed = jsonschema.Draft202012Validator(json_schema())
    assert allowed.is_valid({"prompts": ["x"], "limits": {"idle": written}})
    assert not allowed.is_valid({"prompts": ["x"], "limits": {"idle": written + "x"}})
