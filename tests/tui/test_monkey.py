"""Random keys, pastes, clicks and sizes do not break the board; `python -m tests.fuzz` has more of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from .monkey import play


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
async def test_nothing_that_a_monkey_does_breaks_the_board(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # It saves answers.
    await play(seed, 40)
