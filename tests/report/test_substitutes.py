"""That another model answers than was asked for is said once, in every way to report a run."""

from __future__ import annotations

import io

import pytest

from streamboard.board.run_remarks import substituted, substitutes
from streamboard.report.live.catalogue import WAY
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


@pytest.mark.parametrize("number", [3, 40])
@pytest.mark.parametrize("way", ["lines", "plain"])
def test_those_that_begin_together_are_told_in_one_line_that_is_bounded(way: str, number: int) -> None:
    streams = [f"s{each}" for each in range(number)]
    state = board(plan(*(stream(one, model=f"asked-{one}") for one in streams)))
    out = io.StringIO()
    teller = WAY[way].teller(state, out)
    events = [
        event
        for one in streams
        for event in (
            Told(one).queued(0),
            Told(one).sent(0),
            Told(one).start(int(one[1:]), f"real-{'x' * 90}-{one}"),
        )
    ]
    events += [event for one in streams for event in (Told(one).text(600), Told(one).over(900))]
    for event in sorted(events, key=lambda event: event.t):
        teller.take(state.fold_all([event]))
    teller.finish()
    (line,) = [line for line in out.getvalue().splitlines() if "in place of" in line]
    assert "asked-s0" in line
    assert ("and 34 more models" in line) == (number == 40)
    assert len(line) < 1000
    assert len(substitutes(substituted(state))) < 1000
