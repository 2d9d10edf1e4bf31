"""How sure a proportion is."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streamboard.board.proportions import wilson


@dataclass(frozen=True)
class Known:
    """An interval from the literature."""

    wins: int
    n: int
    low: float
    high: float


@pytest.mark.parametrize(
    "known",
    [
        # R. G. Newcombe, Statistics in Medicine 17 (1998), 857-872, table I, method 3.
        Known(81, 263, 0.2553, 0.3662),
        Known(15, 148, 0.0624, 0.1605),
        Known(0, 20, 0.0000, 0.1611),
        Known(1, 29, 0.0061, 0.1718),
    ],
)
def test_intervals_are_those_of_the_literature(known: Known) -> None:
    low, high = wilson(known.wins / known.n, known.n)
    assert (round(low, 4), round(high, 4)) == (known.low, known.high)


def test_nothing_counted_tells_nothing() -> None:
    assert wilson(0.0, 0) == (0.0, 1.0)


@given(st.integers(1, 500), st.data())
def test_an_interval_holds_what_was_seen(n: int, data: st.DataObject) -> None:
    share = data.draw(st.integers(0, n)) / n
    low, high = wilson(share, n)
    assert 0 <= low <= share + 1e-12
    assert share - 1e-12 <= high <= 1
