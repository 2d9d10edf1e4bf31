"""`streamboard chat` in a real terminal: prompts, turns, an editor, further models, and the end."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from streamboard.endpoints import local
from streamboard.errors import EndpointError
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
    terminal.send("Tell me about rain.\r")
    terminal.wait_for("1 done")
    terminal.send("And snow?\r")
    terminal.wait_for("turn 2")
    terminal.wait_for("1 done")
    terminal.send("exit\r")
    assert terminal.wait_exit() == 0
    terminal.assert_restored()
    assert asked(tmp_path / "run.jsonl") == [["Tell me about rain."], ["Tell me about rain.", "And snow?"]]


def test_lines_keys_and_a_paste(streamboard: Start, tmp_path: Path) -> None:
    terminal = chat(streamboard, "--record", tmp_path / "run.jsonl")
    terminal.send("a\nb\x1b\rc\x1b[200~\nd\n\x1b[201~")
    terminal.wait_for(" a ", " b ", " c ", " d ")
    terminal.send("e\r")
    terminal.wait_for("1 done")
    terminal.press("ctrl+q")
    assert terminal.wait_exit() == 0
    assert asked(tmp_path / "run.jsonl") == [["a\nb\nc\nd\ne"]]


def test_an_editor_takes_the_terminal_and_gives_it_back(streamboard: Start, tmp_path: Path) -> None:
    (tmp_path / "editor.py").write_text(EDITOR)
    editor = f"{sys.executable} {tmp_path / 'editor.py'}"
    terminal = chat(streamboard, "--no-record", editor=editor)
    terminal.send("words")
    terminal.wait_for("words")
    terminal.send("\x05")
    terminal.wait_for("words edited", "enter send", "sim-fast")
    terminal.send("\r")
    terminal.wait_for("1 done")
    terminal.press("ctrl+q")
    assert terminal.wait_exit() == 0
    terminal.assert_restored()


def test_an_editor_that_is_not_there_is_told(streamboard: Start) -> None:
    terminal = chat(streamboard, "--no-record", editor="/no/such/editor")
    terminal.send("words\x05")
    terminal.wait_for("cannot be started", "words")
    terminal.press("ctrl+q")
    assert terminal.wait_exit() == 0
    terminal.assert_restored()


def test_a_further_model_joins_and_gets_the_next_prompt(streamboard: Start) -> None:
    terminal = chat(streamboard, "--no-record")
    terminal.press("esc")
    terminal.wait_for("i types here")
    terminal.press("a")
    terminal.wait_for("sim-bursty")
    terminal.send("bursty\r")
    terminal.wait_for("2 sim-bursty", "not started")
    terminal.press("i")
    terminal.wait_for("to all 2 streams", "enter send")
    terminal.send("Hello.\r")
    terminal.wait_for("2 done")
    # Once something was asked, a further model is asked the same.
    terminal.press("esc")
    terminal.wait_for("i types here")
    terminal.press("a")
    terminal.wait_for("sim-bursty", "sim-slow")
    terminal.send("sim-fast\r")
    terminal.wait_for("3 sim-fast (2)", "3 done")
    terminal.wait_until(lambda: terminal.text.count("› Hello.") == 3, "the question in each pane")
    terminal.press("ctrl+q")
    assert terminal.wait_exit() == 0


def test_a_session_that_was_saved_opens_as_it_was(streamboard: Start, tmp_path: Path) -> None:
    terminal = chat(streamboard, "--no-record")
    terminal.send("Tell me about rain.\r")
    terminal.wait_for("1 done")
    terminal.send("\x13")
    terminal.wait_for("Save the session")
    terminal.send("\x15")
    terminal.wait_gone("chat-2")
    terminal.send(f"{tmp_path / 's.yaml'}\r")
    terminal.wait_for("Saved in")
    terminal.press("ctrl+q")
    assert terminal.wait_exit() == 0
    again = streamboard(tmp_path / "s.yaml", "--record", tmp_path / "run.jsonl")
    again.wait_for("not started", "about rain", "type a prompt below", "enter send")
    again.press("esc")
    again.wait_for("i types here")
    again.press("r")
    again.wait_for("1 done")
    again.send("i")
    again.wait_for("enter send")
    again.send("And snow?\r")
    again.wait_for("turn 2")
    again.wait_for("1 done")
    again.press("ctrl+q")
    assert again.wait_exit() == 0
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
    terminal.send("Say hello.\r")
    terminal.wait_until(lambda: "1 cut" in terminal.text or "1 done" in terminal.text, "an answer")
    terminal.send("Again.\r")
    terminal.wait_for("turn 2")
    terminal.wait_until(lambda: "1 cut" in terminal.text or "1 done" in terminal.text, "a second answer")
    terminal.press("ctrl+q")
    assert terminal.wait_exit() == 0
