"""`expect` and `success` in a prompt set: joined, filled in, refused at their place, and written back."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streamboard.promptset import MistakesError, Overrides, parse
from streamboard.promptset.expectations import entries_of
from streamboard.run.plan import Check, RunPlan
from streamboard.session.saving import session_of

from .test_mistakes import mistakes_of


def kinds(plan: RunPlan, place: int = 0) -> list[tuple[str, Any]]:
    return [(check.kind, check.value) for check in plan.streams[place].expect]


def test_the_checks_of_defaults_model_and_prompt_are_joined_and_null_removes_those_before() -> None:
    plan = parse(
        "defaults: {expect: [{not_contains: sorry}]}\n"
        "models: [a, {model: b, expect: [{max_words: 9}]}, {model: c, expect: null}]\n"
        "prompts: [{prompt: x, expect: [{contains: y}]}, z]\n"
    )
    sorry, words, y = ("not_contains", "sorry"), ("max_words", 9), ("contains", "y")
    assert [kinds(plan, place) for place in range(6)] == [
        *([sorry, y], [sorry, words, y], [y]),
        *([sorry], [sorry, words], []),
    ]


def test_what_is_set_for_this_run_is_joined_as_well() -> None:
    settings = {"expect": "[{json: true}]", "success": "[max_tokens]"}
    plan = parse("prompts: [{prompt: x, expect: [{contains: y}]}]", overrides=Overrides(settings=settings))
    assert kinds(plan) == [("contains", "y"), ("json", True)]
    assert plan.streams[0].success == ["max_tokens"]
    with pytest.raises(MistakesError, match="look-ahead"):
        parse("prompts: [x]", overrides=Overrides(settings={"expect": "[{matches: '(?=a)'}]"}))


def test_variables_are_filled_in_and_those_that_only_a_check_uses_count() -> None:
    plan = parse("vars: {a: [x, y]}\nprompts: [{prompt: p, expect: [{contains: '{{a}}!'}]}]")
    assert [kinds(plan, place) for place in (0, 1)] == [[("contains", "x!")], [("contains", "y!")]]


def test_success_stands_at_the_top_or_nearer() -> None:
    plan = parse(
        "success: [max_tokens]\ndefaults: {max_tokens: 5}\nprompts: [x, {prompt: y, success: [end_turn]}]"
    )
    assert [stream.success for stream in plan.streams] == [["max_tokens"], ["end_turn"]]


WRONG = {
    "[{contain: a}]": ("expect[0].contain", "is not a key here", "did you mean `contains`?"),
    "[{contains: a, equals: b}]": ("expect[0].equals", "stands beside `contains`", "one entry for each"),
    "[{}]": ("expect[0]", "checks nothing", "write one check"),
    "[{contains: null}]": ("expect[0]", "checks nothing", "write one check"),
    "[{contains: ''}]": ("expect[0].contains", "is empty", ""),
    "[{matches: 'a(b'}]": ("expect[0].matches", "is no regular expression: a `(` is not closed", ""),
    "[{matches: 'a(?!b)'}]": ("expect[0].matches", "is no regular expression", "look-ahead and look-behind"),
    r"[{matches: '(a)\1'}]": ("expect[0].matches", "this escape is not supported", "references to groups"),
    r"[{matches: 'a\Z'}]": ("expect[0].matches", "this escape is not supported", r"write `\z`"),
    "[{json: false}]": ("expect[0].json", "should be `true` or a JSON Schema", "write `json: true`"),
    "[{json: {type: objekt}}]": ("expect[0].json.type", "is no JSON Schema", ""),
    "[{json: {$ref: 'http://127.0.0.1:9/a'}}]": ("expect[0].json", "is no JSON Schema", ""),
    "[{json: {pattern: '('}}]": ("expect[0].json.pattern", "is no JSON Schema", ""),
    "[{max_words: many}]": ("expect[0].max_words", "should be a whole number", ""),
    "[{contains: 5}]": ("expect[0].contains", "should be text", 'put it in quotes: "5"'),
    "[{contains: '{{a}}'}]": ("expect[0].contains", "which is no variable", ""),
    "{contains: a}": ("expect", "should be a list", ""),
    "[contains]": ("expect[0]", "should be a mapping", ""),
}


@pytest.mark.parametrize("written", WRONG)
def test_what_is_wrong_with_a_check_is_told_at_its_place(written: str) -> None:
    (mistake,) = mistakes_of(f"prompts:\n- prompt: x\n  expect: {written}\n")
    where, what, hint = WRONG[written]
    assert mistake.where == f"prompts[0].{where}"
    assert what in mistake.what
    assert hint in mistake.hint
    assert (mistake.line, mistake.column is not None) == (3, True)


def test_a_stop_reason_that_looks_misspelt_is_doubted_and_one_of_another_server_is_not() -> None:
    plan = parse("prompts: [x]\nsuccess: [end_trun, length]\ndefaults: {expect: [{stop_reason: end_tunr}]}")
    assert len(plan.doubts) == 2
    assert all("did you mean `end_turn`?" in doubt for doubt in plan.doubts)


CHECKS = st.lists(
    st.one_of(
        st.builds(
            Check, st.sampled_from(["contains", "not_contains", "equals"]), st.text("a{}é ", min_size=1)
        ),
        st.builds(Check, st.just("matches"), st.sampled_from([r"\bx{2}", "{{a}}", "é|b"])),
        st.builds(Check, st.just("json"), st.sampled_from([True, {"type": "object"}])),
        st.builds(Check, st.just("max_words"), st.integers(1, 99)),
        st.builds(Check, st.just("stop_reason"), st.sampled_from(["end_turn", "length"])),
    ).filter(lambda check: not isinstance(check.value, str) or bool(check.value.strip())),
    max_size=4,
)


@given(CHECKS, st.lists(st.sampled_from(["end_turn", "max_tokens"]), max_size=2))
def test_a_saved_session_has_its_checks(checks: list[Check], success: list[str]) -> None:
    (made,) = parse("prompts: [x]").streams
    plan = RunPlan("t", [msgspec.structs.replace(made, expect=checks, success=success)])
    (again,) = parse(session_of(plan).text("files")).streams
    assert (again.expect, again.success) == (checks, success)
    assert all(len(entry) == 1 for entry in entries_of(checks))
