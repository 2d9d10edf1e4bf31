"""How fast an answer was made, in exact integers; what is not there is None and never 0."""

from __future__ import annotations

import pytest

from streamboard.board import decode_speed
from streamboard.run.plan import SECOND


def test_itl_is_over_tokens_and_not_over_deltas() -> None:
    assert decode_speed.itl_ns(100, 1100, 11) == 100
    assert decode_speed.itl_ns(0, 10, 4) == pytest.approx(10 / 3)


@pytest.mark.parametrize(
    ("first", "last", "tokens"), [(None, 5, 9), (5, None, 9), (1, 5, None), (1, 5, 1), (1, 5, 0), (5, 5, 9)]
)
def test_itl_is_absent_below_two_tokens_and_where_no_time_passed(
    first: int | None, last: int | None, tokens: int | None
) -> None:
    assert decode_speed.itl_ns(first, last, tokens) is None


def test_decode_speed_is_one_over_itl() -> None:
    assert decode_speed.tokens_per_second(20_000_000) == 50
    assert decode_speed.tokens_per_second(None) is None
    assert decode_speed.tokens_per_second(0) is None


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
    assert decode_speed.delivered_at_once(ttft, 5, 5 + span, tokens) is at_once
    assert not decode_speed.delivered_at_once(ttft, None, 5, tokens)
    assert not decode_speed.delivered_at_once(ttft, 5, None, tokens)
