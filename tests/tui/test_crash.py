"""A bug in streamboard: the terminal is given back, and the report quotes nobody."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from streamboard.safety import crash

from .conftest import environment
from .terminal import Terminal

pytestmark = pytest.mark.slow

PROMPT = "the words of a private prompt"
KEY = "sk-ant-" + "crashing-0123456789"

CRASHING_BOARD = f"""
import sys
from streamboard.cli import main as command_line
from streamboard.tui.screen.frame import Frame

calls = 0
original = Frame.METHOD

def break_down(screen):
    global calls
    calls += 1
    secret = {KEY!r}
    if calls > AFTER:
        raise ValueError("{PROMPT}")
    return original(screen)

Frame.METHOD = break_down
sys.argv = ["streamboard", sys.argv[1], "--no-record"]
command_line.main()
"""
CRASHING_COMMAND = f"""
import sys
from streamboard.cli import main as command_line
from streamboard.cli.commands import check

def break_down(*anything):
    secret = {KEY!r}
    raise AttributeError("no such thing; Bearer {KEY}")

check.plan_of = break_down
sys.argv = ["streamboard", "check", sys.argv[1]]
command_line.main()
"""


@pytest.fixture
def prompts(tmp_path: Path) -> Path:
    path = tmp_path / "prompts.yaml"
    path.write_text(f"prompts: [{{prompt: {PROMPT}, endpoint: sim}}]")
    return path


def crashing_board(method: str, *, after: int) -> str:
    """A program whose board breaks in a method after so many calls."""
    return CRASHING_BOARD.replace("METHOD", method).replace("AFTER", str(after))


def test_a_board_that_cannot_begin(tmp_path: Path, prompts: Path) -> None:
    command: list[str | Path] = [sys.executable, "-c", crashing_board("compose", after=0), prompts]
    with Terminal(command, env=environment(tmp_path), cwd=tmp_path) as board:
        code = board.wait_exit()
        board.assert_restored()
    assert code != 0
    assert_reported(board.said_after_leaving, "streamboard failed.")


def test_a_board_that_breaks_while_it_is_shown_goes_on(tmp_path: Path, prompts: Path) -> None:
    command: list[str | Path] = [sys.executable, "-c", crashing_board("draw_frame", after=30), prompts]
    with Terminal(command, env=environment(tmp_path), cwd=tmp_path) as board:
        board.wait_for("Drawing did not work: ValueError at")
        board.press("ctrl+q")
        code = board.wait_exit()
        board.assert_restored()
    assert code == 0
    assert_reported(board.said_after_leaving, "Something on the board did not work.")


def assert_reported(said: str, what: str) -> None:
    """What broke is said, and where, and nothing else."""
    assert f"{what} This is a bug" in said
    assert "break_down" in said
    assert "ValueError" in said
    assert PROMPT not in said
    assert KEY not in said


def test_a_crash_of_a_command(tmp_path: Path, prompts: Path) -> None:
    command: list[str | Path] = [sys.executable, "-c", CRASHING_COMMAND, prompts]
    with Terminal(command, env=environment(tmp_path), cwd=tmp_path) as shell:
        code = shell.wait_exit()
    assert code == crash.EXIT
    said = bytes(shell.raw).decode()
    assert "This is a bug" in said
    assert "AttributeError" in said
    assert KEY not in said
