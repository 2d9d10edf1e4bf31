"""How the race's rows are allotted: lanes first, then everything else."""

from __future__ import annotations

from math import ceil
from typing import NamedTuple

_LANES_LEAST = 0.75
"""The share of the height that goes to lanes before anything else gets a row."""
_FLIGHT_MOST, _QUEUE_MOST = 6, 3
"""The most rows of the in-flight and queue pictures."""
_FLIGHT_FIRST = 3
"""The rows of the picture of requests in flight before lanes take all that is left."""
_BAR_MOST = 9
"""The most rows of a bar."""


class Rows(NamedTuple):
    """How many rows each part has."""

    page: int
    """Lanes of one race."""
    thickness: int
    """Rows of a bar."""
    gap: int
    """Blank rows from one lane to the next."""
    words: int
    """The line with the sums, or with the gain from running together."""
    flight: int
    """Rows of one race's picture of requests in flight."""
    queue: int
    """Rows of one race's picture of the queue."""
    legend: int
    blanks: int
    """Blank rows between the parts, up to two."""


def share_out(
    height: int, streams: int, *, blocks: int = 1, titles: int = 0, most: int = 1, longest: int = 1
) -> Rows:
    """Allot the rows.

    Args:
        height: Rows available.
        streams: How many lanes there are to show.
        blocks: How many races are stacked.
        titles: Rows for titles.
        most: The most requests that were or may be in flight, which bounds the picture's height.
        longest: The longest queue, which bounds the height of its picture.
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
