"""Each way to tell a run begins, tells events and ends."""

from __future__ import annotations

import io
import json

import pytest

from streamboard.board.state import BoardState
from streamboard.report.ways.catalogue import WAYS, Way
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
