"""Each number by its definition, in exact integers; what is not there is None and never 0."""

from __future__ import annotations

import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streamboard import metrics
from streamboard.plan import SECOND, Slo


def test_ttft_is_from_the_request_to_the_first_delta() -> None:
    assert metrics.ttft_ns(1_000_000_007, 1_312_000_010) == 312_000_003
    assert metrics.ttft_ns(5, 5) == 0


def test_ttfo_and_e2e_and_queue_time_are_plain_differences() -> None:
    assert metrics.ttfo_ns(100, 250) == 150
    assert metrics.e2e_ns(100, 999) == 899
    assert metrics.queue_time_ns(7, 10) == 3


@pytest.mark.parametrize(
    "figure",
    [metrics.ttft_ns, metrics.ttfo_ns, metrics.e2e_ns, metrics.queue_time_ns],
    ids=lambda one: one.__name__,
)
@pytest.mark.parametrize(("start", "end"), [(None, 5), (5, None), (None, None)])
def test_a_missing_end_leaves_no_figure(figure: object, start: int | None, end: int | None) -> None:
    assert callable(figure)
    assert figure(start, end) is None


def test_itl_is_over_tokens_and_not_over_deltas() -> None:
    assert metrics.itl_ns(100, 1100, 11) == 100
    assert metrics.itl_ns(0, 10, 4) == pytest.approx(10 / 3)


@pytest.mark.parametrize(
    ("first", "last", "tokens"), [(None, 5, 9), (5, None, 9), (1, 5, None), (1, 5, 1), (1, 5, 0), (5, 5, 9)]
)
def test_itl_is_absent_below_two_tokens_and_where_no_time_passed(
    first: int | None, last: int | None, tokens: int | None
) -> None:
    assert metrics.itl_ns(first, last, tokens) is None


def test_decode_speed_is_one_over_itl() -> None:
    assert metrics.tokens_per_second(20_000_000) == 50
    assert metrics.tokens_per_second(None) is None
    assert metrics.tokens_per_second(0) is None


def test_throughput_is_all_tokens_over_the_wall_time() -> None:
    assert metrics.total_tokens_per_second(600, 4 * SECOND) == 150
    assert metrics.total_tokens_per_second(600, 0) is None
    assert metrics.total_tokens_per_second(0, SECOND) is None


def test_speed_up_is_the_sum_over_the_wall_time() -> None:
    assert metrics.speed_up([2 * SECOND, 3 * SECOND, 5 * SECOND], 5 * SECOND) == 2
    assert metrics.speed_up([], 5) is None
    assert metrics.speed_up([5], 0) is None


def test_an_objective_is_met_up_to_and_including_its_limit() -> None:
    slo = Slo(ttft_ns=100, itl_ns=10)
    assert metrics.meets(slo, ttft=100, ttfo=None, itl=10, e2e=None)
    assert not metrics.meets(slo, ttft=101, ttfo=None, itl=10, e2e=None)
    assert not metrics.meets(slo, ttft=100, ttfo=None, itl=10.5, e2e=None)


def test_a_missing_figure_meets_no_objective_and_no_objective_asks_for_none() -> None:
    assert not metrics.meets(Slo(ttfo_ns=100), ttft=1, ttfo=None, itl=1, e2e=1)
    assert not metrics.meets(Slo(e2e_ns=100), ttft=1, ttfo=1, itl=1, e2e=None)
    assert metrics.meets(Slo(), ttft=None, ttfo=None, itl=None, e2e=None)


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
    assert metrics.percentile(values, percent) == pytest.approx(expected)


@given(st.lists(st.integers(0, 10**12), min_size=2, max_size=50))
def test_percentiles_agree_with_statistics(values: list[int]) -> None:
    cuts = statistics.quantiles(values, n=100, method="inclusive")
    for percent in (1, 25, 50, 95, 99):
        assert metrics.percentile(values, percent) == pytest.approx(cuts[percent - 1])


def test_nothing_has_no_percentile() -> None:
    assert metrics.percentile([], 50) is None
    assert metrics.percentile_of_sorted([], 50) is None


def test_a_percentile_lies_between_two_ranks() -> None:
    assert metrics.rank_of(3, 50) == (1, 0)
    assert metrics.rank_of(4, 50) == (1, 0.5)
    assert metrics.rank_of(1, 99) == (0, 0)


@pytest.mark.parametrize(
    ("ttft", "span", "tokens", "at_once"),
    [
        # Nothing decodes 20,000 tokens a second: 19 intervals of a 20,000th take 950 microseconds.
        (0, 949_999, 20, True),
        (0, 950_000, 20, False),
        # More than a thousand a second, within a hundredth of the wait before.
        (SECOND, 9_999_999, 20, True),
        (SECOND, 10_000_000, 20, False),
        (SECOND, 9_999_999, 10, False),
        (None, 9_999_999, 20, False),
        # All in one delta.
        (SECOND, 0, 2, True),
        (SECOND, 0, 1, False),
        (SECOND, 0, None, False),
    ],
)
def test_an_answer_that_came_faster_than_anything_decodes_was_delivered_at_once(
    ttft: int | None, span: int, tokens: int | None, at_once: bool
) -> None:
    assert metrics.delivered_at_once(ttft, 5, 5 + span, tokens) is at_once
    assert not metrics.delivered_at_once(ttft, None, 5, tokens)
    assert not metrics.delivered_at_once(ttft, 5, None, tokens)
