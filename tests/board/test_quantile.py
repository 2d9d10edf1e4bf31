"""Percentiles beside numpy's definition and the standard library's."""

from __future__ import annotations

import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streamboard.board import quantile


@pytest.mark.parametrize(
    ("values", "percent", "expected"),
    [
        ([7], 50, 7),
        ([7], 99, 7),
        ([1, 2], 50, 1.5),
        ([4, 1, 3, 2], 50, 2.5),
        ([4, 1, 3, 2], 25, 1.75),
        ([15, 20, 35, 40, 50], 40, 29),
        ([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 95, 9.55),
        ([3, 1, 2], 0, 1),
        ([3, 1, 2], 100, 3),
    ],
)
def test_percentiles_are_those_of_numpy(values: list[float], percent: float, expected: float) -> None:
    assert quantile.percentile(values, percent) == pytest.approx(expected)


@given(st.lists(st.integers(0, 10**12), min_size=2, max_size=50))
def test_percentiles_agree_with_statistics(values: list[int]) -> None:
    cuts = statistics.quantiles(values, n=100, method="inclusive")
    for percent in (1, 25, 50, 95, 99):
        assert quantile.percentile(values, percent) == pytest.approx(cuts[percent - 1])


def test_nothing_has_no_percentile() -> None:
    assert quantile.percentile([], 50) is None
    assert quantile.percentile_of_sorted([], 50) is None


def test_a_percentile_lies_between_two_ranks() -> None:
    assert quantile.rank_of(3, 50) == (1, 0)
    assert quantile.rank_of(4, 50) == (1, 0.5)
    assert quantile.rank_of(1, 99) == (0, 0)
