"""Thirty streams that belong together are acted on with a few keys, in a real terminal."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import Start

pytestmark = pytest.mark.slow

SET = """
title: A set
defaults: {endpoint: sim, max_tokens: 4000, repeat: 2, sim: {ttft: 0, rate: 2000, length: 20, seed: 1}}
models: [sim, sim-thinking]
prompts:
  - {name: story, prompt: Tell me a story.}
  - {name: poem, prompt: Write a poem.}
  - {name: letter, prompt: Write a letter.}
"""


def test_two_keys_add_a_model_to_all_prompts_and_two_change_a_prompt_for_all(
    streamboard: Start, prompt_set: Callable[[str], Path]
) -> None:
    board = streamboard(prompt_set(SET), "--view", "matrix")
    board.wait_for("12 done", "[7 matrix]")
    keys = ["A"]
    board.press(*keys)
    board.wait_for("A further model for all: 3 prompts", "sim-fast")
    board.press(*"sim-fast")
    keys.append("enter")
    board.press(keys[-1])
    board.wait_for("18 streams", "18 done")
    assert len(keys) <= 4
    assert board.shows("sim-fast")

    board.press("P")
    board.wait_for("story, for 6 streams")
    board.press(*" Or not?")
    board.wait_for("Or not?")
    board.press("\x13")
    board.wait_until(lambda: not board.shows("for 6 streams"), "the form to be closed")
    board.wait_for("Or not?", "18 done")
    board.press("q")
    assert board.wait_exit() == 0
