"""An attempt's speed and gaps, in equal slices up to now."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from streamboard.board.deltas import CHARS_PER_TOKEN, DeltaSeries
from streamboard.run.plan import SECOND

_RATE_WINDOW_NS = SECOND // 2


def rate_history(deltas: DeltaSeries, now: int, cells: int) -> list[float]:
    """Estimated tokens/s over each slice, or over `_RATE_WINDOW_NS`: in less, single deltas make it jump."""
    if deltas.first is None or cells <= 0 or now <= deltas.first:
        return []
    start, span, stamps = deltas.first, now - deltas.first, deltas.stamps
    window = max(span // cells, min(_RATE_WINDOW_NS, span))
    rates = []
    for cell in range(1, cells + 1):
        end = start + span * cell // cells
        first, last = bisect_left(stamps, end - window), bisect_right(stamps, end)
        if first == last:
            rates.append(0.0)
            continue
        chars = deltas.chars[last - 1] - (deltas.chars[first - 1] if first else 0)
        count = deltas.counts[last - 1] - (deltas.counts[first - 1] if first else 0)
        rates.append(max(count, chars / CHARS_PER_TOKEN) * SECOND / min(window, end - start or 1))
    return rates


def gap_history(deltas: DeltaSeries, now: int, cells: int) -> list[int]:
    """The longest gap that overlaps each slice, so that a stall is equally high throughout."""
    if deltas.first is None or cells <= 0 or now <= deltas.first:
        return []
    start, span, stamps = deltas.first, now - deltas.first, deltas.stamps
    longest = []
    for cell in range(cells):
        begin, end = start + span * cell // cells, start + span * (cell + 1) // cells
        first = max(bisect_right(stamps, begin) - 1, 0)
        last = bisect_left(stamps, end)
        worst = max(deltas.gaps[first:last], default=0)
        if last == len(stamps):
            worst = max(worst, now - stamps[-1])
        longest.append(worst)
    return longest
