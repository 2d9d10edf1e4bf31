"""The event log of a pane."""

from __future__ import annotations

from streamboard.board.eventlog import LogRow
from streamboard.board.stream import StreamState
from streamboard.safety.sanitise import clean_line
from streamboard.tui.draw.canvas import Parts, spread
from streamboard.tui.draw.palette import Palette
from streamboard.tui.draw.scroll import Scroll

NARROW = 50
"""Below this width, words are abbreviated."""


class PaneLog:
    """The scrollable events of a stream; its rows are cached until something changes."""

    def __init__(self) -> None:
        self.scroll = Scroll(at_end=True)
        self._key: tuple[object, ...] = ()
        self._rows: list[Parts] = []

    def rows(self, stream: StreamState, width: int, height: int, palette: Palette) -> list[Parts]:
        """The events in `height` rows."""
        key = (id(stream), stream.log.revision, width, height, self.scroll.top, palette)
        if key != self._key:
            self._key = key
            self._rows = _log_rows(stream, width, height, self.scroll, palette)
        return self._rows


def height_in(room: int) -> int:
    """Rows for the log: one, for the latest event, in a small pane, else two fifths of `room`, 4 to 12."""
    return 1 if room < 7 else min(max(room * 2 // 5, 4), 12)


def _log_rows(stream: StreamState, width: int, height: int, scroll: Scroll, palette: Palette) -> list[Parts]:
    """Events below a rule; a single row shows only the latest event."""
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
    since = round((row.t - (stream.queued or 0)) / 1e9, 3) + 0.0  # Turns -0.0 into 0.0.
    label = f"{clean_line(row.label)} x {row.count}" if row.count > 1 else clean_line(row.label)
    if narrow:
        label = label.removeprefix("content_")
    style = palette.trouble if row.trouble else palette.text
    parts: Parts = [(f"{since:7.3f} ", palette.dim), (f"{label:<{14 if narrow else 19}} ", style)]
    if len(stream.attempts) > 1:
        parts.insert(1, (f"{row.attempt:>2} ", palette.faint))
    return [*parts, (clean_line(row.detail), palette.dim)]
