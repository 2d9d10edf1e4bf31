"""Streamboard as a library: in the caller's own process, on the simulated server."""

from __future__ import annotations

from contextlib import aclosing
from pathlib import Path

import pytest

import streamboard
from streamboard.common.errors import DocumentError, UsageError
from streamboard.promptset import Prompt, PromptSet, parse
from streamboard.run.events import (
    AttemptEnded,
    ContentBlockDelta,
    RunEnded,
    RunFigures,
    RunStarted,
    StreamEnded,
)
from streamboard.run.plan import RunPlan
from tests.support.wire import HEAD, answer, serve

TWO_AND_A_FAULT = """
title: Three
defaults: {endpoint: sim, max_tokens: 30, sim: {ttft: 0s, rate: 500}}
prompts:
  - {name: whole, prompt: Rain, sim: {length: 8}}
  - {name: thinks, prompt: Rain, sim: {length: 8, thinking: 4}}
  - {name: fails, prompt: Rain, retries: 0, sim: {fault: error_event, after: 3}}
"""


async def test_collect_returns_text_usage_and_figures_of_every_stream() -> None:
    result = await streamboard.collect(parse(TWO_AND_A_FAULT))

    whole, thinks, fails = result.streams
    assert (whole.name, whole.outcome, whole.stop_reason, whole.endpoint) == (
        "whole",
        "completed",
        "end_turn",
        "sim",
    )
    assert whole.text
    assert whole.usage["output_tokens"] > 1
    assert whole.ttft_ns is not None
    assert whole.e2e_ns is not None
    assert whole.ttfo_ns == whole.ttft_ns <= whole.e2e_ns
    assert len(whole.delta_stamps_ns) == 8
    assert thinks.thinking
    assert thinks.ttft_ns is not None
    assert thinks.ttfo_ns is not None
    assert thinks.ttft_ns <= thinks.ttfo_ns  # On a busy machine both may come at once.
    assert fails.outcome == "failed"
    assert fails.error is not None
    assert fails.error.type == "overloaded_error"
    assert fails.text, "what came before the error is kept"
    assert result.figures["run"]["wall_ms"] > 0
    assert result.totals.streams == 3
    assert result.totals.counts["done"] == 2


async def test_stream_yields_the_run_events_in_order_and_waits_for_no_hand() -> None:
    events = [event async for event in streamboard.stream(parse(f"start: by-hand{TWO_AND_A_FAULT}"))]

    assert isinstance(events[0], RunStarted)
    *_, ended, figures = events
    assert isinstance(ended, RunEnded)
    assert ended.reason == "finished"
    assert isinstance(figures, RunFigures)
    assert [stream["state"] for stream in figures.figures["streams"]] == ["completed", "completed", "failed"]
    assert sum(isinstance(event, StreamEnded) for event in events) == 3
    for stream in {ended.stream for ended in events if isinstance(ended, StreamEnded)}:
        stamps = [event.t for event in events if getattr(event, "stream", None) == stream]
        assert stamps == sorted(stamps)


async def test_leaving_early_stops_the_streams() -> None:
    slow = "defaults: {endpoint: sim, sim: {ttft: 0s, rate: 5}}\nprompts: [Rain, Snow]"
    seen: list[object] = []
    async with aclosing(streamboard.stream(parse(slow))) as events:
        async for event in events:
            seen.append(event)
            if isinstance(event, ContentBlockDelta):
                break
    assert not any(isinstance(event, AttemptEnded) for event in seen)


async def test_a_prompt_without_a_file_is_asked_in_rounds_and_its_answers_are_saved(tmp_path: Path) -> None:
    asked = streamboard.prompt("Tell me about {{rain}}.")
    saved = tmp_path / "answers"
    result = await streamboard.collect(
        asked, endpoint="sim", models=("sim",), max_tokens=9, repeat=2, save_dir=saved
    )
    first, second = result.streams
    assert [(one.repeat, one.round) for one in result.plan.streams] == [(1, 1), (2, 2)]
    assert result.plan.streams[0].request == {
        "max_tokens": 9,
        "messages": [{"role": "user", "content": "Tell me about {{rain}}."}],
    }
    assert first.outcome == "max_tokens"
    assert [file.read_text() for file in sorted(saved.iterdir())] == [first.text, second.text]
    assert not result.not_saved


async def test_answers_that_cannot_be_saved_are_told_when_the_run_is_over(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    at = tmp_path / "file" / "answers"
    asked = parse(TWO_AND_A_FAULT)
    result = await streamboard.collect(asked, save_dir=at)
    assert result.streams[0].outcome == "completed"
    assert "Not a directory" in result.not_saved
    events = streamboard.stream(asked, save_dir=at)
    while not isinstance(await anext(events), RunFigures):
        pass
    with pytest.raises(streamboard.NotSavedError, match="Not a directory"):
        await anext(events)


async def test_a_server_of_its_own_answers_and_a_plan_is_final() -> None:
    async with serve(lambda request: [HEAD, answer("Hel", "lo.")]) as server:
        result = await streamboard.collect(streamboard.prompt("Hi there"), url=server.url, models=("m",))
        assert [(one.text, one.endpoint) for one in result.streams] == [("Hello.", "server")]
        with pytest.raises(UsageError, match="final"):
            await streamboard.collect(result.plan, url=server.url)


async def test_a_plan_and_a_prompt_set_made_in_python_run_as_well() -> None:
    made = PromptSet(
        prompts=[Prompt(name="p", prompt="Rain", endpoint="sim", sim={"ttft": "0s", "length": 3})]
    )
    started = [event async for event in streamboard.stream(made) if isinstance(event, RunStarted)]
    plan = started[0].plan
    assert isinstance(plan, RunPlan)
    again = await streamboard.collect(plan)
    assert again.streams[0].outcome == "completed"


async def test_mistakes_are_raised_before_anything_is_sent(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("sets") / "wrong.yaml"
    path.write_text("prompts: [{promt: x}]")
    with pytest.raises(DocumentError, match=r"wrong\.yaml:1:12"):
        await streamboard.collect(path)
