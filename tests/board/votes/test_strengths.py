"""BradleyTerry from votes: those of greatest likelihood, with intervals that hold what is true."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streamboard.board.proportions import Z_95
from streamboard.board.votes.strengths import POINTS, BradleyTerry
from streamboard.run.archive.votes import VoteRecord

NAMES = ("a", "b", "c", "d")


def vote(*among: str, winner: str | None = None) -> VoteRecord:
    return VoteRecord("2026-01-01T00:00:00+00:00", "story", list(among), winner)


def test_two_contestants_by_hand() -> None:
    """30 to 10, and the tie that is added: odds of 30.5 to 10.5."""
    found = BradleyTerry([vote("a", "b", winner="a")] * 30 + [vote("a", "b", winner="b")] * 10)
    chance = 30.5 / 41
    lead = found.lead("a", "b")
    assert lead.points == pytest.approx(400 * math.log10(30.5 / 10.5))
    assert lead.margin == pytest.approx(Z_95 * POINTS * math.sqrt(1 / (41 * chance * (1 - chance))))
    assert found.of("a").points == pytest.approx(lead.points / 2)
    assert found.of("b").points == pytest.approx(-lead.points / 2)


def test_who_beats_a_strong_one_is_stronger_than_who_beats_a_weak_one() -> None:
    strong = [vote("strong", "weak", winner="strong")] * 20
    equal = [vote("first", "strong", winner="first"), vote("second", "weak", winner="second")] * 10
    lost = [vote("first", "strong", winner="strong"), vote("second", "weak", winner="weak")] * 10
    found = BradleyTerry(strong + equal + lost)
    assert found.lead("first", "second").points > 100


@given(st.data())
def test_what_was_won_is_what_was_to_be_expected(data: st.DataObject) -> None:
    """At the greatest likelihood, the wins of each equal the sum of its chances in all votes."""
    votes = []
    for _ in range(data.draw(st.integers(1, 30))):
        among = data.draw(st.lists(st.sampled_from(NAMES), min_size=2, max_size=4, unique=True))
        votes.append(vote(*among, winner=data.draw(st.sampled_from([*among, None]))))
    names = sorted({name for one in votes for name in one.among})
    found = BradleyTerry(votes)
    worth = {name: math.exp(found.of(name).points / POINTS) for name in names}
    for name in names:
        won = due = 0.0
        for one, times in [*((one, 1.0) for one in votes), (vote(*names), len(names) / 2)]:
            if name in one.among:
                won += times * (1 / len(one.among) if one.winner is None else one.winner == name)
                due += times * worth[name] / sum(worth[other] for other in one.among)
        assert won == pytest.approx(due, abs=1e-4)
    assert sum(found.of(name).points for name in names) == pytest.approx(0, abs=1e-6)


def test_intervals_hold_the_truth_about_as_often_as_they_say() -> None:
    lots = random.Random(1)
    true = {"a": 2.0, "b": 1.0, "c": 0.5}
    held = 0
    for _ in range(200):
        votes = []
        for _ in range(120):
            among = lots.sample(sorted(true), lots.choice((2, 3)))
            votes.append(vote(*among, winner=lots.choices(among, [true[name] for name in among])[0]))
        lead = BradleyTerry(votes).lead("a", "c")
        held += abs(lead.points - POINTS * math.log(4)) <= lead.margin
    assert 180 <= held <= 198
