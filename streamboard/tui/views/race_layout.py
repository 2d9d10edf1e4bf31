"""How the race's rows are allotted: lanes first, then everything else."""

from __future__ import annotations

from math import ceil
from typing import NamedTuple

_LANES_LEAST = 0.75
"""The lanes' share of the height before anything else gets a row."""
_FLIGHT_MOST, _QUEUE_MOST = 6, 3
_FLIGHT_FIRST = 3
"""Rows of the in-flight picture before lanes take the rest."""
_BAR_MOST = 9
"""The most rows of a bar."""


class Rows(NamedTuple):
    page: int
    """Lanes of one race."""
    thickness: int
    """Rows of a bar."""
    gap: int
    """Blank rows between lanes."""
    words: int
    """The line with the sums, or the gain from running together."""
    flight: int
    """Rows of one race's in-flight picture."""
    queue: int
    """Rows of one race's queue picture."""
    legend: int
    blanks: int
    """Blank rows between the parts, up to two."""


def share_out(
    height: int, streams: int, *, blocks: int = 1, titles: int = 0, most: int = 1, longest: int = 1
) -> Rows:
    """Allot `height` rows to `streams` lanes in each of `blocks` stacked races.

    The `most` requests in flight and the `longest` queue bound the heights of their pictures.
    """
    room = max(height - 1 - titles, 0)
    spare = room - min(streams * blocks, max(ceil(room * _LANES_LEAST), blocks))

    def take(cost: int) -> int:
        nonlocal spare
        if cost > spare:
            return 0
        spare -= cost
        return 1

    words, flight, legend, queue = take(1), take(blocks), take(1), take(blocks)
    apart = take(1)
    if streams * blocks > room * _LANES_LEAST:
        while flight and flight < min(most, _FLIGHT_FIRST) and take(blocks):
            flight += 1
    left = room - words - legend - (flight + queue) * blocks - apart
    page = max(min(left // blocks, streams), 1)
    spare = left - page * blocks
    blanks = apart + sum(take(1) for _ in range(2 - apart))
    gap = take(page * blocks)
    while flight and flight < min(most, _FLIGHT_MOST) and take(blocks):
        flight += 1
    while queue and queue < min(longest, _QUEUE_MOST) and take(blocks):
        queue += 1
    thickness = 1
    while gap and thickness < _BAR_MOST and take(page * blocks):
        thickness += 1
    return Rows(page, thickness, gap, words, flight, queue, legend, blanks)
