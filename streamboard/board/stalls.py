"""Stalls: gaps that are long for the answer's own pace."""

from __future__ import annotations

from typing import NamedTuple

from streamboard.board.attempt import Attempt
from streamboard.board.deltas import DeltaSeries
from streamboard.board.stream import SILENT_AFTER_NS

STALL_RATIO = 8
"""A gap this many times the usual one is a stall."""


class Stall(NamedTuple):
    """In nanoseconds on the run's clock."""

    begin: int
    end: int
    chars: int
    """Characters of content before it."""

    @property
    def length(self) -> int:
        return self.end - self.begin


def stalls(attempt: Attempt, now: int) -> list[Stall]:
    """The long gaps and the silence at the end, in order.

    The wait for the first content is one too, unless a later gap was longer.
    """
    deltas = attempt.deltas
    if deltas.first is None:
        return []
    found = [*long_gaps(deltas), *last_silence(attempt, now if attempt.ended is None else attempt.ended)]
    if attempt.zero is not None and deltas.first - attempt.zero > (deltas.max_gap_ns or 0):
        found.insert(0, Stall(attempt.zero, deltas.first, 0))
    return found


def least_stall_ns(deltas: DeltaSeries) -> float:
    """`SILENT_AFTER_NS` without a usual gap."""
    return STALL_RATIO * deltas.usual_gap_ns() or SILENT_AFTER_NS


def long_gaps(deltas: DeltaSeries) -> list[Stall]:
    """Of merged deltas, only each group's longest gap is known, and placed at the group's end."""
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
    """Only if it is a stall; none after a whole answer."""
    deltas = attempt.deltas
    silence = attempt.open_gap_ns(until)
    if deltas.last is None or silence is None:
        return []
    silent = silence >= least_stall_ns(deltas)
    return [Stall(deltas.last, deltas.last + silence, deltas.chars[-1])] if silent else []
