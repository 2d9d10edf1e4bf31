"""A terminal whose window is dragged while many streams run."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from pathlib import Path

from rich.style import Style

from streamboard import runfile
from streamboard.board.state import BoardState
from streamboard.tui.wrap import WrappedText

from .conftest import Start
from .looks import boxes
from .terminal import Terminal

STREAMS = """
title: Many
defaults: {endpoint: sim, max_tokens: 400000}
limits: {total: none}
prompts:
  - {name: rain, prompt: Tell me about rain., repeat: 64, sim: {ttft: 0, rate: 50, length: 100000}}
"""
SIZES = [(200, 50), (61, 20), (120, 40), (38, 12), (90, 33), (160, 45), (20, 5)]
PER_SECOND, SECONDS = 20, 4


def storm(board: Terminal) -> None:
    """Change the size so many times a second."""
    begun = time.monotonic()
    for number, size in zip(range(PER_SECOND * SECONDS), itertools.cycle(SIZES), strict=False):
        board.resize(*size)
        while time.monotonic() < begun + number / PER_SECOND:
            board.pump(0.005)


def test_after_a_resize_storm_at_64_x_50_every_line_is_wrapped_as_it_should_be(
    streamboard: Start, prompt_set: Callable[[str], Path], tmp_path: Path
) -> None:
    board = streamboard(prompt_set(STREAMS), "--record", tmp_path / "run.jsonl", size=(200, 50))
    board.wait_for("64 in flight")
    board.press("v")  # Panes: lanes wrap nothing.
    board.wait_for("╭ 1 rain")
    storm(board)
    board.resize(200, 50)
    board.press("X")
    board.wait_for("64 stopped")
    found = {}

    def drawn() -> bool:
        try:
            found.update(boxes(board.rows, 200))
        except (AssertionError, ValueError, IndexError):
            return False
        return len(found) > 1 and all("■ stopped" in box.title for box in found.values())

    board.wait_until(drawn, "whole panes, all stopped")
    board.press("q")
    assert board.wait_exit() == 0
    recorded = runfile.read(tmp_path / "run.jsonl")
    assert recorded.warning == ""
    state = BoardState(recorded.started.plan)
    state.apply_all(recorded.events)
    numbers = {box.title.split()[1]: box for box in found.values()}
    for number, box in numbers.items():
        stream = list(state.streams.values())[int(number) - 1]
        assert stream.shown is not None
        wrapped = WrappedText(len(box.inside[0]))
        wrapped.append(stream.shown.message.text, Style())
        lines = [wrapped.line(index)[0].rstrip() for index in range(len(wrapped))]
        text = [row for row in box.words if row and not row.startswith(("■", "→"))]
        assert len(text) > 3
        assert lines[-len(text) :] == text, f"pane {number}"
