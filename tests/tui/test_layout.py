"""How many panes fit, and in what shape."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streamboard.tui.views.layout import MIN_HEIGHT, MIN_WIDTH, Shape, capacity, shape_for

BARS = 3


@pytest.mark.parametrize("count", range(1, 17))
def test_up_to_sixteen_panes_fit_on_a_large_screen(count: int) -> None:
    shape = shape_for(count, 200, 50 - BARS)
    assert shape.panes >= count
    assert 200 // shape.columns >= MIN_WIDTH
    assert (50 - BARS) // shape.rows >= MIN_HEIGHT


@pytest.mark.parametrize(
    ("count", "size", "shape"),
    [
        (1, (80, 24), Shape(1, 1)),
        (2, (80, 24), Shape(2, 1)),
        (4, (80, 24), Shape(2, 2)),
        (4, (120, 40), Shape(2, 2)),
        (4, (200, 50), Shape(2, 2)),
        (6, (120, 40), Shape(3, 2)),
        (9, (200, 50), Shape(3, 3)),
        (16, (200, 50), Shape(4, 4)),
    ],
)
def test_the_shape_for_a_few(count: int, size: tuple[int, int], shape: Shape) -> None:
    assert shape_for(count, size[0], size[1] - BARS) == shape


@pytest.mark.parametrize(
    ("size", "shape"),
    [((80, 21), Shape(2, 2)), ((120, 37), Shape(3, 4)), ((200, 47), Shape(5, 5)), ((60, 12), Shape(1, 1))],
)
def test_the_most_that_fits(size: tuple[int, int], shape: Shape) -> None:
    assert capacity(*size) == shape


@pytest.mark.parametrize("size", [(MIN_WIDTH - 1, 50), (200, MIN_HEIGHT - 1), (0, 0), (20, 2)])
def test_no_pane_fits_below_the_least_size(size: tuple[int, int]) -> None:
    assert capacity(*size).panes == 0


def test_a_pane_of_the_least_size_fits() -> None:
    assert capacity(MIN_WIDTH, MIN_HEIGHT) == Shape(1, 1)


def test_more_streams_than_fit_fill_the_screen() -> None:
    assert shape_for(300, 200, 47) == capacity(200, 47)


@given(st.integers(1, 1000), st.integers(MIN_WIDTH, 400), st.integers(MIN_HEIGHT, 120))
def test_panes_are_never_below_the_least_size_and_no_row_is_empty(
    count: int, width: int, height: int
) -> None:
    shape = shape_for(count, width, height)
    assert width // shape.columns >= MIN_WIDTH
    assert height // shape.rows >= MIN_HEIGHT
    assert shape.panes >= min(count, capacity(width, height).panes)
    assert count > shape.columns * (shape.rows - 1)
