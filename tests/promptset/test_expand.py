"""Prompt sets become run plans: how many streams, in which order, with which settings and names."""

from __future__ import annotations

import importlib
import tracemalloc
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streamboard.promptset import MistakesError, Overrides, Prompt, PromptSet, expand, parse
from streamboard.promptset.schema import StreamSettings
from streamboard.run.plan import SECOND, Limits, RunPlan, StreamPlan
from tests.support.examples import EXAMPLES

LONG_VALUE = f"vars: {{a: [{'x' * 100_000}]}}\n"
BOMB = "{{a}}" * 30_000
MANY = ", ".join(f"x{number}" for number in range(300))
expanding = importlib.import_module("streamboard.promptset.expand")


def plan_of(text: str, **overrides: Any) -> RunPlan:
    """The plan of a text."""
    return parse(text, overrides=Overrides(**overrides))


def streams_of(text: str, **overrides: Any) -> list[StreamPlan]:
    """The streams of a text."""
    return plan_of(text, **overrides).streams


def names_of(text: str, **overrides: Any) -> list[str]:
    """The names of a text's streams."""
    return [stream.name for stream in streams_of(text, **overrides)]


def contents_of(text: str) -> list[Any]:
    """The content of the first message of each stream."""
    return [stream.request["messages"][0]["content"] for stream in streams_of(text)]


# The least


def test_the_least_prompt_set() -> None:
    plan = plan_of("prompts: [Hello]")
    assert plan.streams == [
        StreamPlan(
            id="s1",
            name="hello",
            prompt="hello",
            endpoint="auto",
            model=None,
            request={"max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}]},
        )
    ]
    assert (plan.concurrency, plan.endpoints, plan.start.mode) == (None, {}, "together")


def test_a_plan_can_be_written_and_read() -> None:
    plan = plan_of(
        "prompts: [{prompt: '{{a}}', limits: {idle: off}, sim: {ttft: 1s}}]\nvars: {a: [x, y]}\n"
        "slo: {itl: 50ms}\nendpoints: {mine: {base_url: 'http://a', api_key_env: K}}\n"
        "start: staggered 1s\nconcurrency: 2"
    )
    assert msgspec.json.decode(msgspec.json.encode(plan), type=RunPlan) == plan


# How many, and in which order


def test_prompts_then_values_then_models_then_repetitions() -> None:
    text = """
models: [m1, m2]
vars: {a: [x, y]}
prompts:
  - {name: p, prompt: "{{a}}", repeat: 2}
  - {name: q, prompt: z}
"""
    assert names_of(text) == [
        *("p/x/m1#1", "p/x/m1#2", "p/x/m2#1", "p/x/m2#2"),
        *("p/y/m1#1", "p/y/m1#2", "p/y/m2#1", "p/y/m2#2"),
        *("q/m1", "q/m2"),
    ]
    streams = streams_of(text)
    assert [stream.id for stream in streams] == [f"s{n}" for n in range(1, 11)]
    assert [stream.repeat for stream in streams[:4]] == [1, 2, 1, 2]
    assert [stream.vars for stream in streams[3:5]] == [{"a": "x"}, {"a": "y"}]


def test_only_prompts_that_use_a_variable_are_multiplied() -> None:
    variables = "vars: {a: [x, y], b: [1, 2]}\n"
    text = variables + "prompts: [{name: p, prompt: '{{a}}'}, {name: q, prompt: '{{b}}{{a}}'}, r]"
    assert names_of(text) == ["p/x", "p/y", "q/x/1", "q/x/2", "q/y/1", "q/y/2", "r"]


def test_a_column_that_does_not_use_a_variable_stands_once() -> None:
    text = """
vars: {a: [x, y]}
models: [m1, {model: m2, system: "About {{a}}"}]
prompts: [{name: p, prompt: z}]
"""
    streams = streams_of(text)
    assert [stream.name for stream in streams] == ["p/m1", "p/x/m2", "p/y/m2"]
    assert [stream.request.get("system") for stream in streams] == [None, "About x", "About y"]


def test_a_prompt_with_a_model_of_its_own_is_not_multiplied() -> None:
    text = "models: [m1, m2]\nprompts: [{name: p, prompt: x, model: m3}, {name: q, prompt: x, endpoint: sim}]"
    assert [(s.name, s.model, s.endpoint) for s in streams_of(text)] == [
        ("p", "m3", "auto"),
        ("q", None, "sim"),
    ]


def test_a_thousand_streams_are_taken_and_no_more() -> None:
    assert len(streams_of("prompts: [{prompt: x, repeat: 1000}]")) == 1000
    with pytest.raises(MistakesError) as caught:
        parse("prompts:\n  - {name: p, prompt: '{{a}}', repeat: 300}\nvars: {a: [x, y]}\nmodels: [m, n]")
    (mistake,) = caught.value.mistakes
    assert (mistake.line, mistake.where) == (1, "prompts")
    assert mistake.what == "make 1,200 streams, and at most 1,000 are taken"
    assert "2 of `a` × 2 models × repeat 300 = 1,200" in mistake.hint


def test_an_astronomic_product_is_counted_and_not_made() -> None:
    values = "[" + "x," * 900 + "]"
    variables = ", ".join(f"v{n}: {values}" for n in range(9))
    prompt = "".join(f"{{{{v{n}}}}}" for n in range(9))
    with pytest.raises(MistakesError, match="streams, and at most 1,000 are taken"):
        parse(f"vars: {{{variables}}}\nprompts: ['{prompt}']")


def test_requests_that_are_too_large_together_are_refused_before_they_are_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made: list[object] = []
    request = expanding._request

    def counted(cell: Any, values: dict[str, str]) -> Any:
        made.append(values)
        return request(cell, values)

    monkeypatch.setattr(expanding, "_request", counted)
    text = "prompts: [{name: p, prompt: '{{t}} " + "x" * 900_000 + "'}]\nvars: {t: [%s]}"
    few, many = (", ".join(f"v{number}" for number in range(count)) for count in (3, 1000))
    assert len(streams_of(text % few)) == len(made) == 3, "each is made once"
    made.clear()
    with pytest.raises(MistakesError, match="more than 60 MB, all streams together") as refused:
        parse(text % many)
    assert "1000 of `t`" in str(refused.value)
    assert len(made) < 100


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"{LONG_VALUE}prompts: ['{BOMB}']", "more than 60 MB"),
        (f"{LONG_VALUE}defaults: {{system: '{BOMB}'}}\nprompts: [x]", "more than 60 MB"),
        (
            f"{LONG_VALUE}prompts: [{{messages: [{{role: user, content: '{BOMB}'}}]}}]",
            "more than 60 MB",
        ),
        (f"models: [{MANY}]\nprompts: [{MANY}]", "90,000 streams"),
    ],
)
def test_what_would_become_very_large_is_refused_before_it_is_made(text: str, words: str) -> None:
    tracemalloc.start()
    with pytest.raises(MistakesError, match=words):
        parse(text)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 60_000_000


@settings(max_examples=EXAMPLES // 2)
@given(
    st.lists(
        st.text(st.sampled_from('a"\\ é'), min_size=1, max_size=99), min_size=1, max_size=3, unique=True
    ),
    st.integers(1, 9),
    st.integers(1, 3),
    st.integers(1, 3),
)
def test_the_size_that_is_computed_first_is_that_of_the_requests(
    values: list[str], times: int, repeat: int, rounds: int
) -> None:
    prompt_set = PromptSet(prompts=[Prompt(prompt="b" + "{{t}}" * times, repeat=repeat)], vars={"t": values})
    made = [(stream.request, stream.vars) for stream in expand(prompt_set, Overrides(repeat=rounds)).streams]
    rows = expanding._counted_rows(prompt_set, StreamSettings(), rounds)
    computed = sum(expanding._size(cell) for cells in rows for cell in cells)
    # A placeholder counts, too, but not the marks around a value's name.
    assert abs(computed - sum(len(msgspec.json.encode(one)) for one in made)) <= 10 * (times + 1) * len(made)


def test_rounds_go_on_counting_where_the_repetitions_of_a_round_end() -> None:
    asked = "models: [a, b]\nprompts: [{name: p, prompt: x, repeat: 2}, {name: q, prompt: x}]"
    made = parse(asked, overrides=Overrides(repeat=2)).streams
    assert [(one.round, one.name, one.repeat) for one in made] == [
        *(
            (1, "p/a#1", 1),
            (1, "p/a#2", 2),
            (1, "p/b#1", 1),
            (1, "p/b#2", 2),
            (1, "q/a#1", 1),
            (1, "q/b#1", 1),
        ),
        *(
            (2, "p/a#3", 3),
            (2, "p/a#4", 4),
            (2, "p/b#3", 3),
            (2, "p/b#4", 4),
            (2, "q/a#2", 2),
            (2, "q/b#2", 2),
        ),
    ]
    assert {one.id for one in made} == {f"s{number}" for number in range(1, 13)}
    with pytest.raises(MistakesError, match=r"make 1,200 streams.*repeat 2 × --repeat 200 = 800"):
        parse(asked, overrides=Overrides(repeat=200))


def test_too_many_streams_by_the_command_line_are_refused() -> None:
    overrides = Overrides(settings={"repeat": "501"})
    with pytest.raises(MistakesError, match="make 1,002 streams"):
        expand(PromptSet(prompts=[Prompt(prompt="a"), Prompt(prompt="b")]), overrides)
    with pytest.raises(MistakesError, match="make 1,002 streams"):
        parse("prompts: [a, b]", overrides=overrides)


# What wins


def test_later_layers_win() -> None:
    text = """
retries: 1
limits: {idle: 1s, total: 1m}
defaults: {max_tokens: 2, system: d, limits: {idle: 2s}, extra: {a: 1, b: 1}, sim: {rate: 10, jitter: 0}}
models:
  - {model: m1, max_tokens: 3, system: m, limits: {first_token: 3s}, extra: {b: 2, c: 2}}
  - {model: m2, retries: 4}
prompts:
  - {name: p, prompt: x, max_tokens: 5, extra: {c: 3}, sim: {rate: 30}}
  - {name: q, prompt: x}
"""
    p1, p2, q1, q2 = streams_of(text)
    assert p1.request == {
        "max_tokens": 5,
        "system": "m",
        "messages": [{"role": "user", "content": "x"}],
        **{"a": 1, "b": 2, "c": 3},
    }
    assert p1.limits == Limits(first_token_ns=3 * SECOND, idle_ns=2 * SECOND, total_ns=60 * SECOND)
    assert (p1.retries, p2.retries) == (1, 4)
    assert p1.sim == {"rate": 30, "jitter": 0}
    assert (p2.request["system"], p2.request["a"], p2.request["b"]) == ("d", 1, 1)
    assert (q1.request["max_tokens"], q2.request["max_tokens"]) == (3, 2)


def test_a_models_entry_wins_over_the_default_model_and_endpoint() -> None:
    text = "defaults: {model: a, endpoint: sim}\nmodels: [b, {model: c, endpoint: local}]\nprompts: [x]"
    assert [(s.model, s.endpoint) for s in streams_of(text)] == [("b", "sim"), ("c", "local")]


def test_null_takes_a_default_away() -> None:
    text = """
defaults: {system: d, max_tokens: 5, model: m, retries: 0, limits: {idle: 1s}, stop_sequences: [x]}
prompts:
  - {prompt: x, system: null, max_tokens: null, limits: null, stop_sequences: null, retries: null}
"""
    (stream,) = streams_of(text)
    assert stream.request == {"max_tokens": 1024, "messages": [{"role": "user", "content": "x"}]}
    assert (stream.limits, stream.retries, stream.model) == (Limits(), 2, "m")


def test_the_top_of_the_file_is_carried_over() -> None:
    plan = plan_of("title: T\nconcurrency: 3\nslo: {ttft: 800ms, e2e: 2s}\nprompts: [x]")
    assert (plan.title, plan.concurrency) == ("T", 3)
    assert (plan.slo.ttft_ns, plan.slo.itl_ns, plan.slo.e2e_ns) == (800_000_000, None, 2 * SECOND)


# Variables


@pytest.mark.parametrize(
    ("prompt", "sent"),
    [
        ("{{a}} and {{ a }}", "rain and rain"),
        ("{{{{a}}}} {{a}}", "{{a}} rain"),
        ("{{{{ other }}}} {{a}}", "{{ other }} rain"),
        ("{{{a}}}", "{rain}"),
        ("{{a}} {{ 1 + 1 }} {{ {{", "rain {{ 1 + 1 }} {{ {{"),
        ("{{a}} {% x %} {a} $a", "rain {% x %} {a} $a"),
        ("{{a}} }}}}", "rain }}}}"),
    ],
)
def test_placeholders(prompt: str, sent: str) -> None:
    assert contents_of(f"vars: {{a: rain}}\nprompts: ['{prompt}']") == [sent]


def test_values_are_not_filled_again() -> None:
    assert contents_of("vars: {a: '{{b}}', b: x}\nprompts: ['{{a}} {{b}}']") == ["{{b}} x"]


def test_variables_are_filled_in_every_text() -> None:
    text = """
vars: {a: rain, b: 5}
prompts:
  - system: [{type: text, text: "Say {{b}}"}]
    messages:
      - {role: user, content: "{{a}}"}
      - role: user
        content:
          - {type: text, text: "{{a}}!"}
          - {type: tool_result, tool_use_id: "{{a}}", content: [{type: text, text: "{{b}}"}]}
          - {type: document, source: {type: text, data: "{{a}}"}}
"""
    request = streams_of(text)[0].request
    assert request["system"] == [{"type": "text", "text": "Say 5"}]
    assert request["messages"][0]["content"] == "rain"
    text_block, result, document = request["messages"][1]["content"]
    assert text_block["text"] == "rain!"
    assert result == {
        "type": "tool_result",
        "tool_use_id": "{{a}}",
        "content": [{"type": "text", "text": "5"}],
    }
    assert document["source"]["data"] == "{{a}}"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("prompts: ['{{topik}}']\nvars: {topic: x}", "prompts[0].prompt: asks for `{{topik}}`"),
        ("prompts: [x]\ndefaults: {system: '{{x}}'}", "defaults.system: asks for `{{x}}`"),
        ("prompts: [x]\nmodels: [{model: m, system: '{{x}}'}]", "models[0].system: asks for `{{x}}`"),
        ("prompts: [{messages: [{role: user, content: '{{x}}'}]}]", "messages[0].content: asks for `{{x}}`"),
        ("prompts: ['{{user.name}}']", "asks for `{{user.name}}`"),
        ("prompts: [x]\nvars: {topic: x}", "vars.topic: is used by no prompt"),
        ("prompts: ['{{a b}}']\nvars: {a b: x}", "vars.a b: is no name for a variable"),
    ],
)
def test_wrong_variables_are_told(text: str, told: str) -> None:
    with pytest.raises(MistakesError) as caught:
        parse(text)
    assert told in str(caught.value)


def test_an_unknown_variable_is_told_at_its_place_in_a_block() -> None:
    with pytest.raises(MistakesError) as caught:
        parse("vars: {topic: x}\nprompts:\n  - |\n    {{topic}}\n    and {{ topik }}\n")
    (mistake,) = caught.value.mistakes
    assert (mistake.line, mistake.column, mistake.hint) == (5, 9, "did you mean `{{topic}}`?")


# Endpoints


@pytest.mark.parametrize("place", ["defaults: {endpoint: mien}", "models: [{model: m, endpoint: mien}]"])
def test_an_unknown_endpoint_is_told_with_the_nearest(place: str) -> None:
    with pytest.raises(MistakesError) as caught:
        parse(f"prompts: [x]\nendpoints: {{mine: {{base_url: 'http://a'}}}}\n{place}")
    (mistake,) = caught.value.mistakes
    assert (mistake.what, mistake.hint) == ("`mien` is no endpoint", "did you mean `mine`?")


# Names


def test_names_are_made_of_the_first_words() -> None:
    prompts = "['Tell me a {{x}} story, please!', Tell me a story, '???', 'Ein Märchen: über Öl']"
    text = f"vars: {{x: y}}\nprompts: {prompts}"
    assert names_of(text) == ["tell-me-a-story-please", "tell-me-a-story", "prompt-3", "ein-märchen-über-öl"]


def test_names_are_unique() -> None:
    long = "a" * 40
    text = f"""
vars: {{a: [{long}b, {long}c, x, x]}}
prompts: [same, same, {{name: same, prompt: y}}, {{name: v, prompt: "{{{{a}}}}"}}]
"""
    names = names_of(text)
    assert len(set(names)) == len(names) == 7
    assert names[:3] == ["same (2)", "same (3)", "same"]
    assert names[3:] == [f"v/{'a' * 23}…", f"v/{'a' * 23}… (2)", "v/x", "v/x (2)"]


def test_two_prompts_may_not_share_a_name() -> None:
    with pytest.raises(MistakesError) as caught:
        parse("prompts: [{name: a, prompt: x}, {name: a, prompt: y}]")
    assert [m.what for m in caught.value.mistakes] == ["`a` is also the name of prompts[0]"]


def test_columns_are_told_apart() -> None:
    text = """
models:
  - claude-haiku-5-5
  - {model: claude-haiku-5-5, endpoint: sim}
  - {model: claude-haiku-5-5, name: brief, system: x}
  - {endpoint: local}
  - claude-haiku-5-5
prompts: [{name: p, prompt: x}]
"""
    names = ["p/haiku-5-5", "p/haiku-5-5@sim", "p/brief", "p/local", "p/haiku-5-5 (2)"]
    assert names_of(text) == names


def test_a_variable_with_one_value_is_not_in_the_name() -> None:
    assert names_of("vars: {a: x}\nprompts: [{name: p, prompt: '{{a}}'}]") == ["p"]


def test_names_hold_nothing_that_a_terminal_acts_on() -> None:
    (name, _) = names_of('vars: {a: ["\\x1b[2J\\n", y]}\nprompts: [{name: p, prompt: "{{a}}"}]')
    assert name == "p/␛[2J"


# Prompt or messages


@pytest.mark.parametrize(
    ("prompt", "told"),
    [
        ("{name: a}", "has neither `prompt` nor `messages`"),
        ("{}", "has neither `prompt` nor `messages`"),
        ("{prompt: null}", "is null"),
        ("{prompt: x, messages: [{role: user, content: y}]}", "cannot be used with `prompt`"),
    ],
)
def test_a_prompt_has_a_text_or_messages(prompt: str, told: str) -> None:
    with pytest.raises(MistakesError) as caught:
        parse(f"prompts: [{prompt}]")
    assert [m.what for m in caught.value.mistakes] == [told]


def test_a_column_needs_a_model_or_an_endpoint() -> None:
    with pytest.raises(MistakesError, match="names neither a `model` nor an `endpoint`"):
        parse("models: [{system: x}]\nprompts: [x]")
