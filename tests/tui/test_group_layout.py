"""Where grouped panes lie."""

from __future__ import annotations

import pytest
from textual.geometry import Region

from streamboard.tui.views.group_layout import group_page, group_pages
from streamboard.tui.views.layout import MIN_HEIGHT, MIN_WIDTH


@pytest.mark.parametrize("size", [(80, 21), (120, 37), (200, 47), (40, 9)])
@pytest.mark.parametrize("counts", [[1], [3, 3, 3], [6, 6], [2, 5, 1], [40]])
def test_each_stream_has_one_legible_pane_below_the_head_of_its_group(
    counts: list[int], size: tuple[int, int]
) -> None:
    found = group_pages(counts, *size)
    seen: list[int] = []
    for number in range(len(found.pages)):
        page = group_page(found, number, *size)
        cells = {(x, y) for spot in (*page.heads, *page.panes) for x, y in _cells(spot.region)}
        assert len(cells) == sum(spot.region.area for spot in (*page.heads, *page.panes))
        assert all(0 <= x < size[0] and 0 <= y < size[1] for x, y in cells)
        for spot in page.panes:
            assert spot.region.width >= min(MIN_WIDTH, size[0])
            assert spot.region.height >= MIN_HEIGHT
            seen.append(spot.of)
            assert found.page_of(spot.of) == number
    assert seen == list(range(sum(counts)))


def _cells(region: Region) -> list[tuple[int, int]]:
    return [(x, y) for x in range(region.x, region.right) for y in range(region.y, region.bottom)]


def test_a_group_is_kept_whole_and_its_rows_are_even() -> None:
    found = group_pages([6, 6, 6], 200, 47)
    assert found.columns == 3
    assert [list(rows) for rows in found.pages] == [[0, 1, 2, 3], [4, 5]]


def test_a_group_larger_than_a_page_goes_on_with_its_head_repeated() -> None:
    found = group_pages([6], 80, 21)
    assert [list(rows) for rows in found.pages] == [[0, 1], [2]]
    assert [spot.of for spot in group_page(found, 1, 80, 21).heads] == [0]


def test_up_and_down_keep_to_the_column_where_there_is_one() -> None:
    found = group_pages([3, 2, 3], 120, 37)
    assert found.above_or_below(2, 1) == 4
    assert found.above_or_below(4, 1) == 6
    assert found.above_or_below(0, -1) == 0
    assert found.above_or_below(7, 5) == 7
    assert found.first_on(0) == 0
    assert found.first_on(9) == found.first_on(len(found.pages) - 1)
