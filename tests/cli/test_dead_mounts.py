"""Folders on a mount that is gone: what is there is done without, and Ctrl-C ends any wait for it."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from streamboard.cli import welcome
from streamboard.run import recording_paths
from streamboard.run.archive import votes
from streamboard.safety import paths
from streamboard.safety.timed_files import Glances
from streamboard.settings import config, memory, prompt_history
from streamboard.settings.memory import Habits, Remembered
from streamboard.settings.prompt_history import PromptHistory
from streamboard.tui.controllers import clipboard
from tests.support.commands import COMMAND, GOOD, streamboard, write
from tests.support.engines import PATIENCE_S, until
from tests.support.mounts import dead_mount

SAID = "does not answer"


@pytest.fixture
def dead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder that does not answer, which nobody waits long for."""
    for waiting in (paths, config, recording_paths, welcome):
        monkeypatch.setattr(waiting, "_PATIENCE_S", 0.05)
    for owner in (memory, votes, clipboard):
        monkeypatch.setattr(owner, "_GLANCES", Glances(0.05))
    (folder := tmp_path / "dead").mkdir()
    with dead_mount(folder):
        yield folder


@pytest.mark.parametrize(
    "words",
    [
        ["check", "{dead}/set.yaml"],
        ["{dead}/set.yaml"],
        ["run", "{set}", "--record", "{dead}/run.jsonl"],
        ["run", "{set}", "--gguf", "{dead}/a.gguf"],
        ["check", "{set}", "--config", "{dead}/config.yaml"],
        ["replay", "{dead}/run.jsonl"],
    ],
    ids=lambda words: " ".join(words),
)
def test_a_file_that_was_named_there_is_given_up(dead: Path, tmp_path: Path, words: list[str]) -> None:
    places = {"{dead}": str(dead), "{set}": str(write(tmp_path, GOOD))}
    for sign, place in places.items():
        words = [word.replace(sign, place) for word in words]
    done = streamboard(*words)
    assert done.returncode != 0
    assert str(dead) in done.stderr
    assert SAID in done.stderr


def test_a_run_goes_without_what_is_kept_there(
    dead: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for kind in ("CONFIG", "DATA", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(dead))
    done = streamboard("run", write(tmp_path, GOOD))
    assert done.returncode == 0, done.stderr
    assert "2 of 2 completed" in done.stdout
    assert "settings are not read" in done.stderr
    assert "this run is not recorded" in done.stderr
    assert done.stderr.count(SAID) == 2
    assert streamboard().returncode == 0
    listed = streamboard("runs")
    assert SAID in listed.stderr
    assert str(dead) in listed.stderr


def test_what_the_board_keeps_there_is_done_without(dead: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prompt_history, "Glances", lambda _s: Glances(0.05))
    history = PromptHistory(dead / "state" / "prompts.jsonl")
    history.add("one")
    assert history.prompts == ["one"]
    assert SAID in history.problem
    with pytest.raises(OSError, match=SAID):
        votes.record(dead / "votes" / "one.jsonl", "p", ["a", "b"], "a")
    assert memory.read(dead / "habits" / "one.json") == Remembered()
    Habits(file=dead / "habits" / "one.json").keep(Remembered(view="race"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(dead))
    assert SAID in clipboard.copy("x", lambda _: None, {"TERM": "linux"})


@pytest.mark.slow
async def test_ctrl_c_ends_the_wait_for_a_file_that_was_named_there(tmp_path: Path) -> None:
    (folder := tmp_path / "dead").mkdir()
    with dead_mount(folder):
        process = await asyncio.create_subprocess_exec(*COMMAND, "check", str(folder / "set.yaml"))
        await until(lambda: waits_for_files(process.pid), "the wait for the file")
        process.send_signal(signal.SIGINT)
        assert await asyncio.wait_for(process.wait(), PATIENCE_S / 4) == 130


def waits_for_files(pid: int) -> bool:
    """Whether a thread of a process waits for an answer of the file system."""
    return any("fuse" in stack.read_text() for stack in Path(f"/proc/{pid}/task").glob("*/stack"))
