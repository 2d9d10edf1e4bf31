"""The board in a real terminal, by its keys, its signals and what is left when something dies."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.style import Style

from streamboard.run import runfile
from streamboard.run.block import read_delta
from streamboard.run.events import ContentBlockDelta
from streamboard.run.question import question_line
from streamboard.safety.sanitise import clean
from streamboard.tui.text.turns import folded
from streamboard.tui.text.wrap import WrappedText

from .conftest import Start
from .driving import ENDLESS, focus, focused, move_focus, panes, steady, wait_for_more, wait_for_ticks
from .looks import assert_even
from .terminal import Terminal

QUICK = """
title: Quick ones
defaults: {endpoint: sim, max_tokens: 4000}
prompts:
  - {name: river, prompt: Tell me about a river., sim: {ttft: 0.1, rate: 400, length: 120, seed: 1}}
  - {name: forest, prompt: Tell me about a forest., sim: {ttft: 0.4, rate: 400, length: 90, seed: 2}}
  - {name: cut, prompt: Tell me about rain., sim: {ttft: 0, rate: 400, length: 60, seed: 3}, max_tokens: 30}
"""

MANY = """
title: Many
defaults: {endpoint: sim, max_tokens: 400000}
limits: {total: none}
prompts:
  - {name: s, prompt: Tell me about rain., repeat: 40, sim: {ttft: 0, rate: 4, length: 100000}}
"""


class Endless:
    """A board of three streams that do not end and one that does; each test leaves it as it was."""

    def __init__(self, start: Start, folders: pytest.TempPathFactory) -> None:
        self._start, self._folders = start, folders
        self.terminal = self._started()

    def _started(self) -> Terminal:
        folder = self._folders.mktemp("endless")
        (folder / "prompts.yaml").write_text(ENDLESS)
        terminal = self._start(folder / "prompts.yaml", "--record", folder / "run.jsonl")
        terminal.wait_for("3 in flight", "1 done")
        wait_for_more(terminal, "river")
        return terminal

    def as_it_was(self) -> Terminal:
        """The board; a new one if a test that failed has left it otherwise."""
        board = self.terminal
        try:
            board.wait_until(
                lambda: board.shows("3 in flight") and board.size == (120, 40) and len(panes(board)) == 4,
                "the board as it was",
                patience_s=5,
            )
        except (AssertionError, OSError):
            board.close()
            self.terminal = self._started()
        return self.terminal


@pytest.fixture(scope="module")
def endless(streamboard_for_all: Start, tmp_path_factory: pytest.TempPathFactory) -> Endless:
    return Endless(streamboard_for_all, tmp_path_factory)


@pytest.fixture
def board(endless: Endless) -> Terminal:
    return endless.as_it_was()


def test_panes_show_names_states_text_log_and_figures(board: Terminal) -> None:
    board.wait_until(
        lambda: all("~tok/s" in panes(board)[name].body for name in ("river",)),
        "a live speed",
    )
    found = panes(board)
    assert list(found) == ["river", "forest", "harbour", "haiku"]
    assert_even(found)
    assert "● streaming" in found["river"].title
    assert "✓ end_turn" in found["haiku"].title
    for box in found.values():
        assert "SIMULATED" not in box.title
        assert any(len(row) > 20 for row in box.words)
        assert box.log[0].startswith("┄ events")
        assert "TTFT" in box.figures
        assert " ms" in box.figures
        assert re.search(r"\d[ ~]tok ", box.figures)
    assert "▌" in found["river"].body
    assert "▌" not in found["haiku"].body
    assert any("text x " in row for row in found["river"].log)
    assert "~" in found["river"].figures
    assert "~" not in found["haiku"].figures
    assert "SIMULATED" in board.rows[0]
    assert "● REC" in board.rows[0]
    assert "Four of them" in board.rows[0]


def test_the_haiku_log_tells_its_end(board: Terminal) -> None:
    log = "\n".join(panes(board)["haiku"].log)
    assert "message_stop" in log
    assert "completed" in log


def test_tab_moves_the_strong_border_and_shift_tab_back(board: Terminal) -> None:
    names = [*panes(board)]
    first = names.index(focused(board))
    seen = [move_focus(board) for _ in names]
    assert seen == [*names, *names][first + 1 : first + 1 + len(names)]
    assert move_focus(board, "shift+tab") == seen[-2]


def test_z_shows_one_stream_alone_and_back(board: Terminal) -> None:
    focus(board, "forest")
    board.press("z")
    zoomed = steady(board, 1)
    assert list(zoomed) == ["forest"]
    assert zoomed["forest"].bottom > board.size[1] * 3 // 4
    board.wait_until(lambda: "tok/s over time" in board.rows[2][zoomed["forest"].right :], "its figures")
    board.press("z")
    assert len(steady(board, 4)) == 4
    board.press("enter")
    steady(board, 1)
    board.press("esc")
    steady(board, 4)


def test_e_hides_the_event_log_and_shows_it_again(board: Terminal) -> None:
    words = len(steady(board, 4)["river"].words)
    board.press_to_hide("e", "┄ events")
    board.wait_until(lambda: len(panes(board)["river"].words) > words, "more room for the text")
    board.press_until("e", lambda: all(box.log for box in panes(board).values()), "the event logs")


@pytest.mark.parametrize("size", [(80, 24), (200, 50)])
def test_a_resize_while_streaming_leaves_whole_panes(board: Terminal, size: tuple[int, int]) -> None:
    board.resize(*size)
    found = steady(board, 4)
    assert_even(found)
    assert max(box.right for box in found.values()) < size[0]
    wait_for_more(board, "river")
    board.resize(120, 40)
    board.wait_until(lambda: max(box.right for box in steady(board, 4).values()) == 119, "the old size")


def test_a_small_terminal_gets_lanes(board: Terminal) -> None:
    board.resize(60, 15)
    board.wait_for("last words", "haiku")
    board.wait_until(lambda: "╭" not in board.text and len(board.rows) == 15, "lanes")
    assert all(len(row) == 60 for row in board.rows)
    board.resize(120, 40)
    steady(board, 4)


def test_v_changes_to_lanes_and_back(board: Terminal) -> None:
    board.press_to_show("v", "last words")
    board.wait_gone("╭")
    for name in ("river", "forest", "harbour", "haiku"):
        assert name in board.text
    assert all(len(row) == board.size[0] for row in board.rows)
    board.press("v")
    steady(board, 4)


def test_question_mark_opens_the_keys_and_esc_closes_them(board: Terminal) -> None:
    focus(board, "river")  # A stream that has ended is not offered to be stopped.
    board.press_to_show("?", "Stop this stream; what came is kept", "esc closes this")
    board.press_to_hide("esc", "Stop this stream")
    steady(board, 4)


def test_the_wheel_scrolls_and_f_follows_again(board: Terminal) -> None:
    first = panes(board)["river"].words[0]
    board.wait_until(lambda: panes(board)["river"].words[0] != first, "more text than the pane holds")
    box = panes(board)["river"]
    board.wheel_up(box.left + 5, box.top + 3)
    board.wait_until(lambda: "below, f follows" in panes(board)["river"].body, "the text to be let go")
    held = panes(board)["river"].words[:-1]
    wait_for_more(board, "forest")
    assert panes(board)["river"].words[:-1] == held
    focus(board, "river")
    board.press_to_hide("f", "f follows ")


def test_a_click_moves_the_focus(board: Terminal) -> None:
    for name in ("harbour", "forest"):
        box = steady(board, 4)[name]
        board.click(box.left + 8, box.top + 4)
        board.wait_until(lambda: focused(board) == name, f"the focus on {name}")  # noqa: B023


def test_space_holds_the_view_while_the_clock_goes_on(board: Terminal) -> None:
    board.press_to_show("space", "PAUSED")
    wait_for_ticks(board, 1)  # What was being drawn when the key came is drawn by then.
    held = board.rows[2:-1]
    wait_for_ticks(board, 4)
    assert board.rows[2:-1] == held
    board.press_to_hide("space", "PAUSED")
    board.wait_until(lambda: board.rows[2:-1] != held, "the view to go on")
    steady(board, 4)


def test_x_stops_one_stream_and_r_runs_it_again(board: Terminal) -> None:
    focus(board, "forest")
    board.press_until("x", lambda: "■ stopped" in panes(board)["forest"].title, "forest to stop")
    board.wait_for("Stopped. What came is kept.")
    wait_for_ticks(board, 4)  # A text that has ended is laid out anew: blank lines at its end go.
    kept = panes(board)["forest"].words
    wait_for_more(board, "river")
    wait_for_more(board, "harbour")
    assert panes(board)["forest"].words == kept
    assert any(row for row in kept[:-1])
    board.press_until("r", lambda: "● streaming" in panes(board)["forest"].title, "forest to run again")
    wait_for_more(board, "forest")


def test_streams_that_the_user_stopped_are_not_called_failed(board: Terminal) -> None:
    focus(board, "harbour")
    board.press_until("x", lambda: "■ stopped" in panes(board)["harbour"].title, "harbour to stop")
    header = board.rows[1]
    board.press_until("r", lambda: "● streaming" in panes(board)["harbour"].title, "harbour to run again")
    assert "failed" not in header


def test_stop_all_run_all_and_quit_after_many_resizes(board: Terminal) -> None:
    """The last of the shared board: the text is wrapped as if nothing had happened, and q leaves in order."""
    record = Path(str(board.process.args[-1]))  # type: ignore[index]
    for size in ((100, 30), (61, 16), (38, 12), (160, 45), (120, 40)):
        board.resize(*size)
        board.pump(0.2)
    steady(board, 4)
    board.press_until("R", lambda: b"pass_started" in record.read_bytes(), "another pass")
    board.wait_for("3 in flight")
    wait_for_more(board, "harbour")
    board.press_until("X", lambda: "in flight" not in board.rows[1].split("speed-up")[0], "all to stop")
    # The haiku may have ended before the key came, or be stopped by it.
    board.wait_until(
        lambda: all(re.search("■ stopped|✓ end_turn", box.title) for box in steady(board, 4).values()),
        "all to have ended",
    )
    found = panes(board)
    assert all("■ stopped" in found[name].title for name in ("river", "forest", "harbour"))
    board.press("q")
    assert board.wait_exit() == 0
    board.assert_restored()
    assert "recorded in" in board.said_after_leaving
    recorded = runfile.read(record)
    assert recorded.complete
    assert recorded.warning == ""
    for stream in recorded.started.plan.streams:
        box = found[stream.name]
        latest = max(
            event.attempt
            for event in recorded.events
            if isinstance(event, ContentBlockDelta) and event.stream == stream.id
        )
        said = "".join(
            read_delta(event.delta)[1]
            for event in recorded.events
            if isinstance(event, ContentBlockDelta) and event.stream == stream.id and event.attempt == latest
        )
        wrapped = WrappedText(box.right - box.left - 3)
        wrapped.append(clean(said), Style.null())
        question = folded(question_line(stream), wrapped.width)
        lines = [*question, *(wrapped.text(index).rstrip() for index in range(len(wrapped)))]
        shown = [
            row for row in box.words if not row.startswith("■ Stopped") and not row.startswith("→ r runs")
        ]
        shown = shown[: len(lines)]
        assert shown == lines[-len(shown) :]


@pytest.mark.parametrize("size", [(80, 24), (200, 50), (60, 15)])
def test_a_run_to_its_end_at_each_size(
    streamboard: Start, prompt_set: Callable[[str], Path], size: tuple[int, int]
) -> None:
    board = streamboard(prompt_set(QUICK), "--no-record", size=size)
    board.wait_for("2/3 done" if size[0] < 100 else "2 done")
    # In the least room it is said in its place that the engine was late, as on a busy machine.
    board.wait_until(lambda: board.shows("1 cut") or (size[0] < 80 and board.shows("! late")), "1 cut")
    assert len(board.rows) == size[1]
    if size == (60, 15):
        board.wait_for("river", "✓ end_turn", "■ max_tokens")
        assert "╭" not in board.text
        assert all(len(row) == size[0] for row in board.rows)
        board.press("z")
        (box,) = steady(board, 1).values()
        assert box.right == size[0] - 1
    else:
        board.wait_until(lambda: "✓ end_turn" in panes(board)["river"].title, "an end")
        board.wait_until(lambda: "Cut at max_tokens" in panes(board)["cut"].body.replace("\n", " "), "a cut")
        found = steady(board, 3)
        assert_even(found)
        assert list(found) == ["river", "forest", "cut"]
        assert any(mark in found["forest"].body for mark in "▲▼")
        assert "30 tok " in found["cut"].figures
    assert "SIMULATED" in board.text
    assert "not recorded" in board.text
    board.press("q")
    assert board.wait_exit() == 0
    board.assert_restored()


def test_forty_streams_page_through_lanes_and_panes(
    streamboard: Start, prompt_set: Callable[[str], Path]
) -> None:
    board = streamboard(prompt_set(MANY), "--no-record")
    board.wait_for("40 in flight", "last words", "↓ 7 more")
    assert "s#33" in board.text
    assert "s#40" not in board.text
    board.press_to_show("pagedown", "▶ 34", "s#34")
    board.press_to_show("]", "▶ 40")
    board.wait_gone("↓")
    board.press_to_show(["[", "pageup"], "▶  1")
    board.press_to_show("v", "page 1/4")
    assert_even(steady(board, 12))
    board.press_to_show("]", "page 2/4", "13 s#13")
    assert_even(steady(board, 12))
    board.press_to_show(["]", "]"], "page 4/4", "40 s#40")
    assert_even(steady(board, 4))
    board.press_to_show("[", "page 3/4")
    steady(board, 12)
    board.resize(60, 15)
    board.wait_for("page 25/40")
    steady(board, 1)
    board.press_to_show("v", "▶ 25  s#25", "s#24")
    board.wait_gone("╭")
    board.press("q")
    assert board.wait_exit() == 0
    board.assert_restored()


def test_a_prompt_without_a_file_is_asked_on_the_board(streamboard: Start) -> None:
    board = streamboard("Tell me about {{rain}}", "--endpoint", "sim", "-n", "9", "--no-record")
    board.wait_for("› Tell me about {{rain}}", "■ max_tokens")
    board.press("q")
    assert board.wait_exit() == 0


def test_the_size_is_the_terminals_own(streamboard: Start, prompt_set: Callable[[str], Path]) -> None:
    """Not an old one that the shell exports."""
    board = streamboard(prompt_set(ENDLESS), "--no-record", size=(100, 30), COLUMNS="80", LINES="24")
    board.wait_until(
        lambda: "? help" in board.rows[29] and board.rows[29].rstrip()[-6:] == "? help", "a foot"
    )
    assert len(board.rows[29].rstrip()) > 90
    board.resize(140, 35)
    board.wait_until(lambda: "? help" in board.rows[34] and len(board.rows[34].rstrip()) > 130, "a new foot")


def test_keys_that_no_keyboard_has(streamboard: Start, prompt_set: Callable[[str], Path]) -> None:
    """Letters that are no UTF-8, and sequences with impossible numbers."""
    board = streamboard(prompt_set(ENDLESS), "--no-record")
    board.wait_for("3 in flight")
    for odd in (
        b"\xff\xfe\xe9",
        b"\x1b[1114112u",
        b"\x1b[99999999999999999u",
        b"\x1b[:u",
        b"\x1b[<0;99999;99999M",
    ):
        board.send_bytes(odd)
    board.press_to_show("?", "esc closes this")
    board.press_to_hide("esc", "esc closes this")
    board.press("q")
    board.wait_exit()
    board.assert_restored()
    assert "bug" not in board.said_after_leaving
