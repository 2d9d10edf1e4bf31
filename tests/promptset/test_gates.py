"""Gates as they are written, and what is said of those that are none."""

from __future__ import annotations

import pytest

from streamboard.common.errors import DocumentError
from streamboard.figures.catalogue import ALL
from streamboard.figures.unit import SHARES, TIME
from streamboard.promptset import Overrides, json_schema, parse
from streamboard.promptset.gates import GateError, Tolerance, parse_gate
from streamboard.run.plan import Slo


@pytest.mark.parametrize(
    ("text", "tag", "part", "relation", "bound"),
    [
        ("ttft.p95 < 800ms", "ttft", "p95", "<", 800_000_000),
        ("ttft.p99.9<=1.5s", "ttft", "p99.9", "<=", 1_500_000_000),
        ("completed >= 99%", "completed", "", ">=", 0.99),
        ("expect == 100%", "expect", "", "==", 1.0),
        ("attempts.max <= 1", "attempts", "max", "<=", 1),
        ("run_tokens_per_second >= 20 tok/s", "run_tokens_per_second", "", ">=", 20),
        ("speed_up > 2x", "speed_up", "", ">", 2),
        ("ttft.p50 <= baseline", "ttft", "p50", "<=", Tolerance(0)),
        ("ttft.p50 <= baseline + 10%", "ttft", "p50", "<=", Tolerance(0.1)),
        ("ttft.p50 <= baseline+10% or 20ms", "ttft", "p50", "<=", Tolerance(0.1, 20_000_000)),
        ("ttft.p50 <= baseline or 20ms", "ttft", "p50", "<=", Tolerance(0, 20_000_000)),
        ("tokens_per_second.p50 >= baseline - 5%", "tokens_per_second", "p50", ">=", Tolerance(-0.05)),
        ("completed >= baseline - 1%", "completed", "", ">=", Tolerance(-0.01)),
    ],
)
def test_a_gate(text: str, tag: str, part: str, relation: str, bound: object) -> None:
    gate = parse_gate(text)
    assert (gate.tag, gate.part, gate.relation, gate.bound) == (tag, part, relation, bound)
    assert gate.written == text


@pytest.mark.parametrize("figure", ALL, ids=lambda figure: str(figure.tag))
def test_every_figure_can_be_gated(figure: object) -> None:
    tag, unit = figure.tag, figure.unit  # type: ignore[attr-defined]
    value = "99%" if unit in SHARES else "1s" if unit is TIME else "1"
    texts = [f"{tag} >= {value}", f"{tag}.p50 >= {value}"]
    gates = []
    for text in texts:
        try:
            gates.append(parse_gate(text))
        except GateError:
            continue
    [gate] = gates
    assert gate.figure(Slo()).tag == tag


@pytest.mark.parametrize(
    ("text", "what", "hint", "part"),
    [
        ("tfft.p50 < 1s", "names `tfft`, which is no figure", "did you mean `ttft`?", "tfft"),
        ("ttft < 1s", "does not say which ttft", "write `ttft.p50`", "ttft"),
        ("wall.p50 < 3s", "one value for the run", "write `wall` alone", ".p50"),
        ("ttft.p100 < 3s", "has the part `p100`", "`min` and `max`", "p100"),
        ("ttft.p0 < 3s", "has the part `p0`", "`min` and `max`", "p0"),
        ("ttft.p50 < 800", "a time without a unit", "write `800ms` or `800s`", "800"),
        ("ttft.p50 < 3 parsecs", "has the unit `parsecs`", "", "3 parsecs"),
        ("ttft.p50 < -3ms", "is negative", "", "-3ms"),
        ("ttft.p50 < 0ms", "can never be met", "", "0ms"),
        ("ttft.p50 >= 0ms", "is always met", "", "0ms"),
        ("ttft.p50 == 3ms", "one exact time", "use `<=` or `>=`", "=="),
        ("ttft.p50 => 3ms", "has `=>`", "there are `<`", "=>"),
        ("ttft.p50 = 3ms", "has `=`", "write `==`", "="),
        ("ttft.p50", "compares nothing", "write one such as", ""),
        ("  ", "is empty", "write one such as", ""),
        ("ttft.p50 <", "has nothing behind `<`", "write one such as", ""),
        ("completed >= 101%", "can never be so", "from 0% to 100%", "101%"),
        ("completed > 100%", "can never be met", "", "100%"),
        ("completed <= 100%", "is always met", "", "100%"),
        ("expect == 1", "for a share", "as `100%`", "1"),
        ("expect == all", "has `all` for a bound", "baseline", "all"),
        ("output_tokens.p50 >= 5ms", "has `5ms` for a value", "`20 tok`", "5ms"),
        ("attempts.max <= 3%", "has `3%` for a value", "leave out `%`", "%"),
        ("ttft.max <= baseline", "holds the max against a baseline", "`ttft.p50`", "max"),
        ("ttft.p50 == baseline", "exactly the baseline", "`<= baseline + 5%`", "=="),
        ("ttft.p50 <= baseline + 10", "has `baseline + 10` for a bound", "`baseline + 10%`", "baseline + 10"),
        ("ttft.p50 >= baseline - 100%", "leaves nothing", "", "baseline - 100%"),
        ("a" * 300, "is longer than 200 letters", "", ""),
    ],
)
def test_no_gate(text: str, what: str, hint: str, part: str) -> None:
    with pytest.raises(GateError) as error:
        parse_gate(text)
    assert what in error.value.what
    assert hint in error.value.hint
    assert error.value.part == part


def test_mistakes_have_their_place() -> None:
    text = "prompts: [a]\ngates:\n  - completed >= 99%\n  - ttft.p95 < 800\n  - completed  >=  99%\n"
    with pytest.raises(DocumentError) as error:
        parse(text, "set.yaml")
    assert "set.yaml:4:16: gates[1]: has `800`, a time without a unit; write `800ms` or `800s`" in str(
        error.value
    )
    assert "set.yaml:5:5: gates[2]: stands there twice" in str(error.value)


def test_options_add_to_the_set() -> None:
    plan = parse("prompts: [a]\ngates: [completed  >= 99%]", overrides=Overrides(gates=("ttft.max < 1s",)))
    assert plan.gates == ["completed >= 99%", "ttft.max < 1s"]
    with pytest.raises(DocumentError, match=r"--gate 'tfft\.max < 1s': names `tfft`"):
        parse("prompts: [a]", overrides=Overrides(gates=("tfft.max < 1s",)))


@pytest.mark.parametrize("gates", ["a", "[1]", "[[ttft.p50 < 1s]]", "{ttft: 1s}", "[null]"])
def test_gates_of_another_type_are_mistakes(gates: str) -> None:
    with pytest.raises(DocumentError, match="gates"):
        parse(f"prompts: [a]\ngates: {gates}")


def test_the_schema_has_them() -> None:
    assert "gates" in json_schema()["properties"]
