"""How the board ends: by keys, signals, a terminal that goes, and kills."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from streamboard.run import runfile
from streamboard.run.events import RunEnded
from tests.support.commands import QUICK
from tests.support.engines import children_of, is_alive

from .conftest import Start
from .driving import ENDLESS, focused, panes, steady
from .terminal import Terminal


def leave_by_ctrl_c(board: Terminal) -> None:
    board.press("ctrl+c")


@pytest.mark.parametrize(
    ("leave", "code"),
    [
        pytest.param(leave_by_ctrl_c, 130, id="ctrl+c"),
        pytest.param(lambda board: board.process.send_signal(signal.SIGINT), 130, id="SIGINT"),
        pytest.param(lambda board: board.process.send_signal(signal.SIGHUP), 129, id="SIGHUP"),
    ],
)
def test_interrupts_and_signals_restore_the_terminal_and_say_so_by_the_exit_code(
    streamboard: Start, prompt_set: Callable[[str], Path], leave: Callable[[Terminal], None], code: int
) -> None:
    board = streamboard(prompt_set(ENDLESS), "--no-record")
    board.wait_for("river")
    below = children_of(board.process.pid)
    leave(board)
    assert board.wait_exit() == code
    board.assert_restored()
    board.wait_until(lambda: not any(map(is_alive, below)), "the engine to go")


def test_sigterm_while_streaming_finishes_the_run_file(
    streamboard: Start, prompt_set: Callable[[str], Path], tmp_path: Path
) -> None:
    board = streamboard(prompt_set(ENDLESS), "--record", tmp_path / "run.jsonl")
    board.wait_for("● streaming")
    board.process.send_signal(signal.SIGTERM)
    assert board.wait_exit() == 143
    board.assert_restored()
    recorded = runfile.read(tmp_path / "run.jsonl")
    assert recorded.warning == ""
    assert isinstance(recorded.events[-1], RunEnded)


def test_a_terminal_that_is_closed_ends_everything(
    streamboard: Start, prompt_set: Callable[[str], Path], tmp_path: Path
) -> None:
    board = streamboard(prompt_set(ENDLESS), "--record", tmp_path / "run.jsonl")
    board.wait_for("● streaming")
    below = children_of(board.process.pid)
    assert len(below) >= 2
    board.hang_up()
    assert board.wait_exit() == 129
    board.wait_until(lambda: not any(map(is_alive, below)), "the engine and the server to go")
    assert runfile.read(tmp_path / "run.jsonl").complete


def test_a_sigcont_after_no_stop_changes_nothing(
    streamboard: Start, prompt_set: Callable[[str], Path]
) -> None:
    board = streamboard(prompt_set(ENDLESS), "--no-record")
    board.wait_for("● streaming")
    board.process.send_signal(signal.SIGCONT)
    board.press_to_show("?", "esc closes this")
    board.press_to_hide("esc", "esc closes this")
    board.press("q")
    assert board.wait_exit() == 0
    board.assert_restored()


def engine_of(board: Terminal) -> int:
    """The process id of a board's engine, which is its only child."""
    return children_of(board.process.pid)[0]


def test_a_killed_engine_leaves_the_text_a_banner_and_a_board_that_answers(
    streamboard: Start, prompt_set: Callable[[str], Path]
) -> None:
    board = streamboard(prompt_set(ENDLESS), "--no-record")
    board.wait_for("3 in flight", "1 done")
    for name in ("river", "forest", "harbour"):
        board.wait_until(lambda: len("".join(panes(board)[name].words)) > 60, "some text")  # noqa: B023
    below = children_of(board.process.pid)
    os.kill(engine_of(board), signal.SIGKILL)
    board.wait_until(
        lambda: board.rows[2].startswith(" ✗ The engine was killed by signal 9"), "a banner over the panes"
    )
    board.wait_until(lambda: "✗ cut off" in panes(board)["river"].title, "a stream that is cut off")
    found = steady(board, 4)
    assert "✓ end_turn" in found["haiku"].title
    assert "start the run again" in found["river"].body.replace("\n", " ")
    kept = max(found["river"].words[:3], key=len)
    assert len(kept) > 20
    board.wait_until(lambda: not any(map(is_alive, below)), "the server to go")
    board.press("z")
    # It is wrapped at another width there.
    board.wait_until(lambda: kept in " ".join(steady(board, 1)["river"].body.split()), "what came")
    board.press("z")
    steady(board, 4)
    board.press_until("tab", lambda: focused(board) == "forest", "the focus to move")
    for key in ("x", "r", "X", "R", "e", "e"):
        board.press(key)
    board.press_to_show("v", "last words")
    board.press("q")
    assert board.wait_exit() == 1, "an engine that died is no good end"
    board.assert_restored()


def test_a_killed_board_takes_the_engine_and_the_server_along(
    streamboard: Start, prompt_set: Callable[[str], Path], tmp_path: Path
) -> None:
    board = streamboard(prompt_set(ENDLESS), "--record", tmp_path / "run.jsonl")
    board.wait_for("● streaming")
    below = children_of(board.process.pid)
    assert len(below) >= 2
    board.process.kill()
    assert board.wait_exit() == -signal.SIGKILL
    board.wait_until(lambda: not any(map(is_alive, below)), "the engine and the server to go")
    assert runfile.read(tmp_path / "run.jsonl").complete


def test_a_terminal_in_non_blocking_mode_is_drawn_on_and_restored(
    streamboard: Start, prompt_set: Callable[[str], Path]
) -> None:
    board = streamboard(prompt_set(ENDLESS), "--no-record")
    board.set_blocking(False)
    board.wait_for("● streaming")
    board.press_to_show("?", "esc closes this")
    board.press_to_hide("esc", "esc closes this")
    board.press("q")
    assert board.wait_exit() == 0
    board.assert_restored()


def test_an_engine_that_is_stopped_does_not_stop_the_board(
    streamboard: Start, prompt_set: Callable[[str], Path], tmp_path: Path
) -> None:
    board = streamboard(prompt_set(QUICK + "prompts: [Say one thing.]\n"), "--no-record")
    board.wait_for("✓ end_turn")
    below = children_of(board.process.pid)
    os.kill(engine_of(board), signal.SIGSTOP)
    # More than the pipe to the engine holds.
    (tmp_path / "terminal" / "long.txt").write_text("A long text. " * 15_000)
    board.press_to_show("i", "enter")
    board.send("@long.txt What is this?")
    board.wait_for("What is this?")
    board.press("enter")
    board.wait_gone("What is this?")
    board.send("and this?")
    board.wait_for("and this?")
    board.press("ctrl+c")
    assert board.wait_exit() == 130
    board.assert_restored()
    board.wait_until(lambda: not any(map(is_alive, below)), "the engine and the server to go")


def test_without_keys_it_says_so_and_runs_without_a_screen(
    streamboard: Start, prompt_set: Callable[[str], Path]
) -> None:
    shell = ["sh", "-c", 'exec "$@" </dev/null', "sh"]
    board = streamboard(prompt_set(QUICK + "prompts: [Say one thing.]\n"), "--no-record", under=shell)
    board.wait_for("standard input is not a terminal", "1 of 1 completed")
    assert board.wait_exit() == 0
