"""The gaps between deltas as a ribbon."""

from __future__ import annotations

from streamboard.board.attempt import Attempt
from streamboard.board.deltas import DeltaSeries
from streamboard.board.histories import gap_history
from streamboard.board.stalls import STALL_RATIO, last_silence, least_stall_ns
from streamboard.tui.draw import glyphs
from streamboard.tui.draw.canvas import Parts
from streamboard.tui.draw.styles import Palette


def end_of(attempt: Attempt, now: int) -> int:
    """Now while it runs; then its last delta, or the end of the stall after it."""
    if attempt.ended is None or attempt.deltas.last is None:
        return now
    silence = last_silence(attempt, attempt.ended)
    return silence[0].end if silence else attempt.deltas.last


def ribbon(deltas: DeltaSeries, end: int, cells: int, palette: Palette) -> Parts:
    """The longest gap in each cell's slice of time."""
    gaps = gap_history(deltas, end, cells)
    stall = least_stall_ns(deltas)
    usual = stall / STALL_RATIO
    # Flat up to the usual gap, full height from a stall on: steady streams are flat at any pace.
    top = stall - usual
    parts: Parts = []
    for gap in gaps:
        style = palette.trouble_fill if gap >= stall else palette.dim_fill
        glyph = glyphs.sparkline([min(max(gap - usual, 0), top)], top)
        if parts and parts[-1][1] is style:
            parts[-1] = (parts[-1][0] + glyph, style)
        else:
            parts.append((glyph, style))
    return parts
