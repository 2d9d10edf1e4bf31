"""`streamboard chat` in a real terminal: prompts, turns, an editor, further models, and the end."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from streamboard.common.errors import EndpointError
from streamboard.endpoints import local
from streamboard.run import runfile
from streamboard.run.events import StreamPlanned

from .conftest import Start
from .terminal import Terminal

EDITOR = """
import pathlib, sys
path = pathlib.Path(sys.argv[1])
path.write_text(f"{path.read_text()} edited\\n", encoding="utf-8")
"""


def chat(streamboard: Start, *arguments: str | Path, editor: str = "false") -> Terminal:
    """A chat with a simulated model, ready to type in."""
    terminal = streamboard("chat", "--endpoint", "sim", "--model", "sim-fast", *arguments, VISUAL=editor)
    terminal.wait_for("to sim-fast", "enter send", "type a prompt below")
    return terminal


def leave(terminal: Terminal, keys: str = "ctrl+q") -> None:
    """Leave with turns that were not saved: asked once, it leaves when told again."""
    terminal.press_to_show(keys, "not saved")
    terminal.press(keys)
    assert terminal.wait_exit() == 0


def planned(path: Path) -> list[StreamPlanned]:
    """How streams were changed, as the run file has it."""
    return [event for event in runfile.read(path).events if isinstance(event, StreamPlanned)]


def asked(path: Path) -> list[list[str]]:
    """What the streams were asked, turn by turn, as the run file has it."""
    return [
        [message["content"] for message in event.plan.request["messages"] if message["role"] == "user"]
        for event in planned(path)
    ]


def test_two_turns_and_a_word_that_leaves(streamboard: Start, tmp_path: Path) -> None:
    terminal = chat(streamboard, "--record", tmp_path / "run.jsonl")
    terminal.press_to_show("Tell me about rain.\r", "1 done")
    terminal.press_to_show("And snow?\r", "turn 2")
    terminal.wait_for("1 done")
    terminal.send("exit\r")
    terminal.wait_for("not saved")
    terminal.press("ctrl+q")
    assert terminal.wait_exit() == 0
    terminal.assert_restored()
    assert asked(tmp_path / "run.jsonl") == [["Tell me about rain."], ["Tell me about rain.", "And snow?"]]


def test_lines_keys_and_a_paste(streamboard: Start, tmp_path: Path) -> None:
    terminal = chat(streamboard, "--record", tmp_path / "run.jsonl")
    terminal.press_to_show("a\nb\x1b\rc\x1b[200~\nd\n\x1b[201~", " a ", " b ", " c ", " d ")
    terminal.press_to_show("e\r", "1 done")
    leave(terminal)
    assert asked(tmp_path / "run.jsonl") == [["a\nb\nc\nd\ne"]]


def test_an_editor_takes_the_terminal_and_gives_it_back(streamboard: Start, tmp_path: Path) -> None:
    (tmp_path / "editor.py").write_text(EDITOR)
    editor = f"{sys.executable} {tmp_path / 'editor.py'}"
    terminal = chat(streamboard, "--no-record", editor=editor)
    terminal.press_to_show("words", "words")
    terminal.press_to_show("\x05", "words edited", "enter send", "sim-fast")
    terminal.press_to_show("\r", "1 done")
    leave(terminal)
    terminal.assert_restored()


def test_an_editor_that_is_not_there_is_told(streamboard: Start) -> None:
    terminal = chat(streamboard, "--no-record", editor="/no/such/editor")
    terminal.press_to_show("words\x05", "cannot be started", "words")
    terminal.press("ctrl+q")
    assert terminal.wait_exit() == 0
    terminal.assert_restored()


def test_a_further_model_joins_and_gets_the_next_prompt(streamboard: Start) -> None:
    terminal = chat(streamboard, "--no-record")
    terminal.press_to_show("esc", "i types here")
    terminal.press_to_show("a", "sim-bursty")
    terminal.press_to_show("bursty\r", "2 sim-bursty", "not started")
    terminal.press_to_show("i", "to all 2 streams", "enter send")
    terminal.press_to_show("Hello.\r", "2 done")
    # Once something was asked, a further model is asked the same.
    terminal.press_to_show("esc", "i types here")
    terminal.press_to_show("a", "sim-bursty", "sim-slow")
    terminal.press_to_show("sim-fast\r", "3 sim-fast (2)", "3 done")
    terminal.wait_until(lambda: terminal.text.count("› Hello.") == 3, "the question in each pane")
    leave(terminal)


def test_a_session_that_was_saved_opens_as_it_was(streamboard: Start, tmp_path: Path) -> None:
    terminal = chat(streamboard, "--no-record")
    terminal.press_to_show("Tell me about rain.\r", "1 done")
    terminal.press_to_show("\x13", "Save the session")
    terminal.press_to_hide("\x15", "chat-2")
    terminal.press_to_show(f"{tmp_path / 's.yaml'}\r", "Saved in")
    terminal.press("ctrl+q")
    assert terminal.wait_exit() == 0
    again = streamboard(tmp_path / "s.yaml", "--record", tmp_path / "run.jsonl")
    again.wait_for("end_turn, as saved", "about rain", "enter send")
    again.press_to_show("esc", "i types here")
    again.press_to_hide("r", "as saved")
    again.wait_for("end_turn")
    again.press_to_show("i", "enter send")
    again.press_to_show("And snow?\r", "turn 2")
    again.wait_for("1 done")
    leave(again)
    messages = [
        message for event in planned(tmp_path / "run.jsonl") for message in event.plan.request["messages"]
    ]
    assert [message["role"] for message in messages] == ["user", "user", "assistant", "user"]


def test_a_conversation_with_the_local_model(streamboard: Start) -> None:
    try:
        local.find(None)
    except EndpointError as error:
        pytest.skip(error.message)
    terminal = streamboard("chat", "--endpoint", "local", "--max-tokens", "8", "--no-record")
    terminal.wait_for("to chat", "enter send")
    terminal.wait_for("type a prompt below")
    terminal.press_until(
        "Say hello.\r", lambda: "1 cut" in terminal.text or "1 done" in terminal.text, "an answer"
    )
    terminal.press_to_show("Again.\r", "turn 2")
    terminal.wait_until(lambda: "1 cut" in terminal.text or "1 done" in terminal.text, "a second answer")
    leave(terminal)
