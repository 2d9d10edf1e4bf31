"""Objectives: what is asked, and which streams meet it."""

from __future__ import annotations

import pytest

from streamboard.board.attempt import Attempt, between_ns
from streamboard.board.objectives import goodput, is_within, meets, objectives
from streamboard.board.stream import StreamState
from streamboard.run.plan import Slo
from tests.support.plans import plan, stream
from tests.support.told import MS, Told, board

EVERY = Slo(ttft_ns=1, ttfo_ns=2, itl_ns=3, e2e_ns=4)


def answered() -> StreamState:
    """TTFT and TTFO 100 ms, ITL 10 ms, E2E 200 ms."""
    return board(plan(stream("s1")), *Told().whole(0, 0, 100, 200, 11)).streams["s1"]


def test_every_field_of_the_objectives_can_be_asked_for() -> None:
    assert [f"{one.tag}_ns" for one in objectives(EVERY)] == [*Slo.__struct_fields__]
    assert [one.most_ns for one in objectives(EVERY)] == [1, 2, 3, 4]
    assert objectives(Slo()) == []


def test_an_objective_is_met_up_to_and_including_its_limit() -> None:
    assert is_within(100, 100)
    assert not is_within(100.5, 100)
    assert meets(answered(), Slo(ttft_ns=100 * MS, itl_ns=10 * MS))
    assert not meets(answered(), Slo(ttft_ns=100 * MS - 1, itl_ns=10 * MS))
    assert not meets(answered(), Slo(ttft_ns=100 * MS, itl_ns=10 * MS - 1))


@pytest.mark.parametrize("slo", [Slo(itl_ns=100 * MS), Slo(ttft_ns=100 * MS, itl_ns=100 * MS)])
def test_a_missing_figure_meets_no_objective_and_no_objective_asks_for_none(slo: Slo) -> None:
    one_token = board(plan(stream("s1")), *Told().whole(0, 0, 10, 20, 1)).streams["s1"]
    assert not is_within(None, 100)
    assert not meets(one_token, slo)
    assert meets(one_token, Slo())


def test_what_did_not_end_well_meets_none() -> None:
    s1 = Told()
    cut = [s1.queued(0), s1.sent(0), s1.text(1), s1.ended(2, "max_tokens"), s1.over(2, "max_tokens")]
    state = board(plan(stream("s1"), stream("s2")), *cut)
    assert not meets(state.streams["s1"], Slo(ttft_ns=100 * MS))
    assert goodput(state.streams.values(), Slo(ttft_ns=100 * MS)) == (0, 1)
    assert goodput(state.streams.values(), Slo()) is None


@pytest.mark.parametrize(("begin", "end"), [(None, 5), (5, None), (None, None)])
def test_a_missing_stamp_leaves_no_figure(begin: int | None, end: int | None) -> None:
    assert between_ns(begin, end) is None
    assert between_ns(5, 5) == 0
    attempt = Attempt(1)
    attempt.sent, attempt.queued, attempt.released = begin, begin, end
    assert (attempt.ttft_ns(), attempt.ttfo_ns(), attempt.e2e_ns()) == (None, None, None)
    assert attempt.queue_time_ns() is None
