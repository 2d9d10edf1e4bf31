"""Pictures made of characters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from streamboard.tui.draw.glyphs import BARS, large, sparkline


def test_a_sparkline_has_a_bar_for_each_value() -> None:
    assert sparkline([0, 1, 2, 3, 4, 5, 6, 7]) == BARS


def test_a_sparkline_of_nothing_is_empty_and_of_zeros_flat() -> None:
    assert sparkline([]) == ""
    assert sparkline([0, 0, 0]) == "▁▁▁"
    assert sparkline([0], top=0) == "▁"


def test_a_given_top_sets_the_scale_and_cuts_what_is_above() -> None:
    assert sparkline([2, 4], top=8) == "▃▅"
    assert sparkline([100], top=8) == "█"


@given(st.lists(st.floats(0, 1e12), max_size=50), st.one_of(st.none(), st.floats(0.1, 1e12)))
def test_any_values_give_as_many_bars(values: list[float], top: float | None) -> None:
    bars = sparkline(values, top)
    assert len(bars) == len(values)
    assert set(bars) <= set(BARS)


def test_large_digits_row_by_row() -> None:
    assert large("1.4s") == (
        " ╻    ╻ ╻    ",
        " ┃    ┗━┫ ┏━╸",
        " ╹  ╹   ╹ ╺━┛",
    )


@pytest.mark.parametrize("text", ["", "0123456789", "12.3s", "2:04", "x-1"])
def test_large_rows_are_equally_wide(text: str) -> None:
    assert len({cell_len(row) for row in large(text)}) == 1


def test_characters_without_a_picture_are_left_out() -> None:
    assert large("1ms") == large("1s")
