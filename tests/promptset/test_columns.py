"""The column that each stream of a plan is of, for every way to make one."""

from __future__ import annotations

from typing import Any

import pytest

from streamboard.promptset import MistakesError, Overrides, parse

THREE_PROMPTS = """
models:
  - {name: brief, model: claude-haiku-5-5, system: Be brief.}
  - {name: long, model: claude-haiku-5-5, system: Be long.}
  - claude-haiku-5-5
prompts: [{name: sky, prompt: Explain, repeat: 2}]
"""


def columns_of(text: str, **overrides: Any) -> list[str]:
    return [stream.column for stream in parse(text, overrides=Overrides(**overrides)).streams]


def test_columns_of_one_model_are_told_apart_by_their_names() -> None:
    assert columns_of(THREE_PROMPTS) == ["brief", "brief", "long", "long", "haiku-5-5", "haiku-5-5"]


def test_columns_of_one_model_without_names_are_columns_of_their_own() -> None:
    text = (
        "models: [{model: m, system: a}, {model: m, system: b}]\nprompts: [{name: p, prompt: x, repeat: 2}]"
    )
    assert columns_of(text) == ["m", "m", "m (2)", "m (2)"]
    assert [stream.name for stream in parse(text).streams] == [
        "p/m#1",
        "p/m#2",
        "p/m (2)#1",
        "p/m (2)#2",
    ]


def test_a_column_has_the_same_name_for_each_prompt_and_value() -> None:
    text = "vars: {a: [x, y]}\nmodels: [m, {endpoint: local}]\nprompts: ['{{a}}', z]"
    assert columns_of(text) == ["m", "local"] * 3


@pytest.mark.parametrize("entry", ["claude-haiku-5-5", "{model: claude-haiku-5-5, system: Be brief.}"])
def test_a_column_alone_has_its_name_though_the_streams_do_not_say_it(entry: str) -> None:
    (stream,) = parse(f"models: [{entry}]\nprompts: [{{name: p, prompt: x}}]").streams
    assert (stream.column, stream.name) == ("haiku-5-5", "p")


def test_each_model_of_the_command_line_is_a_column() -> None:
    text = "prompts: [{name: p, prompt: x}]"
    assert columns_of(text, models=("claude-haiku-5-5",)) == ["haiku-5-5"]
    assert columns_of(text, models=("a", "a")) == ["a", "a (2)"]
    assert columns_of(THREE_PROMPTS.replace(", repeat: 2", ""), models=("b",))[-2:] == ["haiku-5-5", "b"]


def test_without_models_there_is_no_column() -> None:
    assert columns_of("prompts: [x]") == [""]
    assert columns_of("defaults: {model: m}\nprompts: [x]") == [""]
    assert columns_of(THREE_PROMPTS, settings={"model": "m"}) == ["", ""]


def test_a_prompt_with_a_model_or_an_endpoint_of_its_own_is_of_the_column_that_it_names() -> None:
    text = """
models: [one, two]
prompts:
  - {prompt: a, model: m}
  - {prompt: b, endpoint: sim}
  - {prompt: c, model: m, column: one}
"""
    assert columns_of(text) == ["", "", "one"]
    assert columns_of(text, endpoint="sim") == ["", "", "one"]


def test_a_prompt_that_is_put_to_all_columns_names_none() -> None:
    with pytest.raises(MistakesError, match="needs a `model` or an `endpoint` beside it"):
        parse("models: [one, two]\nprompts: [{prompt: a, column: one}]")
