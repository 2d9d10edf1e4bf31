"""What is claimed of gates, on fewer trials."""

from __future__ import annotations

import pytest

from benchmarks.claims.gates import MOST_WRONG, STRICT, TOLERANT, TRIALS, trials_of, wrong_in


@pytest.mark.slow
def test_false_alarms_on_equal_runs_are_rare() -> None:
    found = trials_of(20, 0, TRIALS)
    for gate in (TOLERANT, STRICT):
        assert found[gate].total() == TRIALS
        assert wrong_in(gate, 0, found[gate]) <= MOST_WRONG


def test_twice_as_slow_fails_and_five_samples_decide_nothing() -> None:
    assert trials_of(20, 100, 5)[TOLERANT] == {"failed": 5}
    assert trials_of(5, 100, 5)[TOLERANT] == {"undecided": 5}
