"""What is kept of a stream is bounded, and a run has the same figures from its engine and from its file."""

from __future__ import annotations

import pytest

from streamboard.board import caps
from streamboard.board.deltas import DeltaSeries


@pytest.mark.parametrize("kept", [caps.ON_SCREEN, caps.FOR_FIGURES, caps.RECORDED])
def test_an_answer_without_end_takes_so_many_stamps_and_no_more(kept: caps.Caps) -> None:
    assert kept.deltas is not None
    series = DeltaSeries(kept.deltas)
    for number in range(2 * kept.deltas):
        series.add(number * 1000, 1)
    assert len(series) == 2 * kept.deltas
    assert len(series.stamps) <= kept.deltas


def test_a_run_without_a_screen_keeps_the_stamps_that_its_file_is_read_with() -> None:
    assert caps.FOR_FIGURES.deltas == caps.RECORDED.deltas
