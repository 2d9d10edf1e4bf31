"""The command line as a person or a script meets it: a process, its output, its exit code."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from streamboard.run import runfile
from streamboard.run.codec import decode
from streamboard.run.events import ContentBlockDelta, RunEnded, RunFigures, RunStarted, StreamEnded
from tests.support.commands import COMMAND, GOOD, QUICK, recordings, streamboard, write
from tests.support.engines import PATIENCE_S
from tests.support.outputs import rest_of

SLOW = QUICK.replace("5000,", "20,").replace("length: 20", "length: 100000") + "prompts: [Go on and on.]\n"

SEVEN_MISTAKES = """\
titel: Seven
defaults:
  endpoint: nowhere
  max_tokens: many
concurrency: -1
start: sometimes
limits: {first_tokn: 3s}
prompts:
  - {name: a, prompt: "{{topic}}"}
"""


def started(*arguments: str | Path, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run a command as a process; whatever happens, there is no traceback."""
    done = subprocess.run(
        [*COMMAND, *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        stdin=subprocess.DEVNULL,
        check=False,
        **options,
    )
    assert "Traceback" not in done.stderr + done.stdout
    return done


@pytest.fixture
def good(tmp_path: Path) -> Path:
    return write(tmp_path, GOOD)


def test_check_shows_the_streams_and_sends_nothing(good: Path, home: Path) -> None:
    done = streamboard("check", good)
    assert done.returncode == 0
    assert done.stderr == ""
    assert "Quick" in done.stdout
    assert "2 streams, start together. Nothing was sent." in done.stdout
    assert not recordings(home)


def test_seven_mistakes_are_seven_findings_with_their_places(tmp_path: Path) -> None:
    path = write(tmp_path, SEVEN_MISTAKES)
    done = started("check", path)
    assert done.returncode == 2
    assert done.stdout == ""
    findings = [line for line in done.stderr.splitlines() if line.startswith(f"{path}:")]
    assert len(findings) == 7, done.stderr
    for finding in findings:
        line, column = finding.removeprefix(f"{path}:").split(":")[:2]
        assert (int(line) > 0, int(column) > 0) == (True, True)


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "no-such-file.yaml"],
        ["run", "."],
        ["run"],
        ["replay", "no-such-run.jsonl"],
        ["run", "{set}", "--no-such-option"],
        ["run", "{set}", "--endpoint", "nowhere"],
        ["run", "{set}", "--set", "max_tokens"],
        ["run", "{set}", "--set", "max_tokens=many"],
        ["run", "{set}", "--concurrency", "0"],
        ["run", "{set}", "--record", "a.jsonl", "--no-record"],
        ["run", "{set}", "--record", "no/such/folder/a.jsonl"],
        ["run", "{set}", "--record", "{set}"],
    ],
    ids=" ".join,
)
def test_wrong_command_lines_exit_with_2_and_a_sentence(
    good: Path, tmp_path: Path, arguments: list[str]
) -> None:
    filled = [word.replace("{set}", str(good)) for word in arguments]
    done = streamboard(*filled, cwd=tmp_path)
    expected = 2
    assert done.returncode == expected, done.stderr
    assert done.stderr.strip()
    assert done.stdout == ""


@pytest.mark.usefixtures("warm")
def test_a_run_as_json_is_the_run_file_line_by_line(good: Path, tmp_path: Path) -> None:
    record = tmp_path / "run.jsonl"
    done = started("run", good, "--json", "--record", record)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    events = [decode(line) for line in lines]
    assert isinstance(events[0], RunStarted)
    assert isinstance(events[-2], RunEnded)
    assert isinstance(events[-1], RunFigures)
    assert done.stdout.startswith(record.read_text())
    assert len(lines) == 1 + len(record.read_text().splitlines())
    names = [json.loads(line)["event"] for line in lines]
    assert {
        *("run_started", "endpoint_state", "stream_queued", "attempt_started", "response_started"),
        *("message_start", "content_block_start", "ping", "content_block_delta", "content_block_stop"),
        *("message_delta", "message_stop", "attempt_ended", "stream_ended", "run_ended", "run_figures"),
    } <= set(names)
    assert all(isinstance(json.loads(line)["t"], int) for line in lines)
    assert f"recorded in {record}" in done.stderr
    assert record.stat().st_mode & 0o777 == 0o600


def test_a_run_prints_labelled_lines_and_a_summary_and_keeps_a_file(good: Path, home: Path) -> None:
    done = streamboard("run", good)
    assert done.returncode == 0, done.stderr
    assert "SIMULATED" in done.stdout
    assert "2 of 2 completed" in done.stdout
    (file,) = recordings(home)
    assert runfile.read(file).warning == ""
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700


def test_without_a_terminal_a_file_alone_is_run_and_no_record_keeps_none(good: Path, home: Path) -> None:
    done = streamboard(good, "--no-record")
    assert done.returncode == 0, done.stderr
    assert "2 of 2 completed" in done.stdout
    assert not recordings(home)


def test_record_overwrites_nothing(good: Path, tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text("precious")
    done = streamboard("run", good, "--record", path)
    assert done.returncode == 2
    assert "exists already" in done.stderr
    assert path.read_text() == "precious"
    link = tmp_path / "link.jsonl"
    link.symlink_to(tmp_path / "nothing-there")
    assert streamboard("run", good, "--record", link).returncode == 2


def test_a_stream_that_fails_makes_it_1_and_keeps_the_others(tmp_path: Path) -> None:
    broken = "prompts: [Fine., {prompt: Broken., sim: {fault: server_error}}]\n"
    done = streamboard("run", write(tmp_path, QUICK + broken), "--no-record")
    assert done.returncode == 1, done.stderr
    assert "1 of 2 completed" in done.stdout
    assert "internal server error" in done.stdout


def test_a_missed_objective_makes_it_3(tmp_path: Path) -> None:
    done = streamboard("run", write(tmp_path, GOOD + "slo: {ttft: 0.001ms}\n"), "--no-record")
    assert done.returncode == 3, done.stderr
    assert "SLO 0 of 2" in done.stdout


@pytest.mark.usefixtures("warm")
def test_an_interrupt_stops_the_streams_and_reports_what_came(tmp_path: Path) -> None:
    record = tmp_path / "run.jsonl"
    command = [*COMMAND, "run", str(write(tmp_path, SLOW)), "--json", "--record", str(record)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        seen = []
        for line in child.stdout:
            seen.append(decode(line))
            if isinstance(seen[-1], ContentBlockDelta):
                break
        child.send_signal(signal.SIGINT)
        rest, err = rest_of(child)
    seen += [decode(line) for line in rest.splitlines()]
    assert child.returncode == 130
    assert "Traceback" not in err
    assert "stopping" in err
    (ended,) = [event for event in seen if isinstance(event, StreamEnded)]
    assert ended.outcome == "cancelled"
    *told, figures = seen
    assert isinstance(figures, RunFigures)
    assert runfile.read(record).events == told
    assert runfile.read(record).complete


@pytest.mark.slow
def test_an_interrupt_before_anything_was_sent_is_quiet(tmp_path: Path) -> None:
    # Slow answers: a signal that comes late on a busy machine still interrupts the run.
    command = [*COMMAND, "run", str(write(tmp_path, SLOW)), "--no-record"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as child:
        give_up = time.monotonic() + PATIENCE_S
        # The engine is its child: once that is there, the handler is about to be.
        while not _children(child.pid) and time.monotonic() < give_up and child.poll() is None:
            time.sleep(0.01)
        child.send_signal(signal.SIGINT)
        _, err = child.communicate(timeout=PATIENCE_S)
    assert child.returncode == 130
    assert "Traceback" not in err


def _children(pid: int) -> str:
    path = Path(f"/proc/{pid}/task/{pid}/children")
    return path.read_text() if path.exists() else ""


@pytest.mark.usefixtures("warm")
@pytest.mark.parametrize("as_json", [True, False], ids=["json", "lines"])
def test_a_reader_that_has_seen_enough_ends_it_quietly(tmp_path: Path, as_json: bool) -> None:
    slow = write(tmp_path, SLOW)
    command = [*COMMAND, "run", str(slow), "--no-record", *(["--json"] if as_json else [])]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        assert child.stdout.readline()
        child.stdout.close()
        err = child.stderr.read()
        child.wait(PATIENCE_S)
    assert err == ""
    assert child.returncode == 128 + signal.SIGPIPE


def test_schema_is_json() -> None:
    done = streamboard("schema")
    assert done.returncode == 0
    assert json.loads(done.stdout)["title"] == "streamboard prompt set"


def test_help_and_version_and_the_bare_command() -> None:
    helped = streamboard("--help")
    assert helped.returncode == 0
    assert "check" in helped.stdout
    assert streamboard("--version").returncode == 0
    bare = streamboard()
    assert bare.returncode == 0
    assert "streamboard --help" in bare.stdout


def test_replay_without_a_terminal_prints_the_summary_of_the_run(good: Path, tmp_path: Path) -> None:
    record = tmp_path / "run.jsonl"
    streamboard("run", good, "--record", record)
    done = streamboard("replay", record)
    assert done.returncode == 0
    assert "TTFT" in done.stdout
    assert "2 of 2 completed" in done.stdout


def test_a_prompt_set_is_no_run_file(good: Path) -> None:
    done = streamboard("replay", good)
    assert done.returncode == 2
    assert "is not a run file" in done.stderr


def test_no_escape_sequence_of_a_stream_reaches_the_output(tmp_path: Path) -> None:
    hostile = 'prompts: [{prompt: "x", name: "a b", sim: {fault: control_characters}}]\n'
    done = streamboard("run", write(tmp_path, QUICK + hostile), "--no-record")
    assert done.returncode == 0, done.stderr
    shown = done.stdout.replace("\n", "")
    assert shown.isprintable() or not set(shown) & {chr(code) for code in (*range(32), *range(127, 160))}
    assert "\u202e" not in shown


@pytest.mark.slow
def test_a_file_in_the_working_directory_does_not_stand_in_for_a_library(good: Path, tmp_path: Path) -> None:
    (tmp_path / "msgspec.py").write_text("raise SystemExit('taken over')\n")
    (tmp_path / "asyncio.py").write_text("raise SystemExit('taken over')\n")
    script = Path(sys.executable).with_name("streamboard")
    done = subprocess.run(
        [script, "run", good, "--no-record"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        env={**os.environ},
        check=False,
    )
    assert "taken over" not in done.stdout + done.stderr
    assert done.returncode == 0
