"""The layout of grouped panes: each group in its own rows, below a head. Arithmetic only."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from textual.geometry import Region

from streamboard.tui.views.layout import MIN_HEIGHT, capacity


class PaneRow(NamedTuple):
    group: int
    first: int
    """The index of the first stream among all."""
    panes: int


class GroupPages(NamedTuple):
    columns: int
    rows: Sequence[PaneRow]
    pages: Sequence[range]
    """Row indices of each page."""

    def row_of(self, index: int) -> int:
        return next(
            place for place, row in enumerate(self.rows) if row.first <= index < row.first + row.panes
        )

    def page_of(self, index: int) -> int:
        """From 0."""
        row = self.row_of(index)
        return next(number for number, rows in enumerate(self.pages) if row in rows)

    def above_or_below(self, index: int, rows: int) -> int:
        """The stream `rows` further down, in the same column if there is one."""
        row = self.row_of(index)
        target = self.rows[min(max(row + rows, 0), len(self.rows) - 1)]
        return target.first + min(index - self.rows[row].first, target.panes - 1) if rows else index

    def first_on(self, page: int) -> int:
        """`page` is clamped."""
        return self.rows[self.pages[min(max(page, 0), len(self.pages) - 1)].start].first


class PageSpot(NamedTuple):
    region: Region
    of: int
    """Index of a stream among all, or of a group."""


class GroupPage(NamedTuple):
    heads: Sequence[PageSpot]
    panes: Sequence[PageSpot]


def group_pages(counts: Sequence[int], width: int, height: int) -> GroupPages:
    """A group that fits on a page is kept whole.

    `counts` is the streams of each group; a pane below a head must fit in `height`.
    """
    fitting, largest = max(capacity(width, height).columns, 1), max(counts)
    columns = math.ceil(largest / math.ceil(largest / fitting))
    rows: list[PaneRow] = []
    pages: list[range] = []
    first = begin = 0
    for group, count in enumerate(counts):
        start = len(rows)
        rows += [PaneRow(group, first + at, min(columns, count - at)) for at in range(0, count, columns)]
        first += count
        fits_alone = _least_height(rows[start:]) <= height
        if begin < start and fits_alone and _least_height(rows[begin:]) > height:
            pages.append(range(begin, start))
            begin = start
        for end in range(max(start, begin + 1), len(rows)):
            if _least_height(rows[begin : end + 1]) > height:
                pages.append(range(begin, end))
                begin = end
    return GroupPages(columns, rows, [*pages, range(begin, len(rows))])


def _least_height(rows: Sequence[PaneRow]) -> int:
    return MIN_HEIGHT * len(rows) + len({row.group for row in rows})


def group_page(found: GroupPages, page: int, width: int, height: int) -> GroupPage:
    rows = [found.rows[row] for row in found.pages[page]]
    heads = len({row.group for row in rows})
    pane_height = max((height - heads) // len(rows), 1)
    edges = [width * column // found.columns for column in range(found.columns + 1)]
    placed_heads: list[PageSpot] = []
    panes: list[PageSpot] = []
    y, before = 0, -1
    for row in rows:
        if row.group != before:
            placed_heads.append(PageSpot(Region(0, y, width, 1), row.group))
            y, before = y + 1, row.group
        for column in range(row.panes):
            region = Region(edges[column], y, edges[column + 1] - edges[column], pane_height)
            panes.append(PageSpot(region, row.first + column))
        y += pane_height
    return GroupPage(placed_heads, panes)
