"""The prompt sets that come with streamboard: each loads, and is what its head says."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest

from streamboard.promptset import Overrides, load
from streamboard.run.plan import SECOND, RunPlan, StreamPlan
from streamboard.run.simulated import SimBehaviour

FOLDER = Path(__file__).parents[2] / "prompts"
SETS = sorted(FOLDER.glob("*.yaml"))


def plan_of(name: str, **settings: str) -> RunPlan:
    """The plan of one of the sets."""
    return load(FOLDER / f"{name}.yaml", Overrides(settings=settings))


def behaviour_of(stream: StreamPlan) -> SimBehaviour:
    """How the simulated server takes a stream's settings."""
    return msgspec.convert(stream.sim or {}, SimBehaviour)


def test_the_sets_are_there() -> None:
    assert {"demo", "models", "concurrency", "faults", "checks"} <= {path.stem for path in SETS}


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
def test_a_set_says_what_to_see_and_runs_on_the_simulated_server(path: Path) -> None:
    assert re.match(r"# \S.*\n(#.*\n)*# What to see: ", path.read_text())
    plan = load(path, Overrides(endpoint="sim"))
    assert plan.title != path.stem
    for stream in plan.streams:
        assert behaviour_of(stream)


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
def test_no_line_of_a_set_is_too_long_for_an_editor_beside_the_board(path: Path) -> None:
    assert max(map(len, path.read_text().splitlines())) <= 110


def test_demo_runs_anywhere() -> None:
    plan = plan_of("demo")
    assert len(plan.streams) == 4
    assert {(stream.endpoint, stream.model) for stream in plan.streams} == {("auto", None)}
    assert all(200 <= stream.request["max_tokens"] <= 300 for stream in plan.streams)
    assert len({behaviour_of(stream).rate for stream in plan.streams}) == 4
    assert sum(behaviour_of(stream).thinking > 0 for stream in plan.streams) == 1


def test_models_puts_one_prompt_to_the_current_models() -> None:
    plan = plan_of("models")
    assert [stream.model for stream in plan.streams] == [
        "claude-haiku-5-5",
        "claude-sonnet-5-5",
        "claude-opus-5-5",
    ]
    assert len({stream.prompt for stream in plan.streams}) == 1


def test_concurrency_has_more_streams_than_may_run() -> None:
    plan = plan_of("concurrency")
    assert (len(plan.streams), plan.concurrency, plan.start.mode) == (12, 4, "together")


def test_checks_has_a_check_of_each_sort_and_takes_a_cut_answer_for_completed() -> None:
    plan = plan_of("checks")
    kinds = {check.kind for stream in plan.streams for check in stream.expect}
    assert kinds == {"contains", "not_contains", "matches", "json", "max_words", "stop_reason"}
    assert all(stream.success == ["end_turn", "max_tokens"] for stream in plan.streams)


def test_faults_go_wrong_each_in_another_way_and_all_soon() -> None:
    plan = plan_of("faults")
    behaviours = [behaviour_of(stream) for stream in plan.streams]
    assert {stream.endpoint for stream in plan.streams} == {"sim"}
    assert len(plan.streams) == 12
    assert len({(behaviour.fault, behaviour.stop_reason) for behaviour in behaviours}) == 12
    assert sum(behaviour.times == 1 for behaviour in behaviours) >= 2
    # At worst every attempt lasts as long as its limit; the waits between them are a second or so.
    for stream in plan.streams:
        assert stream.limits.total_ns is not None
        assert stream.limits.total_ns * (1 + stream.retries) <= 12 * SECOND
        assert (behaviour_of(stream).retry_after or 0) <= 1


def test_the_commands_in_the_heads_name_real_sets() -> None:
    for path in SETS:
        for name in re.findall(r"streamboard (prompts/\S+)", path.read_text()):
            assert (FOLDER.parent / name).is_file()
