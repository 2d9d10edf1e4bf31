"""Names cut so that they can still be told apart."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from streamboard.tui.draw.labels import label

PROMPTS = ("refund", "angry-customer", "angry-customs", "outage", "apology")
COLUMNS = ("haiku-5-5", "sonnet-5-5", "opus-5-5")
SET = tuple(f"{prompt}/{column}#{number}" for prompt in PROMPTS for column in COLUMNS for number in (1, 2))
WEIGHTS = tuple(f"{prompt}/qwen2.5-0.5b-instruct-{kind}" for prompt in "ab" for kind in ("q4_k_m", "q8_0"))
WIDE = ("日本語のとても長い名前/模型#1", "日本語のとても長い名前/模型#2")
INSIDE = tuple(f"{'x' * 30}{number}{'y' * 30}" for number in range(3))
CHAT = ("claude-haiku-5-5", "claude-haiku-5-5 (2)", "claude-haiku-5-5 (3)")


@pytest.mark.parametrize("width", [9, 12, 16, 20, 24, 40])
@pytest.mark.parametrize("names", [SET, WEIGHTS, WIDE, INSIDE, CHAT], ids=lambda names: names[0][:12])
def test_what_tells_names_apart_is_kept(names: tuple[str, ...], width: int) -> None:
    labels = [label(name, names, width) for name in names]
    assert len(set(labels)) == len(names)
    assert all(cell_len(each) <= width for each in labels)


def test_a_model_is_kept_before_a_prompt_and_a_repetition_always() -> None:
    assert label("refund/haiku-5-5#1", SET, 16) == "ref…/haiku-5-5#1"
    assert label("angry-customer/sonnet-5-5#2", SET, 24) == "angry-cus…r/sonnet-5-5#2"
    assert label("refund/haiku-5-5#1", SET, 18) == "refund/haiku-5-5#1"


def test_a_name_that_stands_alone_is_cut_at_its_end() -> None:
    assert label("a very long name", ("a very long name",), 10) == "a very lo…"
    assert label("a very long name", ("others",), 10) == "a very lo…"


@pytest.mark.parametrize(("width", "shown"), [(0, ""), (1, "…")])
def test_next_to_no_room(width: int, shown: str) -> None:
    assert label("story/haiku", ("story/haiku", "story/opus"), width) == shown
