"""Files of other tools, read as runs: samples that the tools wrote, and what is wrong with others."""

from __future__ import annotations

import json
import os
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from streamboard.board.state import BoardState
from streamboard.board.stream import StreamState
from streamboard.common.errors import RunFileError
from streamboard.feeds.event_file import EventFile
from streamboard.run import runfile
from streamboard.run.archive.digest import digest
from streamboard.run.events import StreamEnded
from streamboard.run.foreign.aiperf import MOST_REQUESTS
from streamboard.run.foreign.answer import ForeignAnswer

FILES = Path(__file__).parent / "files"
CHAT, MESSAGES = FILES / "aiperf_chat.jsonl", FILES / "aiperf_messages.jsonl"
"""Written by AIPerf 0.13.0 (`--export-level raw`): of three answers in OpenAI's words by the source of the
benchmarks, and of three by `streamboard sim` as `sim-flaky`, of which the first is AIPerf's warm-up."""
AIPERFS = (
    (16.061376, 54.526823889, 506.802791),
    (11.178722, 54.516479556, 501.827038),
    (10.31519, 54.512679111, 500.929302),
)
"""What AIPerf says of the first file: TTFT, ITL and latency in milliseconds."""


def board_of(path: Path) -> BoardState:
    run = runfile.read(path)
    assert run.warning == ""
    board = BoardState(run.started.plan)
    board.apply_all(run.events)
    return board


def figures(stream: StreamState) -> tuple[float, ...]:
    attempt = stream.shown
    assert attempt is not None
    figures = attempt.ttft_ns(), attempt.itl_ns(), attempt.e2e_ns()
    return tuple(-1 if one is None else one / 1e6 for one in figures)


def records(path: Path = CHAT) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def written(path: Path, *records: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(record, separators=(",", ":")) + "\n" for record in records))
    return path


def test_an_answer_in_openais_words_has_aiperfs_own_figures() -> None:
    board = board_of(CHAT)
    for stream, theirs in zip(board.streams.values(), AIPERFS, strict=True):
        assert figures(stream) == pytest.approx(theirs, abs=1e-6)
        assert stream.outcome == "completed"
        assert stream.shown is not None
        assert stream.shown.message.text.startswith("rain @")
        assert (stream.shown.output_tokens(), stream.shown.message.input_tokens) == ((10, True), 10)
        assert stream.shown.sent is None, "AIPerf does not say when a request had left"
        assert stream.model() == "bench"
    assert board.endpoints["aiperf"].detail == "AIPerf's export: chunk times only"
    assert (board.ended is not None, board.finished) == (True, True)


def test_an_answer_in_the_messages_apis_words_is_told_as_it_came() -> None:
    board = board_of(MESSAGES)
    broken, cut = board.streams.values()
    assert "1 of its warm-up left out" in board.endpoints["aiperf"].detail
    assert (broken.outcome, cut.outcome) == ("failed", "max_tokens")
    assert broken.error is not None
    assert broken.error.type == "connection_closed"
    assert "not completed" in broken.error.message
    assert figures(cut)[0] == pytest.approx(327.872162)
    assert cut.shown is not None
    assert cut.shown.output_tokens() == (60, True)
    assert (
        cut.shown.queue_time_ns()
        == records(MESSAGES)[2]["metadata"]["request_start_ns"]
        - (records(MESSAGES)[2]["metadata"]["credit_issued_ns"])
    )


def test_the_list_of_runs_knows_it() -> None:
    found = digest(CHAT)
    assert (found.problem, found.streams, found.models, found.outcome) == ("", 3, ["bench"], "completed")
    assert found.started_at.startswith("2026-")
    assert not found.simulated


def test_a_torn_export_has_the_whole_requests(tmp_path: Path) -> None:
    path = tmp_path / "profile_export_raw.jsonl"
    path.write_bytes(CHAT.read_bytes()[:-100])
    run = runfile.read(path)
    assert (len(run.started.plan.streams), run.torn) == (2, True)
    lines = CHAT.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([lines[0], b"{}\n", b'{"metadata":1}\n', lines[1]]))
    run = runfile.read(path)
    assert (len(run.started.plan.streams), run.bad_lines) == (2, (2, 3))


def test_an_export_of_figures_alone_says_which_file_to_take(tmp_path: Path) -> None:
    line = {"metadata": {"session_num": 0}, "metrics": {"request_latency": {"value": 1, "unit": "ms"}}}
    with pytest.raises(RunFileError, match="without the times of chunks") as raised:
        runfile.read(written(tmp_path / "profile_export.jsonl", line))
    assert "profile_export_raw" in raised.value.advice
    with pytest.raises(RunFileError, match="holds no request"):
        runfile.read(written(tmp_path / "x.jsonl", {"metadata": {"session_num": 0}}))


def test_times_that_cannot_be_break_nothing(tmp_path: Path) -> None:
    one, two, three = records()
    one["responses"][0]["perf_ns"] = -(2**62)
    one["responses"][3]["perf_ns"] = 2**62
    two["metadata"]["request_end_ns"] = 0
    three["metadata"]["credit_issued_ns"] = -(2**62)
    three["payload"] = {"messages": [{"role": 5}, "x", {"role": "user", "content": [1]}], "model": 7}
    run = runfile.read(written(tmp_path / "run.jsonl", one, two, three))
    board = BoardState(run.started.plan)
    board.apply_all(run.events)
    for stream in run.started.plan.streams:
        stamps = [event.t for event in run.events if getattr(event, "stream", "") == stream.id]
        assert stamps == sorted(stamps)
    assert board.finished


def test_lists_without_end_are_no_request(tmp_path: Path) -> None:
    one, two, three = records()
    lists: list[Any] = [[] for _ in range(50_000)]
    one["payload"] = {"messages": [{"role": "user", "content": [{"type": "x", "of": lists}]}]}
    packet = {"name": "data", "value": json.dumps({"choices": lists})}
    two["responses"] = [{"perf_ns": two["start_perf_ns"] + 5, "packets": [packet]}]
    three["responses"] = [{"perf_ns": 1, "packets": [{}] * 500_000}] * 2
    run = runfile.read(written(tmp_path / "run.jsonl", one, two, three))
    assert run.bad_lines == (3,)
    assert run.started.plan.streams[0].request["messages"] == []
    ends = {event.stream: event.outcome for event in run.events if isinstance(event, StreamEnded)}
    assert ends == {"s1": "completed", "s2": "cut_off"}


def test_a_warm_up_is_left_out_in_one_pass_and_too_many_requests_are_named(tmp_path: Path) -> None:
    line = {"metadata": {"session_num": 0, "request_start_ns": 5, "request_end_ns": 9}, "start_perf_ns": 5}
    texts = []
    for phase in ("warmup", "profiling"):
        line["metadata"]["benchmark_phase"] = phase  # type: ignore[index]
        texts.append(json.dumps(line | {"responses": []}, separators=(",", ":")) + "\n")
    path = tmp_path / "run.jsonl"
    path.write_text("".join(texts) * 2_000)
    assert len(runfile.read(path).started.plan.streams) == 2_000
    path.write_text(texts[0] * (MOST_REQUESTS + 1))
    with pytest.raises(RunFileError, match="more than 50,000 requests"):
        runfile.read(path)
    assert "50,000" in digest(path).problem


def test_a_name_of_a_file_that_is_no_text_is_shown_as_one(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"a\xff\x1b[2J.jsonl")
    path.write_bytes(CHAT.read_bytes())
    with closing(EventFile(path)) as events:
        assert events.started.plan.title == digest(path).title
        events.started.plan.title.encode()
        assert "\x1b" not in events.started.plan.title


def test_who_was_cancelled_and_who_has_no_stream(tmp_path: Path) -> None:
    one, two, three = records()
    one["metadata"]["was_cancelled"] = True
    two["error"], two["responses"], two["status"] = {"code": 503, "message": "busy"}, [], 503
    content = [{"type": "text", "text": "Hi"}]
    message = {"type": "message", "model": "m", "content": content, "stop_reason": "end_turn"}
    text = json.dumps(message | {"usage": {"output_tokens": 1}})
    three["responses"] = [
        {"perf_ns": three["start_perf_ns"] + 5, "text": text, "content_type": "application/json"}
    ]
    board = board_of(written(tmp_path / "run.jsonl", one, two, three))
    cancelled, failed, whole = board.streams.values()
    assert (cancelled.outcome, failed.outcome, whole.outcome) == ("cancelled", "failed", "completed")
    assert failed.error is not None
    assert (failed.error.type, failed.error.message, failed.error.status) == ("http_503", "busy", 503)
    assert whole.shown is not None
    assert whole.shown.message.text == "Hi"


def test_thinking_tools_and_responses_are_told_as_blocks() -> None:
    answer = ForeignAnswer("s1")
    for delta in (
        {"reasoning_content": "Hm"},
        {"content": "Yes"},
        {"tool_calls": [{"index": 0, "function": {"name": "look", "arguments": '{"a"'}}, 5, {"function": 5}]},
        {"tool_calls": [{"index": 0, "function": {"arguments": ":1}"}}]},
    ):
        list(answer.take(1, json.dumps({"choices": [{"delta": delta}, 5]})))
    for nothing in ("[DONE]", "[]", "5", '{"choices":5}', '{"choices":[5]}', "{" * 999):
        list(answer.take(1, nothing))
    list(
        answer.take(
            2, '{"choices":[{"delta":{},"finish_reason":"tool_calls"}],"usage":{"completion_tokens":9}}'
        )
    )
    list(answer.close(3, whole=True))
    assert [block.kind for block in answer.message.blocks] == ["thinking", "text", "tool_use"]
    assert answer.message.blocks[2].text == '{"a":1}'
    assert (answer.outcome, answer.message.output_tokens) == ("completed", 9)
    answer = ForeignAnswer("s1")
    for event in (
        {"type": "response.created", "response": {"model": "gpt"}},
        {"type": "response.output_text.delta", "delta": "Hello"},
        {"type": "response.incomplete", "response": {"incomplete_details": {"reason": "max_output_tokens"}}},
    ):
        list(answer.take(1, json.dumps(event)))
    list(answer.close(2, whole=True))
    assert (answer.message.text, answer.message.model, answer.outcome) == ("Hello", "gpt", "max_tokens")
