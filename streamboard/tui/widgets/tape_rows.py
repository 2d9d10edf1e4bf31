"""Events one by one: a line for each, and its bytes."""

from __future__ import annotations

from rich.cells import chop_cells

from streamboard.board.event_tape import TapeRow
from streamboard.common import units
from streamboard.safety.sanitise import clean, clean_line
from streamboard.tui.draw.canvas import Parts, cut, spread, under_cursor, width_of
from streamboard.tui.draw.styles import Palette

NARROW = 50
"""Below this width, words are abbreviated."""
_WITH_GAP, _WITH_EFFECT = 62, 100
"""The least widths for the time since the last event, and for an event's effect."""
_FIELDS = ("event:", "data:", "id:", "retry:", ":")
"""How the lines of a server-sent event begin."""
_INDENT = "  "


def seconds(ns: int, width: int) -> str:
    """Never `-0.000`."""
    return f"{round(ns / 1e9, 3) + 0.0:{width}.3f}"


def label_width(width: int) -> int:
    return 14 if width < NARROW else 19


def event_line(
    row: TapeRow, before: TapeRow | None, zero: int, width: int, palette: Palette, *, chosen: bool, wire: bool
) -> Parts:
    """`zero`, on the run's clock, is the origin of times; with `wire`, bytes follow instead of details."""
    narrow = width < NARROW
    label = clean_line(row.label)
    parts: Parts = [(f"{seconds(row.t - zero, 7)} ", palette.dim)]
    if width >= _WITH_GAP:
        parts.append((f"{gap_words(row, before):>9} ", palette.faint))
    style = palette.trouble if row.trouble else palette.text if row.from_server else palette.dim
    name = label.removeprefix("content_") if narrow else label
    parts.append((f"{name:<{label_width(width)}} ", style))
    reads = reads_words(row) if wire else ""
    parts.append((reads if wire and row.wire else clean_line(row.detail), palette.dim))
    effect = f" {clean_line(row.effect)}" if width >= _WITH_EFFECT and row.effect else ""
    if effect and width_of(parts) + len(effect) > width:
        parts = cut(parts, max(width - len(effect), width // 2))
    line = spread(parts, [(effect, palette.good)] if effect else [], width, palette.text)
    return under_cursor(line, palette) if chosen else line


def gap_words(row: TapeRow, before: TapeRow | None) -> str:
    """Since the previous event: `+51 ms`; empty for the first."""
    return "" if before is None else f"+{units.duration(max(row.t - before.t, 0))}"


def reads_words(row: TapeRow) -> str:
    """How many reads of the connection an event took, if several."""
    if row.reads < 2 or row.began_ns is None:
        return ""
    return f"in {row.reads} reads over {units.duration(row.t - row.began_ns)}"


def wire_lines(row: TapeRow, width: int, palette: Palette) -> list[Parts]:
    """An event's bytes or a response's headers; empty if not kept."""
    if not row.wire:
        return []
    lines: list[Parts] = []
    room = max(width - len(_INDENT), 1)
    for line in row.wire.split("\n"):
        lines += _wrapped(_plain(line), room, palette)
    if row.wire_cut:
        more = f"{_INDENT}and {units.count(row.wire_cut, 'byte')} more"
        lines.append([(more, palette.faint)])
    return lines


def _wrapped(line: str, room: int, palette: Palette) -> list[Parts]:
    field = next((field for field in _FIELDS if line.startswith(field)), "")
    first, *rest = chop_cells(line, room) or [""]
    if len(field) > len(first):
        field = ""
    head: Parts = [(_INDENT, palette.text), (field, palette.live), (first[len(field) :], palette.dim)]
    return [head, *([(_INDENT, palette.text), (piece, palette.dim)] for piece in rest)]


def _plain(line: str) -> str:
    return clean(line).replace("\n", "\u2424").replace("\t", "\u2409")
