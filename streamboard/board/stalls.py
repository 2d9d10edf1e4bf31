"""Where an answer stood still: gaps that are long beside its own pace."""

from __future__ import annotations

from typing import NamedTuple

from streamboard.board.stream import Attempt

STALL_RATIO = 8
"""A gap of so many times the median is a stall, as in the ribbon of gaps."""


class Stall(NamedTuple):
    """A gap that stands out. Nanoseconds on the run's clock."""

    begin: int
    end: int
    chars: int
    """Characters of content that had come before it."""

    @property
    def length(self) -> int:
        """How long it was."""
        return self.end - self.begin


def stalls(attempt: Attempt, now: int) -> list[Stall]:
    """The stalls of an attempt, in order: gaps of `STALL_RATIO` times the median or more.

    The wait for the first content is one if nothing after it was longer. So is the time since the last
    content while the attempt goes on. Of deltas that were merged (see `DeltaSeries`) only the longest
    gap of each group is known, and it is placed at the group's end.

    Args:
        attempt: Whose stalls.
        now: The time until which an attempt that goes on has been silent.
    """
    deltas = attempt.deltas
    if deltas.first is None or deltas.last is None:
        return []
    least = STALL_RATIO * (deltas.median_gap_ns() or 0)
    found = [
        Stall(deltas.stamps[index + 1] - gap, deltas.stamps[index + 1], deltas.chars[index])
        for index, gap in enumerate(deltas.gaps)
        if gap >= least > 0
    ]
    if attempt.ended is None and now - deltas.last >= least > 0:
        found.append(Stall(deltas.last, now, deltas.chars[-1]))
    if attempt.started is not None and deltas.first - attempt.started > (deltas.max_gap_ns or 0):
        found.insert(0, Stall(attempt.started, deltas.first, 0))
    return found
