"""How the rows of the race are shared out: the lanes come first, then what is told about them."""

from __future__ import annotations

from math import ceil
from typing import NamedTuple

_LANES_LEAST = 0.75
"""The share of the height that lanes have before anything else gets a row."""
_FLIGHT_MOST, _QUEUE_MOST = 6, 3
"""The rows that a picture of numbers may grow to."""


class Rows(NamedTuple):
    """How many rows each part has."""

    page: int
    """Lanes of one race."""
    thickness: int
    """Rows of a bar."""
    gap: int
    """Blank rows from one lane to the next."""
    words: int
    """The line with the sums, or with what running together bought."""
    flight: int
    """The picture of requests in flight, of one race."""
    queue: int
    """The picture of the queue, of one race."""
    legend: int
    blanks: int
    """Blank rows between the parts, up to two."""


def share_out(
    height: int, streams: int, *, blocks: int = 1, titles: int = 0, most: int = 1, longest: int = 1
) -> Rows:
    """Share out the rows.

    Args:
        height: The rows there are.
        streams: How many lanes there are to show.
        blocks: Races that stand one above the other.
        titles: Rows that titles take.
        most: The most requests that were in flight, or may be: a picture need not be higher.
        longest: The most that wait at once.
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
    left = room - words - legend - (flight + queue) * blocks
    page = max(min(left // blocks, streams), 1)
    spare = left - page * blocks
    blanks = take(1) + take(1)
    gap = take(page * blocks)
    while flight and flight < min(most, _FLIGHT_MOST) and take(blocks):
        flight += 1
    while queue and queue < min(longest, _QUEUE_MOST) and take(blocks):
        queue += 1
    thickness = 1 + (take(page * blocks) if gap else 0)
    return Rows(page, thickness, gap, words, flight, queue, legend, blanks)
