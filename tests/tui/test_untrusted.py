"""Nothing that a prompt set, a server or a run file says is obeyed by the terminal or by the board."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from streamboard.endpoints.sim.fault_payloads import HOSTILE_TEXTS
from streamboard.run.codec import api_event, encode
from streamboard.run.events import (
    AttemptEnded,
    AttemptStarted,
    EndpointState,
    ErrorInfo,
    Event,
    RecordingFailed,
    ResponseStarted,
    RetryScheduled,
    RunEnded,
    RunStarted,
    StreamEnded,
    StreamQueued,
)

from .conftest import Start
from .feed import plan_of
from .terminal import Terminal

OSC_52 = "\x1b]52;c;SEFDS0VE\x07"
TITLE = "\x1b]0;PWNED\x1b\\"
LINK = "\x1b]8;;http://example.invalid/\x07here\x1b]8;;\x07"
C1 = "\x9b31m\x9d0;PWNED\x9c\x85"
BIDI = "\u202egnp.exe\u202c\u2066x\u2069\u200f\u061c"
UNSEEN = "\u200b\ufeff\U000e0041"
MARKUP = "[@click=app.quit]x[/][/oops][link='http://example.invalid/']l[/link]"
HOSTILE = (
    f"{MARKUP}{OSC_52}{TITLE}{LINK}\x1b[2J\x1b[6n\x1bc\x1bP1$r\x1b\\{C1}{BIDI}{UNSEEN}\x00\x7f\x0e\x08\r"
)

TEXT = json.dumps(HOSTILE.replace("\U000e0041", ""))
"""A YAML text, too: YAML reads JSON's escapes, but for surrogate pairs."""
PROMPTS = f"""
title: "{MARKUP}"
defaults: {{endpoint: sim, max_tokens: 4000, retries: 0}}
prompts:
  - {{name: "{MARKUP}", prompt: {TEXT}, sim: {{ttft: 0, rate: 400, length: 20}}}}
  - {{prompt: "{MARKUP} and more", sim: {{ttft: 0, rate: 400, length: 20}}}}
  - {{name: faulty, prompt: Rain., sim: {{ttft: 0, rate: 900, after: 1, fault: control_characters}}}}
  - {{name: bare, prompt: Rain., sim: {{ttft: 0, rate: 400, after: 3, fault: bare_error}}}}
  - {{name: gateway, prompt: Rain., sim: {{ttft: 0, fault: bad_gateway}}}}
  - {{name: surrogate, prompt: Rain., sim: {{ttft: 0, rate: 400, fault: surrogate}}}}
  - {{name: tool, prompt: Rain., sim: {{ttft: 0, rate: 400, length: 5, tool: "{MARKUP}"}}}}
  - {{name: reason, prompt: Rain., sim: {{ttft: 0, rate: 400, length: 5, stop_reason: "{MARKUP}"}}}}
  - {{name: model, model: "{MARKUP}", prompt: {TEXT}, sim: {{ttft: 0, rate: 400, length: 5}}}}
  - {{prompt: {TEXT}, sim: {{ttft: 0, rate: 400, length: 5}}}}
"""

ANSI = re.compile(r"\x1b\[[0-9;?<=>]*\$?[A-Za-z]|\x1b[78]")
"""What a full-screen program writes: control sequences, no strings to the terminal."""
POINTER = re.compile(rb"\x1b\]22;[a-z-]*\x07")
"""The shape of the mouse pointer, which Textual sets by a string to the terminal."""
HARMLESS = "\r\n\t"


def assert_nothing_injected(terminal: Terminal) -> None:
    """No byte of a payload reached the terminal as more than text."""
    raw = POINTER.sub(b"", bytes(terminal.raw))
    for sequence in (
        b"\x1b]",
        b"\x1bP",
        b"\x1bc",
        b"\x1b[6n",
        b"\x1b[c",
        b"\x1b[201~",
        b"\x1b[8m",
        b"\x1b\\",
    ):
        assert sequence not in raw, f"{sequence!r} reached the terminal"
    text = ANSI.sub("", raw.decode("utf-8"))
    controls = {letter for letter in text if ord(letter) < 0x20 or 0x7F <= ord(letter) < 0xA0} - {*HARMLESS}
    assert not controls, f"controls reached the terminal: {controls!r}"
    turning = {letter for letter in text if letter in "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e"}
    turning |= {letter for letter in text if 0x2066 <= ord(letter) <= 0x2069}
    assert not turning, f"bidirectional controls reached the terminal: {turning!r}"
    unseen = {letter for letter in text if letter in "\u200b\u2060\ufeff\u00ad\u2028\u2029"}
    unseen |= {letter for letter in text if 0xE0000 <= ord(letter) <= 0xE007F}
    assert not unseen, f"invisible characters reached the terminal: {unseen!r}"


def look_everywhere(board: Terminal, count: int) -> None:
    """Every view and every stream of a board."""
    board.press("v", "v", "z")
    for _ in range(count):
        board.press("tab", "home", "t")
    board.press_to_show(["z", "?"], "esc closes this")
    board.press_to_hide("esc", "esc closes this")
    board.press_to_show("ctrl+p", "Search for commands")
    board.press_to_hide("esc", "Search for commands")


def click_on_markup(board: Terminal) -> None:
    """Click where markup would have made something to click; the board takes it for a text."""
    column, row = board.find("[@click=app.quit]x")
    board.click(column + len("[@click=app.quit]"), row)
    board.click(column, row)
    board.press_to_show("?", "esc closes this")
    board.press_to_hide("esc", "esc closes this")


@pytest.fixture
def hostile_set(prompt_set: Callable[[str], Path]) -> Path:
    """A prompt set that attacks by its own texts and by what it orders from the simulated server."""
    return prompt_set(PROMPTS)


def test_a_hostile_prompt_set_and_server_on_the_board(streamboard: Start, hostile_set: Path) -> None:
    board = streamboard(hostile_set, "--no-record", size=(200, 50))
    board.wait_for("10 streams", "SIMULATED", "tok/s in all")
    board.wait_until(lambda: not re.search(r"\d (in flight|queued)", board.rows[1]), "the end of all streams")
    board.wait_for("[@click=app.quit]x[/]")
    click_on_markup(board)
    look_everywhere(board, 10)
    board.press_to_show("v", "last words", "[@click=app.quit]x[/]")
    click_on_markup(board)
    board.press("q")
    assert board.wait_exit() == 0
    board.assert_restored()
    assert_nothing_injected(board)


def test_the_same_without_a_screen(streamboard: Start, hostile_set: Path) -> None:
    terminal = streamboard("run", hostile_set, "--no-record", size=(120, 50))
    assert terminal.wait_exit() == 1
    assert_nothing_injected(terminal)
    output = terminal.raw.decode()
    assert "[@click=app.quit]x[/]" in output
    assert "SIMULATED" in output
    assert "Traceback" not in output


def test_the_same_checked_only(streamboard: Start, hostile_set: Path) -> None:
    terminal = streamboard("check", hostile_set, size=(200, 50))
    assert terminal.wait_exit() == 0
    assert_nothing_injected(terminal)


@pytest.mark.parametrize(
    "text",
    [
        f"{TEXT}: {TEXT}\nstart: {TEXT}\nprompts: [{{prompt: {TEXT}, {TEXT}: b}}]",
        f"title: {TEXT}\nprompts: [{{name: {TEXT}, prompt: a, sim: {{tool: {TEXT}, fault: {TEXT}}}}}]",
        f"prompts: [{TEXT}\n{HOSTILE}",
        "prompts:\n\t- x # [@click=app.quit]x[/oops]\n",
    ],
)
def test_mistakes_in_a_hostile_prompt_set_are_told_without_harm(
    streamboard: Start, prompt_set: Callable[[str], Path], text: str
) -> None:
    terminal = streamboard(prompt_set(text))
    assert terminal.wait_exit() == 2
    assert_nothing_injected(terminal)
    assert "prompts.yaml" in terminal.text
    assert "Traceback" not in terminal.text


FILE_NAME = (OSC_52 + TITLE + C1 + BIDI).replace("/", "")


@pytest.mark.parametrize("command", [(), ("run",), ("check",), ("replay",)])
def test_the_name_of_a_file_that_is_not_there(streamboard: Start, command: tuple[str, ...]) -> None:
    terminal = streamboard(*command, f"{FILE_NAME}.yaml")
    assert terminal.wait_exit() in (1, 2)
    assert_nothing_injected(terminal)
    assert "Traceback" not in terminal.text


def test_the_name_of_a_torn_run_file(streamboard: Start, tmp_path: Path) -> None:
    path = tmp_path / f"{FILE_NAME}.jsonl"
    path.write_bytes(b"".join(map(encode, hostile_run()))[:-5])
    board = streamboard("replay", path)
    board.wait_for("REPLAY")
    board.press("q")
    assert board.wait_exit() == 0
    assert "the last line is cut off" in board.said_after_leaving
    assert_nothing_injected(board)


def test_the_name_of_the_recording(
    streamboard: Start, prompt_set: Callable[[str], Path], tmp_path: Path
) -> None:
    path = prompt_set("prompts: [{prompt: Hello., sim: {ttft: 0, rate: 900, length: 3}}]")
    terminal = streamboard("run", path, "--endpoint", "sim", "--record", tmp_path / f"{FILE_NAME}.jsonl")
    assert terminal.wait_exit() == 0
    assert "recorded in" in terminal.text
    assert_nothing_injected(terminal)


def hostile_run() -> list[Event]:
    """A run file in which every text attacks."""
    plan = plan_of(f"a {MARKUP}", HOSTILE, "c", "d", title=HOSTILE)
    error = ErrorInfo(HOSTILE, f"message {HOSTILE}", f"advice {HOSTILE}", 500, HOSTILE)
    events: list[Event] = [
        RunStarted(
            t=0, version=1, monotonic_ns=0, started_at=HOSTILE, plan=plan, versions={HOSTILE: HOSTILE}
        ),
        EndpointState(t=1, endpoint="sim", state="starting", detail=HOSTILE, reason=HOSTILE),
        EndpointState(t=2, endpoint="sim", state="ready", detail=HOSTILE, reason=HOSTILE, base_url=HOSTILE),
    ]
    for number in range(1, 5):
        name = f"s{number}"
        events += [
            StreamQueued(t=3, stream=name, attempt=1),
            AttemptStarted(t=4, stream=name, attempt=1, endpoint=HOSTILE, model=HOSTILE),
            ResponseStarted(
                t=5, stream=name, attempt=1, status=200, request_id=HOSTILE, content_type=HOSTILE
            ),
            api_event(6, name, 1, "message_start", {"message": {"model": HOSTILE}}),
            api_event(7, name, 1, HOSTILE, {HOSTILE: HOSTILE}),
            api_event(7, name, 1, "error", {"error": {"type": HOSTILE, "message": HOSTILE}}),
        ]
        for index, kind, key, delta in (
            (0, "thinking", "thinking", "thinking_delta"),
            (1, "text", "text", "text_delta"),
            (2, "tool_use", "partial_json", "input_json_delta"),
            (3, HOSTILE, "text", "text_delta"),
        ):
            block = {"type": kind, "name": HOSTILE}
            events.append(
                api_event(8, name, 1, "content_block_start", {"index": index, "content_block": block})
            )
            for text in (HOSTILE, *HOSTILE, *HOSTILE_TEXTS, "\n"):
                body = {"type": "x", "index": index, "delta": {"type": delta, key: text}}
                events.append(api_event(9, name, 1, "content_block_delta", body))
    stop = {"delta": {"stop_reason": HOSTILE, "stop_details": {"explanation": HOSTILE}}}
    events += [
        RetryScheduled(
            t=11, stream="s4", attempt=1, delay_ns=10**18, reason=HOSTILE, next_attempt=2, last_attempt=3
        ),
        AttemptEnded(t=12, stream="s1", attempt=1, outcome="failed", error=error),
        StreamEnded(t=12, stream="s1", attempt=1, outcome="failed", error=error),
        api_event(13, "s2", 1, "message_delta", stop),
        StreamEnded(t=14, stream="s2", attempt=1, outcome="completed", stop_reason=HOSTILE),
        api_event(13, "s3", 1, "message_delta", {"delta": {**stop["delta"], "stop_reason": "refusal"}}),
        StreamEnded(t=14, stream="s3", attempt=1, outcome="refused"),
        RecordingFailed(t=15, message=HOSTILE),
        RunEnded(t=16, reason="finished", outcomes={HOSTILE: 1}),
    ]
    return events


def test_a_hostile_run_file_in_a_replay(streamboard: Start, tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    path.write_bytes(b"".join(map(encode, hostile_run())))
    board = streamboard("replay", path, size=(200, 50))
    board.wait_for("not recording for", "[@click=app.quit]x", "1 failed")
    click_on_markup(board)
    look_everywhere(board, 4)
    board.press("q")
    assert board.wait_exit() == 0
    board.assert_restored()
    assert_nothing_injected(board)
