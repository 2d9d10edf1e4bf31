"""Each way to tell a run begins, tells events and ends."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence

import pytest

from streamboard.board.state import BoardState, Folded
from streamboard.comparing.gate_rulings import Judged, judged
from streamboard.report.live.catalogue import WAY, WAYS, Way
from streamboard.report.live.forgiving import Forgiving
from streamboard.run.plan import Slo
from streamboard.safety.outputs import OutputError
from tests.support.plans import plan, stream
from tests.support.told import Told


def told(way: Way) -> str:
    """What it writes of one whole answer."""
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
    board = BoardState(plan(stream("s1", name="story")))
    teller = way.teller(board, out)
    for event in Told().whole(0, 0, 100, 200, 3):
        teller.take(board.fold_all([event]))
    teller.finish()
    out.seek(0)
    return out.read()


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
def test_a_way_tells_a_run_from_its_first_event_to_what_it_came_to(way: Way) -> None:
    words = told(way)
    assert words.endswith("\n")
    assert "word" in words
    if way.name == "json":
        assert [json.loads(line)["event"] for line in words.splitlines()][-2:] == [
            "stream_ended",
            "run_figures",
        ]
    else:
        assert "1 of 1" in words


def test_options_are_of_one_way_each_and_say_what_they_do() -> None:
    options = [way.option for way in WAYS if way.option]
    assert len({*options}) == len(options)
    assert all(way.help.endswith(".") for way in WAYS if way.option)


class Broken:
    """A teller whose output is gone."""

    def __init__(self) -> None:
        self.asked = 0

    def take(self, folded: Sequence[Folded]) -> None:
        self.asked += 1
        raise OutputError(BrokenPipeError())

    def finish(self, gates: Sequence[Judged] = ()) -> None:
        self.take([])


def test_a_run_goes_on_where_its_lines_beside_the_output_cannot_be_written() -> None:
    broken = Broken()
    teller = Forgiving(broken)
    teller.take([])
    teller.take([])
    teller.finish()
    assert broken.asked == 1
    Forgiving(broken).finish()
    assert broken.asked == 2


@pytest.mark.parametrize("way", ["lines", "plain"])
def test_a_way_without_figures_tells_verdicts_all_the_same(way: str) -> None:
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
    board = BoardState(plan(stream("s1", name="story"), slo=Slo(ttft_ns=1), gates=["ttft.max < 1ms"]))
    teller = WAY[way].teller(board, out, figures=False)
    teller.take(board.fold_all(Told().whole(0, 0, 100, 200, 3)))
    teller.finish(judged(board))
    out.seek(0)
    words = out.read()
    assert "speed-up" not in words
    assert "SLO TTFT <= " in words
    assert "ttft.max < 1ms failed" in words
