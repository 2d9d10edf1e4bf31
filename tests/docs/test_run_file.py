"""docs/run-file.md and docs/run-file.schema.json say what the engine writes."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from jsonschema import Draft202012Validator

from streamboard.board.state import BoardState
from streamboard.run.codec import decode
from streamboard.run.events import ApiEvent, Event, OwnEvent
from streamboard.run.reserved_names import OWN_ERRORS
from streamboard.run.runfile import read
from streamboard.run.schema import run_file_schema
from tests.support.engines import run_engine
from tests.support.plans import plan, stream

pytestmark = pytest.mark.slow

DOCS = Path(__file__).parents[2] / "docs"
BLOCKS = re.findall(
    r"^```(json|sh|python)\n(.*?)^```$", (DOCS / "run-file.md").read_text(), re.DOTALL | re.MULTILINE
)
EXAMPLE_LINES = [line for language, block in BLOCKS if language == "json" for line in block.splitlines()]
SHELL = [block for language, block in BLOCKS if language == "sh"]
PYTHON = [block for language, block in BLOCKS if language == "python"]

needs_jq = pytest.mark.skipif(shutil.which("jq") is None, reason="jq is not installed")


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    """The checked-in schema, ready to judge lines."""
    schema = json.loads((DOCS / "run-file.schema.json").read_text())
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def recorded(clean_session: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run with good answers, retries and faults of many kinds."""
    path = tmp_path_factory.mktemp("run") / "run.jsonl"
    faults = (
        "unknown_events",
        "null_data",
        "odd_values",
        "no_event_names",
        "truncated",
        "error_event",
        "html",
    )
    await run_engine(
        plan(
            stream("s1", sim={"thinking": 5, "pings": 0.01, "rate": 500}),
            stream("s2", sim={"tool": "look_up"}),
            stream("s3", sim={"fault": "overloaded", "times": 1, "retry_after": 0.01}, retries=2),
            *(
                stream(f"s{number}", sim={"fault": fault}, text=f"Say {fault}.")
                for number, fault in enumerate(faults, 4)
            ),
        ),
        record=path,
    )
    return path


def wrong_with(line: dict[str, Any], validator: Draft202012Validator) -> list[str]:
    """What the schema finds wrong with a line."""
    return [error.message for error in validator.iter_errors(line)]


def run_example(example: str, recorded: Path, folder: Path) -> str:
    """Run an example beside a run file called as the document calls it; its output."""
    shutil.copy(recorded, folder / "run.jsonl")
    command = [sys.executable, "-c", example] if example in PYTHON else ["sh", "-ec", example]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def expected_ttfts(recorded: Path) -> dict[tuple[str, int], float]:
    """TTFT in milliseconds of every attempt that has one, as the board has it."""
    run = read(recorded)
    board = BoardState(run.started.plan)
    board.apply_all(run.events)
    return {
        (stream.plan.id, attempt.number): ttft / 1e6
        for stream in board.streams.values()
        for attempt in stream.attempts
        if (ttft := attempt.ttft_ns()) is not None
    }


def ttfts_in(output: str) -> dict[tuple[str, int], float]:
    """What an example printed: stream, attempt and milliseconds on each line."""
    rows = (line.split() for line in output.splitlines())
    return {(stream, int(attempt)): float(ms) for stream, attempt, ms in rows}


def test_the_schema_is_that_of_the_types() -> None:
    written = (DOCS / "run-file.schema.json").read_text()
    assert json.loads(written) == run_file_schema(), (
        "python -m streamboard.run.schema > docs/run-file.schema.json"
    )


def test_every_recorded_line_is_of_the_schema(recorded: Path, validator: Draft202012Validator) -> None:
    lines = [json.loads(line) for line in recorded.read_text().splitlines()]
    assert {"run_started", "ping", "unnamed", "retry_scheduled", "brand_new_event", "run_ended"} <= {
        line["event"] for line in lines
    }
    assert [(line, wrong) for line in lines if (wrong := wrong_with(line, validator))] == []


@pytest.mark.parametrize(
    "line",
    [
        pytest.param({"event": "clock_lag", "t": 1}, id="a field missing"),
        pytest.param({"event": "clock_lag", "t": "1", "lag_ns": 1}, id="text for a number"),
        pytest.param({"event": "ping", "t": 1}, id="no stream"),
        pytest.param(
            {"event": "stream_ended", "t": 1, "stream": "s1", "attempt": 1, "outcome": "fine"},
            id="no such outcome",
        ),
        pytest.param({"t": 1, "stream": "s1", "attempt": 1}, id="no name"),
    ],
)
def test_what_is_no_event_is_not_of_the_schema(line: dict[str, Any], validator: Draft202012Validator) -> None:
    assert wrong_with(line, validator)


@pytest.mark.parametrize("line", EXAMPLE_LINES, ids=lambda line: line[:40])
def test_example_lines_are_events(line: str, validator: Draft202012Validator) -> None:
    assert wrong_with(json.loads(line), validator) == []
    decode(line)


def test_every_event_has_an_example() -> None:
    events: list[Event] = [decode(line) for line in EXAMPLE_LINES]
    assert {type(event) for event in events} == {*OwnEvent.__args__, ApiEvent}


def test_every_field_of_every_event_is_described() -> None:
    words = set(re.findall(r"`([\w.]+)`", (DOCS / "run-file.md").read_text()))
    fields = {
        field
        for name, definition in run_file_schema()["$defs"].items()
        if name != "ContentBlockDelta"
        for field in definition["properties"]
    }
    assert fields <= words


def test_every_type_of_our_errors_is_described_and_told_apart() -> None:
    table = (
        (DOCS / "run-file.md").read_text().partition("| `type` of streamboard's own")[2].partition("\n\n")[0]
    )
    described = {name for row in table.splitlines()[2:] for name in re.findall(r"`(\w+)`", row.split("|")[1])}
    of_the_board = {"no_end", "no_more_events"}
    assert described - {"http_", "error"} == OWN_ERRORS - of_the_board


def test_the_promised_order_is_kept(recorded: Path) -> None:
    lines = [json.loads(line) for line in recorded.read_text().splitlines()]
    assert [lines[0]["event"], lines[-1]["event"]] == ["run_started", "run_ended"]
    for stream_id in {line["stream"] for line in lines if "stream" in line}:
        own = [line for line in lines if line.get("stream") == stream_id]
        stamps = [line["t"] for line in own]
        assert stamps == sorted(stamps)
        assert [own[0]["event"], own[-1]["event"]] == ["stream_queued", "stream_ended"]
        for number in range(1, own[-1]["attempt"] + 1):
            names = [line["event"] for line in own[1:-1] if line["attempt"] == number]
            assert names[0] == "attempt_started"
            assert names.count("attempt_ended") == 1
            assert set(names[names.index("attempt_ended") + 1 :]) <= {"retry_scheduled"}


@needs_jq
def test_jq_ttft(recorded: Path, tmp_path: Path) -> None:
    (example,) = [block for block in SHELL if "reduce" in block]
    assert ttfts_in(run_example(example, recorded, tmp_path)) == pytest.approx(expected_ttfts(recorded))


@needs_jq
def test_jq_outcomes(recorded: Path, tmp_path: Path) -> None:
    (example,) = [block for block in SHELL if "@tsv" in block]
    rows = [line.split("\t") for line in run_example(example, recorded, tmp_path).splitlines()]
    assert {row[0]: row[1] for row in rows}["s8"] == "cut_off"


@needs_jq
def test_jq_text(recorded: Path, tmp_path: Path) -> None:
    (example,) = [block for block in SHELL if "s1.txt" in block]
    run_example(example, recorded, tmp_path)
    run = read(recorded)
    board = BoardState(run.started.plan)
    board.apply_all(run.events)
    shown = board.streams["s1"].shown
    assert shown is not None
    assert (tmp_path / "s1.txt").read_text() == shown.message.text


@needs_jq
def test_jq_leaves_out_a_torn_line(recorded: Path, tmp_path: Path) -> None:
    (example,) = [block for block in SHELL if "fromjson" in block]
    torn = tmp_path / "torn.jsonl"
    torn.write_bytes(recorded.read_bytes()[:-20])
    run_example(example, torn, tmp_path)
    whole = recorded.read_text().splitlines()[:-1]
    copied = (tmp_path / "whole.jsonl").read_text().splitlines()
    assert [json.loads(line) for line in copied] == [json.loads(line) for line in whole]


def test_python_ttft(recorded: Path, tmp_path: Path) -> None:
    (example,) = [block for block in PYTHON if "setdefault" in block]
    assert ttfts_in(run_example(example, recorded, tmp_path)) == pytest.approx(expected_ttfts(recorded))


def test_python_board(recorded: Path, tmp_path: Path) -> None:
    (example,) = [block for block in PYTHON if "BoardState" in block]
    assert "s8 cut_off" in run_example(example, recorded, tmp_path)


def test_every_example_is_tested() -> None:
    assert (len(SHELL), len(PYTHON)) == (4, 2)
