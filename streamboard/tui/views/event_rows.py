"""The lines of the events view."""

from __future__ import annotations

from rich.cells import cell_len

from streamboard.board.causes import Cause
from streamboard.board.event_tape import TapeRow
from streamboard.board.merged_log import Entry
from streamboard.board.phases_and_ends import ENDS
from streamboard.board.state import BoardState
from streamboard.common import units
from streamboard.safety.sanitise import clean_line
from streamboard.tui.draw.canvas import Parts, cut, spread, under_cursor
from streamboard.tui.draw.scene import Scene
from streamboard.tui.draw.styles import Palette
from streamboard.tui.widgets.tape_rows import gap_words, reads_words, seconds, wire_lines

_TIME, _LABEL, _SHORT_LABEL = 9, 20, 14
"""Cells of columns."""
_WITH_ATTEMPT, _WITH_NAME, _WIDE = 64, 40, 100
"""The least widths for attempts, for names, and for details with long labels."""
_WITH_ABOUT = 8
"""The least height for more on the event under the cursor."""
_TIMES, _STREAMS, _CAUSE = 6, 11, 24
"""Cells of the columns of causes."""
_WELL: frozenset[str] = frozenset(outcome for outcome, end in ENDS.items() if end.tone == "good")


class EventRows:
    def __init__(self, board: BoardState, scene: Scene, palette: Palette, width: int) -> None:
        self._scene, self._palette, self._width = scene, palette, width
        self._zero = board.begun or 0
        self._names = _name_cells(board, scene, width)

    @property
    def _label_cells(self) -> int:
        return _LABEL if self._width >= _WIDE else _SHORT_LABEL

    @property
    def clock(self) -> str:
        """Empty once all streams have ended, or without room."""
        if self._width < _WITH_ATTEMPT or self._scene.board.finished:
            return ""
        return f"now {self._time(self._scene.now).strip()}"

    def heading(self, right: Parts, *, by_cause: bool) -> Parts:
        dim = self._palette.dim
        left: Parts = [(f"{'from start':>{_TIME + 2}}", dim)]
        if by_cause:
            left.append((f" {'times':>{_TIMES}}", dim))
            if self._width >= _WITH_NAME:
                left.append((f"  {'in':<{_STREAMS}}", dim))
            left.append((" cause", dim))
            return spread(left, right, self._width, self._palette.text)
        left.append(("    #", dim))
        if self._names:
            left.append((f" {'stream':<{self._names}}", dim))
        if self._width >= _WITH_ATTEMPT:
            left.append(("  a", dim))
        left.append((f"  {'event':<{self._label_cells}}", dim))
        if self._width >= _WIDE:
            left.append((" detail", dim))
        return spread(left, right, self._width, self._palette.text)

    def cause(self, cause: Cause, *, opened: bool, chosen: bool) -> Parts:
        palette, name, words = self._palette, clean_line(cause.name), clean_line(cause.words)
        parts: Parts = [
            ("▾ " if opened else "▸ ", palette.trouble),
            (f"{self._time(cause.began)} ", palette.dim),
            (f"{f'{cause.times:,}x':>{_TIMES}}", palette.strong),
        ]
        if self._width >= _WITH_NAME:
            streams = units.count(cause.streams, "stream") if cause.streams else "the run"
            parts.append((f"  {streams:<{_STREAMS}}", palette.text))
        cells = min(cell_len(name), _CAUSE) if self._width < _WIDE else _CAUSE
        parts += [(" ", palette.text), *spread([(name, palette.trouble)], [], cells, palette.text)]
        return self._whole([*parts, (f" {words}", palette.text)], chosen=chosen)

    def event(self, entry: Entry, *, chosen: bool) -> Parts:
        palette, row = self._palette, entry.row
        well = entry.ours and row.label in _WELL
        style = palette.trouble if row.trouble else palette.good if well else palette.text
        label = clean_line(row.label)
        label = f"{label} x {row.count}" if row.count > 1 else label
        if self._label_cells == _SHORT_LABEL:
            label = label.removeprefix("content_")
        parts: Parts = [
            ("✗ " if row.trouble else "  ", palette.trouble),
            (f"{self._time(row.began)} ", palette.dim),
            *self._who(entry),
            ("  ", palette.text),
            *spread([(label, style)], [], self._label_cells, palette.text),
            (" ", palette.text),
            *self._detail(entry),
        ]
        return self._whole(parts, chosen=chosen)

    def about(self, entry: Entry, height: int) -> list[Parts]:
        """What the event changed, and its bytes; empty while events are folded."""
        row, stream = entry.row, entry.stream
        if not isinstance(row, TapeRow) or stream is None or height < _WITH_ABOUT:
            return []
        palette, wire = self._palette, self._scene.depth == "wire"
        most = max(height // 3, 2) if wire else 2
        changed: Parts = [(f" {clean_line(row.label)} ", palette.strong)]
        if row.effect:
            changed += [("-> ", palette.dim), (clean_line(row.effect), palette.good)]
        before = stream.tape.before(row)
        since = f"{gap_words(row, before)} after the one before" if before is not None else ""
        told = "  ".join(filter(None, (reads_words(row), since)))
        lines = wire_lines(row, self._width, palette) if wire else []
        if wire and not lines and row.source == "api":
            lines = [[("  its bytes were not kept; --wire keeps them", palette.dim)]]
        lines.insert(0, spread(changed, [(f"{told} ", palette.dim)], self._width, palette.text))
        lines.insert(0, [("─" * self._width, palette.faint)])
        return [*lines[:most], *([] for _ in range(most - len(lines)))]

    def _whole(self, parts: Parts, *, chosen: bool) -> Parts:
        if chosen:
            return under_cursor(spread(parts, [], self._width, self._palette.text), self._palette)
        return cut(parts, self._width)

    def _time(self, t: int) -> str:
        """Seconds from the start: when the first stream was queued."""
        return seconds(t - self._zero, _TIME)

    def _who(self, entry: Entry) -> Parts:
        palette, stream, names = self._palette, entry.stream, self._names
        if stream is None:
            number, name, style = "", "run", palette.dim
        else:
            number, name = str(stream.number), self._scene.short_name(stream, names)
            style = palette.strong if stream.plan.id == self._scene.cursor else palette.text
        parts: Parts = [(f"{number:>4}", palette.dim)]
        if names:
            parts += [
                (" ", palette.text),
                *spread([(name, style)], [], names, palette.text),
            ]
        if self._width >= _WITH_ATTEMPT:
            attempt = str(entry.row.attempt) if stream is not None else ""
            parts.append((f"{attempt:>3}", palette.dim))
        return parts

    def _detail(self, entry: Entry) -> Parts:
        row = entry.row
        words = clean_line(row.detail)
        if row.count > 1:
            until = f"until {self._time(row.t).strip()}"
            words = f"{words}, {until}" if words else until
        return [(words, self._palette.text if row.trouble else self._palette.dim)]


def _name_cells(board: BoardState, scene: Scene, width: int) -> int:
    if width < _WITH_NAME:
        return 0
    longest = max((cell_len(scene.name(stream)) for stream in board.streams.values()), default=4)
    return min(max(longest, 6), max(width // 5, 10))
