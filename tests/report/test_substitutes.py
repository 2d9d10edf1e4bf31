"""That another model answers than was asked for is said once, in every way to report a run."""

from __future__ import annotations

import io

import pytest

from streamboard.report.ways.catalogue import WAY
from tests.support.plans import plan, stream
from tests.support.told import Told, board


@pytest.mark.parametrize("way", ["lines", "plain"])
def test_each_model_is_told_once(way: str) -> None:
    state = board(plan(*(stream(f"s{number}", model=f"asked-{number}") for number in range(3))))
    out = io.StringIO()
    teller = WAY[way].teller(state, out)
    for number in range(3):
        for event in Told(f"s{number}").whole(0, 0, 300, 1300, 11):
            teller.take(state.fold_all([event]))
    teller.finish()
    for number in range(3):
        assert out.getvalue().count(f"real-model answers in place of asked-{number}.") == 1
    assert out.getvalue().count("in place of") == 3
