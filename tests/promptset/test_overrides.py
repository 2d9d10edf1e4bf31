"""The command line wins over the file."""

from __future__ import annotations

import pytest
import yaml

from streamboard.promptset import MistakesError, Overrides, PromptSet, expand, parse
from streamboard.run.plan import SECOND, EndpointPlan, RunPlan

FILE = """
title: File
defaults: {endpoint: local, max_tokens: 5}
endpoints: {mine: {base_url: "http://a"}}
vars: {topic: [rain, rust]}
prompts:
  - {name: p, prompt: "{{topic}}", max_tokens: 6, limits: {idle: 1s, total: off}, extra: {a: 1}}
  - {name: q, prompt: x, model: own, endpoint: mine}
limits: {idle: 9s}
slo: {ttft: 1s}
"""
MODELS = "models: [a, {model: b, endpoint: mine, max_tokens: 7}]\n"


def plan_with(text: str = FILE, **settings: str) -> RunPlan:
    """The plan of a text with `--set` options; `__` stands for a dot in their keys."""
    overrides = Overrides(settings={key.replace("__", "."): value for key, value in settings.items()})
    return parse(text, overrides=overrides)


def set_of(text: str) -> PromptSet:
    """The prompt set of a text, as if it were made in Python."""
    return PromptSet(**yaml.safe_load(text))


def told(overrides: Overrides, text: str = FILE) -> list[str]:
    """All mistakes, which must be the same whether the set is a file's or was made in Python."""
    with pytest.raises(MistakesError) as caught:
        expand(set_of(text), overrides)
    with pytest.raises(MistakesError) as of_file:
        parse(text, overrides=overrides)
    assert [str(mistake) for mistake in of_file.value.mistakes] == [str(m) for m in caught.value.mistakes]
    return [str(mistake) for mistake in caught.value.mistakes]


# --endpoint, --model, --concurrency


def test_endpoint_wins_everywhere() -> None:
    plan = parse(FILE + MODELS, overrides=Overrides(endpoint="sim"))
    assert {stream.endpoint for stream in plan.streams} == {"sim"}
    assert [stream.model for stream in plan.streams] == ["a", "b", "a", "b", "own"]


def test_endpoint_may_be_one_of_the_file() -> None:
    assert {stream.endpoint for stream in parse(FILE, overrides=Overrides(endpoint="mine")).streams} == {
        "mine"
    }


def test_models_are_added_as_columns() -> None:
    plan = parse(FILE + MODELS, overrides=Overrides(models=("c", "d")))
    assert [stream.model for stream in plan.streams] == [*"abcd", *"abcd", "own"]
    assert plan.streams[3].name == "p/rain/d"


def test_models_replace_the_default_model_where_the_file_has_no_columns() -> None:
    text = "defaults: {model: default}\nprompts: [x]"
    assert [stream.model for stream in parse(text, overrides=Overrides(models=("c",))).streams] == ["c"]
    assert [stream.model for stream in parse(text, overrides=Overrides(models=("c", "d"))).streams] == [
        "c",
        "d",
    ]


def test_models_that_reach_no_prompt_are_told() -> None:
    (mistake,) = told(Overrides(models=("c",)), "prompts: [{prompt: x, model: own}]")
    assert mistake.startswith("--model: changes nothing")


def test_concurrency_wins() -> None:
    assert parse("prompts: [x]\nconcurrency: 3", overrides=Overrides(concurrency=5)).concurrency == 5


# --set


def test_set_wins_over_prompts_and_models() -> None:
    plan = plan_with(FILE + MODELS, max_tokens="8", system="Be brief: always.")
    assert {stream.request["max_tokens"] for stream in plan.streams} == {8}
    assert {stream.request["system"] for stream in plan.streams} == {"Be brief: always."}


def test_set_of_a_part_leaves_the_rest() -> None:
    stream = plan_with(limits__idle="3s", extra__b="{c: [1]}", sim__fault="cut").streams[0]
    assert (stream.limits.idle_ns, stream.limits.total_ns) == (3 * SECOND, None)
    assert (stream.request["a"], stream.request["b"]) == (1, {"c": [1]})
    assert stream.sim == {"fault": "cut"}


def test_set_of_two_parts_keeps_both() -> None:
    stream = plan_with(
        limits__idle="3s", limits__first_token="off", extra__x__y="1", extra__x__z="2"
    ).streams[1]
    assert (stream.limits.idle_ns, stream.limits.first_token_ns) == (3 * SECOND, None)
    assert stream.request["x"] == {"y": 1, "z": 2}


def test_set_of_a_model_asks_that_model_only() -> None:
    plan = plan_with(FILE + MODELS, model="z")
    assert [(stream.name, stream.model) for stream in plan.streams] == [
        ("p/rain", "z"),
        ("p/rust", "z"),
        ("q", "z"),
    ]


def test_set_of_the_run() -> None:
    plan = plan_with(
        title="12:30",
        start="staggered 1s",
        concurrency="2",
        slo__itl="50ms",
        endpoints__mine__base_url="http://b",
    )
    assert (plan.title, plan.start.interval_ns, plan.concurrency) == ("12:30", SECOND, 2)
    assert (plan.slo.ttft_ns, plan.slo.itl_ns) == (SECOND, 50_000_000)
    assert plan.endpoints["mine"].base_url == "http://b"


@pytest.mark.parametrize(("value", "values"), [("snow", ["snow"]), ("[a, 5]", ["a", "5"]), ("7", ["7"])])
def test_set_of_a_variable(value: str, values: list[str]) -> None:
    plan = plan_with(vars__topic=value)
    assert [stream.vars["topic"] for stream in plan.streams if stream.vars] == values


def test_a_variable_may_come_from_the_command_line_alone() -> None:
    overrides = Overrides(settings={"vars.topic": "snow"})
    text = "prompts: ['{{topic}}']"
    assert parse(text, overrides=overrides).streams[0].request["messages"][0]["content"] == "snow"
    with pytest.raises(MistakesError):
        parse(text)


@pytest.mark.parametrize(
    "text", ["on", "12:30", "3.10", "a: b", "[INST] x", "@user", "- x", "2026-01-31", "{{x"]
)
def test_text_for_text_is_taken_as_it_stands(text: str) -> None:
    assert plan_with("prompts: [x]", system=text).streams[0].request["system"] == text


def test_null_takes_a_setting_away() -> None:
    assert (
        plan_with("prompts: [x]\ndefaults: {system: a}", system="null").streams[0].request.get("system")
        is None
    )


def test_set_of_a_list_and_of_a_mapping() -> None:
    stream = plan_with(
        stop_sequences="[a, b]", thinking="{type: adaptive}", output_config__effort="low"
    ).streams[0]
    assert stream.request["stop_sequences"] == ["a", "b"]
    assert stream.request["thinking"] == {"type": "adaptive"}
    assert stream.request["output_config"] == {"effort": "low"}


# Mistakes

WRONG = {
    ("max_token", "5"): "--set max_token=5: `max_token` cannot be set here; did you mean `max_tokens`?",
    ("prompts", "[x]"): "--set prompts=[x]: `prompts` cannot be set here; prompts stand in the file",
    ("models", "[x]"): "--set models=[x]: `models` cannot be set here; use --model NAME, once for each",
    ("defaults.model", "x"): "--set defaults.model=x: `defaults` cannot be set here; leave out `defaults.`",
    ("temperature", "0"): "--set temperature=0: `temperature` cannot be set here",
    ("max_tokens", "many"): "--set max_tokens=many: should be a whole number, not text",
    ("max_tokens", ""): "--set max_tokens=: should be a whole number, not text",
    ("limits.idle", "soon"): "--set limits.idle=soon: is no duration",
    ("limits.idel", "5s"): "--set limits.idel=5s: is not a key here; did you mean `idle`?",
    ("limits", "5s"): "--set limits=5s: should be a mapping, not text",
    ("repeat", "0"): "--set repeat=0: should be at least 1",
    ("endpoint", "loca"): "--set endpoint=loca: `loca` is no endpoint; did you mean `local`?",
    ("sim.fault", "ct"): "--set sim.fault=ct: `ct` is not known here; did you mean `cut`?",
    ("start", "later"): "--set start=later: `later` is no way to start",
    ("concurrency", "0"): "--set concurrency=0: should be at least 1",
    ("slo.tfft", "5s"): "--set slo.tfft=5s: is not a key here; did you mean `ttft`?",
    ("extra.model", "x"): "--set extra.model=x: cannot stand under `extra`",
    ("thinking.type", "on"): "--set thinking.type=on: ",
    ("limits..idle", "5s"): "--set limits..idle=5s: has an empty part in its key",
    ("title", ""): "--set title=: is empty",
}


@pytest.mark.parametrize(("key", "value"), WRONG)
def test_a_wrong_setting_is_told_with_its_option(key: str, value: str) -> None:
    (mistake,) = told(Overrides(settings={key: value}))
    assert mistake.startswith(WRONG[key, value])


def test_an_unused_variable_of_the_command_line_is_told() -> None:
    (mistake,) = told(Overrides(settings={"vars.topci": "x"}))
    assert "vars.topci: is used by no prompt" in mistake


@pytest.mark.parametrize(
    ("overrides", "start"),
    [
        (Overrides(endpoint="sin"), "--endpoint sin: `sin` is no endpoint; did you mean `sim`?"),
        (Overrides(concurrency=0), "--concurrency 0: should be from 1 to 1000"),
        (Overrides(concurrency=1001), "--concurrency 1001: should be from 1 to 1000"),
        (Overrides(models=(" ",)), "--model: is empty"),
        (Overrides(models=("a",), settings={"model": "b"}), "--set model: excludes --model"),
    ],
)
def test_a_wrong_option_is_told(overrides: Overrides, start: str) -> None:
    (mistake,) = told(overrides)
    assert mistake.startswith(start)


def test_mistakes_of_the_file_and_of_the_command_line_come_together(tmp_path: object) -> None:
    with pytest.raises(MistakesError) as caught:
        parse("prompts: [x]\nfoo: 1", "f.yaml", Overrides(endpoint="sin", settings={"repeat": "0"}))
    places = [(mistake.file, mistake.where) for mistake in caught.value.mistakes]
    assert places == [("f.yaml", "foo"), ("", "--set repeat=0"), ("", "--endpoint sin")]


def test_a_set_made_in_python_takes_the_same_overrides() -> None:
    overrides = Overrides("mine", ("c",), 3, {"limits.idle": "3s", "vars.topic": "snow", "start": "by-hand"})
    text = FILE + MODELS + "start: staggered 1s\n"
    plan = expand(set_of(text), overrides)
    assert plan == parse(text, overrides=overrides)
    assert [stream.model for stream in plan.streams[:3]] == ["a", "b", "c"]


def test_a_part_of_an_endpoint_leaves_the_rest() -> None:
    plan = plan_with(endpoints__mine__api_key_env="MY_KEY")
    assert plan.endpoints == {"mine": EndpointPlan("http://a", "MY_KEY")}


def test_an_endpoint_may_come_from_the_command_line_alone() -> None:
    plan = plan_with("prompts: [x]\ndefaults: {endpoint: new}", endpoints__new__base_url="http://b")
    assert plan.endpoints == {"new": EndpointPlan("http://b")}
    (mistake,) = told(Overrides(settings={"endpoints.new.api_key_env": "K"}))
    assert mistake.startswith("--set endpoints.new: has no `base_url`; write its address")
