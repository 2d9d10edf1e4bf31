"""Gates pass, fail or stay undecided, and say why."""

from __future__ import annotations

import random

import msgspec
import pytest

from streamboard.board.state import BoardState
from streamboard.comparing.gate_rulings import Judged, counted, judge, judged
from streamboard.run.plan import Check
from tests.comparing.made import board_of, side
from tests.support.plans import plan, stream
from tests.support.told import Told, board

NOON = "2026-11-01T12:00:00.000+00:00"


def spread(n: int, middle: float, seed: int = 1, sigma: float = 0.1) -> list[float]:
    chance = random.Random(seed)
    return [middle * chance.lognormvariate(0, sigma) for _ in range(n)]


def of(gate: str, run: BoardState, baseline: BoardState | None = None) -> Judged:
    [found] = judge([gate], side("this run", run), None if baseline is None else side("then", baseline))
    return found


def test_a_percentile_passes_if_all_of_its_interval_does() -> None:
    run = board_of(*range(100, 140))
    assert of("ttft.p50 < 200ms", run).ruling == "passed"
    assert of("ttft.p50 < 110ms", run).ruling == "failed"
    near = of("ttft.p50 < 120ms", run)
    assert near.ruling == "undecided"
    assert near.why == (
        "120 ms, 95 % interval 113 ms to 126 ms, n=40; the interval holds values on both sides of the bound"
    )
    assert of("ttft.p50 >= 100ms", run).ruling == "passed"
    assert of("ttft.p50 >= 130ms", run).ruling == "failed"


def test_too_few_to_bound_a_percentile_leave_it_undecided_unless_all_are_beyond() -> None:
    run = board_of(*range(100, 112))
    few = of("ttft.p95 < 800ms", run)
    assert few.ruling == "undecided"
    assert "n=12; it takes 72 to bound a p95 on both sides" in few.why
    assert few.high is None
    assert of("ttft.p95 < 50ms", run).ruling == "failed"


def test_the_greatest_is_that_of_this_run() -> None:
    run = board_of(100, 110, 300)
    assert of("ttft.max < 300ms", run).ruling == "failed"
    assert of("ttft.max <= 300ms", run).sentence == "ttft.max <= 300ms passed: 300 ms, n=3"
    assert of("ttft.min >= 100ms", run).ruling == "passed"


def test_shares_are_counted() -> None:
    run = board_of(100, 100, 100, None)
    assert of("completed >= 75%", run).ruling == "passed"
    failed = of("completed >= 99%", run)
    assert failed.sentence == ("completed >= 99% failed: 3 of 4, 75 % (95 % interval 30.1 to 95.4 %)")
    nothing = of("expect == 100%", run)
    assert nothing.ruling == "undecided"
    assert nothing.why.startswith("there is nothing to count: nothing is expected of it")


def test_checks_are_counted_over_all_streams() -> None:
    checked = [
        msgspec.structs.replace(stream(name), expect=[Check("contains", "word"), Check("contains", "x")])
        for name in ("s1", "s2")
    ]
    told = [Told(name) for name in ("s1", "s2")]
    events = [event for one in told for event in one.whole(0, 0, 100, 200, 11)]
    events += [one.checked(150, 0) for one in told] + [told[0].checked(199, 1, passed=False)]
    found = of("expect >= 60%", board(plan(*checked), *events))
    assert (found.ruling, found.value, found.n) == ("failed", 0.5, 4)


def test_a_slower_run_fails_and_an_equal_one_passes() -> None:
    old = board_of(*spread(200, 300))
    slower = board_of(*(2 * value for value in spread(200, 300, 2)), at=NOON)
    equal = board_of(*spread(200, 300, 3), at=NOON)
    gate = "ttft.p50 <= baseline + 10%"
    failed = of(gate, slower, old)
    assert failed.ruling == "failed"
    assert failed.why.endswith("200 pairs); at most 1.10x is allowed")
    assert failed.low is not None
    assert failed.low > 1.1
    assert of(gate, equal, old).ruling == "passed"
    assert of("tokens_per_second.p50 >= baseline - 10%", equal, old).ruling == "passed"


def test_few_pairs_decide_nothing() -> None:
    gate, old = "ttft.p50 <= baseline + 10%", board_of(*spread(5, 300))
    found = of(gate, board_of(*spread(5, 900), at=NOON), old)
    assert found.ruling == "undecided"
    assert found.why == "n=5, and it takes 6 pairs to bound a p50 on both sides"


def test_a_difference_within_the_floor_is_none() -> None:
    old, new = board_of(*spread(100, 4)), board_of(*(value * 1.3 for value in spread(100, 4)), at=NOON)
    assert of("ttft.p50 <= baseline + 10%", new, old).ruling == "failed"
    passed = of("ttft.p50 <= baseline + 10% or 5ms", new, old)
    assert passed.ruling == "passed"
    assert passed.why.endswith("; at most 1.10x or 5.00 ms is allowed")


def test_several_gates_are_held_against_the_baseline_together() -> None:
    """What one gate alone would call failed may be chance among many."""
    old = board_of(*spread(60, 300, 1, 0.4))
    for seed in range(2, 400):
        new = board_of(*(1.12 * value for value in spread(60, 300, seed, 0.4)), at=NOON)
        alone = of("ttft.p50 <= baseline", new, old)
        if alone.ruling == "failed" and alone.low is not None and alone.low < 1.01:
            break
    gates = [
        "ttft.p50 <= baseline",
        *(f"{tag}.p50 <= baseline" for tag in ("itl", "gap_p50", "output_tokens")),
    ]
    found = judge(gates, side("this run", new), side("then", old))
    assert found[0].ruling == "undecided"
    assert found[0].why.endswith("among so many gates this may be chance (Holm)")


def test_three_runs_a_side_are_judged_by_run() -> None:
    old = [board_of(*spread(20, middle), at=f"1{place}") for place, middle in enumerate((300, 310, 305))]
    new = [board_of(*spread(20, middle), at=f"2{place}") for place, middle in enumerate((400, 390, 410))]
    gates = ["ttft.p50 <= baseline + 10%", "wall <= baseline + 5%"]
    one, wall = judge(gates, side("new", *new), side("old", *old))
    assert one.ruling == "failed"
    assert "3 runs a side" in one.why
    assert wall.ruling == "failed"
    [single] = judge(["wall <= baseline + 5%"], side("new", new[0]), side("old", old[0]))
    assert single.ruling == "undecided"
    assert single.why.endswith("and it takes 3 runs a side to say how much runs differ")


def test_shares_against_a_baseline() -> None:
    old, worse = board_of(*[100.0] * 200), board_of(*[100.0] * 150, *[None] * 50, at=NOON)
    assert of("completed >= baseline - 1%", worse, old).ruling == "failed"
    same = board_of(*[100.0] * 200, at=NOON)
    assert of("completed >= baseline - 5%", same, old).ruling == "passed"
    few = of("completed >= baseline - 1%", board_of(100, 100, at=NOON), board_of(100, 100))
    assert few.ruling == "undecided"
    assert few.why.endswith(
        "at most 1 point less is allowed; the interval holds values on both sides of that"
    )


def test_without_a_baseline_or_with_an_impossible_one_it_says_so() -> None:
    run = board_of(100, 100)
    gate = "ttft.p50 <= baseline + 10%"
    assert of(gate, run).why == "no baseline was named (`--baseline RUN.jsonl`)"
    assert of(gate, run, run).why == "then and this run are the same run; nothing can differ."
    real = board_of(100, 100, simulated=False, at=NOON)
    assert of(gate, real, run).why.startswith("then is simulated and this run is not")
    other = board_of(100, 100, prompt="other", at=NOON)
    assert "have no prompt in common" in of(gate, other, run).why


def test_a_gate_of_a_later_version_is_undecided() -> None:
    run = board_of(100, 100)
    found = of("energy.p50 < 3J", run)
    assert found.ruling == "undecided"
    assert found.why == "it names `energy`, which is no figure"


def test_the_gates_of_a_plan_are_judged() -> None:
    run = board_of(100, 100, gates=["ttft.max < 1s", "ttft.max < 1ms"])
    found = judged(run)
    assert [one.ruling for one in found] == ["passed", "failed"]
    assert counted(found) == "1 passed, 1 failed"
    assert judged(board_of(100)) == []


@pytest.mark.parametrize("gate", ["ttft.p50 < 1s", "wall < 1s", "completed >= 1%"])
def test_a_run_that_brought_nothing_is_judged(gate: str) -> None:
    empty = board(plan(stream("s1")))
    assert of(gate, empty).ruling in ("undecided", "failed")
