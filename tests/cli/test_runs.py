"""`streamboard runs`, `demo`, `init`, and what stands there without arguments."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from streamboard.cli.welcome import short
from tests.support.commands import GOOD, recordings, streamboard, write


def test_runs_are_listed_opened_tagged_and_removed(tmp_path: Path) -> None:
    for _ in range(2):  # In the same second, or nearly: each has its file.
        assert streamboard("run", write(tmp_path, GOOD)).returncode == 0
    listed = streamboard("runs")
    assert listed.returncode == 0
    assert listed.stdout.count("Quick") == 2
    assert "2 runs" in listed.stdout
    runs = [json.loads(line) for line in streamboard("runs", "--json").stdout.splitlines()]
    assert [run["outcome"] for run in runs] == ["completed", "completed"]
    assert streamboard("runs", "open", "1").stdout == streamboard("replay", runs[0]["path"]).stdout
    assert "keep" in streamboard("runs", "tag", "2", "keep").stdout
    assert streamboard("runs", "tag:keep").stdout.count("Quick") == 1
    assert "None of 2 runs" in streamboard("runs", "model:opus").stderr
    asked = streamboard("runs", "prune", "--to-size", "0")
    assert "Nothing was removed" in asked.stderr
    assert "Removed 1 run" in streamboard("runs", "prune", "--to-size", "0", "--yes").stderr
    assert "Removed 1 run" in streamboard("runs", "remove", "1", "--yes").stderr
    assert "No runs are kept" in streamboard("runs").stderr


def test_what_cannot_be_done_with_runs_is_a_sentence() -> None:
    for words, what in (
        (("runs", "prune"), "needs to know what to remove"),
        (("runs", "prune", "--older-than", "soon"), "soon is no time"),
        (("runs", "open", "1"), "There is no run 1"),
        (("runs", "since:soon"), "soon is no time"),
    ):
        done = streamboard(*words)
        assert done.returncode == 2, words
        assert what in done.stderr


def test_packed_runs_open_as_others_do(tmp_path: Path) -> None:
    assert streamboard("run", write(tmp_path, GOOD)).returncode == 0
    (run,) = recordings(tmp_path / "home")
    to = tmp_path / "run.jsonl.gz"
    assert streamboard("runs", "export", "1", to).returncode == 0
    assert streamboard(to).stdout == streamboard(run).stdout
    assert streamboard("replay", to).returncode == 0


def test_a_run_is_named_whole_where_the_folder_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    assert short(tmp_path / "run.jsonl") == str(tmp_path / "run.jsonl")


def test_a_set_that_comes_with_it_is_checked_by_name(tmp_path: Path) -> None:
    done = streamboard("demo", "fautls")
    assert done.returncode == 2
    assert "did you mean `faults`" in done.stderr.lower()
    # On a busy machine an answer may come in one read, and so have no ITL.
    unhurried = ["sim.rate=5000", "slo.ttft=1h", "slo.itl=null"]
    settings = [part for setting in unhurried for part in ("--set", setting)]
    done = streamboard("demo", "--endpoint", "sim", *settings, "--no-record", cwd=tmp_path)
    assert done.returncode == 0
    assert "4 of 4 completed" in done.stdout


def test_a_set_to_begin_with_passes_and_is_never_written_over(tmp_path: Path) -> None:
    assert "prompts.yaml" in streamboard("init", cwd=tmp_path).stdout
    assert streamboard("check", "prompts.yaml", cwd=tmp_path).returncode == 0
    again = streamboard("init", cwd=tmp_path)
    assert again.returncode == 2
    assert "exists already" in again.stderr
    assert streamboard("init", "gone/x.yaml", cwd=tmp_path).returncode == 2


def test_without_a_terminal_it_is_printed_what_to_type(tmp_path: Path) -> None:
    assert streamboard("run", write(tmp_path, GOOD)).returncode == 0
    said = streamboard(cwd=tmp_path).stdout
    for words in (
        "streamboard set.yaml",
        "streamboard demo faults",
        "streamboard replay ",
        "streamboard init",
    ):
        assert words in said


def test_a_chat_goes_on_from_a_run_only_if_there_is_one(tmp_path: Path) -> None:
    (tmp_path / "set.jsonl").write_text("prompts: [x]")
    for words, what in (
        (("--resume", tmp_path / "set.jsonl"), "not a run file"),
        (("--resume", tmp_path / "gone.jsonl"), "does not exist"),
        (("--resume", tmp_path / "gone.jsonl", "--model", "x"), "--model cannot be used"),
        (("--stream", "x"), "Name the run with --resume"),
    ):
        done = streamboard("chat", *words)
        assert done.returncode == 2
        assert what in done.stderr
