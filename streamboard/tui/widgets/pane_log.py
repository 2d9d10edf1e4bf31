"""The event log of a pane."""

from __future__ import annotations

from itertools import islice

from streamboard.board.event_log import LogRow
from streamboard.board.event_tape import LogDepth
from streamboard.board.stream import StreamState
from streamboard.safety.sanitise import clean_line
from streamboard.tui.draw.canvas import Parts, spread
from streamboard.tui.draw.scene import Scene
from streamboard.tui.draw.scroll import Scroll
from streamboard.tui.draw.styles import Palette
from streamboard.tui.widgets.tape_rows import NARROW, event_line, label_width, seconds, wire_lines

_TITLES: dict[LogDepth, str] = {"folded": "events", "events": "every event", "wire": "the wire"}


class PaneLog:
    def __init__(self) -> None:
        self.scroll = Scroll(at_end=True)
        self._key: tuple[object, ...] = ()
        self._rows: list[Parts] = []

    def rows(
        self, scene: Scene, stream: StreamState, width: int, height: int, palette: Palette
    ) -> list[Parts]:
        step = scene.step_of(stream)
        key = (
            *(id(stream), stream.log.revision, stream.tape.total if scene.depth != "folded" else 0),
            *(width, height, self.scroll.top, palette, scene.depth, step),
        )
        if key != self._key:
            self._key = key
            self._rows = (
                _folded(stream, width, height, self.scroll, palette)
                if scene.depth == "folded"
                else _one_by_one(scene, stream, width, height, self.scroll, palette)
            )
        return self._rows


def height_in(room: int, depth: LogDepth) -> int:
    """In a small pane one row, for the latest event."""
    if room < 7:
        return 1
    return min(max(room * 2 // 5, 4), 12) if depth == "folded" else min(max(room * 3 // 5, 4), 30)


def _rule(words: str, width: int, palette: Palette) -> Parts:
    title: Parts = [("┄", palette.faint), (f" {words} ", palette.dim)]
    return spread(title, [], width, palette.faint, character="┄")


def _folded(stream: StreamState, width: int, height: int, scroll: Scroll, palette: Palette) -> list[Parts]:
    log = stream.log
    if height == 1:
        return [_row(stream, row, width, palette) for row in list(log.rows)[-1:]] or [[]]
    first = scroll.window(len(log.rows), height - 1)
    shown = list(log.rows)[first : first + height - 1]
    lines = [_rule(_counted("folded", scroll, first + log.dropped, len(shown), log.total), width, palette)]
    lines += [_row(stream, row, width, palette) for row in shown]
    lines.extend([] for _ in range(height - len(lines)))
    return lines


def _counted(depth: LogDepth, scroll: Scroll, before: int, shown: int, total: int) -> str:
    which = "" if scroll.top is None else f"{before + 1}-{before + shown} of "
    return f"{_TITLES[depth]} {which}{total:,}"


def _one_by_one(
    scene: Scene, stream: StreamState, width: int, height: int, scroll: Scroll, palette: Palette
) -> list[Parts]:
    rows, dropped = stream.tape.rows, stream.tape.dropped
    wire, room = scene.depth == "wire", max(height - 1, 1)
    step = scene.step_of(stream)

    def drawn(place: int) -> list[Parts]:
        row, before = rows[place], rows[place - 1] if place else None
        chosen = step is not None and place == step - dropped
        line = event_line(row, before, stream.queued or 0, width, palette, chosen=chosen, wire=wire)
        return [line, *(wire_lines(row, width, palette) if wire else ())]

    end = len(rows) if step is None else min(max(step - dropped + 1, 1), len(rows))
    fit, used = 0, 0  # How many of the rows before `end` fit.
    for place in reversed(range(end)):
        used += len(drawn(place))
        if fit and used > room:
            break
        fit += 1
    first = scroll.window(len(rows), max(fit, 1)) if step is None else max(end - fit, 0)
    lines = [line for place in islice(range(first, len(rows)), room) for line in drawn(place)][:room]
    if height == 1:
        return lines or [[]]
    words = _counted(scene.depth, scroll, first + dropped, max(fit, 1), stream.tape.total)
    if wire and not scene.board.plan.wire and not any(row.wire for row in islice(rows, first, None)):
        words += ": its bytes were not kept; --wire keeps them"
    lines.insert(0, _rule(words, width, palette))
    lines.extend([] for _ in range(height - len(lines)))
    return lines


def _row(stream: StreamState, row: LogRow, width: int, palette: Palette) -> Parts:
    since = seconds(row.t - (stream.queued or 0), 7)
    label = f"{clean_line(row.label)} x {row.count}" if row.count > 1 else clean_line(row.label)
    if width < NARROW:
        label = label.removeprefix("content_")
    style = palette.trouble if row.trouble else palette.text
    parts: Parts = [(f"{since} ", palette.dim), (f"{label:<{label_width(width)}} ", style)]
    if len(stream.attempts) > 1:
        parts.insert(1, (f"{row.attempt:>2} ", palette.faint))
    return [*parts, (clean_line(row.detail), palette.dim)]
