"""Sixteen faults on one board, a terminal that is slow, a stop by the shell, and a disk that is full."""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from streamboard.run import runfile
from tests.support.engines import children_of, is_alive

from .conftest import Start
from .driving import ENDLESS, steady, wait_for_more
from .terminal import Terminal

WORDS_BY_FAULT = {
    "none": "end_turn",
    "rate_limited": "rate limit",
    "unauthorized": "key refused",
    "server_error": "server error",
    "dropped": "conn closed",
    "html": "not a stream",
    "error_event": "overloaded",
    "bare_error": "error",
    "truncated": "cut off",
    "cut": "conn closed",
    "reset_stream": "conn reset",
    "stall": "stalled",
    "stall_pings": "stalled",
    "malformed": "protocol",
    "invalid_utf8": "protocol",
    "linger": "end_turn",
}
FAULTS = """
defaults: {endpoint: sim, max_tokens: 400, retries: 0}
limits: {first_token: 5s, idle: 2s, total: 30s}
prompts:
""" + "\n".join(
    f"  - {{name: {name.replace('_', '-')}, prompt: Rain., sim: {{ttft: 0, rate: 200, length: 30, after: 9"
    + ("" if name == "none" else f", fault: {name}")
    + "}}"
    for name in WORDS_BY_FAULT
)


@pytest.mark.parametrize("size", [(80, 24), (200, 50)])
def test_sixteen_faults_on_one_board(
    streamboard: Start, prompt_set: Callable[[str], Path], tmp_path: Path, size: tuple[int, int]
) -> None:
    record = tmp_path / "run.jsonl"
    board = streamboard(prompt_set(FAULTS), "--record", record, size=size)
    board.wait_until(lambda: re.search(r"2(/16)? done.* 14 failed", board.rows[1]), "all ends")
    if "╭" in board.text:
        board.press_to_hide("v", "╭")
    for name, words in WORDS_BY_FAULT.items():
        begin = re.compile(rf"\W*\d+ +{name.replace('_', '-')} ")
        board.wait_until(
            lambda: words in next(row for row in board.rows if begin.match(row)),  # noqa: B023
            f"{words!r} of {name}",
        )
    board.press_to_show("?", "esc closes this")
    board.press_to_hide("esc", "esc closes this")
    board.press("q")
    assert board.wait_exit() == 0
    board.assert_restored()
    assert runfile.read(record).complete


def test_a_stop_by_the_shell_gives_the_terminal_back_and_takes_it_again(
    streamboard: Start, prompt_set: Callable[[str], Path]
) -> None:
    board = streamboard(prompt_set(ENDLESS), "--no-record")
    board.wait_for("● streaming")
    board.process.send_signal(signal.SIGTSTP)
    board.wait_until(lambda: state_of(board.process.pid) == "T", "the stop")
    while board.pump(0.05):
        pass
    board.assert_restored()
    board.process.send_signal(signal.SIGCONT)
    board.wait_until(lambda: bytes(board.raw).rfind(b"\x1b[?1049h") > bytes(board.raw).rfind(b"\x1b[?1049l"))
    steady(board, 4)
    wait_for_more(board, "river")
    board.press("q")
    assert board.wait_exit() == 0
    board.assert_restored()


def state_of(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


def read_slowly(board: Terminal, until: Callable[[], bool], what: str) -> None:
    """Take ten kilobytes a second from a terminal, as a slow connection does."""
    end = time.monotonic() + 40
    while not until():
        assert time.monotonic() < end, f"waited in vain for {what}"
        piece = os.read(board._master, 500)
        board.raw += piece
        board._feed(piece)
        time.sleep(len(piece) / 10_000)


def test_a_slow_terminal_gets_fewer_frames_and_the_keys_are_obeyed(
    streamboard: Start, prompt_set: Callable[[str], Path], tmp_path: Path
) -> None:
    record = tmp_path / "run.jsonl"
    board = streamboard(prompt_set(ENDLESS), "--record", record, size=(110, 24))
    board.wait_for("● streaming")
    read_slowly(board, lambda: len(board.raw) > 15_000, "some frames")
    board.press("?")
    read_slowly(board, lambda: "esc closes this" in board.text, "the help")
    board.press("esc")
    read_slowly(board, lambda: "esc closes this" not in board.text, "the board")
    board.press("X")
    read_slowly(board, lambda: "3 stopped" in board.rows[1], "the stop of all streams")
    board.press("q")
    assert board.wait_exit() == 0
    board.assert_restored()
    recorded = runfile.read(record)
    assert recorded.complete


def test_a_terminal_that_takes_nothing_does_not_keep_the_board_from_ending(
    streamboard: Start, prompt_set: Callable[[str], Path], tmp_path: Path
) -> None:
    record = tmp_path / "run.jsonl"
    board = streamboard(prompt_set(re.sub(r"rate: (\d\d),", r"rate: \g<1>0,", ENDLESS)), "--record", record)
    board.wait_for("● streaming")
    below = children_of(board.process.pid)
    # Nothing is read from now on; events show that the engine is well.
    size = record.stat().st_size
    wait_while_unread(lambda: record.stat().st_size > size + 300_000 or not is_alive(below[0]), "events")
    board.process.send_signal(signal.SIGTERM)
    wait_while_unread(lambda: board.process.poll() is not None, "the end of the board")
    assert board.process.returncode == 143
    wait_while_unread(lambda: not any(map(is_alive, below)), "the end of all below it")
    assert runfile.read(record).complete


def wait_while_unread(condition: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + 40
    while not condition():
        assert time.monotonic() < end, f"waited in vain for {what}"
        time.sleep(0.02)


def test_a_full_disk_is_told_with_the_time_that_is_not_recorded(
    streamboard: Start, prompt_set: Callable[[str], Path], tmp_path: Path
) -> None:
    record = tmp_path / "run.jsonl"
    # A limit on the size of files is what a test can have of a full disk.
    small = ("sh", "-c", 'trap "" XFSZ; ulimit -f 40; exec "$@"', "sh")
    board = streamboard(prompt_set(ENDLESS), "--record", record, under=small)
    board.wait_until(lambda: re.search(r"✗ not recording for [0-9.]+ s: ", board.rows[2]), "a banner")
    assert "not recorded" in board.rows[0]
    first = board.rows[2]
    board.wait_until(lambda: board.rows[2] != first, "the time to go on")
    wait_for_more(board, "river")
    board.press("q")
    assert board.wait_exit() == 0
    board.assert_restored()
    assert len(runfile.read(record).events) > 10
