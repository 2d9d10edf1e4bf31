"""Values that are allowed but probably mean something else."""

from __future__ import annotations

from pathlib import Path

import pytest

from streamboard.promptset import Overrides, load, parse
from streamboard.run.plan import RunPlan
from tests.support.commands import GOOD, streamboard, write

PROMPTS = "prompts: [Rain]\n"


def doubts_of(text: str, *settings: str) -> list[str]:
    overrides = Overrides(settings=dict(setting.split("=", 1) for setting in settings))
    return parse(PROMPTS + text, "set.yaml", overrides).doubts


@pytest.mark.parametrize(
    ("text", "where", "read", "meant"),
    [
        ("slo: {ttft: 800}", "2:13: slo.ttft", "800 s", "800ms"),
        ("slo: {ttft: 800m}", "2:13: slo.ttft", "48000 s", "800ms"),
        ('slo: {ttfo: "900"}', "2:13: slo.ttfo", "900 s", "900ms"),
        ("slo: {itl: 20}", "2:12: slo.itl", "20 s", "20ms"),
        ("slo: {e2e: 5000}", "2:12: slo.e2e", "5000 s", "5000ms"),
        ("slo: {ttft: 0.0008}", "2:13: slo.ttft", "0.8 ms", "0.8s"),
        ("limits: {first_token: 60000}", "2:23: limits.first_token", "60000 s", "60000ms"),
        ("limits: {idle: 15ms}", "2:16: limits.idle", "15 ms", "15s"),
        ("limits: {total: 600000}", "2:17: limits.total", "600000 s", "600000ms"),
        ("start: {staggered: 200}", "2:20: start.staggered", "200 s", "200ms"),
        ("retries: 60", "2:10: retries", "60 more attempts", "not of seconds"),
        ("defaults: {sim: {ttft: 300}}", "defaults.sim.ttft", "300 s", "300ms"),
        ("defaults: {sim: {jitter: 5}}", "defaults.sim.jitter", "5", "0.05"),
        ("defaults: {sim: {rate: 0.02}}", "defaults.sim.rate", "every 50 s", "50"),
        ("defaults: {limits: {idle: 30000}}", "defaults.limits.idle", "30000 s", "30000ms"),
        ("defaults: {max_tokens: 0}", "defaults.max_tokens", "no answer", "1024"),
        ("defaults: {max_tokens: 4000000}", "defaults.max_tokens", "4,000,000", "any model"),
        ("defaults: {extra: {temperature: 70}}", "defaults.extra.temperature", "70", "0.7"),
        ("models: [{model: m, extra: {top_p: 95}}]", "models[0].extra.top_p", "95", "0.95"),
        ("defaults: {extra: {temperature: '0.7'}}", "defaults.extra.temperature", "text `0.7`", "quotes"),
        ("defaults: {extra: {top_k: 0.9}}", "defaults.extra.top_k", "0.9", "top_p: 0.9"),
        ("endpoints: {a: {base_url: 'http://b/v1'}}", "endpoints.a.base_url", "/v1", "`http://b`"),
        ("endpoints: {a: {base_url: 'http://b/V1'}}", "base_url", "/V1", "`http://b`"),
        ("endpoints: {a: {base_url: 'http://b/v1/chat/completions'}}", "base_url", "/v1/chat", "`http://b`"),
        ("endpoints: {a: {base_url: 'http://b/v1/messages/'}}", "base_url", "/v1/messages/", "`http://b`"),
        ("endpoints: {a: {base_url: 'http://b', auth: bearer}}", "endpoints.a.auth", "a key", "api_key_env"),
        (
            "defaults: {max_tokens: 99, thinking: {type: enabled, budget_tokens: 16}}",
            "thinking.budget_tokens",
            "16 tokens",
            "16000",
        ),
    ],
)
def test_what_is_read_and_what_may_be_meant(text: str, where: str, read: str, meant: str) -> None:
    (doubt,) = doubts_of(text)
    assert doubt.startswith("set.yaml:2:")
    for words in (where, read, meant):
        assert words in doubt


@pytest.mark.parametrize(
    "text",
    [
        "slo: {ttft: 800ms, ttfo: 2s, itl: 0.02, e2e: 30}",
        "slo: {ttft: 90s, e2e: 1h, itl: 2s}",
        "limits: {first_token: 120, idle: off, total: 1h}",
        "limits: {total: 30m}",
        "start: {staggered: 0.2s}",
        "start: {staggered: 10}",
        "defaults: {max_tokens: 1, extra: {temperature: 0.7, top_p: 1, top_k: 40, other: 900}}",
        "defaults: {max_tokens: 9000, thinking: {type: enabled, budget_tokens: 2048}}",
        "defaults: {sim: {ttft: 0.3, rate: 0.5, jitter: 1, pings: 5}, retries: 5}",
    ],
)
def test_what_people_mean_is_not_doubted(text: str) -> None:
    assert doubts_of(text) == []


@pytest.mark.parametrize(
    ("lines", "place", "meant"),
    [
        ("prompts:\n- prompt:hi", "2:3: prompts[0]", "did you mean `prompt: hi`?"),
        ("prompts: [prompt:hi]", "1:11: prompts[0]", "did you mean `prompt: hi`?"),
        ("prompts:\n- name:a b", "2:3: prompts[0]", "did you mean `name: a b`?"),
        ("prompts:\n- prompt:\u00a0hi", "2:10: prompts[0]", "a no-break space (U+00A0) stands here"),
        ("prompts:\n- prompt\uff1ahi", "2:9: prompts[0]", "a fullwidth colon (U+FF1A) stands here"),
        ("prompts:\n- hello\n  max_tokens:100", "3:3: prompts[0]", "did you mean `max_tokens: 100`?"),
        (
            "prompts:\n- prompt: hello\n    max_tokens:100",
            "3:5: prompts[0].prompt",
            "did you mean `max_tokens: 100`?",
        ),
        ("models: [endpoint:sim]\nprompts: [Rain]", "1:10: models[0]", "did you mean `endpoint: sim`?"),
    ],
)
def test_a_key_without_a_space_behind_its_colon_is_doubted(lines: str, place: str, meant: str) -> None:
    (doubt,) = parse(lines, "set.yaml").doubts
    assert doubt.startswith(f"set.yaml:{place}: has `")
    assert meant in doubt


@pytest.mark.parametrize(
    "entry",
    [
        '"prompt:hi"',
        "'prompt:hi'",
        "|\n  prompt:hi",
        ">\n  prompt:hi",
        "What does prompt:hi mean?",
        "prompts:hi",
        "http://a.example",
        "system://a",
        "{prompt: 'name:x'}",
        "{prompt: name:x}",
    ],
)
def test_a_text_that_was_meant_as_one_is_not_doubted(entry: str) -> None:
    assert parse(f"prompts:\n- {entry}\n").doubts == []


def test_options_are_doubted_under_their_names() -> None:
    assert doubts_of("", "slo.ttft=800", "limits.idle=60000", "max_tokens=0") == [
        "--set slo.ttft: is read as 800 s; did you mean `800ms`?",
        "--set limits.idle: is read as 60000 s; did you mean `60000ms`?",
        "--set max_tokens: asks for no answer at all; leave it out for 1024",
    ]


def test_a_value_that_an_option_replaces_is_not_doubted() -> None:
    assert doubts_of("slo: {ttft: 800}", "slo.ttft=800ms") == []


def test_the_sets_that_come_along_are_not_doubted() -> None:
    sets = sorted(Path("prompts").glob("*.yaml"))
    assert sets
    doubted = {path.name: doubts for path in sets if (doubts := load(path).doubts)}
    assert [*doubted] == ["gates.yaml"]  # It shows what a gate is that cannot be decided.
    assert len(doubted["gates.yaml"]) == 1


def test_check_and_run_say_so_and_go_on(tmp_path: Path) -> None:
    file = write(tmp_path, GOOD + "slo: {ttft: 800}\n")
    for done in (streamboard("check", file), streamboard("run", "--no-record", file)):
        assert done.returncode == 0
        assert done.stderr.startswith(f"warning: {file.name}:")
        assert "slo.ttft: is read as 800 s; did you mean `800ms`?" in done.stderr


def test_a_plan_without_doubts_is_written_as_ever() -> None:
    assert parse(PROMPTS).doubts == RunPlan("t", []).doubts == []


def test_a_gate_that_so_few_streams_cannot_pass_is_told_with_how_many_would_do() -> None:
    prompts = "prompts: [{name: a, prompt: Rain, repeat: 5}, {name: b, prompt: Rust, repeat: 5}]\n"
    gates = ["ttft.p95 < 1s", "ttft.p50 < 1s", "ttft.p95 > 1ms", "ttft.p95 <= baseline", "ttft.p99.9 < 1s"]
    text = prompts + "gates:\n" + "".join(f"  - {gate}\n" for gate in gates)
    nearer = "gate a percentile nearer to the median"

    def few(which: str, least: int) -> str:
        return f"cannot pass with n=10: `{which}` takes {least} streams"

    found = parse(text, "set.yaml", Overrides(gates=("e2e.p90 < 1s", "e2e.max < 1s"))).doubts
    assert found == [
        f"set.yaml:3:10: gates[0]: {few('ttft.p95', 72)}; `repeat: 36` would do",
        f"set.yaml:6:10: gates[3]: {few('ttft.p95', 72)}; `repeat: 36` would do, or three runs a side",
        f"set.yaml:7:10: gates[4]: {few('ttft.p99.9', 3688)}; a set makes 1,000 at most: {nearer}",
        f"--gate 'e2e.p90 < 1s': {few('e2e.p90', 36)}; `repeat: 18` would do",
    ]
    uneven = text.replace("repeat: 5", "repeat: 4", 1)
    assert "8 times as many repetitions would do" in parse(uneven, "set.yaml").doubts[0]
    assert parse(text.replace("repeat: 5", "repeat: 36"), "set.yaml").doubts[0].startswith("set.yaml:7:10: ")


@pytest.mark.parametrize(("percent", "n"), [(50, 6), (90, 36), (95, 72), (99, 368)])
def test_a_gate_that_enough_streams_can_pass_is_not_doubted(percent: int, n: int) -> None:
    text = f"defaults: {{repeat: {n}}}\ngates: [ttft.p{percent} < 1s]\n"
    assert not doubts_of(text)
    assert doubts_of(text.replace(str(n), str(n - 1)))
