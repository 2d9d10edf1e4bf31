"""The places of streams that wait for their turn."""

from __future__ import annotations

from typing import Any

from hypothesis import given

from streamboard.board.state import BoardState
from streamboard.board.status import status
from streamboard.board.stream import StreamState
from streamboard.run.events import StreamRemoved
from tests.board.scripted import many
from tests.support.runs import MadeRun, made_runs
from tests.support.told import Told, board


def places(state: BoardState) -> dict[str, int]:
    """Of the queued streams, the first in the queue first."""
    queued = {name: state.queue_place(one) for name, one in state.streams.items() if one.phase == "queued"}
    return dict(sorted(queued.items(), key=lambda each: each[1]))


def test_a_queued_stream_knows_its_place() -> None:
    s1, s2, s3, s4 = (Told(f"s{number}") for number in (1, 2, 3, 4))
    state = board(
        many("s1", "s2", "s3", "s4"), s1.queued(0), s4.queued(1), s2.queued(2), s3.queued(2), s1.sent(3)
    )
    assert places(state) == {"s4": 1, "s2": 2, "s3": 3}


def test_places_move_up_as_streams_leave_the_queue_and_last_is_who_comes_back() -> None:
    s1, s2, s3, s4 = (Told(f"s{number}") for number in (1, 2, 3, 4))
    state = board(many("s1", "s2", "s3", "s4"), *(one.queued(0) for one in (s1, s2, s3, s4)))
    assert places(state) == {"s1": 1, "s2": 2, "s3": 3, "s4": 4}
    state.apply(s1.sent(1))
    assert places(state) == {"s2": 1, "s3": 2, "s4": 3}
    state.apply(s2.over(2, "cancelled"))
    assert places(state) == {"s3": 1, "s4": 2}
    state.apply(StreamRemoved(t=3, stream="s3", attempt=1))
    assert places(state) == {"s4": 1}
    state.apply(s2.queued(4))
    assert places(state) == {"s4": 1, "s2": 2}
    state.become(board(many("s1", "s2"), s2.queued(0), s1.queued(1)))
    assert places(state) == {"s2": 1, "s1": 2}
    state.source_ended("The engine was killed.", "Start it again.")
    assert places(state) == {}


@given(made_runs())
def test_places_are_in_the_order_of_queueing_at_any_moment(run: MadeRun) -> None:
    state = BoardState(run.plan)
    for event in run.events:
        state.apply(event)
        queued = [one for one in state.streams.values() if one.phase == "queued"]
        queued.sort(key=lambda one: (one.queued or 0, one.number))
        assert places(state) == {one.plan.id: place for place, one in enumerate(queued, 1)}


class Looked(dict[str, StreamState]):
    """Streams that count how often somebody goes over all of them."""

    times = 0

    def values(self) -> Any:
        self.times += 1
        return super().values()


def test_a_frame_goes_over_all_streams_once_for_all_of_their_places() -> None:
    names = [f"s{number}" for number in range(200)]
    state = board(many(*names), *(Told(name).queued(0) for name in names))
    state.streams = looked = Looked(state.streams)
    for stream in [*looked.values()]:
        status(stream, state, state.now)
    assert looked.times <= 2
