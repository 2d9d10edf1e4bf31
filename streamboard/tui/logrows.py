"""The rows of a pane's event log."""

from __future__ import annotations

from streamboard.board.eventlog import LogRow
from streamboard.board.stream import StreamState
from streamboard.sanitise import clean_line
from streamboard.tui.canvas import Parts, spread
from streamboard.tui.palette import Palette
from streamboard.tui.scroll import Scroll

NARROW = 50
"""Cells below which words are short."""


def log_rows(stream: StreamState, width: int, height: int, scroll: Scroll, palette: Palette) -> list[Parts]:
    """Events in so many rows, under a rule where there is room for one; a single row has the latest."""
    log = stream.log
    if height == 1:
        return [_row(stream, row, width, palette) for row in list(log.rows)[-1:]] or [[]]
    first = scroll.window(len(log.rows), height - 1)
    shown = list(log.rows)[first : first + height - 1]
    count, before = len(log.rows) + log.dropped, first + log.dropped
    which = "" if scroll.top is None else f"{before + 1}-{before + len(shown)} of "
    title = f" events {which}{count} "
    rule: Parts = [("┄", palette.faint), (title, palette.dim)]
    lines: list[Parts] = [spread(rule, [], width, palette.faint, character="┄")]
    lines += [_row(stream, row, width, palette) for row in shown]
    lines.extend([] for _ in range(height - len(lines)))
    return lines


def _row(stream: StreamState, row: LogRow, width: int, palette: Palette) -> Parts:
    narrow = width < NARROW
    since = round((row.t - (stream.queued or 0)) / 1e9, 3) + 0.0  # Never a minus before nothing.
    label = f"{clean_line(row.label)} x {row.count}" if row.count > 1 else clean_line(row.label)
    if narrow:
        label = label.removeprefix("content_")
    style = palette.trouble if row.trouble else palette.text
    parts: Parts = [(f"{since:7.3f} ", palette.dim), (f"{label:<{14 if narrow else 19}} ", style)]
    if len(stream.attempts) > 1:
        parts.insert(1, (f"{row.attempt:>2} ", palette.faint))
    return [*parts, (clean_line(row.detail), palette.dim)]
