"""A terminal whose window is dragged while many streams run."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from pathlib import Path

from rich.style import Style

from streamboard.board.state import BoardState
from streamboard.board.stream import StreamState
from streamboard.run import runfile
from streamboard.tui.text.wrap import WrappedText

from .conftest import Start
from .driving import panes
from .looks import Box
from .terminal import Terminal

STREAMS = """
title: Many
defaults: {endpoint: sim, max_tokens: 400000}
limits: {total: none}
prompts:
  - {name: rain, prompt: Tell me about rain., repeat: 64, sim: {ttft: 0, rate: 50, length: 100000}}
"""
SIZES = [(200, 50), (61, 20), (120, 40), (38, 12), (90, 33), (160, 45), (20, 5)]
PER_SECOND, SECONDS = 20, 2


def storm(board: Terminal) -> None:
    """Change the size so many times a second."""
    begun = time.monotonic()
    for number, size in zip(range(PER_SECOND * SECONDS), itertools.cycle(SIZES), strict=False):
        board.resize(*size)
        while time.monotonic() < begun + number / PER_SECOND:
            board.pump(0.005)


def test_of_two_sizes_in_quick_succession_the_later_one_counts(
    streamboard: Start, prompt_set: Callable[[str], Path]
) -> None:
    """It was the earlier one, now and then: a signal came in the middle of the other one's handler."""
    # Of few panes, which are drawn at once: it is about the signals.
    over = STREAMS.replace("rate: 50, length: 100000", "rate: 5000, length: 5").replace(
        "repeat: 64", "repeat: 6"
    )
    board = streamboard(prompt_set(over), "--no-record", size=(80, 24))
    board.wait_for("6 done")
    board.press_to_show("v", "page 1/2")
    for number in range(8):
        board.resize(120, 24)
        board.wait_until(lambda: board.shows("╭ 3 rain") and "page 1/" not in board.text, "all on one page")
        board.resize(61, 20)
        time.sleep(number * 3e-5)  # For the signals to come at all distances.
        board.resize(80, 24)
        board.wait_for("page 1/2")
    board.press("q")
    assert board.wait_exit() == 0


def ended_streams(path: Path) -> list[StreamState] | None:
    """The streams of a run file, once all of them have ended in it."""
    recorded = runfile.read(path)
    state = BoardState(recorded.started.plan)
    state.apply_all(recorded.events)
    return [*state.streams.values()] if state.finished else None


def is_well_wrapped(box: Box, stream: StreamState, *, zoomed: bool) -> bool:
    """Whether a pane shows the end of a stopped stream's text, wrapped to its width."""
    assert stream.shown is not None
    wrapped = WrappedText(len(box.inside[0]))
    wrapped.append(stream.shown.message.text, Style())
    lines = [wrapped.text(index).rstrip() for index in range(len(wrapped))]
    if zoomed:
        lines = [f"› {stream.plan.request['messages'][0]['content']}", "", *lines]
    text = list(itertools.takewhile(lambda row: not row.startswith("■"), box.words))
    while text and not text[-1]:  # A text that ends above its area.
        text.pop()
        lines = lines[:-1] if not lines[-1] else lines
    return bool(text) and lines[-len(text) :] == text


def test_after_a_resize_storm_at_64_x_50_every_line_is_wrapped_as_it_should_be(
    streamboard: Start, prompt_set: Callable[[str], Path], tmp_path: Path
) -> None:
    board = streamboard(prompt_set(STREAMS), "--record", tmp_path / "run.jsonl", size=(200, 50))
    board.wait_for("64 in flight")
    board.press("v")  # Panes: lanes wrap nothing.
    board.wait_for("╭ 1 rain")
    storm(board)
    board.resize(200, 50)
    board.press_to_show("X", "64 stopped")
    streams = board.wait_until(lambda: ended_streams(tmp_path / "run.jsonl"), "all ends in the file")

    def are_well_wrapped(*, zoomed: bool) -> bool:
        found = [*panes(board).values()]
        return (len(found) == 1 if zoomed else len(found) >= 16) and all(
            "■ stopped" in box.title
            and is_well_wrapped(box, streams[int(box.title.split()[1]) - 1], zoomed=zoomed)
            for box in found
        )

    # A frame comes in parts: a pane's title may be there before its text.
    board.wait_until(lambda: are_well_wrapped(zoomed=False), "whole panes, well wrapped")
    board.press("z")
    board.wait_until(lambda: are_well_wrapped(zoomed=True), "one pane, well wrapped")
    board.press("q")
    assert board.wait_exit() == 0
    assert runfile.read(tmp_path / "run.jsonl").warning == ""
