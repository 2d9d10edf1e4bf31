"""The stalls of an answer: gaps that are long compared to its own pace."""

from __future__ import annotations

from typing import NamedTuple

from streamboard.board.attempt import Attempt
from streamboard.board.deltas import DeltaSeries
from streamboard.board.stream import SILENT_AFTER_NS

STALL_RATIO = 8
"""A gap of this many times the usual one is a stall, as in the ribbon of gaps."""


class Stall(NamedTuple):
    """A gap that stands out. Nanoseconds on the run's clock."""

    begin: int
    end: int
    chars: int
    """Characters of content that had come before it."""

    @property
    def length(self) -> int:
        """In nanoseconds."""
        return self.end - self.begin


def stalls(attempt: Attempt, now: int) -> list[Stall]:
    """The stalls of an attempt, in order: its long gaps, and the silence at its end.

    The wait for the first content is one too if no gap after it was longer.

    Args:
        attempt: Whose stalls.
        now: The end of the silence of an attempt that goes on.
    """
    deltas = attempt.deltas
    if deltas.first is None:
        return []
    found = [*long_gaps(deltas), *last_silence(attempt, now if attempt.ended is None else attempt.ended)]
    if attempt.zero is not None and deltas.first - attempt.zero > (deltas.max_gap_ns or 0):
        found.insert(0, Stall(attempt.zero, deltas.first, 0))
    return found


def least_stall_ns(deltas: DeltaSeries) -> float:
    """The least length of a stall; `SILENT_AFTER_NS` as long as there is no usual gap."""
    return STALL_RATIO * deltas.usual_gap_ns() or SILENT_AFTER_NS


def long_gaps(deltas: DeltaSeries) -> list[Stall]:
    """The gaps of `STALL_RATIO` times the usual one or more.

    Of deltas that were merged (see `DeltaSeries`) only the longest gap of each group is known, and it is
    placed at the group's end.
    """
    least = least_stall_ns(deltas)
    if (deltas.max_gap_ns or 0) < least:
        return []
    stamps = deltas.stamps
    return [
        Stall(stamps[place + 1] - gap, stamps[place + 1], deltas.chars[place])
        for place, gap in enumerate(deltas.gaps)
        if gap >= least
    ]


def last_silence(attempt: Attempt, until: int) -> list[Stall]:
    """The silence after the last content, if it is a stall; there is none after a whole answer."""
    deltas = attempt.deltas
    silence = attempt.open_gap_ns(until)
    if deltas.last is None or silence is None:
        return []
    silent = silence >= least_stall_ns(deltas)
    return [Stall(deltas.last, deltas.last + silence, deltas.chars[-1])] if silent else []
