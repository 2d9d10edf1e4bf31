"""Files of other kinds in place of a prompt set, options that are not there, and tables in a pipe."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.support.commands import GOOD, streamboard, write


@pytest.fixture
def recorded(tmp_path: Path) -> Path:
    path = tmp_path / "run.jsonl"
    assert streamboard("run", write(tmp_path, GOOD), "--record", path).returncode == 0
    return path


def test_a_run_file_opens_as_a_prompt_set_does(recorded: Path) -> None:
    done = streamboard(recorded)
    assert done.returncode == 0, done.stderr
    assert done.stdout == streamboard("replay", recorded).stdout
    assert "2 of 2 completed" in done.stdout


@pytest.mark.parametrize("option", ["--model=x", "--no-record", "--set=max_tokens=5", "--endpoint=sim"])
def test_a_run_file_takes_no_options_of_a_new_run(recorded: Path, option: str) -> None:
    done = streamboard(recorded, option)
    assert done.returncode == 2
    assert f"is a recorded run, which takes no {option.partition('=')[0]}" in done.stderr


@pytest.mark.parametrize("command", ["run", "check"])
def test_a_run_file_is_no_prompt_set(recorded: Path, command: str) -> None:
    done = streamboard(command, recorded)
    assert done.returncode == 2
    assert f"`streamboard replay {recorded}` shows it" in done.stderr


def test_files_of_other_kinds_are_told_by_what_they_are(tmp_path: Path) -> None:
    (tmp_path / "image.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    (tmp_path / "zero.gguf").write_bytes(b"GGUF\x03\0\0\0")
    os.mkfifo(tmp_path / "pipe")
    for name, what in {
        "image.png": "is not a text",
        "zero.gguf": "is not a text",
        "pipe": "is not a regular file",
        ".": "is a folder",
        "-": "Standard input cannot be read",
    }.items():
        done = streamboard(name, cwd=tmp_path)
        assert done.returncode == 2
        assert what in done.stderr


@pytest.mark.parametrize(
    ("words", "page"),
    [
        (["run", "x.yaml", "--hlep"], "streamboard run --help"),
        (["x.yaml", "--speed", "2"], "streamboard FILE --help"),
        (["chat", "--plain"], "streamboard chat --help"),
        (["replay", "x.jsonl", "--model", "m"], "streamboard replay --help"),
        (["config", "--inti"], "streamboard config --help"),
    ],
)
def test_an_option_that_is_not_there_names_the_page_of_those_that_are(words: list[str], page: str) -> None:
    done = streamboard(*words)
    assert done.returncode == 2
    assert "No such option" in done.stderr
    assert f"Try `{page}`." in done.stderr
    assert "--help" in streamboard(*page.split()[1:]).stdout


def test_a_table_in_a_pipe_is_not_cut(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD + f"models: [{'m' * 120}, n]\n")
    done = streamboard("check", path)
    assert done.returncode == 0, done.stderr
    assert "m" * 120 in done.stdout
    assert "Say another." in done.stdout
