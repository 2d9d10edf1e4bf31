"""Random hostile texts, split anywhere, in every place of a run file: only text reaches a terminal."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.hostile import hostile_run_file

from .conftest import Start
from .test_untrusted import assert_nothing_injected, look_everywhere


@pytest.mark.parametrize("seed", [1, 2])
def test_fuzzed_texts_on_the_board(streamboard: Start, tmp_path: Path, seed: int) -> None:
    path = tmp_path / "run.jsonl"
    path.write_bytes(hostile_run_file(seed, streams=6, texts=60))
    board = streamboard("replay", path, size=(200, 50))
    board.wait_for("REPLAY", "6 streams")
    board.wait_until(lambda: "6 done" in board.rows[1], "the end of all streams")
    look_everywhere(board, 6)
    board.press("q")
    assert board.wait_exit() == 0
    board.assert_restored()
    assert_nothing_injected(board)


def test_the_same_in_the_summary(streamboard: Start, tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    path.write_bytes(hostile_run_file(3, streams=6, texts=60))
    summary = streamboard("replay", path, TERM="dumb")
    assert summary.wait_exit() == 0
    assert "Traceback" not in summary.text
    assert_nothing_injected(summary)
